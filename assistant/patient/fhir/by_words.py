"""FHIR Observations whose code no table has, and whose own words tell a field: "HER2 [Interpretation]": "Positive".

A pharmacogene or an allele in the name with its result, a marker of a tumor with its state, or a variant that was
detected or not; nothing else is guessed.
"""

from __future__ import annotations

import re

from assistant.patient.building import Building
from assistant.patient.entries import add_findings, add_genetic
from assistant.patient.fhir.codes import interpretation_of, said_by, status_of, words_of_value
from assistant.patient.fhir.resources import Found, valid
from assistant.patient.genes import read_genetic
from assistant.patient.phenotype_words import is_pharmacogene
from assistant.patient.tumor_markers import only_findings
from assistant.patient.words import value_of
from assistant.records.patient import Diplotype, Variant

__all__ = ["read_by_words"]

_KIND = re.compile(
    r"\s*(?:\[[^\]]*\].*|\b(?:gene|genotype|phenotype|metaboli[sz]er status|status|result|expression)\b)", re.I
)
"""What a name says beside the thing that was tested: LOINC's scale and specimen, and the kind of the result."""


def read_by_words(one: Found, building: Building) -> bool:
    """Whether the observation was read, or is named as left out by its status."""
    name = _KIND.sub("", said_by(one.resource.get("code"))).strip(" :")
    value = words_of_value(one.resource) or interpretation_of(one.resource)
    if not name or not value:
        return False
    found, _ = read_genetic(f"{name} {value}")
    results = tuple(made for made in found if isinstance(made, Diplotype) and is_pharmacogene(made.gene))
    presence = value_of("presence", value)
    variants = tuple(made for made in read_genetic(name)[0] if isinstance(made, Variant)) if presence else ()
    if not results and not variants and not only_findings(f"{name} {value}"):
        return False
    if not valid(one, building):
        return True
    status = status_of("observation", one.resource.get("status"))
    if status != "current":
        building.note(f"Observation {name} is {one.resource.get('status')}, and is left out.")
    elif results:
        add_genetic(building, results, one.place)
    elif variants and presence == "present":
        add_genetic(building, variants, one.place)
    elif variants and presence == "absent":
        building.note(f"Variant {name} is absent, and is left out.")
    elif variants:
        building.leave_out(f"{one.place}: variant {name} is {presence}: whether it is there is not known")
    else:
        add_findings(building, f"{name} {value}", one.place)
    return True
