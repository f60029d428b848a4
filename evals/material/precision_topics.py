"""The topics of TREC Precision Medicine 2017 and 2018: patients as a disease, variants and demographics, beside the
shared data; and which curated facts bear on one, told here and not by the road that is measured."""

from __future__ import annotations

import re
from functools import cache

import msgspec
from lxml import etree

from assistant.curated.store import facts_for
from assistant.names.find import broader, entry_of
from assistant.names.vocabulary import vocabulary
from assistant.records.curated import Alteration, CuratedFact
from assistant.variants.denied import present_and_absent
from assistant.variants.find import genes_named
from assistant.variants.same_variant import Identity, relate
from evals.material.data import SHARED

__all__ = ["Topic", "bearing", "topics"]

LEVELS = "ABC"
_ANY = "DOID:162"
"""Cancer of any kind."""


class Topic(msgspec.Struct, frozen=True):
    """One patient."""

    year: str
    number: str
    disease: str
    gene: str
    """The variants, as the topic words them ("KRAS (G13D), BRAF (V600E)")."""
    demographic: str

    @property
    def id(self) -> str:
        return f"{self.year}-{self.number}"

    @property
    def question(self) -> str:
        """The topic as a clinician would put it."""
        return f"{self.demographic} with {self.disease[:1].lower()}{self.disease[1:]}, {self.gene}: which treatment?"


def topics() -> list[Topic]:
    """Of both years, in their order; none where the shared data are absent."""
    made = []
    for path in sorted((SHARED / "patients").glob("trec_pm_topics*.xml")):
        year = re.sub(r"\D", "", path.stem)
        for one in etree.parse(path).getroot().iter("topic"):
            told = {name: (one.findtext(name) or "").strip() for name in ("disease", "gene", "demographic")}
            made.append(Topic(year, one.get("number") or "", **told))
    return made


def bearing(topic: Topic) -> list[CuratedFact]:
    """CIViC's facts of level A to C on the topic's variants (or a class of them, or its gene where it names no variant)
    and on its disease, one it is a kind of, a kind of it (of lung cancer, NSCLC), or none.
    """
    diseases = _lineage(topic.disease)
    entry = entry_of(vocabulary(), "disease", topic.disease)
    own = entry.identifier if entry else ""
    named = [part for text in topic.gene.split(",") for part in _read(text.strip())]
    found = facts_for(genes=dict.fromkeys(part.gene for part in named if part.gene))
    return [
        fact
        for fact in found
        if fact.level in tuple(LEVELS)
        and fact.kind == "biomarker evidence"
        and (not fact.disease or fact.disease_id in diseases or own in _lineage(fact.disease))
        and any(all(_met(part, named) for part in group) for group in fact.requires)
    ]


@cache
def _lineage(disease: str) -> frozenset[str]:
    """Identifiers of the disease and of all that it is a kind of."""
    names, waiting = vocabulary(), [disease]
    seen = {_ANY}
    while waiting:
        entry = entry_of(names, "disease", waiting.pop())
        if entry is not None and entry.identifier not in seen:
            seen.add(entry.identifier)
            waiting += broader(entry.name)
    return frozenset(seen)


def _read(text: str) -> list[Identity]:
    """The variants that one part of a topic has; the gene alone, with no kind, where it names no variant."""
    present, absent = present_and_absent(text.replace("(", " ").replace(")", " "))
    if present or absent:
        return [Identity(one.gene, one.kind, one.value) for one in present]
    return [Identity(gene, "", "") for gene in genes_named(text)]


def _met(part: Alteration, named: list[Identity]) -> bool:
    """Whether a part of a biomarker is one of the variants, a class one of them is of, or of a gene named alone."""
    if part.absent:
        return False
    mine = [one for one in named if one.gene == part.gene]
    if any(not one.kind for one in mine):
        return True
    told = Identity(part.gene, part.kind, part.value)
    return any(relate(told, one) == "same" or (relate(told, one) == "member" and _wider(told, one)) for one in mine)


def _wider(told: Identity, case: Identity) -> bool:
    """Of two of which one is a case of the other: whether the curated one is the class."""
    return told.kind in ("mutation", "position", "exon", "fusion") and told.kind != case.kind
