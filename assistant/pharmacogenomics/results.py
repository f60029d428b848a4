"""What a record gives of one gene: its diplotypes, scores, words and single variants, held against each other.

A variant counts where no alleles are told, and contradicts alleles that do not hold it. Of results that contradict each
other none is chosen: the phenotype is unknown until the laboratory settles it, unless all of them come to the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from assistant.pharmacogenomics.alleles import Call, Unit, called, found_alleles, is_part, named, of_variants, parts_of
from assistant.pharmacogenomics.carriage import says_untested
from assistant.pharmacogenomics.functions import function_of, method_of, reference_of
from assistant.pharmacogenomics.gaps import gaps_said, markers_of, with_gaps, with_state_gaps
from assistant.pharmacogenomics.reported_words import phenotype_named
from assistant.pharmacogenomics.scoring import Outcome, of_call, of_score
from assistant.pharmacogenomics.states import of_state, state_of
from assistant.records.patient import Diplotype, Variant
from assistant.records.phenotype import Basis, GenePhenotype
from assistant.variants.result_words import worded

__all__ = ["is_untested", "result_of"]

_PAIRED = ("score", "pair")
_GATHERED = ("any", "one copy", "carriage")
"""Of these genes all calls together are one result: each tells of its own variant."""
_DEFAULT_SAID = "{} was assigned because no tested variant of {} was found: rarer variants are not excluded."
_FURTHER = (
    "A further variant of {}, {}, was reported, of which no source here tells the function: it is not counted in the "
    "phenotype."
)
_BOTH = re.compile(r"(?P<pair>[^\s(\[,;]+/[^\s(\[,;]+)[\s,;:]*[\s(\[](?P<words>[^)\]]+)[)\]]?")
"""A pair of alleles and words behind it."""


class _Result(NamedTuple):
    """One entry of the record, and what it stands for. `typed`: it names alleles or a variant."""

    said: str
    made: Outcome
    typed: bool


def is_untested(one: Diplotype) -> bool:
    """Whether an entry says that there is no result ("not tested", "*2A pending")."""
    return one.activity_score is None and says_untested(f"{one.alleles} {one.phenotype}")


def result_of(gene: str, diplotypes: Sequence[Diplotype], variants: Sequence[Variant], sex: str) -> GenePhenotype:
    """The gene's phenotype by all entries of a record on it; an empty one has its reason in the notes."""
    diplotypes, variants = _worded(gene, diplotypes, variants)
    telling = [one for one in diplotypes if one.alleles or one.phenotype or one.activity_score is not None]
    gaps = tuple(dict.fromkeys(name for one in diplotypes if one not in telling for name in one.not_called))
    found = list(_results(gene, telling, variants, gaps, sex))
    made = _settled(gene, found) if found else Outcome(notes=gaps_said(gene, gaps))
    told = next((one for one in found if one.made.phenotype == made.phenotype), None) if made.phenotype else None
    reported = told.said if told else " and ".join(dict.fromkeys(one.said for one in found))
    return GenePhenotype(
        gene,
        _basis(telling, variants),
        reported=reported or "not called",
        phenotype=made.phenotype,
        score=made.score,
        notes=tuple(dict.fromkeys(made.notes)),
        sources=made.sources,
    )


def _worded(
    gene: str, diplotypes: Sequence[Diplotype], variants: Sequence[Variant]
) -> tuple[list[Diplotype], list[Variant]]:
    """With what stands as alleles or as a variant and is a phenotype ("deficient") as that."""
    if method_of(gene) not in (*_PAIRED, "x-linked"):
        return list(diplotypes), list(variants)
    in_words = [one for one in variants if one.zygosity != "heterozygous" and phenotype_named(gene, one.notation)]
    entries = [
        replace(one, alleles="", phenotype=one.alleles)
        if not one.phenotype and phenotype_named(gene, one.alleles)
        else one
        for one in (_in_parts(gene, one) for one in diplotypes)
    ]
    said = [Diplotype(gene, phenotype=one.notation) for one in in_words]
    return [*entries, *said], [one for one in variants if one not in in_words]


def _in_parts(gene: str, one: Diplotype) -> Diplotype:
    """ "phenotype: IM" as "IM", "AS: 1" as an activity score, and "*4/*4 (PM)" as alleles and a phenotype."""
    alleles, phenotype = worded(one.alleles), worded(one.phenotype)
    pair, words = alleles.rest, phenotype.rest
    if not words and (both := _BOTH.fullmatch(pair)) and phenotype_named(gene, both["words"]):
        pair, words = both["pair"], both["words"]
    if not pair and words and _are_alleles(gene, words):
        pair, words = words, ""
    told = (one.activity_score, alleles.score, phenotype.score)
    score = next((value for value in told if value is not None), None)
    return replace(one, alleles=pair, phenotype=words, activity_score=score)


