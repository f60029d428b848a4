"""What of a patient's record may reach a remote model: parsed values, never the text that was typed.

A number or a choice leaves as it is. Every other value leaves as the pieces that a vocabulary, a notation or the closed
list of `knowledge/patterns/shareable_words.tsv` knows, in their order and by their usual names; what else stands in the
value stays here, and the field is named as withheld. Fields of pure free text stay here altogether.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import msgspec

from assistant.engines.scrub import scrub
from assistant.knowledge.tables import records, rows
from assistant.names import find as terms
from assistant.records.patient import Diplotype, Patient, Variant
from assistant.variants import find as variants

__all__ = ["Shared", "shareable", "shareable_facts"]

_REST = re.compile(r"[^\W_]")
_POSITION = re.compile(r"rs\d{1,12}|copy number")
_BRACKETS = re.compile(r"\[[A-Z]+\]")


class Shared(msgspec.Struct, frozen=True):
    """What may leave as (field, value), and the fields of which something stays here, in the order of the record."""

    facts: tuple[tuple[str, str], ...]
    withheld: tuple[str, ...]


class _Piece(msgspec.Struct, frozen=True):
    start: int
    end: int
    said: str
    names: bool
    """Whether it names something by itself: "stage" and "homozygous" only qualify what does."""


def shareable_facts(patient: Patient) -> tuple[tuple[str, str], ...]:
    """(field, value) of what policy lets out (`knowledge/words/patient_fields.tsv`)."""
    return shareable(patient).facts


def shareable(patient: Patient) -> Shared:
    """What may leave, and what stays here."""
    forms = {row["field"]: row["form"] if row["shared"] == "yes" else "" for row in records("patient_fields")}
    facts: list[tuple[str, str]] = []
    withheld: list[str] = []
    for field, value, said in _values(patient):
        text, whole = _shared(field, value, said, forms.get(field, ""))
        facts += [(field, text)] if text else []
        withheld += [] if whole else [field]
    return Shared(tuple(facts), tuple(dict.fromkeys(withheld)))


def _values(patient: Patient) -> Iterator[tuple[str, object, str]]:
    """(field, value, value as a person would say it) of everything known."""
    said = iter(patient.facts())
    for field, text in said:
        found = getattr(patient, field)
        items = found if isinstance(found, tuple) else (found,)
        yield field, items[0], text
        for item in items[1:]:
            yield field, item, next(said)[1]


def _shared(field: str, value: object, said: str, form: str) -> tuple[str, bool]:
    """What leaves of one value, and whether that is all of it."""
    if form == "value":
        return ("90 years or older", True) if field == "age" and float(said.split()[0]) >= 90 else (said, True)
    if isinstance(value, Variant):
        return _of_gene(value.gene, value.notation, form)
    if isinstance(value, Diplotype):
        return _of_diplotype(value, form)
    return _parsed(said, form) if form else ("", False)


def _of_gene(gene: str, notation: str, form: str) -> tuple[str, bool]:
    """The gene, or both of a fusion, when they are genes, and of the notation what is one."""
    gene, notation = gene.strip(), notation.strip()
    fused = any(variant.kind == "fusion" and variant.surface == gene for variant in variants.find_variants(gene))
    if not (fused and all(map(_is_gene, re.split("::|[-/]", gene)))) and not _is_gene(gene):
        return "", False
    text, whole = _parsed(f"{gene}{'' if notation.startswith('*') else ' '}{notation}", form)
    return text or gene, whole


def _of_diplotype(value: Diplotype, form: str) -> tuple[str, bool]:
    """The gene with what is known of it; of positions without a call only what is an rsID or the words for copies."""
    text, whole = _of_gene(value.gene, f"{value.alleles} {value.phenotype}", form)
    if not text:
        return text, whole
    calls = [call for call in value.not_called if _POSITION.fullmatch(call)]
    more = [] if value.activity_score is None else [f"activity score {value.activity_score:g}"]
    more += ["by default"] * value.by_default + ([f"not called: {', '.join(calls)}"] if calls else [])
    return " ".join([text, *more]), whole and len(calls) == len(value.not_called)


def _is_gene(name: str) -> bool:
    """A symbol that a vocabulary has, or a word with the shape of one and a figure in it (EML4)."""
    found = terms.find(f"{name} mutation")[:1]
    shaped = any(map(str.isdigit, name))
    return any(one.kind == "gene" and one.surface == name and (one.known or shaped) for one in found)


def _parsed(text: str, form: str) -> tuple[str, bool]:
    """The known pieces of a text by their usual names; nothing when none of them names anything."""
    scrubbed = _BRACKETS.sub(lambda match: " " * len(match.group()), scrub(text))
    kept: list[_Piece] = []
    for piece in sorted(_pieces(scrubbed, form), key=lambda piece: (piece.start, -piece.end)):
        if not kept or piece.start >= kept[-1].end:
            kept.append(piece)
    rest = "".join(scrubbed[start:end] for start, end in _between(kept, len(scrubbed)))
    whole = scrub(text) == text and not _REST.search(rest)
    if form != "stage" and not any(piece.names for piece in kept):
        return "", False
    told = [piece.said for piece in kept if not any(_within(piece, other) for other in kept)]
    return " ".join(dict.fromkeys(told)), whole


def _within(piece: _Piece, other: _Piece) -> bool:
    """Whether another name says this one too: the gene before its variant."""
    return piece.said != other.said and piece.said in re.split(r"[ *:]+", other.said)


def _pieces(text: str, form: str) -> Iterator[_Piece]:
    if form != "stage":
        for variant in variants.find_variants(text):
            if variant.kind == "fusion" and not all(map(_is_gene, variant.value.split("::"))):
                continue
            yield _Piece(variant.start, variant.end, variants.name_of(variant), True)
        for mention in terms.find(text):
            if mention.known:
                yield _Piece(mention.start, mention.end, mention.name, True)
    for pattern in _words(form):
        for match in pattern.finditer(text):
            yield _Piece(match.start(), match.end(), match.group(), False)


def _between(pieces: list[_Piece], length: int) -> Iterator[tuple[int, int]]:
    """The places that no piece covers."""
    place = 0
    for piece in pieces:
        yield place, piece.start
        place = piece.end
    yield place, length


@cache
def _words(form: str) -> tuple[re.Pattern[str], ...]:
    """The closed list for this form of value, and the one for all."""
    return tuple(
        re.compile(rf"(?<![\w.-]){row[1]}(?![\w])", re.IGNORECASE if row[1].islower() else 0)
        for row in rows("shareable_words")
        if row[0] in (form, "any")
    )
