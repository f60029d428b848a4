"""What a sentence finds, clause by clause: on which outcomes, of which genes and variants, an effect or none.

Two findings disagree when they are on the same variant, drug, comparison and outcome, and one found an effect where
the other found none. Everything that is not said in so many words leaves them apart: a finding on another outcome,
shown as a disagreement, misleads more than a disagreement that is not shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import msgspec

from assistant.conflicts.sides_taken import denies, finds
from assistant.knowledge.patterns import patterns
from assistant.language.cues import says
from assistant.language.plain_signs import plain_signs
from assistant.names.find import Mention, find
from assistant.records.kinds import counting_as
from assistant.variants.find import VariantMention, compare, find_variants
from ingest.records.article import Article

__all__ = ["Finding", "findings", "on_one_matter"]

_CLAUSE = re.compile(
    r";|,?\s+\b(?:but|whereas|while|whilst|although|however|though|except)\b|,\s+which\b"
    r"|,?\s+and\s+(?:suggest\w*|show\w*|that)\b"
    r"|,?\s+and\s+(?=(?:did|was|were|does|do|is|are|had|has)\s+not\b|no\b|neither\b)"
    r"|,\s+(?=with no\b|without\b|nor\b)",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_BUT_NOT = re.compile(r",?\s*but not [^,;()]{1,40},", re.IGNORECASE)
"""Of whom it is not said ("CYP2E1, but not GSTM1, affects …"): left out, for what it is that they lack comes later."""
_NOT = re.compile(r"\s*,?\s*(?:but |and )?(?:not|no|nor)\b", re.IGNORECASE)
_AGAINST = re.compile(r"anti-$", re.IGNORECASE)


class Finding(msgspec.Struct, frozen=True):
    """A clause that states an effect, or that there is none."""

    outcomes: frozenset[str]
    genes: frozenset[str]
    variants: tuple[VariantMention, ...]
    drugs: frozenset[str]
    drug_named: bool
    """By the sentence and not by the title of its record only."""
    diseases: frozenset[str]
    people: frozenset[str]
    """Levels of metabolism it speaks of (`carriers.tsv`)."""
    regimen: bool
    """It speaks of a doubled, high or low dose."""
    null: bool
    record: str
    """The text of its record: a sentence that names no variant speaks of those that stand there."""


def findings(sentence: str, article: Article) -> tuple[Finding, ...]:
    """Those of a sentence of this record, whose title says of which drug it is where the sentence names none."""
    return _findings(sentence, article.title, article.text)


def on_one_matter(one: Finding, other: Finding) -> bool:
    """The same gene, variant, drug, comparison and outcome: the two agree, or they disagree."""
    genes, outcomes = one.genes & other.genes, one.outcomes & other.outcomes
    return (
        bool(genes and outcomes)
        and one.regimen == other.regimen
        and _same_drugs(one, other)
        and _same_variant(one, other, genes)
        and not (one.people and other.people and one.people.isdisjoint(other.people))
        and (not outcomes & _of_benefit() or _same_disease(one.diseases, other.diseases))
    )


@lru_cache(maxsize=4096)
def _findings(sentence: str, title: str, record: str) -> tuple[Finding, ...]:
    text = _BUT_NOT.sub("", plain_signs(sentence))
    if says("inconclusive", text) or says("aim", text) or _cue("skip", text):
        return ()
    clauses = _clauses(text)
    told = [(clause, text[: text.find(clause)], _null(clause)) for clause in clauses]
    sides = {null for _, _, null in told if null is not None}
    if len(sides) == 1:
        told = [(text, "", sides.pop())]
    found = [_finding(clause, before, null, title, record) for clause, before, null in told if null is not None]
    return tuple(one for one in found if one.outcomes and not any(_unclear(one, other) for other in found))


def _unclear(one: Finding, other: Finding) -> bool:
    """One sentence says both of one thing: "no difference was found, although carriers responded less"."""
    apart = one.variants and other.variants and not _same_variant(one, other, one.genes | other.genes)
    return one.null != other.null and bool(one.outcomes & other.outcomes and one.genes & other.genes) and not apart


def _clauses(text: str) -> list[str]:
    hidden = _ASIDE.sub(lambda match: " " * len(match.group()), text)
    starts = [match.start() for match in _CLAUSE.finditer(hidden)]
    return [text[a:b] for a, b in zip([0, *starts], [*starts, len(text)], strict=True) if text[a:b].strip()]


def _null(clause: str) -> bool | None:
    """None where the clause states neither."""
    if _NOT.match(clause) or denies(clause) or _cue("null", clause):
        return True
    return False if finds(clause) or _cue("effect", clause) else None


def _cue(kind: str, text: str) -> bool:
    return bool(patterns("finding_cues")[kind,].search(text))


def _finding(clause: str, before: str, null: bool, title: str, record: str) -> Finding:
    """What the clause does not name is what was named before it; the gene of metabolizers may be the title's."""
    people, own = _people(clause), _genes(clause)
    genes = own or _genes(before) or (_genes(title) if people else frozenset())
    variants = tuple(find_variants(clause)) or (() if own else tuple(find_variants(before)))
    drugs = _drugs(clause) or _drugs(before)
    outcomes = _outcomes(clause) or (_outcomes(before) if own or find_variants(clause) else frozenset())
    return Finding(
        outcomes=outcomes,
        genes=genes,
        variants=variants,
        drugs=drugs or _drugs(title),
        drug_named=bool(drugs),
        diseases=_diseases(clause) or _diseases(before) or _diseases(title),
        people=people,
        regimen=_cue("regimen", clause),
        null=null,
        record=record,
    )


