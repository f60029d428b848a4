"""Which records tie together what a question names."""

from __future__ import annotations

import msgspec
import pytest

from assistant.enough.relevance import current, near_disease, pair_of_drugs, speaks_to, telling_words
from assistant.question.asked import asked_for
from assistant.question.understand import understand
from assistant.records.answer import Concept, Query
from ingest.records.article import Correction
from tests.assistant.made_records import article, disease, drug, evidence, gene, query, variant

BOTH = article("91000001", "Abacavir and HLA-B in adults", "Abacavir reactions were frequent in HLA-B carriers.")
GENE = article("91000002", "HLA-B in a population", "HLA-B alleles were typed in 300 people.")
DRUG = article("91000003", "Abacavir in practice", "Abacavir lowered the viral load in adults with HIV infection.")


def told(asked: Query, *records: object) -> list[str]:
    """PMIDs of the records that speak to what was asked."""
    known, items = asked_for(asked), evidence(asked, *records)  # type: ignore[arg-type]  # articles
    return [item.article.pmid for item in items if speaks_to(known.within(item.article), item, asked)]


def test_a_gene_and_a_drug_must_stand_in_one_record() -> None:
    """Records on the gene alone or the drug alone do not answer a question on both."""
    asked = query("Does HLA-B matter for abacavir?", gene("HLA-B"), drug("abacavir"))
    assert told(asked, BOTH, GENE, DRUG) == [BOTH.pmid]


def test_a_drug_and_a_disease_must_stand_in_one_record() -> None:
    """A record on the drug in another disease does not answer."""
    asked = query("Does abacavir help in psoriasis?", drug("abacavir"), disease("psoriasis"))
    assert told(asked, BOTH, DRUG) == []


def test_a_disease_beside_gene_and_drug_may_go_unnamed() -> None:
    """With gene and drug in the record, its population is for the fit to judge."""
    asked = query(
        "Does HLA-B matter for abacavir in HIV infection?", gene("HLA-B"), drug("abacavir"), disease("HIV infection")
    )
    assert told(asked, BOTH) == [BOTH.pmid]


def test_another_hla_allele_does_not_answer() -> None:
    """HLA alleles have one name each: a record on another one is on another one."""
    other = article("91000004", "HLA-B*15:02 and carbamazepine", "HLA-B*15:02 carriers reacted to carbamazepine.")
    asked = query(
        "Do carriers of HLA-B*57:01 react to carbamazepine?",
        gene("HLA-B"),
        variant("HLA-B", "HLA-B*57:01"),
        drug("carbamazepine"),
    )
    assert told(asked, other) == []


@pytest.mark.parametrize(
    ("text", "paired"),
    [
        ("Is aspirin better than warfarin?", True),
        ("What is the interaction between aspirin and warfarin?", True),
        ("Can aspirin be combined with warfarin?", True),
        ("Aspirin or warfarin after stroke?", True),
        ("How do patients react to aspirin and warfarin?", False),
    ],
)
def test_two_drugs_set_against_each_other(text: str, paired: bool) -> None:
    """A comparison or a combination asks for both drugs; a mere list does not."""
    asked = query(text, drug("aspirin"), drug("warfarin"))
    assert (pair_of_drugs(asked) is not None) == paired


def test_behind_or_where_none_is_chosen_either_drug_will_do() -> None:
    """ "Does metformin or phenformin help?" is answered by a study of one of them."""
    query = understand("Does metformin or phenformin slow tumor growth?")
    assert pair_of_drugs(query) is None


@pytest.mark.parametrize("text", ["T-DXd vs T-DM1 brain mets", "Vectibix or Erbitux for the left colon?"])
def test_two_drugs_by_short_or_brand_name_are_a_pair(text: str) -> None:
    """A question is compared by the drugs' usual names, whatever they were called."""
    assert pair_of_drugs(understand(text)) is not None


