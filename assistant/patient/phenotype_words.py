"""What a record says of a pharmacogene in a word behind it: "CYP2D6 PM", "G6PD deficient", "NUDT15 pending".

The word is kept as it stands, or by the term that an abbreviation is short for; what it means for the gene is told in
`assistant.pharmacogenomics`. A test without a result is kept, too: what is pending is not normal.
"""

from __future__ import annotations

import re
from functools import cache

from assistant.knowledge.tables import lookup, rows, values
from assistant.patient.words import plain, value_of

__all__ = ["is_pharmacogene", "phenotype_said", "unknown_said"]

_LONGEST = 3
"""Words of the longest phrase for what is not known."""
_METABOLIZER = "metabolizer"


def is_pharmacogene(gene: str) -> bool:
    """Whether a guideline reads the gene for a drug."""
    return gene in values("gene_methods")


def phenotype_said(gene: str, words: str) -> str:
    """The phenotype that words behind a gene say; empty where no table has them as one."""
    said = plain(words)
    if not said or not is_pharmacogene(gene):
        return ""
    term = _short().get(said, "")
    if term.endswith(_METABOLIZER):
        return term
    return " ".join(words.split()).strip(" ()[]:;,.=-") if (gene, said) in _own() or said in _general() else ""


def unknown_said(text: str) -> str:
    """The words at the end of a text that say that there is no result ("pending", "not tested"); empty without any."""
    words = re.findall(r"[^\W_]+", text)
    tails = (" ".join(words[-count:]) for count in range(_LONGEST, 0, -1) if count < len(words))
    return next((tail for tail in tails if value_of("unknown", tail)), "")


@cache
def _short() -> dict[str, str]:
    return {plain(short): phenotype for short, phenotype in lookup("note_phenotypes").items()}


@cache
def _general() -> frozenset[str]:
    return frozenset(plain(row[0]) for row in rows("metabolizers"))


@cache
def _own() -> frozenset[tuple[str, str]]:
    listed = {(gene, plain(words)) for gene, words, *_ in rows("reported_words")}
    return frozenset(listed | {(gene, plain(state)) for gene, _, state, _ in rows("variant_states")})
