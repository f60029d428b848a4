"""What every door shows of an answer: the bottom line, headings, facts of a finding, references, how new it is.

Pure functions of an answer. The words are the findings' own; what is added is counted or looked up, and is no advice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import msgspec

from assistant.knowledge.tables import rows
from assistant.records.answer import Answer, Citation, Claim, Effect, Evidence, FitItem, Grade
from assistant.records.curated import CuratedRow
from assistant.records.curated_words import (
    counted_rows,
    dates_said,
    is_established,
    lead_row,
    leading_row,
    leads,
    row_beside,
    row_said,
)
from assistant.records.safety_words import alert_lead, genes_lead, lead_of_drugs
from assistant.records.unknown_pairs import no_data_lead
from ingest.read.sentences import sentence_spans
from ingest.records.article import Article, Author

__all__ = [
    "GRAVE",
    "PRECLINICAL",
    "Group",
    "Reference",
    "alert_line",
    "bottom_line",
    "counted",
    "curated_lead",
    "design_said",
    "effect_said",
    "facts",
    "figures",
    "finding_line",
    "groups",
    "how_new",
    "is_quoted",
    "lead_words",
    "newest",
    "not_covered",
    "quote_labels",
    "references",
]

GRAVE = ("retracted", "retraction notice", "expression of concern")
"""Flags that question the record itself; they come first."""
_ENDINGS = (".", "?", "!")
_CLOSING = "\"')]”’"
_OTHERS = "Other findings"
_TO_GIVE = (None, "efficacy", "alternative", "dose")
"""Facets of questions that a therapy may answer."""
PRECLINICAL = frozenset(["animal", "in vitro"])
"""Flags of what was seen in no person."""
_AUTHORS = 3
"""Authors named before "et al."."""
_DURATIONS = ("day", "week", "month", "year")
_BARE = ("n", "p", "proportion", "median")
"""Kinds of effect that say nothing by themselves: of whom, or of what, only the sentence tells."""
_VOWEL_SOUNDS = "aeiou"


class Group(msgspec.Struct, frozen=True):
    """The findings under one heading, in their order; no heading where the answer has none."""

    heading: str
    claims: tuple[Claim, ...]


class Reference(msgspec.Struct, frozen=True):
    """A cited paper under its one number, with the passages quoted of it. Empty: the record does not say."""

    number: int
    pmid: str
    title: str
    authors: str
    journal: str
    year: int | None
    doi: str
    design: str
    flags: tuple[str, ...]
    quotes: tuple[Citation, ...]

    @property
    def url(self) -> str:
        return self.quotes[0].url


def bottom_line(answer: Answer) -> str:
    """What the first finding says, in its own words, and how much stands behind it.

    Beside it stands what the first curated row says; of an answer that only rows give, that alone. Before all of it an
    alert on the drug that it is on, and what was not tested: two lines are all that many read.
    """
    return " ".join(filter(None, (alert_line(answer), finding_line(answer))))


def finding_line(answer: Answer) -> str:
    """The bottom line without an alert, whose words hold facts of the patient."""
    guideline, evidence = curated_lead(answer)
    return " ".join(filter(None, (guideline, lead_words(answer), counted(answer), evidence)))


def alert_line(answer: Answer) -> str:
    """The first sentences of a bottom line: an alert on the drug that is asked about, what of the case was not taken,
    where a gene that bears on a drug asked about was not tested, and an alert on another drug that opens it."""
    opening = " ".join((*curated_lead(answer), lead_words(answer)))
    first, behind = alert_lead(answer, opening) if answer.alerts else ("", "")
    return " ".join(filter(None, (first, *answer.not_taken, no_data_lead(answer), genes_lead(answer), behind)))


def curated_lead(answer: Answer) -> tuple[str, str]:
    """What the first curated row on the very case says, to stand before the first finding where it is a guideline's, or
    where what to give is asked and the findings are doubted, have a limit, open with the laboratory or with nothing
    that is established; else behind it.

    Both are empty without a finding, whose place the row then takes, and where no row is on the very case.
    """
    known = answer.knowledge.rows
    if not (answer.claims and known):
        return "", ""
    if leads(known[0]) and known[0].fact.kind == "guideline":
        return f"Guideline: {row_said(known[0]).short}.", ""
    opening = leading_row(answer.knowledge)
    if leads(opening) and answer.query.facet in _TO_GIVE and _is_weak(answer, opening):
        return f"Curated evidence: {row_said(opening).short}.", ""
    return "", f"Curated evidence: {row_said(known[0]).short}." if leads(known[0]) else ""


def _is_weak(answer: Answer, row: CuratedRow) -> bool:
    """Whether the first finding gives way to the row: it is the nearest there was, of the laboratory, or on nothing
    that is established for the case where what to give was left open or the findings have a limit."""
    if answer.doubted or _opens_preclinical(answer):
        return True
    left_open = is_established(row.fact) and not answer.query.roles.option
    return (left_open or bool(answer.limits)) and not _names_established(answer)


def _names_established(answer: Answer) -> bool:
    """Whether the first finding names a whole regimen, or one of several options, of an established row."""
    opening = answer.claims[0].text.lower()
    return any(
        (all if row.fact.together else any)(therapy.lower() in opening for therapy in row.fact.therapies)
        for row in answer.knowledge.rows
        if row.fact.therapies and is_established(row.fact) and not row.countered
    )


def _opens_preclinical(answer: Answer) -> bool:
    cited = {citation.pmid for citation in answer.claims[0].citations}
    opening = [item.flags for item in answer.evidence if item.article.pmid in cited]
    return bool(opening) and all(not PRECLINICAL.isdisjoint(flags) for flags in opening)


def lead_words(answer: Answer) -> str:
    """The first sentence of the first finding, whole: a clause left off could be the one that limits it; of an answer
    without a finding the first curated row, or what is known of the drugs; of an abstention beside which rows stand,
    that they settle nothing and what the first says. A title gets the full stop that it lacks."""
    if not answer.claims:
        if answer.status != "answered":
            return row_beside(answer.knowledge)
        return lead_row(answer.knowledge) or lead_of_drugs(answer)
    text = answer.claims[0].text
    start, end = next(iter(sentence_spans(text)), (0, len(text)))
    said = text[start:end].strip()
    return said if said.rstrip(_CLOSING).endswith(_ENDINGS) else f"{said}."


def counted(answer: Answer) -> str:
    """How many findings of how many studies, the strongest and the newest, and what the reader must look at next; of an
    answer without a finding how many curated rows."""
    if not answer.claims:
        rows = counted_rows(answer.knowledge) if answer.status == "answered" else ""
        return " ".join(filter(None, (rows, *_beware(answer)))) if rows else ""
    studies = _studies(answer)
    said = f"{_number(len(answer.claims), 'finding')} of {_number(len(studies), 'study', 'studies')}"
    return " ".join([f"{said}{_best(studies)}.", *_beware(answer)])


def newest(answer: Answer) -> str:
    """Of which year the newest cited study is, and of how many that is not known; empty without a finding."""
    if not answer.claims:
        return ""
    studies = _studies(answer)
    years = [citation.year for citation, _ in studies if citation.year]
    unknown = len(studies) - len(years)
    if not years:
        return "The year of what is cited is not known."
    said = f"The newest study cited is of {max(years)}." if len(studies) > 1 else f"The study cited is of {years[0]}."
    rest = f"; the year of {unknown} is not known." if unknown else "."
    return said.removesuffix(".") + rest


def not_covered(answer: Answer) -> tuple[str, ...]:
    """What was asked and is not answered; without a curated row also what is to say of that."""
    return answer.limits if answer.knowledge.rows else (*answer.limits, *answer.knowledge.notes)


def how_new(answer: Answer) -> str:
    """How new the findings are, and where no curated row tells it, of which dates the sources are that have none."""
    without = "" if answer.knowledge.rows else dates_said(answer.knowledge)
    return " ".join(filter(None, (newest(answer), without)))


def groups(claims: Sequence[Claim]) -> tuple[Group, ...]:
    """The findings by heading: options as first mentioned, topics in the order of their table, then all others.

    One heading tells a reader nothing that the question did not: then there is none, and the findings keep their order.
    """
    found: dict[str, list[Claim]] = {}
    for claim in claims:
        found.setdefault(claim.topic, []).append(claim)
    if len(found.keys() - {""}) < 2:
        return (Group("", tuple(claims)),) if claims else ()
    ordered = sorted(found, key=lambda heading: (not heading, _place(heading)))
    return tuple(Group(heading or _OTHERS, tuple(found[heading])) for heading in ordered)


def references(claims: Sequence[Claim], evidence: Sequence[Evidence]) -> tuple[Reference, ...]:
    """The cited papers, numbered in the order in which the bottom line and the findings name them."""
    articles = {item.article.pmid: item.article for item in evidence}
    quotes: dict[str, dict[Citation, None]] = {}
    for claim in (*claims[:1], *(claim for group in groups(claims) for claim in group.claims)):
        for citation in claim.citations:
            quotes.setdefault(citation.pmid, {})[citation] = None
    numbered = enumerate(quotes.items(), 1)
    return tuple(_reference(number, tuple(found), articles.get(pmid)) for number, (pmid, found) in numbered)


def quote_labels(cited: Sequence[Reference]) -> dict[Citation, str]:
    """What tells each quote from the others: the number of its paper, with a letter where that is quoted twice."""
    return {
        quote: f"{reference.number}{_letters(place) if len(reference.quotes) > 1 else ''}"
        for reference in cited
        for place, quote in enumerate(reference.quotes)
    }


def facts(claim: Claim) -> str:
    """What a reader weighs a finding by: its effects, people studied, year, design and level, of one study; and where
    these people are others than was asked."""
    level = f"CEBM level {claim.grade.level}" if claim.grade.level else ""
    others = dict.fromkeys(map(_other_said, claim.others))
    said = (figures(claim), str(claim.lead.year or ""), design_said(claim.grade.design), level, *others)
    return "; ".join(filter(None, said))


def _other_said(item: FitItem) -> str:
    if item.aspect == "had before":
        return f"holds a drug had before: {item.patient}"
    return f"other {item.aspect} than asked: {item.study}"


def figures(claim: Claim) -> str:
    """The effects that stand in the finding's quotes, and how many people were studied; empty without either."""
    effects = [effect for effect in claim.effects if effect.kind not in _BARE]
    read = (effect_said(effect, _printed(effect, claim)) for effect in effects)
    said = [one.replace(" (", ", ").rstrip(")") for one in dict.fromkeys(read)]
    return "; ".join([*said, *([f"n {claim.sample_size:,}"] if claim.sample_size is not None else [])])


