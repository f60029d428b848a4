"""The writer without a model: what it makes of the chosen sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
import pytest

from assistant.choose.choosing import Chosen
from assistant.fit.fit import fit, of_others, of_sentence
from assistant.question.understand import understand
from assistant.records.answer import Draft, Facet, Query
from assistant.records.patient import Patient, Variant
from assistant.studies.sentences import every_sentence
from assistant.write import write_extractive
from ingest.knowledge.tables import read_table
from ingest.records.article import Article
from tests.assistant.made_records import (
    EGFR_REVIEW,
    EGFR_TRIAL,
    article,
    disease,
    drug,
    evidence,
    gene,
    query,
)

ASKED = query("Is osimertinib better than gefitinib in EGFR-mutated cancer?", gene("EGFR"), drug("osimertinib"))


def chosen(asked: Query, records: Mapping[Article, float] | list[Article]) -> list[Chosen]:
    """Every sentence of the records, best first; of each record at its chance, at 0.9 by default."""
    chances = dict.fromkeys((a.pmid for a in records), 0.9)
    if isinstance(records, Mapping):
        chances = {a.pmid: chance for a, chance in records.items()}
    items = evidence(asked, *records)
    found = [one for rank, item in enumerate(items) for one in every_sentence(item, rank)]
    made = [Chosen(one, chances[one.evidence.article.pmid]) for one in found if one.role != "title"]
    return sorted(made, key=lambda one: -one.chance)


def drafts(records: Mapping[Article, float] | list[Article], asked: Query = ASKED, **options: int) -> list[Draft]:
    return list(write_extractive(asked, chosen(asked, records), **options))


def saying(pmid: str, sentence: str, *, types: tuple[str, ...] = ()) -> Article:
    return article(pmid, f"Title {pmid}", sentence, types=types)


def test_every_draft_is_its_quote_word_for_word() -> None:
    """A draft's quote stands in the record, and its text is that quote, at most with a capital put in front."""
    made = drafts([EGFR_TRIAL, EGFR_REVIEW])
    texts = {a.pmid: a.text for a in (EGFR_TRIAL, EGFR_REVIEW)}
    assert made
    for draft in made:
        assert draft.quotes[0].text in texts[draft.quotes[0].pmid]
        assert draft.text.lower() == draft.quotes[0].text.lower()


def test_the_likeliest_answer_comes_first() -> None:
    """A sentence that likely answers stands before one of a stronger study that likely does not."""
    trial = saying("1", "Osimertinib gave a rash in half of all people seen.", types=("Randomized Controlled Trial",))
    case = saying("2", "Osimertinib prolonged survival in this woman by years.", types=("Case Reports",))
    assert [draft.quotes[0].pmid for draft in drafts({trial: 0.5, case: 0.9})] == ["2", "1"]


def test_of_two_alike_the_stronger_study_speaks_first() -> None:
    """Design orders ties, and nothing else."""
    case = saying("2", "Osimertinib prolonged survival in this woman by years.", types=("Case Reports",))
    trial = saying("1", "Osimertinib gave longer survival than gefitinib did.", types=("Randomized Controlled Trial",))
    assert [draft.quotes[0].pmid for draft in drafts({case: 0.801, trial: 0.799})] == ["1", "2"]


@pytest.mark.parametrize(("chance", "first"), [(0.75, "1"), (0.5, "2")])
def test_a_small_study_does_not_open_before_a_guideline_that_answers_as_well(chance: float, first: str) -> None:
    """A guideline nearly as likely to answer opens; one that answers less well stands after the study."""
    guideline = saying("1", "Osimertinib is recommended as the first drug to be given.", types=("Practice Guideline",))
    case = saying("2", "None of our three people lived longer with it than without.", types=("Case Reports",))
    assert drafts({guideline: chance, case: 0.9})[0].quotes[0].pmid == first


def test_what_is_far_less_likely_is_left_out() -> None:
    """A sentence with a small share of the best one's chance is not shown beside it."""
    best = saying("1", "Osimertinib prolonged survival in EGFR-mutated cancer.")
    far = saying("2", "Mutations were found in nine of ninety samples overall.")
    assert [draft.quotes[0].pmid for draft in drafts({best: 0.9, far: 0.2})] == ["1"]


def test_one_record_does_not_crowd_out_the_others() -> None:
    """Two sentences of a record at most."""
    long = saying(
        "1",
        "Osimertinib prolonged survival by seven months. Rash occurred in half of those treated daily. "
        "Brain lesions shrank in nine of twelve people. Costs were higher than under any other therapy.",
    )
    other = saying("2", "Gefitinib was stopped more often than the newer drug.")
    cited = [draft.quotes[0].pmid for draft in drafts({long: 0.9, other: 0.8})]
    assert cited.count("1") == 2
    assert "2" in cited