def _are_alleles(gene: str, words: str) -> bool:
    """Whether what stands as a phenotype is a pair of alleles that are known."""
    call = called(gene, words) if "/" in words and method_of(gene) in _PAIRED else Call()
    return bool(call.sides) and all(function_of(gene, allele) for allele in call.alleles)


def _basis(telling: Sequence[Diplotype], variants: Sequence[Variant]) -> Basis:
    if any(one.alleles for one in telling) or not (telling or variants):
        return "diplotype"
    if telling:
        return "reported" if telling[0].activity_score is None else "activity score"
    return "variant"


def _results(
    gene: str, telling: Sequence[Diplotype], variants: Sequence[Variant], gaps: Sequence[str], sex: str
) -> Iterator[_Result]:
    """Each result by itself; where alleles hold a variant, it is none of its own."""
    carried = method_of(gene) == "carriage"
    calls = (" ".join(filter(None, (one.alleles, one.phenotype))) if carried else one.alleles for one in telling)
    texts = [call for call in calls if call]
    if method_of(gene) in _GATHERED and (texts or variants):
        yield _gathered(gene, texts, telling, variants, gaps, sex)
        return
    entries = [_of_entry(gene, one, sex) for one in telling]
    yield from entries
    further = _further(gene, entries, variants)
    if further:
        yield _Result(_listed(further), Outcome(notes=(_FURTHER.format(gene, _listed(further)),)), typed=False)
    variants = [one for one in variants if one not in further]
    paired = next((one for one in telling if one.alleles), None) if method_of(gene) in _PAIRED else None
    call = called(gene, paired.alleles) if paired else Call()
    if not variants or (paired and not call.problem and _holds(gene, call, variants)):
        return
    said = _listed(variants)
    if not telling or call.problem or not paired:
        yield _Result(said, _of_variants(gene, variants, gaps, sex), typed=True)
    else:
        yield _Result(said, _same(of_call(gene, one) for one in _instead(gene, call, variants)), typed=True)


def _further(gene: str, entries: Sequence[_Result], variants: Sequence[Variant]) -> list[Variant]:
    """Variants of unknown function beside a result that is another than that of the gene without a variant: what is
    impaired stays so, and what has no other variant may not be normal."""
    usual = _usual(gene)
    if not any(one.made.phenotype not in ("", usual) for one in entries):
        return []
    return [one for one in variants if not _is_known(gene, one)]


def _usual(gene: str) -> str:
    """The phenotype of the gene without a variant."""
    if method_of(gene) not in _PAIRED:
        return state_of(gene, reference_of(gene))
    side = (Unit(reference_of(gene)),)
    return of_call(gene, Call((side, side))).phenotype


def _is_known(gene: str, variant: Variant) -> bool:
    if method_of(gene) not in _PAIRED:
        return bool(of_state(gene, [f"{variant.notation} homozygous"]).phenotype)
    return all(function_of(gene, allele) or is_part(gene, allele) for allele in found_alleles(gene, [variant]))


def _gathered(
    gene: str,
    texts: Sequence[str],
    telling: Sequence[Diplotype],
    variants: Sequence[Variant],
    gaps: Sequence[str],
    sex: str,
) -> _Result:
    calls = [text for text in texts if text] + [_said(one) for one in variants]
    not_called = [*gaps, *(name for one in telling for name in one.not_called)]
    made = with_state_gaps(gene, of_state(gene, calls, sex), not_called)
    words = next((said for one in telling if (said := phenotype_named(gene, one.phenotype))), "")
    if words and not made.phenotype and method_of(gene) != "carriage":
        made = replace(made, phenotype=words, sources=("the report",))
    return _Result(" and ".join(dict.fromkeys(calls)), made, typed=True)


