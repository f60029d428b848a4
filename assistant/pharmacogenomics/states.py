"""Genes whose result is a state of its own: carriers of an HLA allele, G6PD deficiency, variants of RYR1, VKORC1 …

Which variant means which state is a table; how copies are counted depends on where the gene lies: one on a man's X
chromosome, none paired in mitochondria, and any one of two where a single variant is enough.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache

from assistant.knowledge.tables import rows
from assistant.pharmacogenomics.carriage import NEGATIVE, POSITIVE, UNKNOWN_STATE, carried
from assistant.pharmacogenomics.functions import diplotype_rule, in_guidelines, method_of, reference_of, same_allele
from assistant.pharmacogenomics.scoring import Outcome
from assistant.variants.find import find_variants
from assistant.variants.genotypes import PLACE

__all__ = ["UNKNOWN_STATE", "allele_states", "hla_alleles", "known_alleles", "of_state", "state_of"]

_GENOTYPE = re.compile(r"(?<![\w>*])([ACGT])\s?[/|;]?\s?([ACGT])(?![\w>])")
_ZYGOSITY = re.compile(r"\b(heterozygous|homozygous|hemizygous)\b", re.IGNORECASE)
_ONE_BASE = re.compile(r"(?<![ACGT])(?<![ACGT][-−–])(?:1639|9923231)[\s-]?([ACGT])\b(?!>)")
_DIGIT = re.compile(r"\d")
_HLA_STATES = (POSITIVE, NEGATIVE, UNKNOWN_STATE)
_NORMAL = "normal"
"""The state of G6PD without a deficiency."""
_LEFT_OPEN = "The record leaves open whether {} is there: it is unknown, and not negative."
_TWO_STATES = "The record gives {} as present and as absent: it is unknown until that is settled."


def of_state(gene: str, reported: Sequence[str], sex: str = "") -> Outcome:
    """The state of a gene that is not told by pairs of functions; `reported` are the calls as the record has them."""
    method = method_of(gene)
    if method == "carriage":
        return _carriage(gene, reported)
    if method == "genotype":
        return _genotype(gene, reported)
    zygosity = next((found for text in reported if (found := _zygosity(text))), "")
    names = [name for text in reported for name in _names(gene, text)]
    if rule := _imported(gene, names, zygosity, sex):
        return rule
    states = [_state(gene, name) for name in names]
    unknown = [name for name, state in zip(names, states, strict=True) if not state]
    known = [state for state in states if state]
    sources = tuple(dict.fromkeys(source for name in names for source in _sources(gene, name)))
    if method == "x-linked" and len(reported) > 1 and not unknown:
        return _variants_on_x(gene, reported, sex, sources)
    if method == "x-linked":
        return _x_linked(gene, known, unknown, zygosity, sex, sources)
    return _any(gene, known, unknown, method, zygosity, sources)


def state_of(gene: str, name: str) -> str:
    """What a variant means by the table of states; empty where no row has it."""
    return _state(gene, name)


@cache
def hla_alleles(gene: str) -> tuple[str, ...]:
    """The alleles that a guideline is on ("15:02", "57:01")."""
    found = re.findall(rf"{re.escape(gene)}:hla:([\d:]+)", " ".join(row[3] for row in rows("guidelines")))
    return tuple(sorted(set(found)))


def allele_states(phenotype: str) -> dict[str, str]:
    """The state of each allele of HLA that a phenotype tells of: "*58:01 positive, *57:01 unknown"."""
    parts = (part.removeprefix("*").partition(" ") for part in phenotype.split(", "))
    return {allele: state for allele, _, state in parts if state in _HLA_STATES}


def known_alleles(phenotype: str) -> dict[str, bool]:
    """Each allele of HLA that a phenotype settles, with whether it is there."""
    states = allele_states(phenotype).items()
    return {allele: state == POSITIVE for allele, state in states if state != UNKNOWN_STATE}


def _carriage(gene: str, reported: Sequence[str]) -> Outcome:
    """Two typed alleles tell of every other one that it is not there; one with its state tells of itself. An allele
    that is there by one result and not by another is unknown, and says nothing of the others."""
    said: defaultdict[str, set[str]] = defaultdict(set)
    typed: list[str] = []
    for one in (found for text in reported for found in carried(text)):
        said[one.allele].add(one.state)
        typed += [one.allele] if one.typed else []
    if not said:
        return Outcome(notes=(f"“{', '.join(reported)}” is no allele of {gene} that can be read.",))
    notes = tuple(
        (_TWO_STATES if len(found) > 1 else _LEFT_OPEN).format(f"{gene}*{allele}")
        for allele, found in said.items()
        if len(found) > 1 or UNKNOWN_STATE in found
    )
    told = {allele: found.pop() if len(found) == 1 else UNKNOWN_STATE for allele, found in said.items()}
    if len([allele for allele in typed if told[allele] != UNKNOWN_STATE]) == 2:
        told = dict.fromkeys(hla_alleles(gene), NEGATIVE) | told
    ordered = sorted(
        told, key=lambda allele: (_HLA_STATES.index(told[allele]), allele not in hla_alleles(gene), allele)
    )
    shown = [allele for allele in ordered if allele in hla_alleles(gene) or len(told) == 1]
    if {told[allele] for allele in shown} == {UNKNOWN_STATE}:
        return Outcome(notes=notes)
    return Outcome(", ".join(f"*{allele} {told[allele]}" for allele in shown), notes=notes, sources=("the report",))


def _genotype(gene: str, reported: Sequence[str]) -> Outcome:
    """By the two bases, or by the variant and its zygosity; a variant without zygosity leaves it open."""
    listed = {variant: (state, source) for owner, variant, state, source in rows("variant_states") if owner == gene}
    text = next((said for said in reported if PLACE.search(said)), " ".join(reported))
    bases = PLACE.sub(" ", text)
    found = None if _DIGIT.search(bases.replace(gene, "")) else _GENOTYPE.search(bases)  # bases of another place
    pair = "".join(sorted((found[1], found[2]))) if found else ""
    if pair in listed:
        return Outcome(listed[pair][0], sources=(listed[pair][1],))
    zygosity, one_base = _ZYGOSITY.search(text), _ONE_BASE.search(text)
    if not PLACE.search(text) or not zygosity:
        return Outcome(notes=(f"“{text}” does not say how many copies of the variant of {gene} there are.",))
    both = one_base[1] * 2 if one_base else "AA"  # "-1639G homozygous" is without the variant
    state, source = listed[both if zygosity[1].lower() == "homozygous" else "AG"]
    return Outcome(state, sources=(source,))


def _imported(gene: str, names: Sequence[str], zygosity: str, sex: str) -> Outcome | None:
    """By a user's import, where it is known what stands on the other chromosome."""
    one_copy = zygosity in ("homozygous", "hemizygous") or (method_of(gene) == "x-linked" and sex == "male")
    if len(names) == 2 or (names and one_copy):
        other = names[-1]
    elif len(names) == 1 and (zygosity == "heterozygous" or method_of(gene) != "x-linked"):
        other = reference_of(gene)
    else:
        return None
    rule = diplotype_rule(gene, names[0], other)
    return Outcome(rule.phenotype, rule.score, (), (rule.source,)) if rule else None


