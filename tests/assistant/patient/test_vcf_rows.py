"""What a VCF says of a patient, line by line: `tables/patient_vcf.tsv` is the specification."""

from __future__ import annotations

import pytest

from assistant.knowledge.tables import records
from assistant.pharmacogenomics.functions import function_of, reference_of
from tests.assistant.patient.vcf_rows import ROWS, read_row, said


@pytest.mark.parametrize(("lines", "build", "read", "says", "source"), ROWS)
def test_a_file_is_read_as_its_row_says(lines: str, build: str, read: str, says: str, source: str) -> None:
    """Every diplotype, variant and phenotype of the row, and no other; what could not be told is named."""
    reading = read_row(lines, build)
    assert said(reading) == set(filter(None, read.split("; "))), source
    not_called = [name for one in reading.patient.diplotypes for name in one.not_called]
    text = " ".join((*reading.notes, *reading.not_understood, *not_called))
    assert says[4:] not in text if says.startswith("no: ") else says in text


def test_each_place_of_the_genome_s_own_base_has_the_function_of_the_usual_allele() -> None:
    """A base counts as "*1" only where the table of functions says the same of both alleles."""
    for row in records("star_markers"):
        if row["kind"] == "genome":
            other, usual = function_of(row["gene"], row["allele"]), function_of(row["gene"], reference_of(row["gene"]))
            assert other is not None
            assert usual is not None
            assert other.function == usual.function
