"""Names told by their shape alone: a gene symbol, a drug's stem, a disease's ending, a development code.

No vocabulary is complete, and a question on something unknown must be seen to be one: "ZZTOP9 mutations in blargoma"
names a gene and a disease that nobody has heard of.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

import msgspec

from assistant.knowledge.tables import rows, spell
from assistant.language.plain_signs import plain_signs
from assistant.names.vocabulary import Vocabulary
from assistant.records.answer import ConceptKind

__all__ = [
    "Shape",
    "code_at",
    "foreign_words",
    "is_unknown_capitals",
    "micro_rna_at",
    "micro_rna_names",
    "shape_of",
]


class Shape(NamedTuple):
    kind: ConceptKind
    reason: str


_SYMBOL = re.compile(
    r"(?=[A-Z0-9]*[A-Z][A-Z0-9]*[A-Z])[A-Z][A-Z0-9]{1,9}\d[A-Z0-9]{0,3}|[A-Z]{2,8}-?[A-Z]?\d{1,2}[A-Z]?"
)
_FAMILY = re.compile(r"C\d+orf\d+|LOC\d+|MIR\d+\w*|LINC\d+|[A-Z]{2,6}\d{0,3}-AS\d")
_SUBSTITUTION = re.compile(r"[A-Z]\d{1,5}(?:[A-Z*]|fs|del|dup|ins)?|[CGAT]\d{2,5}[CGAT]|D\d+S\d+")
_CODE = re.compile(r"[A-Z]{2,5}-\d{3,7}[A-Z]?|[A-Z]{2,5}\d{4,7}[A-Z]?|[A-Z]{2}\d{3}|[A-Z]{3}-[A-Z]?\d{2,4}")
_CAPITALS = re.compile(r"[A-Z]{3,7}")


_HYPHEN = "[-‐‑‒–]"
_DEVELOPED = re.compile(rf"(?:[A-Z]{{2}}{_HYPHEN}\d{{4,7}}|[A-Z]{{3,5}}{_HYPHEN}\d{{3,7}})[A-Za-z]?(?![\w‐‑‒–-])")
_MICRO_RNA = re.compile(
    rf"(?:hsa{_HYPHEN})?(?P<family>(?i:micro{_HYPHEN}?RNA|miRNA|mir)|let){_HYPHEN}?[ ]?"
    rf"(?P<number>\d+[A-Za-z]?(?:{_HYPHEN}\d{{1,2}}(?!p))?)(?:{_HYPHEN}[35]p)?(?![A-Za-z0-9])"
)


def code_at(text: str, start: int) -> int:
    """End of a drug's development code over a hyphen that begins here ("DS-8201a"); 0 when there is none."""
    match = _DEVELOPED.match(text, start)
    return match.end() if match else 0


def micro_rna_at(text: str, start: int) -> tuple[str, int] | None:
    """(name, end) of a microRNA that begins here, its arm left off; "miR-450b" and "miR-367" are two genes."""
    match = _MICRO_RNA.match(text, start)
    if match is None or (match["family"] == "let" and not match["number"].startswith("7")):
        return None
    family = "let" if match["family"] == "let" else "miR"
    return f"{family}-{plain_signs(match['number']).lower()}", match.end()


def micro_rna_names(name: str) -> tuple[str, ...]:
    """The ways to write a microRNA that `micro_rna_at` named; none for any other name."""
    if micro_rna_at(name, 0) is None or name.startswith("let"):
        return ()
    number = name.removeprefix("miR-")
    return (f"microRNA-{number}", f"miRNA-{number}", f"miR{number}", f"MIR{number.upper()}", f"hsa-miR-{number}")


def shape_of(raw: str, beside_gene_word: bool) -> Shape | None:
    """What a word that no vocabulary has looks like. `beside_gene_word`: "mutation", "gene" … stands next to it."""
    if raw[:1].isupper() and (raw.isupper() or not raw.isalpha()):
        return _code_like(raw, beside_gene_word)
    word = spell(raw)
    if len(word) < 6 or not word.isalpha():
        return None
    for singular in (word, word.removesuffix("s")):
        for suffix, kind in _stems():
            if singular.endswith(suffix) and len(singular) > len(suffix) + 1 and singular not in _excluded(kind):
                return Shape(kind, f"ends in -{suffix}, as {kind}s do")
    return None


def _code_like(raw: str, beside_gene_word: bool) -> Shape | None:
    if not _excluded("gene").isdisjoint((raw, *raw.split("-"))) or _SUBSTITUTION.fullmatch(raw):
        return None
    if _FAMILY.fullmatch(raw):
        return Shape("gene", "is written like a gene symbol")
    if _CODE.fullmatch(raw):
        return Shape("drug", "is written like a drug's development code")
    if _SYMBOL.fullmatch(raw):
        return Shape("gene", "is written like a gene symbol")
    if beside_gene_word and _CAPITALS.fullmatch(raw):
        return Shape("gene", "stands in capitals beside a word that goes with genes")
    return None


@lru_cache(maxsize=1)
def _stems() -> tuple[tuple[str, ConceptKind], ...]:
    found = [(row[0], msgspec.convert(row[1], ConceptKind)) for row in rows("stems")]
    return tuple(sorted(found, key=lambda stem: -len(stem[0])))


@lru_cache(maxsize=4)
def _excluded(kind: str) -> frozenset[str]:
    return frozenset(row[0] for row in rows("not_names") if row[1] == kind)


def is_unknown_capitals(word: str, names: Vocabulary) -> bool:
    """Whether a word of capitals is no name and no abbreviation here, and so a part of a longer name ("FLAG-IDA")."""
    known = spell(word) in names.heads or word in names.senses
    return len(word) > 2 and word.isalpha() and word.isupper() and not known


_GREEK_WORD = 4
"""Greek letters in a row from which they are a word, and not the letters of a formula or of a protein's name."""


_LETTERED_WORD = 3
"""Letters that a word of an alphabet has at least to be one that is asked about, and not an "и" between two."""


def foreign_words(text: str) -> list[tuple[int, int]]:
    """(start, end) of the words in a script that no vocabulary uses: not Latin, and no single Greek letters."""
    found, start = [], 0
    for script, letters in groupby(text, key=_script):
        end = start + sum(1 for _ in letters)
        least = {"greek": _GREEK_WORD, "letters": _LETTERED_WORD, "signs": 1}.get(script)
        if least is not None and end - start >= least:
            found.append((start, end))
        start = end
    return found


_ALPHABETS = ("CYRILLIC", "ARABIC", "HEBREW", "ARMENIAN", "GEORGIAN")


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    """ "latin" (and what can be written in it), "greek", "letters" of another alphabet, "signs" that stand for words or
    syllables (Chinese, Korean, Japanese …), or "" for what is no letter."""
    if letter.isascii() or unicodedata.category(letter)[0] not in "LM":
        return "latin" if letter.isalpha() else ""
    plain = unicodedata.normalize("NFKD", letter)
    name = unicodedata.name(plain[0], "")
    if plain.isascii() or name.startswith(("LATIN", "COMBINING", "MODIFIER")):
        return "latin"
    if name.startswith("GREEK"):
        return "greek"
    return "letters" if name.startswith(_ALPHABETS) else "signs"
