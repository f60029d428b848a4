"""Reads how variants are written: HGVS, legacy names, rsIDs, star and HLA alleles, exon classes, fusions.

Each notation becomes a kind and a value in one spelling, whatever the text wrote: "p.(Val600Glu)", "Val600Glu" and
"V600E" are ("protein", "V600E"). Genes are not looked at here; see assistant.variants.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from assistant.knowledge.tables import lookup
from assistant.language.plain_signs import plain_signs
from assistant.variants.legacy import legacy_in

__all__ = ["Notation", "one_letter", "read_notations", "three_letters"]


class Notation(NamedTuple):
    """`kind` is one of protein, position, coding, genomic, legacy, rsid, allele, diplotype, genotype,
    hla, exon, translocation, other."""

    kind: str
    value: str
    start: int
    end: int
    gene: str = ""
    """Where the notation itself holds the gene (HLA-B*57:01, CYP2C19*2)."""
    certain: bool = True
    """False: only a gene beside it makes it a variant ("G12 ", "E2F", "*2")."""


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    made = {code.lower(): letter for letter, code in lookup("amino_acids").items()}
    return made | {letter.lower(): letter for letter in made.values()} | {"x": "X", "=": "=", "?": "?"}


def one_letter(text: str) -> str:
    """A protein change with one letter an amino acid and "*" for a stop: "p.(Val600Glu)" is "V600E"."""
    bare = re.sub(r"^p\.|[()\[\]\s]", "", text, flags=re.IGNORECASE)
    bare = _THREE.sub(lambda match: _codes()[match[0].lower()], bare)
    bare = re.sub(r"(?<=[A-Z*]\d)(\d*)[-–](?=[A-Z*]\d)", r"\1_", bare)
    bare = re.sub(r"(del|dup)[A-Z]+$|(del|dup)\d+$", lambda m: m[1] or m[2], bare)
    return re.sub(r"fs[*X]?[\d?]*$", "fs", bare)


def three_letters(value: str) -> str:
    """A protein change in one-letter notation with three letters an amino acid: "V600E" is "Val600Glu"."""
    names = lookup("amino_acids")
    return re.sub(r"(?<![a-z])[A-Z*](?![a-z]*[A-Z]{2})", lambda match: names.get(match[0], match[0]), value)


_THREE_LETTERS = "Ala|Arg|Asn|Asp|Cys|Gln|Glu|Gly|His|Ile|Leu|Lys|Met|Phe|Pro|Ser|Thr|Trp|Tyr|Val|Ter"
_THREE = re.compile(_THREE_LETTERS, re.IGNORECASE)
_ONE = "[ACDEFGHIKLMNPQRSTVWY]"
_TAIL = r"(?:delins|del|dup|ins)"
_P3 = rf"(?:{_THREE_LETTERS})"
_LONG = re.compile(
    rf"(?<![A-Za-z0-9])(?:p\.\s?)?[(\[]?(?P<first>{_P3})-?(?P<place>\d{{1,5}})(?:"
    rf"(?:[_-](?P<second>{_P3}\d{{1,5}}))?(?P<tail>{_TAIL}(?:{_P3})*)|"
    rf"(?P<to>{_P3}(?:fs(?:(?:\*|Ter|X)(?:\d+|\?)?)?)?|fs(?:(?:\*|Ter|X)\d*)?|\*|X\b|=))[)\]]?(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_SHORT = re.compile(
    rf"(?P<lead>p\.\s?)?[(\[]?(?<![A-Za-z0-9*])(?P<first>{_ONE})(?P<place>\d{{1,5}})(?:"
    rf"(?:[_-](?P<second>{_ONE}\d{{1,5}}))?(?P<tail>{_TAIL}(?:{_ONE}{{1,20}}(?![a-z])|\d+)?)|"
    rf"(?P<to>{_ONE}?fs(?:(?:\*|X|Ter)(?:\d+|\?)?)?|[ACDEFGHIKLMNPQRSTVWYX*=]))"
    rf"(?![A-Za-z0-9])(?P<more>(?:/[ACDEFGHIKLMNPQRSTVWY](?![A-Za-z0-9]))*)"
)
_DELTA = re.compile(
    rf"(?:Δ|∆|\bdelta[- ]?|\bdel[- ]?)(?P<first>{_ONE})(?P<place>\d{{2,5}})(?:[-_](?P<second>{_ONE}\d{{2,5}}))?\b"
)
_GLUED = re.compile(rf"(?<![A-Za-z0-9])(?P<gene>[A-Z][A-Z0-9]{{2,6}}?)(?P<change>{_ONE}\d{{2,4}}{_ONE})(?![A-Za-z0-9])")
_LOWER = re.compile(r"(?<![A-Za-z0-9.])(?P<change>[acdefghiklmnpqrstvwy]\d{2,4}[acdefghiklmnpqrstvwy])(?![A-Za-z0-9])")
_POSITION = re.compile(
    rf"(?<![A-Za-z0-9.])(?P<first>{_ONE})(?P<place>\d{{1,4}})X?(?![A-Za-z0-9*_])"
    r"(?P<sure>(?=[- ]?(?:mutat|mutant|variant|hotspot|substit|alterat)))?"
)
_CODON = re.compile(r"\bcodons? (?P<place>\d{1,4})(?: (?:and|or) (?P<other>\d{1,4}))?\b", re.IGNORECASE)
_SITE = r"[-*]?\d+(?:\s?[+-]\s?\d+)?"
_CHANGE = (
    r"(?:[ACGTacgt]\s?(?:>|→|&gt;|/(?=[ACGT]\b))\s?[ACGTacgt]|"
    r"delins[ACGT]+|del(?:[ACGT]+|\d+)?|dup(?:[ACGT]+)?|ins(?:[ACGT]+|\d+)|inv)"
)
_HGVS = re.compile(
    rf"(?<![A-Za-z])(?P<axis>[cgmn])\.\s?(?P<site>{_SITE}(?:_{_SITE})?)\s?(?P<change>{_CHANGE})(?![a-z])"
)
_BARE = re.compile(
    r"(?<![A-Za-z0-9.*])(?P<site>(?:(?<![\w)])[-–])?\d{2,6}(?:\s?[+-]\s?\d+)?)"
    r"\s?(?P<from>[ACGT])\s?(?:>|→|&gt;)\s?(?P<to>[ACGT])\b"
)
_PAIRED = re.compile(
    r"(?<![A-Za-z0-9.*+-])(?:(?P<sure>c\.\s?)(?P<site1>-?\d{2,5})\s?|(?P<site2>\d{2,5}))(?P<bases>[ACGT]{2})"
    r"(?![A-Za-z0-9>/])"
)
_IVS = re.compile(r"\bIVS(?P<place>\d+)\s?(?P<site>[+-]\s?\d+)\s?(?P<change>[ACGT]\s?(?:>|→|&gt;)\s?[ACGT])")
_RSID = re.compile(r"(?<![A-Za-z0-9])(?:rs|RS|Rs)[ #:]?(?P<number>\d{2,})(?![A-Za-z0-9])")
_HLA = re.compile(
    r"(?<![A-Za-z0-9])(?:HLA[- ]?)?(?P<locus>A|B|C|E|G|D[RPQ][AB]\d?)"
    r"(?:(?<=HLA-[ABCEG])\s|(?<=HLA-D[RPQ][AB]1)\s)?\*\s?"
    r"(?P<first>\d{2,3}?)(?::?(?P<second>\d{2,3}))?(?P<rest>(?::\d{2,3}){0,2})[NLSCAQ]?(?!\d|:\d)"
)
_SEROTYPE = re.compile(r"\bHLA[- ]?(?P<locus>A|B|C|DR|DQ)(?P<number>\d{1,2})\b(?!\*)")
_STAR_GENE = re.compile(r"(?<![A-Za-z0-9])(?P<gene>[A-Z][A-Z0-9]{2,8})[ -]?(?P<alleles>\*\d)")
_STAR = re.compile(
    r"(?<!\*)\*\s?(?P<first>\d{1,3}[A-Z]?(?:\.\d{3})?(?:\s?[x×](?:\d|N)\b)?)"
    r"(?P<slash>\s?/\s?\*\s?(?P<second>\d{1,3}[A-Z]?(?:\.\d{3})?(?:\s?[x×](?:\d|N)\b)?))?(?![\d.]\d)"
)
_TWICE_AFTER = re.compile(r"[- ]homozyg")
_TWICE_BEFORE = re.compile(r"\bhomozyg\w+ (?:for )?(?:the )?(?:[A-Z][A-Z0-9]+ ?)?$")
_DE = r"(?:deletions?|deleted|dels?|indels?)"
_IN = r"(?:insertions?|inserted|ins|duplications?|duplicated|dup)"
_MU = r"(?:(?:activating |sensitizing |missense )?(?:mutations?|mutant|mutated|muts?|variants?|alterations?))"
_SK = r"(?:skipping(?: mutations?| alterations?| variants?)?|skipped|skip)"
_EXON = re.compile(
    rf"(?<![A-Za-z0-9])(?:[Ee]xons?|EXON|[Ee]x\.?|EX)[- ]?(?P<number>\d{{1,2}})[- ]?"
    rf"(?:(?P<del>{_DE}|DELETION|DEL)|(?P<ins>{_IN}|INSERTION|INS)|"
    rf"(?P<skip>{_SK}|SKIPPING(?: MUTATION)?)|(?P<mut>{_MU}|MUTATION))(?![A-Za-z])"
)
_EXON_OF = re.compile(
    rf"\b(?:(?P<del>{_DE})|(?P<ins>{_IN})|(?P<skip>skipping)|(?P<mut>{_MU})) "
    r"(?:(?:in|of|within|at|on) (?:\w+ )?)?exon[- ]?(?P<number>\d{1,2})\b",
    re.IGNORECASE,
)
_EXON_SHORT = re.compile(
    r"(?<![A-Za-z0-9])(?:(?P<del>del(?:etion)?[- ]?19|19[- ]?del)|(?P<ins>ins(?:ertion)?[- ]?20|20[- ]?ins))"
    r"(?![A-Za-z0-9.])",
    re.IGNORECASE,
)
_SHORT_KINDS = {"del": "exon 19 deletion", "ins": "exon 20 insertion"}
_EXON_BARE = re.compile(r"(?<=MET)[- ]?(?P<word>(?:exon|ex)[ -]?14)(?![A-Za-z0-9])")
_EXON_AFTER_GENE = re.compile(
    r"(?<![A-Za-z0-9])(?!MET[ -])[A-Z][A-Z0-9]{1,8}[ -](?P<word>(?:exon|ex)[ -]?(?P<number>\d{1,2}))(?![\w-])"
    r"(?! (?:was|were|is|are) (?:sequenced|screened|analy[sz]ed|examined|tested))"
)
"""An exon right behind its gene stands for its mutations ("KIT exon 11 GIST"); "exons 9 and 11" were sequenced."""
_TRANSLOCATION = re.compile(r"\bt\s?\((?P<a>\d{1,2}|X|Y)[;:](?P<b>\d{1,2}|X|Y)\)(?:\([pq][\d.;pq-]+\))?", re.IGNORECASE)
_VTHREE = re.compile(r"(?:(?<=EGFR)|(?<=EGFR[- ]))v ?III\b|(?<=EGFR )variant III\b")
_ANY = re.compile(r"\d|[*Δ∆]|III")


def read_notations(text: str) -> list[Notation]:
    """Notations in the order of the text, without overlaps; the longer of two that overlap is kept."""
    if not _ANY.search(text):
        return []
    text = plain_signs(text)
    found = [notation for reader in _READERS for notation in reader(text)]
    found.sort(key=lambda n: (n.start, -(n.end - n.start)))
    kept: list[Notation] = []
    for notation in found:
        last = kept[-1] if kept else None
        if last is None or notation.start >= last.end or (notation.start, notation.end) == (last.start, last.end):
            kept.append(notation)
    return kept


def _proteins(text: str) -> Iterator[Notation]:
    for match in _LONG.finditer(text):
        yield _notation("protein", one_letter(match[0]), match)
    for match in _SHORT.finditer(text):
        value = one_letter(match[0].split("/")[0]) if match["more"] else one_letter(match[0])
        certain = bool(match["lead"] or match["tail"]) or len(match["place"]) >= 2
        yield Notation("protein", value, match.start(), match.end(), certain=certain)
        base = f"{match['first']}{match['place']}"
        for letter in filter(None, (match["more"] or "").split("/")):
            yield Notation("protein", base + letter, match.start(), match.end(), certain=certain)
    for match in _GLUED.finditer(text):
        yield Notation(
            "protein", match["change"], match.start("change"), match.end(), gene=match["gene"], certain=False
        )
    for match in _LOWER.finditer(text):
        yield _notation("protein", match["change"].upper(), match, certain=False)
    for match in _DELTA.finditer(text):
        tail = f"_{match['second']}" if match["second"] else ""
        yield _notation("protein", f"{match['first']}{match['place']}{tail}del", match)


def _positions(text: str) -> Iterator[Notation]:
    for match in _POSITION.finditer(text):
        yield _notation(
            "position",
            f"{match['first']}{match['place']}",
            match,
            certain=match["sure"] is not None and len(match["place"]) > 1,
        )
    for match in _CODON.finditer(text):
        yield _notation("position", match["place"], match)
        if match["other"]:
            yield _notation("position", match["other"], match)


def _nucleotides(text: str) -> Iterator[Notation]:
    for match in _HGVS.finditer(text):
        kind = "coding" if match["axis"] == "c" else "genomic"
        yield _notation(kind, f"{match['axis']}.{_tidy(match['site'])}{_change(match['change'])}", match)
    for match in _BARE.finditer(text):
        yield _notation("coding", f"c.{_tidy(match['site'])}{match['from']}>{match['to']}", match)
    for match in _PAIRED.finditer(text):
        value = f"c.{match['site1'] or match['site2']}{match['bases']}"
        yield _notation("genotype", value, match, certain=match["sure"] is not None)
    for match in _IVS.finditer(text):
        yield _notation("coding", f"IVS{match['place']}{_tidy(match['site'])}{_change(match['change'])}", match)


def _legacy(text: str) -> Iterator[Notation]:
    for found in legacy_in(text):
        yield Notation("legacy", found.value, found.start, found.end)


def _tidy(site: str) -> str:
    return re.sub(r"\s", "", site).replace("–", "-")


def _change(change: str) -> str:
    plain = re.sub(r"\s|&gt;|→|/", lambda m: "" if m[0].isspace() else ">", change)
    if ">" in plain:
        return plain.upper()
    return re.sub(r"^(del|dup)(?:[ACGT]+|\d+)$", r"\1", plain)


def _rsids(text: str) -> Iterator[Notation]:
    for match in _RSID.finditer(text):
        yield _notation("rsid", f"rs{match['number']}", match)


def _alleles(text: str) -> Iterator[Notation]:
    for match in _HLA.finditer(text):
        fields = ":".join(filter(None, [match["first"], match["second"]])) + match["rest"]
        yield Notation("hla", fields, match.start(), match.end(), gene=f"HLA-{match['locus']}")
    for match in _SEROTYPE.finditer(text):
        yield Notation("hla", match["number"].zfill(2), match.start(), match.end(), gene=f"HLA-{match['locus']}")
    genes = {match.start("alleles"): match for match in _STAR_GENE.finditer(text)}
    for match in _STAR.finditer(text):
        owner = genes.get(match.start())
        if owner is None and text[match.start() - 1 : match.start()].isalnum():
            continue
        start = owner.start() if owner else match.start()
        first, second = _star(match["first"]), match["second"] and _star(match["second"])
        if not second and (
            _TWICE_AFTER.match(text, match.end()) or _TWICE_BEFORE.search(text[max(0, start - 30) : start])
        ):
            second = first
        kind = "diplotype" if second else "allele"
        value = "/".join(sorted([first, second], key=_star_order)) if second else first
        yield Notation(
            kind, value, start, match.end(), owner["gene"] if owner else "", owner is not None or bool(match["second"])
        )


def _star(text: str) -> str:
    return "*" + re.sub(r"\s", "", text).replace("×", "x")


def _star_order(allele: str) -> tuple[int, str]:
    number = re.match(r"\*(\d+)", allele)
    return (int(number[1]) if number else 0, allele)


_EXON_KINDS = {"del": "deletion", "ins": "insertion", "skip": "skipping", "mut": "mutation"}


def _exons(text: str) -> Iterator[Notation]:
    for pattern in (_EXON, _EXON_OF):
        for match in pattern.finditer(text):
            kind = next(said for group, said in _EXON_KINDS.items() if match[group])
            yield _notation("exon", f"exon {int(match['number'])} {kind}", match)
    for match in _EXON_SHORT.finditer(text):
        yield _notation("exon", _SHORT_KINDS[str(match.lastgroup)], match)
    for match in _EXON_BARE.finditer(text):
        yield Notation("exon", "exon 14 skipping", match.start("word"), match.end())
    for match in _EXON_AFTER_GENE.finditer(text):
        yield Notation("exon", f"exon {int(match['number'])} mutation", match.start("word"), match.end())


def _others(text: str) -> Iterator[Notation]:
    for match in _TRANSLOCATION.finditer(text):
        yield _notation("translocation", f"t({match['a'].upper()};{match['b'].upper()})", match)
    for match in _VTHREE.finditer(text):
        yield _notation("other", "vIII", match)


def _notation(kind: str, value: str, match: re.Match[str], certain: bool = True) -> Notation:
    return Notation(kind, value, match.start(), match.end(), certain=certain)


_READERS: tuple[Callable[[str], Iterator[Notation]], ...] = (
    _proteins,
    _positions,
    _nucleotides,
    _legacy,
    _rsids,
    _alleles,
    _exons,
    _others,
)
