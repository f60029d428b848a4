"""From a question, a patient and what was asked before to a `Query`: what is named, what is wanted, and why so.

Rules and tables; those of the facet and the roles are learned weights, the others written, and no model is loaded.
Whatever the text is, this gives a Query: an odd question has fewer concepts, never an error. Every decision that a
reader could doubt leaves a sentence in `notes`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import spell
from assistant.language.covered import Covered
from assistant.names import find as terms
from assistant.names.by_shape import foreign_words
from assistant.names.gene_families import family_of, family_synonyms
from assistant.names.misspelled import meant
from assistant.names.trials import trial_spans
from assistant.names.vocabulary import Vocabulary, vocabulary
from assistant.question.acting_drugs import acting_on
from assistant.question.added_drugs import in_place_of_others, with_added
from assistant.question.allergens import follows_on, is_on_a_drug, without_allergens
from assistant.question.asked_again import asked_again
from assistant.question.bare_treatment import asked_of_treatment
from assistant.question.case_roles import with_case
from assistant.question.course import with_course
from assistant.question.facet import facet_of
from assistant.question.general_tumor import names_no_disease
from assistant.question.incidental import incidental_spans, sayable, without
from assistant.question.intent import intent_of
from assistant.question.leveled import Named, named_spans
from assistant.question.name_parts import whole_names
from assistant.question.named_drugs import placed_regimens
from assistant.question.on_treatment import of_treatment
from assistant.question.patient_concepts import patient_concepts
from assistant.question.publication_filters import read_wishes
from assistant.question.rarer_names import ordinary, rarer_concept, rarer_names
from assistant.question.reading_notes import carry_notes, reading_notes
from assistant.question.roles import roles_of
from assistant.question.stand_ins import with_stand_ins
from assistant.question.terse_phenotypes import phenotypes_written_out
from assistant.question.unknown_drugs import unknown_drugs
from assistant.question.usual_names import by_usual_names, with_usual_names
from assistant.records.answer import Concept, Query
from assistant.records.kinds import kinds_with, replaced_by
from assistant.records.patient import Patient
from assistant.records.sizes import QUESTION
from assistant.variants import find as variants
from assistant.variants.denied import present_and_absent
from assistant.variants.phenotypes import phenotypes_in
from ingest.index.words import WordTerm
from ingest.records.filters import Filters

if TYPE_CHECKING:
    from ingest.library.library import Library

__all__ = ["understand"]

_LOOKED_BACK = 20
"""Earlier questions that are read, the last ones: a follow-up means what was just spoken of."""
_CHAIN = 5
"""Of these the last ones, each of which may lean on the one before it: "And erlotinib?", "How strong is that?"."""
_NOT_ASKED = frozenset(["expression", "positive", "negative"])
"""Kinds of variant wording that describe a state in passing; the gene itself is the concept."""


def understand(
    question: str,
    patient: Patient | None = None,
    history: Sequence[str] = (),
    *,
    filters: Filters | None = None,
    library: Library | None = None,
    today: date | None = None,
) -> Query:
    """Reads a question. `history`: earlier questions, oldest first. `filters`: given by the user, and they stand.

    Of the question, and of each of the last 20 earlier ones, the first 8,000 characters are read.
    Names that the library's own records taught (`knowledge/` in its folder) count besides the package's and the user's.
    `today` anchors "the last 5 years"; the current day when it is None.
    """
    asked = _clean(question)
    names = vocabulary(_folder(library))
    earlier = [_clean(text) for text in history[-_LOOKED_BACK:] if text and text.strip()]
    context = " ".join([*earlier[-3:], *(patient.conditions if patient else ())])
    wishes = read_wishes(asked, filters, today)
    read, carried = _with_earlier(asked, _read(asked, context, names, wishes.spans, library), earlier, names)
    plain = without(asked, read.aside)
    written = by_usual_names(phenotypes_written_out(plain), read.concepts, with_usual_names(read.concepts, library))
    own = [*read.concepts, *carried]
    named = named_spans(plain) if read.aside else read.named
    roles = with_case(with_added(roles_of(plain, named), asked, read.concepts, carried), asked, read.concepts)
    facet = asked_of_treatment(plain, named, facet_of(plain, named), roles)
    if library is not None:
        own = [with_stand_ins(concept, library) for concept in own]
    intent = intent_of(plain, [*own, *read.absent], facet)
    if intent == "general":
        intent, facet = of_treatment(plain, named, facet, roles, patient, nothing_named=not own)
    told = patient_concepts(patient, own, intent, names) if patient is not None else None
    concepts = [*own, *_of_patient(told.concepts if told else (), library)]
    notes = [*read.notes, *carry_notes(carried), *(told.notes if told else ()), *wishes.notes]
    notes += reading_notes(plain, facet, roles)
    query = Query(
        question=asked,
        text=_standalone(written, sayable(carried, earlier)),
        intent=intent,
        facet=facet,
        roles=roles,
        concepts=tuple(concepts),
        filters=wishes.filters,
        absent=tuple(read.absent or _still_absent(carried, earlier, names)),
        patient_facts=told.facts if told else (),
        notes=tuple(dict.fromkeys(notes)),
    )
    query = asked_again(query, patient, earlier, lambda text, past: understand(text, patient, past, library=library))
    return with_course(query, patient, names)


def _clean(text: str) -> str:
    """White space in single blanks, lone surrogates replaced, at most `QUESTION` characters."""
    return " ".join(text[:QUESTION].encode("utf-8", "replace").decode("utf-8").split())


def _of_patient(concepts: Sequence[Concept], library: Library | None) -> Iterator[Concept]:
    """Those of the record, variants with what stands in for one that the library does not name."""
    for one in concepts:
        yield with_stand_ins(one, library) if library is not None and one.kind == "variant" else one


def _folder(library: Library | None) -> Path | None:
    return library.path / "knowledge" if library is not None else None


class _Reading(NamedTuple):
    concepts: list[Concept]
    notes: list[str]
    absent: list[Concept]
    aside: list[tuple[int, int]]
    """Where names of people, places and institutions stand, which are not asked about."""
    named: list[Named]
    """Where the vocabulary and the notations of variants find a name, of whatever kind."""


_WithEarlier = tuple[_Reading, list[Concept]]


def _read(
    text: str,
    context: str,
    names: Vocabulary,
    skip: Sequence[tuple[int, int]] = (),
    library: Library | None = None,
) -> _Reading:
    """Concepts of one text, each thing once, in the order of the text."""
    mentioned, left_alone = whole_names(text, context, names)
    skip = (*skip, *trial_spans(text), *names_no_disease(text, mentioned, context, names))
    mentions = [mention for mention in mentioned if not _inside(mention, _ends(skip))]
    there, denied = present_and_absent(text)
    named: list[Named] = [(m.start, m.end, m.kind) for m in mentioned]
    named += [(v.start, v.end, "variant") for v in (*there, *denied)]
    found = [m for m in (*there, *denied) if m.kind not in _NOT_ASKED]
    spans = [(m.start, m.end) for m in found]
    explained = [*spans, *skip, *((m.start, m.end) for m in mentions if m.known)]
    rarer = rarer_names(text, explained, lambda word: ordinary(word, names))
    named += [(one.start, one.end, one.kind) for one in rarer]
    around, within = _ends(spans), Covered(len(text), [*spans, *((one.start, one.end) for one in rarer)])
    wider = _ends((one.start, one.end) for one in rarer)
    placed = [(one.start, rarer_concept(one, text, names)) for one in rarer]
    notes = [f"“{concept.surface}” is read as the {concept.kind} {concept.name}." for _, concept in placed]
    for mention in mentions:
        if _inside(mention, wider) or (_inside(mention, around) and (mention.kind != "gene" or not mention.known)):
            continue
        if not mention.known and within.touches(mention.start, mention.end):
            continue  # "JAK2V617F" is no gene of its own
        placed.append((mention.start, _concept(mention, names)))
        notes += _why(mention)
        if mention.kind == "gene" and (drugs := acting_on(text, mention, names)):
            placed.append((mention.start, drugs))
    absent = _place_variants(found, frozenset(denied), placed, notes, names)
    known = [*spans, *((m.start, m.end) for m in mentions), *((one.start, one.end) for one in rarer), *skip]
    aside = incidental_spans(text, known, lambda word: ordinary(word, names))
    notes += [f"“{text[start:end]}” is set aside as the name of a person or a place." for start, end in aside]
    covered = Covered(len(text), [*known, *aside])
    for place, concept, said in placed_regimens(text, covered):
        placed.append((place, concept))
        notes += said
    for mention in _misspelled(text, covered, names, library):
        placed.append((mention.start, _concept(mention, names)))
        notes += _why(mention)
        covered.add(mention.start, mention.end)
    for start, end, raw in _slots(text, covered, names):
        placed.append((start, Concept("other", raw, text[start:end], known=False)))
        notes.append(f"No vocabulary at hand knows “{raw}”; it is searched as written.")
    notes += [f"“{short}” is left as written: it may mean {_or(meanings)}." for short, meanings in left_alone.items()]
    placed.sort(key=lambda pair: pair[0])
    return _Reading(_once(concept for _, concept in placed), notes, _once(absent), aside, named)


def _place_variants(
    found: Sequence[variants.VariantMention],
    denied: frozenset[variants.VariantMention],
    placed: list[tuple[int, Concept]],
    notes: list[str],
    names: Vocabulary,
) -> list[Concept]:
    """Adds each variant, and its gene where that was not named, to `placed`; gives those said to be absent."""
    absent: list[Concept] = []
    genes = {concept.name for _, concept in placed if concept.kind == "gene"}
    for variant in found:
        gene = variant.gene or variants.only_gene(variant) or (next(iter(genes)) if len(genes) == 1 else "")
        if gene and not variant.gene:
            said = f"“{variant.surface}” is taken as a variant of {gene}"
            notes.append(f"{said}: no other gene is named or known for it.")
        if gene and gene not in genes:
            genes.add(gene)
            placed.append((variant.start, _gene(gene, names)))
        if variant in denied:
            absent.append(_variant(variant, gene))
            notes.append(f"“{variant.surface}” is read as absent: findings on it alone are left out.")
        else:
            placed.append((variant.start, _variant(variant, gene)))
    return absent


def _misspelled(text: str, covered: Covered, names: Vocabulary, library: Library | None) -> list[terms.Mention]:
    """Drugs with a slip of the keys in their names; only where a library can say that no record writes them so."""
    if library is None:
        return []
    found = []
    for match in _LONG.finditer(text):
        if covered.touches(*match.span()) or (entry := meant(match[0], names)) is None:
            continue
        if library.count([WordTerm(match[0])]):
            continue
        reason = "one slip of the keys away, and no record has it as written"
        found.append(terms.Mention(entry.kind, entry.name, entry.identifier, *match.span(), match[0], reason))
    return found


_LONG = re.compile(r"(?<![\w-])[A-Za-z]{6,}(?![\w-])")


def _ends(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where spans begin, in order, each with the furthest end of those that have begun."""
    made: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        made.append((start, max(end, made[-1][1] if made else 0)))
    return made