def _x_linked(
    gene: str, known: Sequence[str], unknown: Sequence[str], zygosity: str, sex: str, sources: tuple[str, ...]
) -> Outcome:
    """A man has one copy; a woman with one normal and one deficient copy may show either phenotype."""
    if unknown:
        return _not_told(gene, unknown)
    copies = list(known)
    if len(copies) == 1 and (zygosity in ("homozygous", "hemizygous") or (sex == "male" and not zygosity)):
        return Outcome(copies[0], sources=sources)
    if len(copies) == 1 and zygosity == "heterozygous":
        copies.append(_NORMAL)
    return _of_copies(gene, copies, sources)


def _variants_on_x(gene: str, reported: Sequence[str], sex: str, sources: tuple[str, ...]) -> Outcome:
    """Of several variants each with its own zygosity: a man's stand on his one copy, and a deficient one decides. What
    changes nothing may stand on either copy; of two deficient ones it is not known whether they share one."""
    copies: list[str] = []
    seen = [
        (_state(gene, name), _zygosity(text) or ("hemizygous" if sex == "male" else ""))
        for text in reported
        for name in _names(gene, text)
    ]
    changed = [(state, zygosity) for state, zygosity in seen if state != _NORMAL] or seen[:1]
    whole = [state for state, zygosity in changed if zygosity in ("homozygous", "hemizygous")]
    if whole:
        copies = [whole[0]] * 2
    elif len(changed) == 1 and changed[0][1] == "heterozygous":
        copies = [changed[0][0], _NORMAL]
    return _of_copies(gene, copies, sources)