def effect_said(effect: Effect, printed: str = "") -> str:
    """A number with its name, unit, interval and p-value; `printed`: as the record writes it ("0.50").

    A median or a rate of one arm has no p-value of its own: one printed beside it is of the comparison.
    """
    unit = f" {effect.unit}{'s' * (effect.unit in _DURATIONS and effect.value != 1)}" if effect.unit else ""
    extra = []
    if effect.low is not None and effect.high is not None:
        level = f"{effect.level:g}% " if effect.level else ""
        extra.append(f"{level}CI {effect.low:g} to {effect.high:g}")
    if effect.p and not effect.kind.startswith("median") and effect.unit != "%":
        extra.append(f"p{effect.p}")
    value = printed or f"{effect.value:g}"
    return f"{effect.kind} {value}{unit.replace(' %', '%')}" + (f" ({', '.join(extra)})" if extra else "")


def design_said(design: str) -> str:
    return "design unknown" if design in ("", "unknown") else design


def is_quoted(claim: Claim) -> bool:
    """Whether the finding is its quote, but for a first letter made large, so that the quote need not stand twice."""
    return all(
        one.quote[1:] == claim.text[1:] and one.quote[:1].upper() == claim.text[:1].upper() for one in claim.citations
    )


def _authors(authors: Sequence[Author]) -> str:
    """The first three, and "et al." where there are more."""
    named = ", ".join(str(author) for author in authors[:_AUTHORS])
    return f"{named}, et al" if len(authors) > _AUTHORS else named


