"""Variants of a tumor as a follow-up changes them."""

from __future__ import annotations

import pytest

from assistant.question.case_said import read_turns
from assistant.question.case_tumor import turned
from assistant.records.patient import Variant

DRIVER = Variant("EGFR", "exon 19 deletion")
PASSENGER = Variant("TP53", "R248Q")
GERMLINE = Variant("BRCA2", "c.5946delT", origin="germline")


@pytest.mark.parametrize(
    ("have", "question", "left"),
    [
        ((DRIVER,), "and if L718Q is detected?", (DRIVER, Variant("EGFR", "L718Q"))),
        ((DRIVER,), "and with HER2 amplification?", (DRIVER, Variant("ERBB2", "amplification"))),
        ((DRIVER, GERMLINE), "and if it is RET M918T instead?", (Variant("RET", "M918T"), GERMLINE)),
        ((), "What if a ROS1 fusion is found?", (Variant("ROS1", "fusion"),)),
        ((DRIVER, PASSENGER), "and without TP53 R248Q?", (DRIVER,)),
        ((DRIVER, GERMLINE), "L861Q/S768I instead", (Variant("EGFR", "L861Q"), GERMLINE, Variant("EGFR", "S768I"))),
        ((DRIVER, PASSENGER), "and without the EGFR mutation?", (PASSENGER,)),
        ((DRIVER, PASSENGER), "and if TP53 wild type?", (DRIVER,)),
        ((DRIVER,), "Does it work in patients without an EGFR mutation?", (DRIVER,)),
        ((DRIVER,), "Is it only for EGFR wild type?", (DRIVER,)),
        ((DRIVER,), "Is erlotinib better than gefitinib with EGFR L861Q?", (DRIVER,)),
        ((DRIVER,), "How often is L718Q found in plasma?", (DRIVER,)),
        ((DRIVER,), "Should it be tested for EGFR L718Q?", (DRIVER,)),
    ],
)
def test_a_variant_joins_replaces_or_goes(have: tuple[Variant, ...], question: str, left: tuple[Variant, ...]) -> None:
    """One that is found joins; "instead" replaces a somatic one, by as many as are listed; one that is denied goes, and
    with its class all of its gene; a question on it, or a group, is none."""
    assert turned(have, read_turns(question), (), "from the question").variants == left


def test_which_one_is_replaced_is_what_was_spoken_of() -> None:
    """Of two the one that an earlier question names; without one nothing is changed, and nothing taken."""
    turns = read_turns("and if RET M918T is found instead?")
    made = turned((DRIVER, PASSENGER), turns, ("Is it true of TP53 R248Q?",), "from the question")
    assert made.variants == (DRIVER, Variant("RET", "M918T"))
    assert made.told == (("RET M918T", "TP53 R248Q was replaced by RET M918T: from the question."),)
    unclear = turned((DRIVER, PASSENGER), turns, (), "from the question")
    assert (unclear.variants, unclear.taken) == ((DRIVER, PASSENGER), False)


def test_a_bare_change_needs_a_gene_that_is_known() -> None:
    """One of two possible genes is that of the case, else none is guessed."""
    turns = read_turns("and if G13D is found?")
    assert not turned((), turns, (), "from the question").taken
    made = turned((Variant("NRAS", "Q61K"),), turns, (), "from the question")
    assert made.variants in ((Variant("NRAS", "Q61K"),), (Variant("NRAS", "Q61K"), Variant("NRAS", "G13D")))


def test_what_the_case_has_already_is_taken_and_not_told() -> None:
    """The same variant by another spelling is no change."""
    have = (Variant("BRAF", "p.Val600Lys"),)
    made = turned(have, read_turns("and with BRAF V600K?"), (), "from the question")
    assert (made.variants, made.told, made.taken) == (have, (), True)
