"""Whether a curated fact is on the case: on its own variant, on a class of variants that has it, on its gene alone.

A fact on another variant never is, however near: T790M is not of exon 19 deletion. A combination needs every part, and
a part that must be absent needs the case to say that it is. Notation and tables settle what is the same and what holds
what (`assistant.variants.same_variant`); what they leave open is no match.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from assistant.curated.case import SIGNATURES, Case
from assistant.curated.diseases import disease_match, is_general, named, shown
from assistant.knowledge.tables import lookup, words_of
from assistant.records.curated import Alteration, CuratedFact, DiseaseMatch, SubjectMatch
from assistant.variants.markers import meets
from assistant.variants.phenotypes import Phenotype, of_score
from assistant.variants.same_variant import Identity, Relation, relate
from assistant.variants.tables import is_state

__all__ = ["VAGUE", "Match", "is_met_by_all", "match", "phenotype_of"]

_ORDER: tuple[SubjectMatch, ...] = ("exact", "phenotype", "class", "member", "gene")
"""Nearest first."""
VAGUE = frozenset(["mutation", "positive", "expression"])
"""What is said of a gene that tells no variant of it."""
_WIDTH = ("mutation", "expression", "positive", "copy number", "loss", "exon", "position", "fusion", "allele")
"""Kinds that hold others, the widest first; all other kinds are single variants."""
_ACTIVATING = "activating mutation"
"""A class of which only functional evidence tells the members: EGFR T790M is a mutation, and none that a drug for
activating ones is given for."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_NO_RESULT = frozenset(["no result", "n/a"])


class Match(msgspec.Struct, frozen=True):
    """How a fact meets a case."""

    fact: CuratedFact
    subject: SubjectMatch
    disease: DiseaseMatch
    because: str = ""
    """In words, where the fact is on a class of the case's variant, a member of it, or a wider or narrower disease."""

    vague: bool = False
    """It is on mutations of the gene at large, and the case has one of its own."""
    on: frozenset[Identity] = frozenset()
    """Those of the variants asked about that it is on."""

    @property
    def covers(self) -> int:
        return len(self.on)

    @property
    def nearness(self) -> int:
        return _ORDER.index(self.subject)


class _Part(msgspec.Struct, frozen=True):
    subject: SubjectMatch
    because: str = ""
    vague: bool = False
    on: frozenset[Identity] = frozenset()
    """The variants asked about that meet it."""
    asked: bool = True
    """Met by what the question is on, not only by what else the patient has."""


def match(fact: CuratedFact, case: Case) -> Match | None:
    """None where the fact is on another biomarker or another disease than the case's."""
    disease = _disease(fact, case)
    if disease is None:
        return None
    found = [one for group in fact.requires if (one := _group(group, case)) is not None]
    if not found:
        return None
    best = min(found, key=lambda one: (one.vague, -len(one.on), _ORDER.index(one.subject)))
    because = "; ".join(filter(None, (best.because, _disease_said(named(fact), disease, case))))
    return Match(fact, best.subject, disease, because, best.vague, best.on)


def is_met_by_all(fact: CuratedFact, case: Case) -> bool:
    """Whether the case has each of the alternatives that a fact's biomarker leaves ("BRCA1 or BRCA2")."""
    return all(_group(group, case) is not None for group in fact.requires)


def _disease(fact: CuratedFact, case: Case) -> DiseaseMatch | None:
    """A row on HER2-positive breast cancer is not for a case that is HER2-negative, and is the case's own where it is
    positive; a general name ("thyroid cancer") is of the organ that stands before it."""
    found = disease_match(named(fact), case.diseases)
    if found == "narrower" and case.site and all(map(is_general, case.diseases)):
        found = found if case.site in words_of(f"{fact.disease} {named(fact)}").split() else None
    stated = lookup("disease_states").get(fact.disease, "")
    if found and stated:
        gene, _, word = stated.partition(" ")
        verdict = meets(word, [state for state in case.states if state.gene == gene])
        if verdict is not None:
            return ("same" if found == "narrower" else found) if verdict else None
    return found