def _letters(place: int) -> str:
    """ "a" to "z", then "aa"."""
    return (_letters(place // 26 - 1) if place >= 26 else "") + chr(ord("a") + place % 26)


def _number(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


def _studies(answer: Answer) -> list[tuple[Citation, Grade]]:
    """Each cited study once, with its own grade."""
    graded = {item.article.pmid: item.grade for item in answer.evidence}
    found: dict[str, tuple[Citation, Grade]] = {}
    for claim in answer.claims:
        for citation in (claim.lead, *claim.citations):
            found.setdefault(citation.pmid, (citation, graded.get(citation.pmid, claim.grade)))
    return list(found.values())


def _best(studies: Sequence[tuple[Citation, Grade]]) -> str:
    """The strongest and the newest, after the number of studies; of a single study what it is."""
    known = [(grade.strength, citation.year or 0, grade.design) for citation, grade in studies if _is_stated(grade)]
    strongest = max(known, default=None)
    latest = max(citation.year or 0 for citation, _ in studies)
    if len(studies) == 1:
        what = f", {_a(strongest[2])}" if strongest else ""
        return f"{what} of {latest}" if latest else what
    said = "; none states a design that can be graded"
    if strongest is not None:
        said = f"; the strongest is {_a(strongest[2])}" + (f" ({strongest[1]})" if strongest[1] else "")
    return said + (f"; the newest is of {latest}" if latest else "")


def _is_stated(grade: Grade) -> bool:
    return grade.strength > 0 and "not stated" not in grade.design.partition("(")[0]


def _a(design: str) -> str:
    return f"{'an' if design[:1].lower() in _VOWEL_SOUNDS else 'a'} {design}"


def _beware(answer: Answer) -> Iterator[str]:
    """What changes how the first finding is read, said where it cannot be missed."""
    first = answer.claims[0].citations if answer.claims else ()
    if grave := [flag for flag in GRAVE if any(flag in one.flags for one in first)]:
        yield f"The record quoted first has this flag: {', '.join(grave)}."
    if answer.limits:
        yield f"Before you read on: {answer.limits[0]}"
        more = len(answer.limits) - 1
        if more:
            yield f"{_number(more, 'more', 'more')} under “What is not covered”."
    if answer.conflicts:
        yield "Studies disagree: see both sides."


def _reference(number: int, quotes: tuple[Citation, ...], article: Article | None) -> Reference:
    first = quotes[0]
    return Reference(
        number,
        first.pmid,
        (first.title or (article.cited_title if article else "")).rstrip("."),
        _authors(article.authors) if article else "",
        (first.journal or (article.journal_abbreviation or article.journal if article else "")).rstrip("."),
        first.year,
        article.doi if article else "",
        design_said(first.design),
        first.flags,
        quotes,
    )


def _printed(effect: Effect, claim: Claim) -> str:
    """The number as the quote writes it."""
    for one in claim.citations:
        if one.pmid == claim.lead.pmid and one.start <= effect.start and effect.end <= one.end:
            return one.quote[effect.start - one.start : effect.end - one.start]
    return ""


def _place(heading: str) -> tuple[int, int]:
    """Options, which are in no table, before topics."""
    first, _, second = heading.partition(": ")
    return _places().get(first, -1), _places().get(second, -1)


@cache
def _places() -> Mapping[str, int]:
    """Each heading of the tables, in their order."""
    named = dict.fromkeys([heading for _, heading, *_ in rows("study_stages")] + [row[1] for row in rows("topics")])
    return {heading: place for place, heading in enumerate(named)}
