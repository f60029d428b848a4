"""A thing that no record names, and what stands for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.question.stand_ins import standing_in
from assistant.question.understand import understand
from assistant.retrieve.retrieve import retrieve
from ingest.library.library import Library
from tests.assistant.made_records import article


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Five records; none names tegafur, a PCSK9 inhibitor or EZR by these words."""
    records = [
        article("1", "Fluoropyrimidines and DPYD", "Fluoropyrimidines were tolerated by 40 patients."),
        article("2", "Alirocumab lowers LDL cholesterol", "Alirocumab lowered it by half."),
        article("3", "JAK2V617F in polycythemia vera", "JAK2V617F was found in 97 % of patients."),
        article("5", "Entrectinib in ROS1 fusion-positive cancer", "It worked in tumors with a ROS1 rearrangement."),
        article("4", "Irinotecan and UGT1A1", "UGT1A1*28 homozygotes had more neutropenia on irinotecan."),
    ]
    with Library.open(tmp_path_factory.mktemp("stand-ins"), create=True) as made:
        with made.writing() as writer:
            writer.store(records, source="made")
        yield made


def test_the_class_stands_for_a_drug_that_no_record_names(library: Library) -> None:
    """Tegafur is a fluoropyrimidine; the concept says that it is by its class."""
    (tegafur,) = understand("Is tegafur tolerated?", library=library).named("drug")
    assert [one.text for one in standing_in(tegafur)] == ["fluoropyrimidine"]


def test_the_fusions_of_its_gene_stand_for_one_whose_partner_no_record_names(library: Library) -> None:
    """EZR-ROS1 is a fusion of ROS1, as the records write it."""
    (fusion,) = understand("Does entrectinib work in EZR-ROS1 cancer?", library=library).named("variant")
    assert fusion.name == "EZR::ROS1 fusion"
    assert {one.text for one in standing_in(fusion)} >= {"ROS1 rearrangement", "ROS1 fusion positive"}


def test_a_member_stands_for_its_class(library: Library) -> None:
    """Alirocumab is a PCSK9 inhibitor."""
    (inhibitors,) = understand("Do PCSK9 inhibitors lower LDL?", library=library).named("drug class")
    assert [one.text for one in standing_in(inhibitors)] == ["alirocumab"]


def test_nothing_stands_for_what_is_named(library: Library) -> None:
    """A drug that a record names needs none."""
    (drug,) = understand("Does alirocumab lower LDL?", library=library).named("drug")
    assert standing_in(drug) == ()


@pytest.mark.parametrize(
    "question",
    [
        "Does JAK2 V617F cause polycythemia vera?",
        "Does JAK2 p.Val617Phe cause polycythemia vera?",
        "Irinotecan in UGT1A1*28/*28?",
        "Is tegafur tolerated?",
        "Does Praluent lower LDL?",
    ],
)
def test_nothing_is_absent_that_a_record_names_otherwise(library: Library, question: str) -> None:
    """A variant in one word with its gene, two of one allele in words, a brand, a class."""
    assert _absent(question, library) == []


def test_what_is_nowhere_is_absent(library: Library) -> None:
    """Another change of the gene, another genotype, another drug."""
    assert _absent("JAK2 V625F in polycythemia vera?", library) == ["V625F"]
    assert _absent("Irinotecan in UGT1A1*27/*27?", library) == ["UGT1A1*27/*27"]
    assert _absent("Does zorvatinib lower LDL?", library) == ["zorvatinib"]


def _absent(question: str, library: Library) -> list[str]:
    """The names, as asked, that are in no record: a gene that only its variant names is there."""
    query = understand(question, library=library)
    gone = set(retrieve(query, library).unmatched)
    variants = {concept.gene for concept in query.named("variant")}
    return [one.surface for one in query.concepts if one.name in gone and one.name not in variants]