def _disease_said(disease: str, how: DiseaseMatch, case: Case) -> str:
    if how not in ("parent", "narrower") or not case.diseases:
        return ""
    own = next((one for one in case.diseases if disease_match(disease, (one,)) == how), case.diseases[0])
    said = f"{case.site} {shown(own)}" if case.site and is_general(own) else shown(own)
    wide, narrow = (shown(disease), said) if how == "parent" else (said, shown(disease))
    return f"{narrow} is a kind of {wide}"


def _group(parts: Sequence[Alteration], case: Case) -> _Part | None:
    """What all parts together come to: the farthest of them; None where one is not met. In a question on which variant
    the fusion that stands beside one is taken as given, and the gene alone is enough."""
    met = []
    for part in parts:
        one = _part(part, case)
        if one is None and case.which_variant and part.kind == "fusion" and len(parts) > 1:
            continue
        if one is None or (len(parts) > 1 and one.subject == "gene" and not case.which_variant):
            return None
        met.append(one)
    if not any(one.asked for one in met):
        return None
    farthest = max(met, key=lambda one: _ORDER.index(one.subject))
    because = "; ".join(dict.fromkeys(filter(None, (one.because for one in met))))
    on = frozenset().union(*(one.on for one in met))
    return _Part(farthest.subject, because, any(one.vague for one in met), on)


def _part(part: Alteration, case: Case) -> _Part | None:
    if part.kind in ("phenotype", "activity score"):
        return _phenotype(part, case)
    if part.absent:
        return _Part("exact") if _is_absent(part, case) else None
    if part.gene in SIGNATURES or part.kind == "state":
        return _state(part, case)
    if part.gene not in case.genes and not any(part.gene == one.gene for one in case.besides):
        return None
    if part.kind == "wild type":
        return _Part("exact") if part.gene in case.wild else None
    if part.kind == "named":
        return _named(part, case)
    return _variant(part, case)


def _is_absent(part: Alteration, case: Case) -> bool:
    if part.gene in case.wild:
        return True
    return any(_relation(_identity(part), one) == "same" for one in case.absent)


def _state(part: Alteration, case: Case) -> _Part | None:
    """A marker's state as the question gives it, or a variant that is counted as that state."""
    own = [state for state in case.states if state.gene == part.gene]
    if meets(part.value, own):
        return _Part("exact")
    for one in (*case.there, *case.besides):
        if one.gene == part.gene and is_state(one.gene, part.value, one.kind):
            return _Part("class", _counted(one, part.value), asked=one in case.there)
    if any(one.gene == part.gene and is_state(one.gene, part.value, one.kind) for one in case.absent):
        return None
    if not own and part.gene in case.asked_genes and part.gene not in case.wild and not _exactly(part.gene, case):
        return _Part("gene")
    return None


def _named(part: Alteration, case: Case) -> _Part | None:
    """What only the source's own words name: exact where the question has them all in a row."""
    if Phenotype(part.gene, part.value) in case.phenotypes:
        return _Part("phenotype")
    if f" {words_of(part.value)} " in case.words and part.gene in case.genes:
        return _Part("exact")
    return _of_gene(part.gene, case)


def _variant(part: Alteration, case: Case) -> _Part | None:
    wanted, found = _identity(part), list[_Part]()
    if part.kind == "diplotype" and part.gene in case.resulted:
        return _Part("exact", on=frozenset([wanted])) if wanted in case.there else None
    for one in (*case.there, *case.besides):
        relation = _relation(wanted, one) if wanted.value != _ACTIVATING or one.kind in VAGUE else None
        asked = one in case.there
        on = frozenset([one]) if asked else frozenset()
        if relation == "same":
            found.append(_Part("exact", on=on, asked=asked))
        elif relation == "member" and _is_wider(wanted, one):
            vague = wanted.kind in VAGUE
            because = _at_large(one, wanted) if vague else _held(one, wanted)
            found.append(_Part("class", because, vague, on, asked))
        elif relation == "member":
            vague = one.kind in VAGUE and not is_state(one.gene, one.kind, wanted.kind)
            met = _Part("gene", asked=asked) if vague else _Part("member", _held(wanted, one), on=on, asked=asked)
            found.append(met)
    for said in case.states:
        if said.gene == part.gene and said.word and is_state(part.gene, said.word, part.kind):
            found.append(_Part("class", _counted(wanted, said.word)))
    if found:
        return min(found, key=lambda one: (one.vague, not one.asked, _ORDER.index(one.subject)))
    return _of_gene(part.gene, case, part.kind)