def _of_copies(gene: str, copies: Sequence[str], sources: tuple[str, ...]) -> Outcome:
    """What the two copies come to; a man's one counts twice."""
    if len(copies) != 2:
        said = f"Whether one or both copies of {gene} carry the variant is not given: its phenotype is unknown."
        return Outcome(notes=(said,), sources=sources)
    if len(set(copies)) == 1:
        return Outcome(copies[0], sources=sources)
    said = "With one normal and one deficient copy the enzyme's activity may be normal or deficient: measure it."
    return Outcome("variable", notes=(said,), sources=(*sources, "CPIC guidelines"))


def _any(
    gene: str, known: Sequence[str], unknown: Sequence[str], method: str, zygosity: str, sources: tuple[str, ...]
) -> Outcome:
    """The gravest state is told by one variant; the mildest only where every copy is known."""
    order = list(dict.fromkeys(state for owner, _, state, _ in rows("variant_states") if owner == gene))
    gravest = min(known, key=order.index, default="")
    complete = method == "one copy" or len(known) == 2 or zygosity == "homozygous"
    if gravest and (gravest == order[0] or (complete and not unknown)):
        return Outcome(gravest, sources=sources)
    if unknown:
        return _not_told(gene, unknown)
    return Outcome(notes=(f"The other copy of {gene} is not given: its phenotype is unknown.",), sources=sources)


def _not_told(gene: str, names: Sequence[str]) -> Outcome:
    said = f"No source here tells what {gene} {' and '.join(names)} means for a drug."
    cure = "Read CPIC's functions with “vouch knowledge add phenotypes FILE”."
    return Outcome(notes=tuple(filter(None, (in_guidelines(gene, names), said, cure))))


def _zygosity(text: str) -> str:
    found = _ZYGOSITY.search(text)
    return found[1].lower() if found else ""


def _names(gene: str, text: str) -> list[str]:
    """The variants of one call as the table of states, or an import, names them."""
    plain = _ZYGOSITY.sub("", text)
    return [
        _known_as(gene, side)
        for side in re.split(r"/(?!\d)", re.sub(rf"\b{re.escape(gene)}\b", "", plain))
        if side.strip()
    ]


@lru_cache(maxsize=1024)
def _known_as(gene: str, said: str) -> str:
    text = said.strip(" ,;:")
    listed = _states(gene)
    names = [text, *(mention.value for mention in find_variants(f"{gene} {text}"))]
    if method_of(gene) == "one copy":  # a bare change is read as a coding one, and mitochondrial DNA has its own letter
        names += [re.sub(r"^c\.", "m.", name) for name in names]
    for name in names:
        if name.lower() in listed:
            return listed[name.lower()][0]
    others = [listed[name.lower()] for name in same_allele(gene, text) if name.lower() in listed]
    return others[0][0] if len({state for _, state, _ in others}) == 1 else text


def _state(gene: str, name: str) -> str:
    return _states(gene).get(name.lower(), ("", "", ""))[1]


def _sources(gene: str, name: str) -> tuple[str, ...]:
    found = _states(gene).get(name.lower())
    return (f"{name}: {found[2]}",) if found else ()


@cache
def _states(gene: str) -> dict[str, tuple[str, str, str]]:
    return {
        name.lower(): (name, state, source) for owner, name, state, source in rows("variant_states") if owner == gene
    }