def _genes(text: str) -> frozenset[str]:
    named = (one for one in find(text) if one.kind == "gene" and not _AGAINST.search(text[: one.start]))
    return frozenset(one.name for one in named) | {one.gene for one in find_variants(text) if one.gene}


def _drugs(text: str) -> frozenset[str]:
    return _names(one for one in find(text) if one.kind in counting_as("drug"))


def _diseases(text: str) -> frozenset[str]:
    return _names(one for one in find(text) if one.kind == "disease" and not _outcomes(one.surface))


def _names(mentions: Iterable[Mention]) -> frozenset[str]:
    return frozenset(one.name for one in mentions)


def _outcomes(clause: str) -> frozenset[str]:
    return frozenset(name for (_, name), pattern in patterns("outcome_terms").items() if pattern.search(clause))


def _of_benefit() -> frozenset[str]:
    """Outcomes that are of one disease; a drug's harms and levels are alike in all."""
    return frozenset(name for sort, name in patterns("outcome_terms") if sort == "benefit")


def _people(clause: str) -> frozenset[str]:
    levels = patterns("carriers", re.NOFLAG)
    return frozenset(value for (kind, value), pattern in levels.items() if kind == "level" and pattern.search(clause))


def _same_drugs(one: Finding, other: Finding) -> bool:
    """Those that two sentences name are all the same; a title may name more than its sentence is on."""
    if one.drugs == other.drugs:
        return True
    return not (one.drug_named and other.drug_named) and bool(one.drugs & other.drugs)


def _same_disease(one: frozenset[str], other: frozenset[str]) -> bool:
    """One names none, or the words of a disease of the one are among those of the other's."""
    words = [[set(name.casefold().replace("-", " ").split()) for name in names] for names in (one, other)]
    return not one or not other or any(a <= b or b <= a for a in words[0] for b in words[1])


def _same_variant(one: Finding, other: Finding, genes: frozenset[str]) -> bool:
    """Of these genes, one of the one's variants is one of the other's, or neither finding names any."""
    ours, theirs = _of(one.variants, genes), _of(other.variants, genes)
    if not ours and not theirs:
        return True
    ours, theirs = ours or _studied(one.record, genes), theirs or _studied(other.record, genes)
    return any(compare(a, b) == "same" for a in ours for b in theirs)


@lru_cache(maxsize=1024)
def _studied(record: str, genes: frozenset[str]) -> list[VariantMention]:
    return [one for one in find_variants(record) if one.gene in genes]


def _of(variants: tuple[VariantMention, ...], genes: frozenset[str]) -> list[VariantMention]:
    """An rs number is one of a single gene, whichever gene stands beside it in a list."""
    return [one for one in variants if one.kind == "rsid" or not one.gene or one.gene in genes]
