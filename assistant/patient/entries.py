"""The lists of a patient's record: drugs, diseases and findings as texts, variants and diplotypes in their parts."""

from __future__ import annotations

import re
from typing import Any

from assistant.errors import PatientError
from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import lookup
from assistant.names.find import find
from assistant.patient.building import Building, shortened
from assistant.patient.genes import Genetic, is_gene, read_genetic
from assistant.patient.not_had import not_had
from assistant.patient.status_words import standing_in
from assistant.patient.tumor_markers import markers_in, only_findings
from assistant.patient.words import has_word, plain, value_of
from assistant.records.patient import Diplotype, Patient, Variant
from assistant.variants.denied import denied
from assistant.variants.find import gene_symbol
from ingest.errors import shown

__all__ = ["add_entries", "add_findings", "add_genetic"]

_FINDINGS = ("conditions", "pathology")
"""Lists in which people write findings that have a place of their own."""
_GENETIC = ("variants", "germline_variants", "diplotypes")
_BY_DRUG = ("medications", "prior_therapies", "allergies")
"""Lists in which the names of drugs may stand for the fields of one entry."""
_BETWEEN = re.compile(r"\s*[;\n]\s*")
_OUTSIDE = re.compile(r"(?:\([^()]{0,200}\)|[^,()]|[()])+")
"""What stands between commas that no brackets hold."""
_FOR_OTHERS = ("removed", "ruled out", "unsure", "tolerated", "tolerates", "except", "relative")
_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,3})?")
_COMMAS = re.compile(r"\s*[;,\n]\s*")


def add_entries(building: Building, field: str, value: Any, place: str) -> None:
    """Reads a list, or one entry in place of it. Raises PatientError for what no entry can be."""
    if isinstance(value, dict) and field in _BY_DRUG and not _named_parts(value) and any(map(_is_drug, value)):
        value = [{"name": name, "": said} for name, said in value.items()]  # {"warfarin": "5 mg"}
    entries = value if isinstance(value, list) else [value]
    for number, entry in enumerate(entries):
        at = f"{place}[{number}]" if isinstance(value, list) else place
        if isinstance(entry, str):
            _add_text(building, field, entry, at, alone=not isinstance(value, list))
        elif isinstance(entry, dict):
            _add_dict(building, field, entry, at)
        elif entry is not None:
            raise PatientError(
                f"the patient's record is not usable: an entry of {field} is text"
                f"{' or named parts' if field in _GENETIC else ''}, not {shown(entry)} - at `{at}`"
            )


def _add_dict(building: Building, field: str, entry: dict[str, Any], place: str) -> None:
    if field not in _GENETIC:
        _add_named(building, field, entry, place)
    elif _named_parts(entry):
        _add_parts(building, field, entry, place)
    else:
        for gene, said in entry.items():  # {"CYP2C19": "*2/*2"}
            _add_of_gene(building, field, gene, said, f"{place}.{gene}")


def add_genetic(building: Building, found: tuple[Genetic, ...], place: str) -> None:
    """Adds each to the list it belongs to."""
    for one in found:
        building.add("variants" if isinstance(one, Variant) else "diplotypes", one, place)


def _add_text(building: Building, field: str, text: str, place: str, alone: bool) -> None:
    if value_of("none", text):
        building.note(f"{field}: {shortened(text)} says that there are none.")
        return
    if field in _GENETIC:
        for part in _BETWEEN.split(text):
            _add_genetic_text(building, field, part, place)
        return
    listed = ("medications", "prior_therapies", "lifestyle")
    parts = [part for part in (_COMMAS if field in listed else _BETWEEN).split(text) if part] if alone else [text]
    if alone and field == "allergies":
        parts = [one for part in parts for one in _allergens(part)]
    if len(parts) > 1:
        building.note(f"{field}: {shortened(text)} is read as {len(parts)} entries.")
    for part in parts:
        if not (field in _FINDINGS and add_findings(building, part, place, field)):
            building.add(field, part, place)


