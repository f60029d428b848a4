"""What a question is about may end it; what it says besides may not."""

from __future__ import annotations

import msgspec
import pytest

from assistant.enough.subject import (
    is_subject,
    may_be_asked,
    pharmacogenetic,
    strange_words,
    without_circumstances,
)
from assistant.question.understand import understand
from assistant.records.answer import Roles
from tests.assistant.made_records import disease, drug, gene, query, variant


@pytest.mark.parametrize(
    ("question", "word", "asked"),
    [
        ("Does a burly CYP3A5 carrier want more tacrolimus at first?", "burly", False),
        ("UGT1A1*28 and neutropenia under FOLFIRI with irinotecan", "FOLFIRI", False),
        ("Is pexovar effective in EGFR-mutated lung cancer?", "pexovar", True),
        ("Is gefitinib better than pexovar in EGFR-mutated lung cancer?", "pexovar", True),
        ("What is the role of pexovar beside gefitinib in EGFR-mutated lung cancer?", "pexovar", True),
        ("What follows in EGFR-mutated lung cancer treated with pexovar?", "pexovar", True),
        ("What are the adverse effects of pexovar in gout?", "pexovar", True),
        ("What is the prognosis of pexovar?", "pexovar", True),
    ],
)
def test_an_unknown_word_ends_a_question_only_as_its_subject(question: str, word: str, asked: bool) -> None:
    """A word that nothing knows is the subject in the place of a name, or where too few names are known."""
    assert may_be_asked(word, understand(question), ()) is asked


def test_names_that_no_record_has_do_not_make_a_word_incidental() -> None:
    """Where the drug itself is in no record, a word that nothing knows may be what is asked about."""
    asked = query("gefitinib EGFR pexovar", gene("EGFR"), drug("gefitinib"))
    assert not may_be_asked("pexovar", asked, ())
    assert may_be_asked("pexovar", asked, ("gefitinib",))


def test_a_disease_beside_a_pharmacogenetic_pair_is_no_subject() -> None:
    """TPMT and azathioprine are asked about in whatever disease; without the drug the disease is asked about."""
    crohn = disease("Crohn's disease")
    pair = query("?", gene("TPMT"), drug("azathioprine"), crohn)
    assert pharmacogenetic(pair)
    assert not is_subject(crohn, pair, pair.concepts[:2])
    assert is_subject(crohn, query("?", gene("TPMT"), crohn), pair.concepts[:1])


def test_an_unknown_disease_beside_a_tumor_gene_is_the_subject() -> None:
    """What a drug does against a mutation hangs on the tumor: an invented one is asked about."""
    invented = msgspec.structs.replace(disease("blargoma"), known=False)
    asked = query("?", gene("BRAF"), drug("vemurafenib"), invented)
    assert not pharmacogenetic(asked)
    assert is_subject(invented, asked, asked.concepts[:2])


def test_an_inherited_variant_beside_a_drug_is_a_pharmacogenetic_pair() -> None:
    """A star allele or an rsID says that the drug's handling is asked about, whether the pair is listed or not."""
    assert pharmacogenetic(query("?", variant("CYP3A4", "*22"), drug("tacrolimus")))
    assert not pharmacogenetic(query("?", variant("CYP3A4", "*22")))


def test_a_marker_that_tumors_are_tested_for_is_not_strange() -> None:
    """ "TNBC" says three markers at once, and is read as they are."""
    assert strange_words(understand("Metastatic TNBC: is sacituzumab govitecan better than chemotherapy?")) == []


def test_strange_words_are_those_that_no_list_has() -> None:
    """Words of the language and what the question names are not strange; a regimen and an odd word are."""
    assert strange_words(understand("Kindly, does UGT1A1*28 raise irinotecan toxicity under FOLFIRI?")) == ["FOLFIRI"]


def test_a_disease_given_as_a_circumstance_is_left_out() -> None:
    """A disease among the patient's circumstances is no part of what must be tied, unless it is all that is named."""
    gout = disease("gout")
    roles = Roles(circumstances=("long-standing gout",))
    asked = msgspec.structs.replace(query("?", drug("osimertinib"), gout), roles=roles)
    assert without_circumstances(asked).concepts == asked.concepts[:1]
    alone = msgspec.structs.replace(query("?", gout), roles=roles)
    assert without_circumstances(alone) == alone