def test_a_guideline_advises_on_each_phenotype() -> None:
    """Of a guideline more sentences are quoted than of a study."""
    advice = (
        "Poor metabolizers should avoid codeine since pain relief fails. "
        "Ultrarapid metabolizers are in danger because morphine rises quickly. "
        "Intermediate metabolizers may start by the label with follow-up. "
        "Normal metabolizers need no change whatever of their prescription."
    )
    assert len(drafts([saying("1", advice, types=("Practice Guideline",))])) == 4


def test_opening_words_are_left_off() -> None:
    """ "In conclusion, " is cut; what remains is verbatim and begins with a capital."""
    record = saying(
        "5", "EGFR was studied in all. In conclusion, osimertinib prolonged survival in EGFR-mutated cancer."
    )
    assert "Osimertinib prolonged survival in EGFR-mutated cancer." in [draft.text for draft in drafts([record])]


def test_the_same_is_said_once() -> None:
    """Two records that say nearly the same give one draft."""
    one = saying("5", "Osimertinib prolonged survival in patients with EGFR-mutated cancer (p=0.01).")
    two = saying("6", "Osimertinib prolonged survival in patients with EGFR-mutated cancer (p=0.02).")
    assert len(drafts([one, two])) == 1


def test_topics_are_the_therapy_options() -> None:
    """Without a drug in the question, drafts are grouped by the drug each sentence names."""
    asked = query("What helps in EGFR-mutated lung cancer?", gene("EGFR"), disease("lung cancer"))
    one = saying("5", "Osimertinib prolonged survival in EGFR-mutated lung cancer.")
    two = saying("6", "Afatinib delayed progression by 4 months in EGFR-mutated lung cancer.")
    assert {draft.topic for draft in drafts([one, two], asked)} == {"Osimertinib", "Afatinib"}


def test_the_limit_holds() -> None:
    """Never more drafts than asked for."""
    assert len(drafts([EGFR_TRIAL, EGFR_REVIEW], limit=1)) == 1


def test_few_are_shown_where_none_is_likely() -> None:
    """Of five sentences that hardly answer three stand; likelier ones all do."""
    said = ("alpha beta gamma", "delta epsilon zeta", "eta theta iota", "kappa lambda mu", "nu xi omicron")
    records = [saying(str(n), f"Osimertinib and {words} were compared here.") for n, words in enumerate(said)]
    assert len(drafts(dict.fromkeys(records, 0.2))) == 3
    assert len(drafts(dict.fromkeys(records, 0.9))) == 5


def test_nothing_chosen_is_nothing_written() -> None:
    """No sentence, no draft."""
    assert list(write_extractive(ASKED, [])) == []


def of_the_first(one: Chosen) -> bool:
    return one.candidate.evidence.article.pmid == "1"


def test_a_study_of_other_people_does_not_open() -> None:
    """Of two that answer nearly as well, the one on people like the case's opens; far less likely, it does not."""
    others = saying("1", "Osimertinib prolonged survival in people never treated before.")
    own = saying("2", "Osimertinib gave responses in half of those treated before.")
    near = list(write_extractive(ASKED, chosen(ASKED, {others: 0.9, own: 0.75}), behind=of_the_first))
    far = list(write_extractive(ASKED, chosen(ASKED, {others: 0.9, own: 0.5}), behind=of_the_first))
    assert [near[0].quotes[0].pmid, far[0].quotes[0].pmid] == ["2", "1"]


@pytest.mark.parametrize(("chance", "shown"), [(0.6, ["2", "3"]), (0.1, ["3", "1"])])
def test_what_the_variant_resists_gives_way_to_what_works(chance: float, shown: list[str]) -> None:
    """Where facts call a drug resisted, a sentence on it alone is left out for one on others that may answer, however
    likely it is, and stands behind where none may."""
    open_one = msgspec.structs.replace(ASKED, resisted=("erlotinib",))
    resisted = saying("1", "Erlotinib can still work unless the second mutation is present.")
    works = saying("2", "Osimertinib gave responses in half of those treated before.")
    both = saying("3", "Osimertinib outlasted erlotinib in a trial of many people.")
    records = {resisted: 0.9, works: chance, both: 0.5} if chance > 0.5 else {resisted: 0.2, both: 0.12}
    made = list(write_extractive(open_one, chosen(open_one, records)))
    assert [draft.quotes[0].pmid for draft in made] == shown


def test_a_sentence_without_a_drug_is_on_its_titles_drugs() -> None:
    """In a record on a resisted drug alone, what names none is on it, too."""
    open_one = msgspec.structs.replace(ASKED, resisted=("erlotinib",))
    resisted = article("1", "Erlotinib after progression", "Survival did not differ between those seen.")
    works = saying("2", "Osimertinib gave responses in half of those treated before.")
    made = list(write_extractive(open_one, chosen(open_one, {resisted: 0.9, works: 0.6})))
    assert [draft.quotes[0].pmid for draft in made] == ["2"]


