"""A user's file of allele functions counts before what ships, and names itself; what is no such file is refused."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from assistant.curated.added_alleles import add_alleles
from assistant.errors import KnowledgeError
from assistant.pharmacogenomics.phenotyping import phenotypes_of
from assistant.records.patient import Diplotype, Patient


def gene(name: str = "CYP2C19", **changed: Any) -> dict[str, Any]:
    made = {
        "gene": name,
        "haplotypes": {"*1": "Normal function", "*998": "No function", "*999": "Uncertain function"},
        "activityValues": {},
        "diplotypes": [
            {"diplotypekey": {"*1": 1, "*998": 1}, "phenotype": "Intermediate Metabolizer", "activityScore": None},
            {"diplotypekey": {"*998": 2}, "phenotype": "Poor Metabolizer", "activityScore": "n/a"},
            {"diplotypekey": {"*1": 1, "*999": 1}, "phenotype": "Indeterminate", "activityScore": None},
        ],
        "version": "2026-05-01-10-00",
    }
    return {**made, **changed}


def phenotype(name: str, alleles: str) -> tuple[str, str, tuple[str, ...]]:
    (one,) = phenotypes_of(Patient(diplotypes=(Diplotype(name, alleles),)))
    return one.phenotype, one.score, one.sources


def written(folder: Path, content: object) -> Path:
    path = folder / "gene.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_an_imported_allele_tells_a_phenotype_with_its_version(tmp_path: Path) -> None:
    """An allele that nothing here knew has one afterwards, and its source says of when it is."""
    assert phenotype("CYP2C19", "*1/*998")[0] == ""
    added = add_alleles(written(tmp_path, gene()))
    assert (added.genes, added.alleles, added.diplotypes) == (("CYP2C19",), 3, 3)
    named, _, sources = phenotype("CYP2C19", "*1/*998")
    assert named == "intermediate metabolizer"
    assert sources == ("PharmCAT phenotypes, version 2026-05-01-10-00",)
    assert phenotype("CYP2C19", "*998/*998")[0] == "poor metabolizer"
    assert phenotype("CYP2C19", "*1/*999")[0] == "indeterminate"
    assert phenotype("CYP2C19", "*2/*998")[0] == "poor metabolizer"  # by function, since no row has the pair


def test_imported_activity_values_are_added_up(tmp_path: Path) -> None:
    """By values where no diplotype row is there; HGVS names lose the star behind them, the reference has its own."""
    content = gene(
        "DPYD",
        haplotypes={
            "Reference": "Normal function",
            "c.1905+1G>A (*2A)": "No function",
            "c.9999A>T": "Decreased function",
        },
        activityValues={"Reference": "1.0", "c.1905+1G>A (*2A)": "0.0", "c.9999A>T": "0.5"},
        diplotypes=[],
    )
    add_alleles(written(tmp_path, content))
    assert phenotype("DPYD", "Reference/c.9999A>T")[:2] == ("intermediate metabolizer", "1.5")
    assert phenotype("DPYD", "*1/*2A")[:2] == ("intermediate metabolizer", "1")


def test_named_alleles_and_rules_by_function_are_read(tmp_path: Path) -> None:
    """The newer files have these in place of a dictionary and of single diplotypes."""
    content = gene(
        "CYP2B6",
        haplotypes={},
        namedAlleles=[
            {"name": "*1", "functionValue": "Normal function", "activityValue": None},
            {"name": "*998", "functionValue": "Increased function", "activityValue": None},
        ],
        diplotypes=[],
        diplotypeFunctions=[
            {"lookupKey": {"Normal function": 1, "Increased function": 1}, "phenotype": "Rapid Metabolizer"}
        ],
    )
    add_alleles(written(tmp_path, content))
    assert phenotype("CYP2B6", "*1/*998")[0] == "rapid metabolizer"


def test_an_archive_of_genes_is_read_and_a_second_import_replaces_a_gene(tmp_path: Path) -> None:
    """Other genes stay as they were imported."""
    path = tmp_path / "phenotypes.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("CYP2C19.json", json.dumps(gene()))
        archive.writestr("TPMT.json", json.dumps(gene("TPMT")))
    assert add_alleles(path).genes == ("CYP2C19", "TPMT")
    add_alleles(written(tmp_path, gene("TPMT", haplotypes={"*1": "Normal function"}, diplotypes=[])))
    assert phenotype("TPMT", "*1/*998")[0] == ""
    assert phenotype("CYP2C19", "*1/*998")[0] == "intermediate metabolizer"


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "{}", '{"gene": "CYP2C19"}', '{"gene": 3, "haplotypes": {"*1": "x"}}', json.dumps(gene("ZZTOP9"))],
)
def test_what_is_no_such_file_is_one_clear_error(tmp_path: Path, content: str) -> None:
    """It names the file or the gene, and nothing is written."""
    path = tmp_path / "gene.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"gene\.json|ZZTOP9"):
        add_alleles(path)
    assert phenotype("CYP2C19", "*1/*998")[0] == ""