def _inside(mention: terms.Mention, ends: Sequence[tuple[int, int]]) -> bool:
    """Whether one span that begins at the mention or before reaches to its end."""
    begun = bisect_left(ends, (mention.start + 1, 0))
    return begun > 0 and mention.end <= ends[begun - 1][1]


def _or(meanings: Sequence[str]) -> str:
    shown = list(meanings[:3])
    return " or ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def _concept(mention: terms.Mention, names: Vocabulary) -> Concept:
    if mention.kind == "gene" and (family := family_of(mention.surface)):
        return Concept("gene", family, mention.surface, synonyms=family_synonyms(family))
    synonyms = terms.synonyms(mention.kind, mention.name, names) if mention.known else ()
    return Concept(mention.kind, mention.name, mention.surface, mention.identifier, synonyms, known=mention.known)


def _gene(symbol: str, names: Vocabulary) -> Concept:
    entry = names.entries.get(("gene", symbol))
    synonyms = terms.synonyms("gene", symbol, names)
    return Concept("gene", symbol, symbol, entry.identifier if entry else "", synonyms, known=entry is not None)


def _why(mention: terms.Mention) -> list[str]:
    """A sentence where the reading of a name is more than looking it up."""
    if not mention.known:
        return [f"No vocabulary at hand knows “{mention.surface}”; it {mention.reason}."]
    if mention.surface.lower() == mention.name.lower():
        return []
    return [f"“{mention.surface}” is read as the {mention.kind} {mention.name} ({mention.reason})."]