def _of_gene(gene: str, case: Case, kind: str = "") -> _Part | None:
    """The gene alone, where nothing is said of which variant of it there is, or that there is none."""
    if gene not in case.genes or _exactly(gene, case) or gene in case.wild or gene in case.resulted:
        return None
    stated = {one.gene for one in case.absent} | {one.gene for one in case.states}
    if gene in stated or any(one.gene == gene for one in case.phenotypes):
        return None
    if kind and any(one.gene == gene and one.kind == "mutation" for one in case.there):
        return None  # a change of the sequence was met above; an amplification is none
    return _Part("gene")


def _exactly(gene: str, case: Case) -> bool:
    return any(one.gene == gene and one.kind not in VAGUE for one in case.there)


def _phenotype(part: Alteration, case: Case) -> _Part | None:
    """The metabolizer's phenotype, or the activity score where the case has one; a gene without a result.

    Of a gene with a result that stands for no phenotype here, no row is the case's.
    """
    if part.value in _NO_RESULT:
        silent = part.gene not in case.genes and part.gene not in case.resulted
        return _Part("phenotype", asked=False) if silent else None
    if part.gene not in case.genes:
        return None
    own = {one.name for one in case.phenotypes if one.gene in (part.gene, "")}
    scores = [score for gene, score in case.scores if gene == part.gene]
    if part.kind == "activity score" and scores:
        return _Part("phenotype") if any(_scored(part.value, score) for score in scores) else None
    if own:
        return _Part("phenotype") if phenotype_of(part) in own else None
    return None if part.gene in case.resulted else _Part("gene")


def phenotype_of(part: Alteration) -> str:
    """The phenotype that a guideline's part is on, by its name, or by what its score stands for."""
    if part.kind != "activity score":
        return (part.phenotype or part.value).lower()
    number = _NUMBER.search(part.value)
    return part.phenotype.lower() or (of_score(part.gene, float(number[0])) if number else "")


def _scored(limit: str, score: float) -> bool:
    """Whether a score is the source's, or above its least one (">=3.0")."""
    number = _NUMBER.search(limit)
    if number is None:
        return False
    return score >= float(number[0]) if limit.startswith(">=") else score == float(number[0])


def _identity(part: Alteration) -> Identity:
    return Identity(part.gene, part.kind, part.value)


@lru_cache(maxsize=8192)
def _relation(a: Identity, b: Identity) -> Relation | None:
    """None where the two are of different genes or nothing settles it; never a guess."""
    found = relate(a, b)
    return found if found in ("same", "member") else None


def _is_wider(a: Identity, b: Identity) -> bool:
    """Whether of two, one of which is a case of the other, `a` is the one that holds the other."""
    first, second = _width(a), _width(b)
    if first != second:
        return first < second
    if a.kind == "fusion":
        return a.value.count("::") < b.value.count("::")
    if a.kind == "exon":
        return a.value.endswith("mutation")
    return len(a.value) < len(b.value)


def _width(one: Identity) -> int:
    return _WIDTH.index(one.kind) if one.kind in _WIDTH else len(_WIDTH)


def _held(one: Identity, of: Identity) -> str:
    return f"{_said(one)} is of {_said(of)}"


def _at_large(one: Identity, wide: Identity) -> str:
    if wide.kind != "mutation":
        return _held(one, wide)
    return f"on {wide.gene} mutations at large, not on {one.value or one.kind} by name"


def _counted(one: Identity, state: str) -> str:
    return f"{_said(one)} is counted as {one.gene} {state}"


def _said(one: Identity) -> str:
    if one.kind == "fusion":
        return f"{one.value} fusion"
    return f"{one.gene} {one.value}".strip()
