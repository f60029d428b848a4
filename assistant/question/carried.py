"""Of an HLA allele that the patient was tested for: whether a sentence is on its carriers, or on those without it.

"Patients negative for HLA-B*58:01 have a low risk" opens no answer for a carrier, nor "carriers must not take it" one
for a patient without the allele. What says on which side a sentence is, is `knowledge/patterns/carried.tsv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from assistant.knowledge.patterns import patterns
from assistant.pharmacogenomics.functions import method_of
from assistant.pharmacogenomics.states import known_alleles
from assistant.records.phenotype import GenePhenotype
from assistant.variants.denied import denied
from assistant.variants.find import VariantMention, find_variants
from assistant.variants.sides import Side

__all__ = ["carried", "is_on_everybody", "on_other_carriage"]

_Allele = tuple[str, str]
_NEAR = 60
_LISTED = r"(?:HLA-[A-Z0-9]+\*[\d:]+(?:,? or |,? and |, |/))*"
"""Alleles of a list between a word and the one it is on, too: "carriers of HLA-B*15:02 or HLA-A*31:01"."""


def carried(phenotypes: Iterable[GenePhenotype]) -> dict[_Allele, bool]:
    """(gene, allele) -> whether the patient has it, of every allele that a result tells of."""
    made: dict[_Allele, bool] = {}
    for one in phenotypes:
        if method_of(one.gene) == "carriage":
            made |= {(one.gene, allele): there for allele, there in known_alleles(one.phenotype).items()}
    return made


def on_other_carriage(sentence: str, own: Mapping[_Allele, bool]) -> str:
    """The other side that the sentence is on only ("HLA-B*58:01 positive"); empty where it may be on this patient.

    Of an allele that was not tested nothing is known: a sentence on its carriers, too, may be on this patient.
    """
    named = [one for one in find_variants(sentence) if one.kind == "hla"] if own else []
    sides: dict[_Allele, set[Side]] = {}
    for one in named:
        sides.setdefault((one.gene, one.value), set()).update(_sides(sentence, one))
    apart = [key for key, said in sides.items() if key in own and said == {"without" if own[key] else "with"}]
    if any(own[key] for key in apart):
        return _named(next(key for key in apart if own[key]), "negative")
    others = any("with" in said and own.get(key, True) for key, said in sides.items())
    return _named(apart[0], "positive") if apart and not others else ""


def is_on_everybody(sentence: str) -> bool:
    """Whether an allele that the sentence names was looked for in all of its people, or made no difference to them."""
    return patterns("carried")["both", "within"].search(sentence) is not None


def _named(allele: _Allele, state: str) -> str:
    return f"{'*'.join(allele)} {state}"


def _sides(text: str, one: VariantMention) -> Iterator[Side]:
    before = text[max(0, one.start - _NEAR) : one.start]
    if denied(text, one.start, one.end) or _before("without").search(before):
        yield "without"
    elif _before("with").search(before) or any(
        patterns("carried")["with", place].match(text, one.end) for place in ("after", "effect")
    ):
        yield "with"
    if patterns("carriage")["without",].search(text):
        yield "without"


@cache
def _before(side: Side) -> re.Pattern[str]:
    return re.compile(f"(?:{patterns('carried')[side, 'before'].pattern}){_LISTED}$", re.IGNORECASE)