def _variant(mention: variants.VariantMention, gene: str) -> Concept:
    placed = mention._replace(gene=gene)
    name = variants.name_of(placed)
    return Concept(
        "variant",
        name,
        mention.surface,
        variants.key_of(placed),
        variants.spellings(placed),
        gene=gene,
    )


def _once(concepts: Iterable[Concept]) -> list[Concept]:
    kept: dict[tuple[str, str], Concept] = {}
    for concept in concepts:
        kept.setdefault((concept.kind, concept.name.lower()), concept)
    return list(kept.values())


def _slots(text: str, covered: Covered, names: Vocabulary) -> Iterable[tuple[int, int, str]]:
    """Words that stand where a name stands ("the use of pegcetacoplan"), and proper names, that nothing explains."""
    seen: set[int] = set()
    slots = [pattern for (use, _), pattern in patterns("follow_ups", re.NOFLAG).items() if use == "slot"]
    found = [match.span("name") for pattern in slots for match in pattern.finditer(_lower_first(text))]
    found += [*foreign_words(text), *unknown_drugs(text)]
    found += [
        match.span() for match in _PROPER.finditer(text) if match.start() > 0 and text[match.start() - 2] not in ".?!:"
    ]
    for start, end in sorted(found):
        raw = text[start:end].rstrip("-")
        words = [] if foreign_words(raw) else [spell(word) for word in re.findall(r"[^\W_]{3,}", raw)]  # "co-codamol"
        if start in seen or covered.touches(start, end) or any(ordinary(word, names) for word in words):
            continue
        seen.add(start)
        yield start, start + len(raw), raw


