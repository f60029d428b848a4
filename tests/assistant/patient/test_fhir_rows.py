"""What FHIR resources say of a patient: `tables/patient_fhir.tsv` is the specification."""

from __future__ import annotations

import pytest

from assistant.errors import PatientError
from tests.assistant.patient.fhir_rows import ROWS, read_row, said


@pytest.mark.parametrize(("resources", "read", "says", "source"), ROWS)
def test_resources_are_read_as_their_row_says(resources: str, read: str, says: str, source: str) -> None:
    """Every value of the row, and no other; what was left out is named."""
    if read == "error":
        with pytest.raises(PatientError, match=says):
            read_row(resources)
        return
    reading = read_row(resources)
    assert said(reading) == set(filter(None, read.split("; "))), source
    assert says in " ".join((*reading.notes, *reading.not_understood))