def test_drugs_that_the_text_no_longer_has_are_no_pair() -> None:
    """A concept whose words are nowhere in the question has no place beside another."""
    assert pair_of_drugs(query("What now?", drug("aspirin"), drug("warfarin"))) is None


def test_a_record_on_one_of_two_compared_drugs_does_not_answer() -> None:
    """A comparison is answered by records that name both sides."""
    one = article("91000005", "Aspirin after stroke", "Aspirin reduced recurrent stroke.")
    two = article("91000006", "Aspirin or warfarin after stroke", "Aspirin was no worse than warfarin.")
    asked = query("Is aspirin better than warfarin?", drug("aspirin"), drug("warfarin"))
    assert told(asked, one, two) == [two.pmid]


def test_a_disease_is_known_by_its_telling_words() -> None:
    """ "Coronary disease" is found as "coronary artery disease"; "chronic disease" has no word that tells it."""
    assert near_disease("Patients with coronary artery disease", disease("coronary disease"))
    assert not near_disease("Patients with renal disease", disease("coronary disease"))
    assert telling_words("chronic disease") == frozenset()


def test_a_retracted_record_never_answers() -> None:
    """A record of the publication type Retracted Publication is not written from."""
    gone = article("91000007", BOTH.title, "Abacavir helped HLA-B carriers.", types=("Retracted Publication",))
    asked = query("Does HLA-B matter for abacavir?", gene("HLA-B"), drug("abacavir"))
    assert asked_for(asked).named_in(gone.text)
    assert told(asked, gone) == []


def test_a_guideline_gives_way_to_its_update() -> None:
    """A record that another one updates is left out where that other one was found, and kept where it was not."""
    asked = query("Does HLA-B matter for abacavir?", gene("HLA-B"), drug("abacavir"))
    older = msgspec.structs.replace(
        article("91000009", "Guideline for abacavir and HLA-B, 2012", "Abacavir is advised against in HLA-B carriers."),
        corrections=(Correction("UpdateIn", BOTH.pmid),),
    )
    assert [item.article.pmid for item in current(evidence(asked, older, BOTH))] == [BOTH.pmid]
    assert len(current(evidence(asked, older, DRUG))) == 2
    assert f"updated by PMID {BOTH.pmid}" in evidence(asked, older)[0].flags


def test_a_diagnostic_question_needs_one_of_its_signs() -> None:
    """A record on the gene alone does not answer which disease a sign with that gene's variant points to."""
    sign = Concept("phenotype", "megalencephaly", "macrocephaly")
    asked = Query("?", "?", "diagnosis", (gene("PTEN"), sign))
    loss = article("91000010", "PTEN loss in breast cancer", "PTEN loss was frequent in breast cancer.")
    child = article("91000011", "PTEN in children", "PTEN variants were found in children with macrocephaly.")
    assert told(asked, loss, child) == [child.pmid]
    assert told(msgspec.structs.replace(asked, intent="prognosis"), loss) == [loss.pmid]


@pytest.mark.parametrize(
    ("asked", "text", "named"),
    [
        ("urinary bladder cancer", "Responses in metastatic urothelial carcinoma", True),
        ("transitional cell carcinoma", "Responses in bladder cancer", True),
        ("oral cavity cancer", "Mouth squamous cell carcinoma", True),
        ("stomach cancer", "Adenocarcinoma of the gastroesophageal junction", True),
        ("gastroesophageal junction adenocarcinoma", "Adenocarcinoma of the stomach", False),
        ("urinary bladder cancer", "Responses in ureteral carcinoma", False),
        ("oral cavity cancer", "Colorectal cancer on cetuximab", False),
    ],
)
def test_a_disease_is_named_by_its_kinds_and_its_next_of_kin(asked: str, text: str, named: bool) -> None:
    """What the table holds next to it or calls a kind of it counts; what it is itself a kind of does not."""
    assert near_disease(text, disease(asked)) is named