def add_findings(building: Building, text: str, place: str, field: str = "") -> bool:
    """Adds the findings of a tumor that an entry says and nothing else, each to its list; and leaves out a disease that
    an entry of conditions denies ("HIV negative"). Whether that was all. `field`: where the entry stands."""
    found = only_findings(text)
    if not found and field == "conditions" and (why := not_had(text)):
        building.note(f"conditions: {shortened(text)} is left out: {why}.")
        return True
    for one in found:
        building.add("variants" if isinstance(one, Variant) else "pathology", one, place)
    said = ", ".join(str(one) for one in found)
    listed = {"variants" if isinstance(one, Variant) else "pathology" for one in found}
    if found and (said != text.strip() or listed != {field}):
        building.note(f"{shortened(text)} is read as {said}, under {' and '.join(sorted(listed))}.")
    return bool(found)


def _allergens(text: str) -> list[str]:
    """The items between commas; one entry where words count for others of them ("sulfa, trimethoprim tolerated")."""
    table = patterns("allergy_entries")
    if any(table[(kind,)].search(text) for kind in _FOR_OTHERS):
        return [text]
    return [part.strip() for part in _OUTSIDE.findall(text) if part.strip()]


def _add_genetic_text(building: Building, field: str, text: str, place: str) -> None:
    if not text.strip():
        return
    found, why = read_genetic(text, "germline" if field == "germline_variants" else "")
    add_genetic(building, found, place)
    if found and not (len(found) == 1 and str(found[0]) == text.strip()):
        building.note(f"{shortened(text)} is read as {', '.join(_said(one) for one in found)}.")
    if found:
        _add_markers(building, text, place)
    elif add_findings(building, text, place, field):
        return
    if not found and "gene" in why and field != "diplotypes" and not value_of("unknown", text):
        building.add("pathology", text, place)
        building.note(f"{shortened(text)} names no variant of a gene, and stands under pathology.")
    elif not found:
        building.leave_out(f"{field}: {shortened(text)}: {why}")


def _add_markers(building: Building, text: str, place: str) -> None:
    """Markers that an entry states beside a variant ("KRAS G12C and MSI-H")."""
    for one in markers_in(text):
        if not one.variant and not denied(text, one.start, one.end):
            building.add("pathology", text[one.start : one.end], place)


def _said(one: Genetic) -> str:
    if isinstance(one, Variant):
        return " ".join(part for part in dict.fromkeys((str(one), one.zygosity, one.origin)) if part)
    score = "" if one.activity_score is None else f"activity score {one.activity_score:g}"
    return " ".join([str(one), *(part for part in (one.phenotype, score) if part and part not in str(one))])


def _add_of_gene(building: Building, field: str, gene: str, said: Any, place: str) -> None:
    if isinstance(said, dict):
        _add_parts(building, field, {"gene": gene, **said}, place)
    elif said is None:
        building.note(f"{field}: of {shortened(gene)} nothing is given.")
    elif isinstance(said, str):
        _add_genetic_text(building, field, said if said.startswith(gene) else f"{gene} {said}", place)
    elif isinstance(said, list) and all(isinstance(one, str) for one in said):
        for one in said:
            _add_genetic_text(building, field, f"{gene} {one}", place)
    else:
        raise PatientError(
            f"the patient's record is not usable: {shown(gene)} takes text, not {shown(said)} - at `{place}`"
        )


def _is_drug(name: str) -> bool:
    return any(one.kind in ("drug", "drug class") and one.known for one in find(name))


def _named_parts(entry: dict[str, Any]) -> bool:
    return any(_part(name) for name in entry) and not all(is_gene(name) for name in entry)


def _add_parts(building: Building, field: str, entry: dict[str, Any], place: str) -> None:
    """A variant or a diplotype in named parts; the strict record where it is one already."""
    parts: dict[str, Any] = {}
    states: list[str] = []
    for name, value in entry.items():
        part = _part(name)
        if not part:
            building.leave_out(f"{place}.{name}: {shortened(str(value))} is no part of a variant or a diplotype")
        elif part == "active" or (part in ("status", *parts) and value not in (None, "")):
            states.append("absent" if _is_no(value) else "present" if part == "active" else str(value))
        elif value not in (None, ""):
            parts[part] = value
    typed = {"alleles", "phenotype", "activity_score"} & parts.keys()
    kind = Diplotype if typed and "notation" not in parts else Variant
    states += [str(parts[part]) for part in ("alleles", "phenotype") if kind is Variant and part in parts]
    if not _is_there(building, parts, states, kind, place):
        return
    for part in ("zygosity", "origin"):
        if isinstance(parts.get(part), str):
            parts[part] = value_of(part, parts[part]) or ("" if value_of("unknown", parts[part]) else parts[part])
    if field == "germline_variants" and kind is Variant:
        parts.setdefault("origin", "germline")
    if isinstance(score := parts.get("activity_score"), str) and _NUMBER.fullmatch(score.strip()):
        parts["activity_score"] = float(score)
    said = parts.pop("name", "")
    parts = {name: value for name, value in parts.items() if name in kind.__struct_fields__}
    said = said or parts.get("notation", parts.get("alleles"))
    if "gene" not in parts and isinstance(said, str):
        _add_genetic_text(building, field, " ".join(map(str, {said: None, **dict.fromkeys(parts.values())})), place)
        return
    listed = "variants" if kind is Variant else "diplotypes"
    made = getattr(_strict(listed, parts, place), listed)[0]
    if made.gene != gene_symbol(made.gene) and is_gene(made.gene):
        building.note(f"{made.gene} is {gene_symbol(made.gene)}.")
    building.add(listed, made, place)


