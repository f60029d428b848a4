"""Reads the state of a pharmacogene as CPIC, DPWG and ClinPGx write it, into parts of a biomarker.

"0.25", "1.0 (Intermediate Metabolizer)", "*58:01 positive", "{'*1': 1.0, '*28': 1.0}", "-1639 AG", "No Result".
"""

from __future__ import annotations

import re
from functools import cache

from assistant.knowledge.tables import rows
from assistant.records.curated import Alteration

__all__ = ["state_part"]

_SCORE = re.compile(r"(?P<least>[≥>]=?)?\s*(?P<score>\d+(?:\.\d+)?)(?: \((?P<phenotype>[A-Za-z ]+)\))?")
_HLA = re.compile(r"(?:HLA-[A-Z0-9]+)?\*?(?P<allele>\d\d:?\d\d) (?P<state>positive|negative)")
_COUNTED = re.compile(r"'(\*[^']+)':\s*(\d)")


def state_part(gene: str, state: str, phenotype: str = "") -> Alteration:
    """What a gene's state is. `phenotype`: what the source says that it stands for; else CPIC's scores say it."""
    said, stands = " ".join(state.split()), phenotype.lower()
    if score := _SCORE.fullmatch(said):
        return _scored(gene, bool(score["least"]), float(score["score"]), (score["phenotype"] or stands).lower())
    if hla := _HLA.fullmatch(said):
        allele = hla["allele"] if ":" in hla["allele"] else f"{hla['allele'][:2]}:{hla['allele'][2:]}"
        return Alteration(gene, "hla", allele, hla["state"] == "negative")
    if counted := _COUNTED.findall(said):
        alleles = [allele for allele, number in counted for _ in range(int(number))]
        return Alteration(gene, "diplotype", "/".join(alleles), phenotype=stands)
    if said.lower() in ("n/a", ""):  # alleles of unknown function: there is no score
        return Alteration(gene, "phenotype", stands or "indeterminate")
    known = re.fullmatch(r"[A-Za-z -]+", said) is not None
    return Alteration(gene, "phenotype" if known else "named", said.lower() if known else said)


def _scored(gene: str, least: bool, score: float, stands: str) -> Alteration:
    """ "Phenotyping" says how the score was found, not what it stands for."""
    known = "" if stands in ("phenotyping", "n/a") else stands
    return Alteration(gene, "activity score", f"{'>=' * least}{score:g}", phenotype=known or _stands_for(gene, score))


def _stands_for(gene: str, score: float) -> str:
    """CPIC's phenotype of a score; of one that its table skips, where those beside it stand for the same."""
    listed = _scores().get(gene, ())
    beside = {max(filter(lambda one: one[0] <= score, listed), default=None)}
    beside.add(min(filter(lambda one: one[0] >= score, listed), default=max(listed, default=None)))
    names = {one[1] for one in beside if one}
    return names.pop() if len(names) == 1 else ""


@cache
def _scores() -> dict[str, tuple[tuple[float, str], ...]]:
    genes = {row[0] for row in rows("activity_scores")}
    return {gene: tuple((float(row[1]), row[2]) for row in rows("activity_scores") if row[0] == gene) for gene in genes}
