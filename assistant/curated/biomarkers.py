"""Takes a source's biomarker apart: "EGFR L858R OR EGFR Exon 19 Deletion", "ER positive; HER2-low", "0.25" of CYP2D6.

Each part is put in the notations of `assistant.variants` where these read all of it. What they do not read, or read
only in part ("BRAF Non-V600"), stays as the source words it: kind "named", which stands for nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import product

from assistant.curated.phenotypes import state_part
from assistant.knowledge.tables import rows
from assistant.records.curated import Alteration
from assistant.variants.find import VariantMention, find_variants, gene_symbol
from assistant.variants.tables import variant_words

__all__ = ["genes_of", "marker_groups", "phenotype_groups", "profile_groups"]

Groups = tuple[tuple[Alteration, ...], ...]

_MOST = 64
"""Groups that a combination may come to; CIViC's largest have seven."""
_LONGEST = 2000
"""Characters of a biomarker that are taken apart; a longer one stays as it is worded."""


def profile_groups(profile: str) -> Groups:
    """The groups of a molecular profile of CIViC, where AND binds before OR and parentheses have blanks around them."""
    tokens = [token for token in _JOINTS.split(profile) if token.strip()] if len(profile) <= _LONGEST else []
    reader = _Reader([token.strip() for token in tokens])
    found = reader.either() if tokens else ()
    return found if found and reader.done() else ((_worded(profile),),)


def marker_groups(markers: str) -> Groups:
    """The groups of an approval's biomarkers, all of which stand together, divided by "; "."""
    found: Groups = ((),)
    for marker in markers.split("; "):
        bare = marker.strip().removeprefix("NOT ")
        if bare:
            named = _marker(bare)
            absent = marker.strip() != bare and len(named) == 1
            found = _both(found, tuple(tuple(map(_absent, group)) for group in named) if absent else named)
    return found if found != ((),) else ()


def phenotype_groups(states: Mapping[str, str], phenotypes: Mapping[str, str]) -> Groups:
    """The one group of a guideline's states by gene; `phenotypes`: what the source says that they stand for."""
    parts = tuple(state_part(gene, state, phenotypes.get(gene, "")) for gene, state in states.items())
    return (parts,) if parts else ()


def genes_of(groups: Groups) -> tuple[str, ...]:
    """Every gene that a part is of, and the partners of a fusion, in their order."""
    found: dict[str, None] = {}
    for part in (part for group in groups for part in group):
        partners = part.value.split("::") if part.kind == "fusion" else ()
        found.update(dict.fromkeys(gene for gene in (part.gene, *partners) if gene and gene not in ("v", "?")))
    return tuple(found)


_JOINTS = re.compile(r"(?:^|(?<=\s))(AND|OR|NOT|\(|\))(?=\s|$)")