def _of_entry(gene: str, one: Diplotype, sex: str) -> _Result:
    """A diplotype, a score or a word: what alleles stand for counts before the report's own phenotype."""
    made, words = Outcome(), _words(gene, one.phenotype)
    if one.alleles and method_of(gene) in _PAIRED:
        call = called(gene, one.alleles)
        made = with_gaps(gene, call, of_call(gene, call), one.not_called)
    elif one.alleles and method_of(gene):
        made = with_state_gaps(gene, of_state(gene, [one.alleles], sex), one.not_called)
    made = _as_scored(gene, one, made)
    notes = list(made.notes)
    if one.by_default:
        notes.insert(0, _DEFAULT_SAID.format(reference_of(gene), gene))
    if made.phenotype and words and made.phenotype != words:
        notes.append(
            f"The report calls {gene} a {words}; by the functions here its alleles stand for {made.phenotype}."
        )
    if one.phenotype.strip() and not words:
        notes.append(
            f"“{one.phenotype.strip()}” is no phenotype of {gene} that is known here: nothing was looked up by it."
        )
    if words and not made.phenotype:
        made = replace(made, phenotype=words, sources=("the report",))
    score = "" if one.activity_score is None else f"activity score {one.activity_score:g}"
    said = one.alleles or one.phenotype.strip() or score
    return _Result(said, replace(made, notes=tuple(notes)), typed=bool(one.alleles))


def _words(gene: str, phenotype: str) -> str:
    """The report's phenotype in CPIC's terms; as the report has it of a gene that no guideline here is on."""
    return phenotype_named(gene, phenotype) if method_of(gene) else " ".join(phenotype.lower().split())


def _as_scored(gene: str, one: Diplotype, made: Outcome) -> Outcome:
    """The report's own activity score, where alleles give none."""
    if one.activity_score is None or made.phenotype or method_of(gene) != "score":
        return made
    phenotype = of_score(gene, one.activity_score)
    return replace(
        made, phenotype=phenotype, score=f"{one.activity_score:g}", sources=("the report", "CPIC guidelines")
    )


def _of_variants(gene: str, variants: Sequence[Variant], gaps: Sequence[str], sex: str) -> Outcome:
    if method_of(gene) not in _PAIRED:
        return with_state_gaps(gene, of_state(gene, [_said(one) for one in variants], sex), gaps)
    call = of_variants(gene, variants)
    return with_gaps(gene, call, of_call(gene, call), gaps)


def _listed(variants: Sequence[Variant]) -> str:
    return ", ".join(map(_said, variants))


def _said(variant: Variant) -> str:
    return " ".join(filter(None, (variant.notation, variant.zygosity)))


def _holds(gene: str, call: Call, variants: Sequence[Variant]) -> bool:
    """Whether the alleles of a call have each of the variants as often as its zygosity says."""
    return not any(True for _ in _instead(gene, call, variants))


def _instead(gene: str, call: Call, variants: Sequence[Variant]) -> Iterator[Call]:
    """Pairs of alleles that the variants would make, where the call does not have them."""
    seen = found_alleles(gene, variants)
    spelled = {named(gene, one.notation): one.notation for one in variants}
    for allele, zygosity in seen.items():
        sides = [any(_has(gene, unit.allele, allele, spelled.get(allele, "")) for unit in side) for side in call.sides]
        own = (Unit(allele),)
        if not any(sides):
            yield from (Call((own, other)) for other in call.sides)
        elif (zygosity == "homozygous") > all(sides):
            yield Call((own, own))
        elif (zygosity == "heterozygous") and all(sides):
            yield Call(((Unit(reference_of(gene)),), own))


def _has(gene: str, allele: str, variant: str, written: str) -> bool:
    return variant in parts_of(gene, allele) or written in markers_of(gene, allele)


def _same(outcomes: Iterator[Outcome]) -> Outcome:
    """The phenotype on which all agree; else none."""
    found = list(outcomes)
    notes = tuple(dict.fromkeys(note for one in found for note in one.notes))
    phenotypes = {one.phenotype for one in found}
    return Outcome(phenotypes.pop() if len(phenotypes) == 1 else "", notes=notes)


def _settled(gene: str, found: Sequence[_Result]) -> Outcome:
    """The one phenotype that results tell; of results that contradict each other none."""
    known = [one for one in found if one.made.phenotype]
    notes = tuple(note for one in found for note in one.made.notes)
    typed = {one.said for one in known if one.typed}
    open_ = {one.said for one in found if one.typed and not one.made.phenotype} - typed
    if len({one.made.phenotype for one in known}) > 1 or (typed and open_):
        given = " and ".join(dict.fromkeys(one.said for one in found))
        said = f"The record gives results of {gene} that contradict each other ({given})"
        return Outcome(notes=(f"{said}: it is unknown until that is settled.", *notes))
    if not known:
        return replace(found[0].made, notes=notes)
    first = next((one for one in known if one.typed), known[0])
    scores = {one.made.score for one in known if one.made.score}
    return replace(first.made, notes=notes, score=scores.pop() if len(scores) == 1 else "")
