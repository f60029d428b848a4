"""How well a patient is read from free text, field by field: `./run eval patients`.

Every text was labeled by reading before the reader ran on it; half of each group, by the hash of its id, was not looked
at while the reader was made. A value is right when it says what the label says: of a condition or a drug the same
vocabulary entry or the same telling words, of a variant the same variant. "precision" and "recall" count values;
"right" is the share of fields, of texts that have the field or of which one was read, that are right as a whole.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from assistant.knowledge.tables import words_of
from assistant.names.find import same
from assistant.patient.notes.text import read_text
from assistant.records.patient import Patient
from assistant.records.reading import PatientReading, Span
from assistant.variants.find import compare, gene_symbol
from evals.material.patient_labels import Labeled, labeled_texts
from evals.report import Figure, Options, Report
from evals.stats import proportion

__all__ = ["compared", "run"]

_PLACED = ("imaging", "pathology")
_NAMES = {"conditions": "disease", "medications": "drug", "prior_therapies": "drug", "allergies": "drug"}
_ALL = "all fields"

Row = dict[str, Any]


def run(options: Options) -> Report:
    """Figures by group, half and field; with `quick` of our own notes alone."""
    rows = [row for one in labeled_texts(quick=options.quick) for row in _measured(one)]
    figures = [
        figure
        for group in dict.fromkeys(row["set"] for row in rows)
        for half in ("tune", "held")
        for figure in _figures(f"{group}, {half}", [r for r in rows if (r["set"], r["fold"]) == (group, half)])
    ]
    missed = Counter(row["field"] for row in rows if not row["right"])
    note = f"fields not right: {', '.join(f'{field} {n}' for field, n in missed.most_common()) or 'none'}"
    return Report("patients", tuple(figures), tuple(rows), (note,))


def _figures(name: str, rows: Sequence[Row]) -> Iterator[Figure]:
    by_field: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_field[row["field"]].append(row)
        by_field[_ALL].append(row)
    for field in (_ALL, *Patient.__struct_fields__):
        mine = by_field.get(field, [])
        hits, read = sum(row["hits"] for row in mine), sum(row["hits"] + row["extra"] for row in mine)
        wanted = sum(row["hits"] + row["missing"] for row in mine)
        if read:
            yield Figure(name, field, "precision", proportion(hits, read))
        if wanted:
            yield Figure(name, field, "recall", proportion(hits, wanted))
        if mine:
            yield Figure(name, field, "right", proportion(sum(row["right"] for row in mine), len(mine)))


def _measured(one: Labeled) -> Iterator[Row]:
    """A row for each field that the label or the reading has, but those of which nothing counts."""
    reading = read_text(one.text)
    for field in (name for name in Patient.__struct_fields__ if name not in one.not_labeled):
        hits, missing, extra = compared(field, one.fields.get(field, ()), reading)
        if hits or missing or extra:
            yield {
                "set": one.group,
                "id": one.id,
                "fold": one.fold,
                "field": field,
                "hits": hits,
                "missing": missing,
                "extra": extra,
                "right": not missing and not extra,
            }


def compared(field: str, labels: Sequence[str], reading: PatientReading) -> tuple[int, int, int]:
    """(labels read, labels not read, values read that no label has); one label may hold for several values."""
    spans = [span for span in reading.spans if span.field == field]
    must = [label for label in labels if not label.startswith("?")]
    said = [label.removeprefix("?") for label in labels]
    found = [label for label in must if any(_says(field, label, span, reading) for span in spans)]
    extra = [span for span in spans if not any(_says(field, label, span, reading) for label in said)]
    return len(found), len(must) - len(found), len(extra)


def _says(field: str, label: str, span: Span, reading: PatientReading) -> bool:
    if field in _PLACED:
        return _stands(label, span)
    if field in _NAMES:
        return _same_name(_NAMES[field], label, span.value)
    if field == "variants":
        return any(str(one) == span.value and _same_variant(label, one) for one in reading.patient.variants)
    if field == "diplotypes":
        return any(str(one) == span.value and _same_alleles(label, one) for one in reading.patient.diplotypes)
    if field == "lifestyle":
        return _habit(label) == _habit(span.value)
    if field in ("pregnant", "breastfeeding"):
        return (label == "yes") == (getattr(reading.patient, field) is True)
    held = getattr(reading.patient, field)
    if isinstance(held, int | float):
        return abs(float(label) - held) < 0.01
    return words_of(label) == words_of(str(held))


def _stands(label: str, span: Span) -> bool:
    """The labeled words are among those read."""
    place = re.fullmatch(r"(\d+)-(\d+)", label)
    if place is None or span.start is None or span.end is None:
        return words_of(label) in words_of(span.text)
    return span.start <= int(place[1]) and int(place[2]) <= span.end


_GENERAL = frozenset(["of", "the", "a", "disease", "disorder", "mellitus", "acid", "metastatic", "relapsed"])


def _same_name(kind: str, label: str, value: str) -> bool:
    if same(kind, label, value):
        return True
    mine, theirs = _telling(label), _telling(value)
    return bool(mine and theirs) and (mine <= theirs or theirs <= mine)


def _telling(name: str) -> set[str]:
    return {word.removesuffix("s") for word in words_of(name).split()} - _GENERAL


def _same_variant(label: str, variant: Any) -> bool:
    words = label.split()
    zygosity = next((word for word in words if word.endswith("zygous")), "")
    origin = next((word for word in words if word in ("germline", "somatic")), "")
    gene, *rest = [word for word in words if word not in (zygosity, origin)]
    if gene_symbol(gene) != gene_symbol(variant.gene) or (zygosity and zygosity != variant.zygosity):
        return False
    if origin and origin != variant.origin:
        return False
    said = " ".join(rest)
    if said == "*":
        return variant.notation in ("", "alteration", "mutation")
    if words_of(said) == words_of(variant.notation):
        return True
    return compare(f"{gene} {said}", f"{variant.gene} {variant.notation}") == "same"


def _same_alleles(label: str, diplotype: Any) -> bool:
    said = f"{diplotype.gene} {diplotype.alleles} {diplotype.phenotype}"
    return set(label.lower().split()) == set(said.lower().split())


_HABITS = {
    "smoking": "smok|tobacco|cigar|pack|vap|roll-?up",
    "alcohol": "drink|drank|alcohol|etoh|beer|wine|vodka|whisk|cider|abstinent",
    "drugs": "drug|cannabis|cocaine|marijuana",
    "diet": "diet|vegan|vegetarian|grapefruit",
}


def _habit(words: str) -> tuple[str, str]:
    """What a habit is about, and whether it is denied or over."""
    low = words.lower()
    about = next((name for name, pattern in _HABITS.items() if re.search(pattern, low)), low)
    if re.search(r"\b(?:former|ex|quit|stopped|past smok|prior|previous|gave up|abstinent)\b", low):
        return about, "former"
    return about, "no" if re.search(r"\b(?:non|never|denies|no|not|negative|none)", low) else ""
