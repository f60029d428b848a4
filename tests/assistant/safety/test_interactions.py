"""The interactions of a patient's drugs with each other and with each drug asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.knowledge.tables import records
from assistant.names.medications import drug_of
from assistant.records.patient import Patient
from assistant.records.safety import Interaction, Interactions
from assistant.safety.imported import SEVERITIES
from assistant.safety.interactions import MOST_DRUGS, MOST_MEDICATIONS, interactions_of
from ingest.knowledge.tables import read_table

LABELS = tuple(read_table(Path(__file__).parents[1] / "tables" / "interactions.tsv").records())


def of(*medications: str, asked: tuple[str, ...] = ()) -> Interactions:
    return interactions_of(Patient(medications=medications), asked)


def strongest(told: Interactions) -> str:
    if told.found:
        return min((one.severity for one in told.found), key=SEVERITIES.index)
    return "not recognized" if told.not_recognized else "no data"


@pytest.mark.parametrize("row", LABELS, ids=lambda row: f"{row['medications']}, {row['asked']}")
def test_a_pair_has_the_severity_that_a_pharmacist_reads(row: dict[str, str]) -> None:
    """The table is the specification: the strongest severity of a pair, no data, or a name that is no drug."""
    assert strongest(of(row["medications"], asked=(row["asked"],))) == row["expected"]


def test_an_option_is_looked_up_with_every_medication_and_they_with_each_other() -> None:
    """The option comes first; two options are no pair, as one is chosen."""
    told = of("simvastatin", "warfarin", asked=("clarithromycin", "fluconazole"))
    pairs = {frozenset((one.drug, one.other)) for one in told.found} | {frozenset(pair) for pair in told.no_data}
    assert frozenset(("simvastatin", "warfarin")) in pairs
    assert frozenset(("clarithromycin", "fluconazole")) not in pairs
    assert ("clarithromycin", "simvastatin") in {(one.drug, one.other) for one in told.found}


def test_without_a_patient_the_drugs_asked_about_are_the_pairs() -> None:
    """A question on two drugs needs no record, nor one that lists medications."""
    for patient in (None, Patient()):
        told = interactions_of(patient, ("Can clarithromycin", "simvastatin"))
        assert [(one.drug, one.other, one.severity) for one in told.found] == [
            ("clarithromycin", "simvastatin", "contraindicated")
        ]


def test_the_most_severe_comes_first() -> None:
    """Whatever the order of the list."""
    told = of("lisinopril", "ibuprofen", "simvastatin", "clarithromycin")
    places = [SEVERITIES.index(one.severity) for one in told.found]
    assert places == sorted(places)
    assert told.found[0].severity == "contraindicated"


def test_a_drug_twice_is_no_pair() -> None:
    """A brand and its generic name are one drug."""
    assert of("Coumadin 5 mg", "warfarin 2 mg") == Interactions()


def test_the_parts_of_one_product_are_no_pair() -> None:
    """They are made to be taken together; the same two from two entries are a pair."""
    assert of("lopinavir/ritonavir") == Interactions()
    apart = of("darunavir", "ritonavir")
    assert apart.found or apart.no_data


def test_a_combination_counts_where_all_its_drugs_are_taken() -> None:
    """Sulfamethoxazole with trimethoprim is one row's drug, and named as a combination."""
    told = of("TMP-SMX DS", "methotrexate 15 mg weekly")
    assert ("sulfamethoxazole + trimethoprim", "methotrexate", "avoid") in {
        (one.drug, one.other, one.severity) for one in told.found
    }
    assert not any(one.severity == "avoid" for one in of("trimethoprim", "methotrexate").found)


def test_a_class_row_says_how_the_drug_is_of_it() -> None:
    """With strength and source."""
    found = of("palbociclib", asked=("ceritinib",)).found[0]
    assert found.severity == "avoid"
    assert found.through == (
        "strong CYP3A4 inhibitors (ceritinib: strong CYP3A4 inhibitor; FDA table of CYP enzymes and transporters)"
    )


def test_what_is_inferred_is_said_to_be() -> None:
    """No row speaks of the pair; the severity is never more than "monitor"."""
    found = of("metoprolol", asked=("fluoxetine",)).found
    assert [(one.severity, one.mechanism, one.effect) for one in found] == [
        ("monitor", "CYP2D6 inhibition", "more metoprolol")
    ]
    assert found[0].limits.startswith("inferred")
    assert "strong CYP2D6 inhibitor" in found[0].through


def test_a_weak_modulator_implies_nothing() -> None:
    """Nor does a substrate of little note."""
    assert of("montelukast", asked=("trimethoprim",)).found == ()


def test_a_prodrug_has_less_of_what_acts() -> None:
    """An inhibitor of the enzyme that activates it lowers its active metabolite."""
    found = of("clopidogrel", asked=("fluvoxamine",)).found
    assert any(one.effect == "less active metabolite of clopidogrel" for one in found)


def test_a_class_in_the_record_meets_the_rows_on_that_class() -> None:
    """Where no drug is named; a drug of the class would count as well."""
    told = of("NSAIDs as needed", "lithium")
    assert [(one.drug, one.other) for one in told.found] == [("nonsteroidal anti-inflammatory drugs", "lithium")]


def test_an_unknown_name_is_told_beside_known_ones() -> None:
    """Also inside an entry that lists several; what a schedule says is no name."""
    assert of("zorbitrex, warfarin").not_recognized == ("zorbitrex",)
    assert of("warfarin, twice daily with food").not_recognized == ()
    assert of("warfarin", asked=("qxylotinib",)).not_recognized == ("qxylotinib",)


def test_what_is_beyond_the_limits_is_not_recognized() -> None:
    """Never dropped in silence."""
    many = tuple(f"folic acid {number} mg" for number in range(MOST_MEDICATIONS + 2))
    told = interactions_of(Patient(medications=many), ("metformin",) * (MOST_DRUGS + 1))
    assert set(told.not_recognized) == {*many[MOST_MEDICATIONS:], "metformin"}


def test_every_row_has_a_severity_and_a_source() -> None:
    """And every drug on a side of a row is one that a medication list can name."""
    sides = set()
    classes = {row["class"] for row in records("interaction_classes")}
    for row in records("interactions"):
        assert row["severity"] in SEVERITIES
        assert row["source"]
        assert row["url"].startswith(("https://", "http://")) or not row["url"]
        assert len(row["excerpt"]) <= 300
        sides |= {side for side in (row["a"], row["b"]) if side not in classes}
    assert [drug for side in sides for drug in side.split("+") if drug_of(drug) != drug] == []


def test_the_tables_stay_small_and_hold_enough() -> None:
    """At least 1,500 pairs or class pairs, in under 1.5 MB."""
    rows = records("interactions")
    assert len({(row["a"], row["b"]) for row in rows}) >= 1500
    assert sum(len("\t".join(row.values()).encode()) + 1 for row in rows) < 1_500_000


def test_every_class_of_a_row_is_known() -> None:
    """As a list or by what its drugs must be; a class without members is met by its own name alone."""
    classes = {row["class"] for row in records("interaction_classes")}
    assert {row["b"] for row in records("interactions") if row["b_kind"] == "class"} - classes == set()


def test_a_label_of_long_ago_says_so() -> None:
    """With the row's own condition before it."""
    found = of("dabigatran", asked=("verapamil",)).found[0]
    assert isinstance(found, Interaction)
    assert found.limits.startswith("only: in severe renal impairment")
    assert found.limits.endswith("from a source of 2014: see the current one")