def _is_there(building: Building, parts: dict[str, Any], states: list[str], kind: type, place: str) -> bool:
    """Whether what an entry says of its result leaves the variant or the alleles there; an allele of HLA that is absent
    stays, as absent."""
    said = " ".join(str(parts[part]) for part in ("gene", "notation", "alleles", "name") if part in parts)
    for state in states:
        presence = value_of("presence", state) or value_of("unknown", state)
        if presence == "absent" and kind is Diplotype and str(parts.get("gene", "")).upper().startswith("HLA"):
            parts["alleles"] = f"{parts.get('alleles', '')} negative"
        elif presence == "absent":
            building.note(f"{shortened(said)} is {state}, and is left out.")
            return False
        elif presence and presence != "present":
            building.leave_out(f"{place}: {shortened(said)} is {state}: whether it is there is not known")
            return False
    return True


def _is_no(value: Any) -> bool:
    return value is False or (isinstance(value, str) and plain(value) in ("no", "n", "false"))


def _strict(listed: str, parts: dict[str, Any], place: str) -> Patient:
    try:
        return Patient.from_dict({listed: [parts]})
    except PatientError as error:
        said = str(error).replace(f"$.{listed}[0]", place)
        raise PatientError(said) from error


def _standing(field: str, status: str) -> str:
    """current, past, open or void by the status of an entry; "" without one, or with words that say none."""
    if status and field == "medications":
        return "past" if value_of("stopped", status) else ""
    if field not in ("conditions", "allergies"):
        return ""
    return standing_in(status) or ("past" if value_of("stopped", status) else "")


def _part(name: str) -> str:
    """The part of an entry that people mean by a name; "" when no row has it."""
    return lookup("patient_parts").get(plain(name), "")


def _add_named(building: Building, field: str, entry: dict[str, Any], place: str) -> None:
    """{"name": "warfarin", "dose": "5 mg"}: the name, and the rest behind it; what was stopped is no medication."""
    rest: list[str] = []
    name = status = ""
    for key, value in entry.items():
        part = _part(key)
        if part == "active":
            status = status or ("stopped" if _is_no(value) else "")
        elif not isinstance(value, str | int | float) or isinstance(value, bool) or value == "":
            if value not in (None, "", [], {}):
                building.leave_out(f"{place}.{key}: {shortened(str(value))} is not text")
        elif part == "name" and not name:
            name = str(value)
        elif part == "status":
            status = f"{status}; {value}" if status else str(value)
        else:
            rest.append(str(value))
    if not name:
        raise PatientError(
            f"the patient's record is not usable: an entry of {field} needs a name, as text or as `name` - at `{place}`"
        )
    more = " ".join(rest)
    said = f"{name} ({more})" if more and field == "allergies" else f"{name} {more}".strip()
    standing = _standing(field, status)
    if standing == "open" and field == "allergies":
        building.add(field, f"{said[:-1]}; {status})" if more else f"{said} ({status})", place)
    elif standing in ("", "current"):
        if not (field in _FINDINGS and add_findings(building, said, place, field)):
            building.add(field, said, place)
    elif field == "medications" and has_word("cancer_treatment", said):
        building.add("prior_therapies", name, place)
        building.note(f"{shortened(said)} is {status}: it stands under prior therapies.")
    else:
        building.note(f"{field}: {shortened(said)} is {status}, and is left out.")