class _Reader:
    """Reads the tokens of a profile by descent: either, both, one."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.at = 0
        self.broken = False

    def done(self) -> bool:
        return self.at == len(self.tokens) and not self.broken

    def either(self) -> Groups:
        found = self._both()
        while self._take("OR"):
            found = (*found, *self._both())
        self.broken |= len(found) > _MOST
        return found[:_MOST]

    def _both(self) -> Groups:
        found = self._one()
        while self._take("AND"):
            found = _both(found, self._one())
        return found

    def _one(self) -> Groups:
        if self._take("NOT"):
            negated = self._one()
            self.broken |= len(negated) != 1 or len(negated[0]) != 1
            return (tuple(_absent(part) for part in negated[0]),) if negated else ()
        if self._take("("):
            found = self.either()
            self.broken |= not self._take(")")
            return found
        if self.at >= len(self.tokens) or self.tokens[self.at] in ("AND", "OR", ")"):
            self.broken = True
            return ()
        self.at += 1
        return tuple((part,) for part in _alterations(self.tokens[self.at - 1]))

    def _take(self, token: str) -> bool:
        taken = self.at < len(self.tokens) and self.tokens[self.at] == token
        self.at += taken
        return taken


def _both(a: Groups, b: Groups) -> Groups:
    return tuple(tuple(dict.fromkeys((*left, *right))) for left, right in product(a[:_MOST], b[:_MOST]))[:_MOST]


def _absent(part: Alteration) -> Alteration:
    return Alteration(part.gene, part.kind, part.value, True, part.phenotype)


_CODING = re.compile(r"\s+\(\s*(c\.[^()\s]+)[^()]*\)\s*$")
_ANY = re.compile(r"(?:\b(?:v|\?)::(?=\w))|(?:::(?:v\b|\?))")
_SHOUTED = re.compile(r"(?<=\d)(FS|DELINS|DEL|INS|DUP)(?![a-z])")
_WORDS = re.compile(r"\b[A-Z][A-Za-z-]{3,}\b")


_SEVERAL = re.compile(r"(\S+) ([A-Z]\d+(?:/[A-Z]\d+)+)")


@lru_cache(maxsize=8192)
def _alterations(text: str) -> tuple[Alteration, ...]:
    """What one part of a profile says, or each of several that it says at once ("U2AF1 Q157P/R", "KRAS G12/G13")."""
    signature = _exact(text)
    if signature is not None:
        return (signature,)
    if several := _SEVERAL.fullmatch(text):
        return tuple(part for place in several[2].split("/") for part in _alterations(f"{several[1]} {place}"))
    coding = _CODING.search(text)
    bare = text[: coding.start()] if coding else text
    tidy = _SHOUTED.sub(lambda match: match[0].lower(), re.sub(r"(?<=\d[A-Z])FS", "fs", _ANY.sub("", bare)))
    gene, _, rest = tidy.partition(" ")
    spelled = f"{gene} {_WORDS.sub(lambda match: match[0].lower(), rest)}"
    for tried in (tidy, spelled, f"{gene} {coding[1]}" if coding else ""):
        found = find_variants(tried)
        if found and _all_read(tried, found):
            return tuple(Alteration(one.gene or _symbol(gene), one.kind, one.value) for one in found)
    kind = variant_words()["after"].get(rest.lower()) if _symbol(gene) else None
    return (Alteration(_symbol(gene), kind, kind if kind != "fusion" else gene),) if kind else (_worded(text),)


def _symbol(word: str) -> str:
    """The gene that a biomarker begins with; empty where it begins with something else ("17p deletion")."""
    known = gene_symbol(word.removeprefix("v::").removesuffix("::v"))
    return known.rpartition("::")[2] if re.fullmatch(r"[A-Za-z][\w@.-]*(?:::[A-Za-z][\w@.-]*)?", known) else ""


def _all_read(text: str, found: list[VariantMention]) -> bool:
    """Nothing stands beside the variants but their gene and "fusion" behind partners, and they are of one kind."""
    left = text
    for one in sorted(found, key=lambda one: -one.start):
        left = left[: one.start] + " " + left[one.end :]
    own = {one.gene for one in found}
    allowed = {text.split(" ")[0], *(["Fusion", "fusion"] if found[0].kind == "fusion" else [])}
    apart = len(found) == 1 or (len({one.kind for one in found}) == 1 and len(own) == 1 and "/" in text)
    words = re.findall(r"[\w'>-]+", left)
    return apart and len(own) == 1 and all(word in allowed or gene_symbol(word) in own for word in words)


_PAIR = re.compile(r"([\w.@-]+)::([\w.@-]+) [Ff]usion")


def _worded(text: str) -> Alteration:
    said = " ".join(text.split())[:_LONGEST]
    if pair := _PAIR.fullmatch(said):
        return Alteration(gene_symbol(pair[2]), "fusion", f"{gene_symbol(pair[1])}::{gene_symbol(pair[2])}")
    gene, _, rest = said.partition(" ")
    return Alteration(_symbol(gene), "named", said if "::" in gene or not _symbol(gene) else rest or gene)


_OPEN = re.compile(
    r"^(?:Wild type (?P<wild>\S+)|(?P<gene>\S+) Exon (?P<exon>\d+) \((?P<what>[A-Za-z ]+)\)|(?P<pair>\S+::\S+)|"
    r"(?P<other>\S+) (?P<word>.+))$"
)


@lru_cache(maxsize=2048)
def _marker(text: str) -> Groups:
    signature = _exact(text) or _state(text)
    if signature is not None:
        return ((signature,),)
    match = _OPEN.match(text)
    if match is None:
        return tuple((part,) for part in _alterations(text))
    if match["wild"]:
        return ((Alteration(gene_symbol(match["wild"]), "wild type", "wild type"),),)
    if match["exon"]:
        what = "skipping" if match["what"] == "Splice Site" else match["what"].lower()
        return tuple((part,) for part in _alterations(f"{match['gene']} exon {match['exon']} {what}"))
    if match["pair"]:
        return tuple((part,) for part in _alterations(f"{text} Fusion"))
    if re.fullmatch(r"(?:TKD )?activating variants", match["word"]):
        return ((Alteration(gene_symbol(match["other"]), "mutation", "activating mutation"),),)
    word = re.sub(r"^(?:oncogenic|pathogenic|somatic) variants$", "mutation", match["word"].removeprefix("p."))
    return tuple((part,) for part in _alterations(f"{match['other']} {word}"))


@lru_cache(maxsize=1)
def _known() -> tuple[tuple[str, str, str, str], ...]:
    """(form, gene, kind, value) of what `words/curated_markers.tsv` knows, longest form first."""
    found = [(row[0], row[1], row[2], row[3]) for row in rows("curated_markers")]
    return tuple(sorted(found, key=lambda row: -len(row[0])))


def _exact(text: str) -> Alteration | None:
    """A form of the table itself; a signature also with its limit behind ("TMB-H (>= 10 mutations / Mb)")."""
    for form, gene, kind, value in _known():
        if value and (text == form or (kind == "signature" and text.startswith(f"{form} ("))):
            return Alteration(gene, kind, value)
    return None


def _state(text: str) -> Alteration | None:
    """The state of a marker: "HER2-low", "ER positive", "PD-L1 (CPS) >= 10", "CD20 +"."""
    for form, gene, kind, value in _known():
        if kind != "state" or not text.startswith(form):
            continue
        said = text[len(form) :].strip()
        if not value and ((said and not said[0].isalnum()) or said in ("positive", "negative")):
            return Alteration(gene, kind, "positive" if said == "+" else said.removeprefix("-"))
    return None