@pytest.mark.parametrize(("facet", "advised", "first"), [("dose", True, 0), ("toxicity", True, 1), ("dose", False, 1)])
def test_no_effect_does_not_open_where_a_guideline_advises(facet: Facet, advised: bool, first: int) -> None:
    """What to do is not told by a study that found nothing; where a harm is asked for, that none was found is told."""
    asked = msgspec.structs.replace(ASKED, facet=facet, advised=advised)
    some = saying("1", "Osimertinib at half the dose was enough in carriers of the mutation.")
    none = saying("2", "The genotype was not associated with harm from the drug.")
    made = list(write_extractive(asked, chosen(asked, {none: 0.9, some: 0.6})))
    assert [draft.quotes[0].pmid for draft in made] == [["1", "2"], ["2", "1"]][first]


STATES = read_table(Path(__file__).parents[1] / "tables" / "other_states.tsv").rows


@pytest.mark.parametrize("row", STATES, ids=[f"{row[0]} {row[2][:40]}" for row in STATES])
def test_another_variant_opens_no_answer_that_the_own_one_may_open(row: Sequence[str]) -> None:
    """A sentence on another variant of the gene stands behind one on the patient's, or on a class that has it."""
    patient, question, first, chance, second, other_chance, opens, limit, source = row
    gene_name, _, notation = patient.partition(" ")
    told = Patient(variants=(Variant(gene_name, notation),))
    asked = understand(question, told)
    records = {article("1", "A study", first): float(chance), article("2", "A study", second): float(other_chance)}
    fitted = [
        msgspec.structs.replace(
            one, fit=of_sentence(one.candidate.text, fit(one.candidate.evidence.article, asked, told), asked, told)
        )
        for one in chosen(asked, records)
    ]
    made = list(write_extractive(asked, fitted))
    assert made[0].quotes[0].pmid == {"first": "1", "second": "2"}[opens], source
    opening = next(one for one in fitted if one.candidate.evidence.article.pmid == made[0].quotes[0].pmid)
    assert [item.aspect for item in of_others(opening.people)] == [limit][: len(limit)]


def test_of_a_tie_the_newer_study_opens() -> None:
    """Of two sentences that are as likely, of studies as strong, the newer one's stands first."""
    old = article("1", "A randomized trial", "Gefitinib shrank half of the tumors.", year=2014)
    new = article("2", "A randomized trial", "Osimertinib lengthened the time to progression.", year=2017)
    assert drafts({old: 0.81, new: 0.8})[0].quotes[0].pmid == "2"


OPENS = read_table(Path(__file__).parents[1] / "tables" / "opens.tsv").rows
_TITLES = {
    "cells": "Inhibition of cell lines in vitro",
    "mice": "Treatment of mice with xenografts",
    "patients": "Treatment of patients with cancer",
}


@pytest.mark.parametrize("row", OPENS, ids=[f"{row[0][:40]} {row[1][:20]}" for row in OPENS])
def test_what_opens_the_answer(row: Sequence[str]) -> None:
    """People before the laboratory in a clinical question, and sentences with variants in one on which variant."""
    question, first, of_first, chance, second, of_second, other_chance, opens = row
    records = {
        article("1", _TITLES[of_first], first): float(chance),
        article("2", _TITLES[of_second], second): float(other_chance),
    }
    asked = understand(question)
    made = list(write_extractive(asked, chosen(asked, records)))
    assert made[0].quotes[0].pmid == {"first": "1", "second": "2"}[opens]


def test_other_figures_in_the_same_words_are_said_too() -> None:
    """The response at one cutoff is not the response at another; the same result without its figures is said once."""
    ten = saying("5", "With 10 mutations per megabase pembrolizumab gave a response in 29% of 102 patients.")
    more = saying("6", "With 13 mutations per megabase pembrolizumab gave a response in 37% of 70 patients.")
    again = saying("7", "With mutations per megabase pembrolizumab gave a response in patients.")
    assert [draft.quotes[0].pmid for draft in drafts([ten, more, again])] == ["5", "6"]


def test_what_is_far_less_likely_stands_only_among_the_first_two() -> None:
    """The second finding may be half as likely to answer as the first; one behind it takes more."""
    asked = query("What helps in EGFR-mutated lung cancer?", gene("EGFR"), disease("lung cancer"))
    records = {
        saying("5", "Osimertinib prolonged survival in EGFR-mutated lung cancer."): 0.8,
        saying("6", "Afatinib delayed progression by 4 months in EGFR-mutated lung cancer."): 0.5,
        saying("7", "Erlotinib caused a rash in two thirds of patients with EGFR-mutated tumors."): 0.5,
        saying("8", "Gefitinib was given to Japanese women with EGFR mutations and metastases."): 0.6,
    }
    shown = [draft.quotes[0].pmid for draft in write_extractive(asked, chosen(asked, records))]
    assert shown == ["5", "8"]
    two = {article: chance for article, chance in records.items() if article.pmid in ("5", "6")}
    assert [draft.quotes[0].pmid for draft in write_extractive(asked, chosen(asked, two))] == ["5", "6"]