_PROPER = re.compile(r"(?<![\w-])[A-Z][a-z]{3,}[\w-]*(?![\w-])")


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() and len(text[:1].lower()) == 1 else text


def _with_earlier(text: str, read: _Reading, earlier: Sequence[str], names: Vocabulary) -> _WithEarlier:
    """The reading, and the concepts that a follow-up leaves unsaid: all of them when it names none, the other kinds
    when it swaps one."""
    before: Sequence[Concept] = ()
    for past in earlier[-_CHAIN:]:
        was, left = _following(past, _read(past, " ".join(earlier), names), before, names)
        said = [*was.concepts, *left]
        before = said if any(concept.kind in kinds_with("main") for concept in said) else before
    read, left = _following(text, read, before, names)
    return read, [msgspec.structs.replace(c, origin="history") for c in left]


def _following(text: str, read: _Reading, before: Sequence[Concept], names: Vocabulary) -> _WithEarlier:
    """The same of one question and those before it; without allergens and what is stopped, beside a drug."""
    rest = read._replace(concepts=without_allergens(text, read.concepts, follows=bool(before)))
    left = _left_unsaid(text, rest, before, names)
    if rest.concepts == read.concepts or is_on_a_drug([*rest.concepts, *left]):
        return rest, left
    return read, _left_unsaid(text, read, before, names)


def _left_unsaid(text: str, read: _Reading, before: Sequence[Concept], names: Vocabulary) -> list[Concept]:
    """What a question takes over of the names before it; nothing where it names its own and follows nothing."""
    main = [concept for concept in read.concepts if concept.kind in kinds_with("main")]
    if main and not follows_on(text):
        return []
    own = in_place_of_others(text, main)
    swapped = own | {swap for kind in own for swap in replaced_by(kind)}
    named = {(concept.kind, concept.name) for concept in read.concepts}
    kept = [c for c in before if c.kind not in swapped and (c.kind, c.name) not in named]
    return _once(one for concept in kept for one in _restated(concept, text, names))


def _restated(concept: Concept, text: str, names: Vocabulary) -> Iterable[Concept]:
    """An earlier pair of alleles as the one allele, where a follow-up says another zygosity; without it, where it says
    another phenotype ("and if he is heterozygous?" of *28/*28 is on *28)."""
    pair = _PAIR.search(concept.surface) if concept.kind == "variant" else None
    if pair is None or not (patterns("follow_ups")["restates", ""].search(text) or phenotypes_in(text)):
        return [concept]
    if phenotypes_in(text):
        return []
    alleles = [allele for allele in dict.fromkeys(pair.groups()) if allele != "*1"]
    return [one for a in alleles for one in _read(f"{concept.gene}{a}", "", names).concepts if one.kind == "variant"]


_PAIR = re.compile(r"(\*\d+[A-Z]?)\s*/\s*(\*\d+[A-Z]?)")


def _still_absent(carried: Sequence[Concept], earlier: Sequence[str], names: Vocabulary) -> list[Concept]:
    """What the last question said is not there, while a follow-up goes on with its gene."""
    genes = {concept.name for concept in carried if concept.kind == "gene"}
    return [one for one in _read(earlier[-1], "", names).absent if one.gene in genes] if genes else []


def _standalone(text: str, carried: Sequence[Concept]) -> str:
    said = ", ".join(
        dict.fromkeys(f"{c.gene} {c.surface}".strip() if c.gene not in c.surface else c.surface for c in carried)
    )
    return f"{text} ({said})" if said else text
