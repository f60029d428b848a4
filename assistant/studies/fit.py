"""How the people of a study compare with this patient, aspect by aspect, in the study's own words.

Every known fact of the patient that bears on treatment gets a line: match, mismatch, or unknown when the abstract does
not say. Nothing is left out in silence, and nothing is averaged into a score. What the phrases mean ("treatment-naive"
is first line) is a table, `knowledge/patterns/populations.tsv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import mapping
from assistant.language.lexicon import lemma, word_set
from assistant.names.find import find
from assistant.records.answer import Concept, Fit, FitItem, Match, Query
from assistant.records.patient import Patient
from assistant.variants.in_study import variant_item
from assistant.variants.own_gene import with_gene
from ingest.records.article import Article

__all__ = ["fit", "of_others"]

_AGES = ((12.0, "child"), (18.0, "adolescent"), (65.0, "adult"), (200.0, "older adult"))
_RANGE = re.compile(
    r"\b(?:aged?|ages|age range:?)\s*(?:from |of |between )?(\d{1,2})(?:\s*(?:years?|yrs?|y))?\s*(?:to|[-–]|and)\s*"
    r"(\d{1,3})\s*(?:years?|yrs?|y)\b|\b(\d{1,2})\s*(?:to|[-–])\s*(\d{1,3})\s*(?:years?|yrs?)(?: of age| old)\b",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(
    r"\baged?\s*(?:≥|>=|>|at least|over)?\s*(\d{1,2})\s*(?:years?\s*)?(?:or|and) (?:older|over|above)"
)
_YEARS = re.compile(r"\b(\d{1,3})[- ]?(?:years?|yrs?|y)[- ]?(?:old|of age|/o)\b", re.IGNORECASE)
_WORD = re.compile(r"[a-z]{4,}")
_OF_QUESTIONS = {
    "age": "age",
    "line": "line of therapy",
    "kidney": "kidney function",
    "liver": "liver function",
    "ancestry": "ancestry",
}
"""Tables of phrases that are looked for in a question, and the aspects they tell of."""
_PEOPLE = ("age", "line of therapy", "pregnancy", "kidney function", "liver function", "performance status")


def fit(article: Article, query: Query, patient: Patient | None) -> Fit:
    """One item per aspect that is known of the patient, or that the question names: disease, exact variant, and of whom
    it asks ("a child", "second line") where the patient's record leaves that open."""
    items = [*_diseases(article, query, patient), *_variants(article, query, patient)]
    if patient is not None:
        items += [item for item in _about(article.text, patient) if item is not None]
        items += [_named(article.text, "co-medication", drug) for drug in patient.medications]
        items += [_named(article.text, "comorbidity", condition) for condition in patient.conditions[1:]]
    told = {item.aspect for item in items}
    return Fit((*items, *(item for item in _asked(article.text, query.text) if item.aspect not in told)))


def of_others(fit: Fit) -> tuple[FitItem, ...]:
    """Where the study's people are others than the case: its line of therapy, age, pregnancy, organ function."""
    return tuple(item for item in fit.items if item.status == "mismatch" and item.aspect in _PEOPLE)


def _about(text: str, patient: Patient) -> Iterator[FitItem | None]:
    if patient.age is not None:
        yield _age(text, patient.age)
    if patient.sex in ("female", "male"):
        yield _sex(text, patient.sex)
    if patient.pregnant is not None:
        yield _pregnancy(text, patient.pregnant)
    if patient.line is not None or patient.prior_therapies:
        line = patient.line or len(patient.prior_therapies) + 1
        yield _choice(text, "line", "line of therapy", "1" if line == 1 else "2", f"line {line}")
    if patient.stage:
        yield _choice(text, "stage", "stage", _stage(patient.stage), patient.stage)
    if patient.performance_status is not None:
        yield _performance(text, patient.performance_status)
    if patient.egfr is not None and patient.egfr < 60:
        yield _choice(text, "kidney", "kidney function", "impaired", f"eGFR {patient.egfr:g} mL/min/1.73 m2")
    if patient.hepatic_impairment not in ("", "none"):
        yield _choice(text, "liver", "liver function", "impaired", f"{patient.hepatic_impairment} hepatic impairment")
    if patient.ancestry:
        yield _ancestry(text, patient.ancestry)


def _asked(text: str, question: str) -> Iterator[FitItem]:
    """Of whom the question asks. Of what it says of two kinds ("after first line, in second line") either fits."""
    if told := _YEARS.search(question):
        yield _age(text, float(told.group(1)))
    if _seen(question, "pregnancy") and (item := _pregnancy(text, True)):
        yield item
    for table, aspect in _OF_QUESTIONS.items():
        asked = _seen(question, table)
        if asked and not (table == "age" and told):
            found = _seen(text, table)
            own = [found[value] for value in asked if value in found]
            yield _judged(aspect, ", ".join(asked.values()), own, found)


def _age(text: str, age: float) -> FitItem:
    group = next(name for limit, name in _AGES if age < limit)
    said = f"{age:g} years"
    for match in (*_RANGE.finditer(text), *_AT_LEAST.finditer(text)):
        numbers = [float(part) for part in match.groups() if part]
        inside = numbers[0] <= age <= (numbers[1] if len(numbers) > 1 else 130)
        return FitItem("age", "match" if inside else "mismatch", said, match.group())
    found = _seen(text, "age")
    near = {"adult": ("adult",), "older adult": ("older adult", "adult")}.get(group, (group,))
    return _judged("age", said, [found[name] for name in near if name in found], found)


def _sex(text: str, sex: str) -> FitItem:
    found = _seen(text, "sex")
    if len(found) == 2:
        return FitItem("sex", "match", sex, f"{found['female']}, {found['male']}")
    return _judged("sex", sex, [found[sex]] if sex in found else [], found)


def _pregnancy(text: str, pregnant: bool) -> FitItem | None:
    match = patterns("populations")["pregnancy", "pregnant"].search(text)
    if not pregnant:
        about = match is not None and re.search(r"\bpregnant (wom|pat|sub)", match.group(), re.IGNORECASE)
        return FitItem("pregnancy", "mismatch", "not pregnant", match.group()) if match and about else None
    if match is None:
        return FitItem("pregnancy", "unknown", "pregnant", "")
    if excluded := _excluded(text, match):
        return FitItem("pregnancy", "mismatch", "pregnant", excluded)
    return FitItem("pregnancy", "match", "pregnant", match.group())


def _performance(text: str, status: int) -> FitItem:
    for value, low, high in (("0-1", 0, 1), ("0-2", 0, 2), ("2-4", 2, 4)):
        if match := patterns("populations")["performance status", value].search(text):
            inside: Match = "match" if low <= status <= high else "mismatch"
            return FitItem("performance status", inside, f"ECOG {status}", match.group())
    return FitItem("performance status", "unknown", f"ECOG {status}", "")


def _ancestry(text: str, ancestry: str) -> FitItem:
    found = _seen(text, "ancestry")
    own = [value for value, pattern in _values("ancestry") if pattern.search(ancestry)]
    return _judged("ancestry", ancestry, [found[value] for value in own if value in found], found if own else {})


def _choice(text: str, table: str, aspect: str, value: str, said: str) -> FitItem:
    """A value of a closed set, against the values whose phrases the text holds."""
    found = _seen(text, table)
    return _judged(aspect, said, [found[value]] if value in found else [], found)


def _judged(aspect: str, said: str, own: list[str], found: dict[str, str]) -> FitItem:
    if own:
        return FitItem(aspect, "match", said, own[0])
    if found:
        return FitItem(aspect, "mismatch", said, ", ".join(dict.fromkeys(found.values())))
    return FitItem(aspect, "unknown", said, "")


def _stage(stage: str) -> str:
    found = _seen(
        stage if re.search(r"stage|advanced|metas|adju|rese", stage, re.IGNORECASE) else f"stage {stage}", "stage"
    )
    return next((value for value in ("advanced", "locally advanced", "early") if value in found), "")


def _named(text: str, aspect: str, name: str) -> FitItem:
    match = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)
    if match and (excluded := _excluded(text, match)):
        return FitItem(aspect, "mismatch", name, excluded)
    return FitItem(aspect, "match" if match else "unknown", name, match.group() if match else "")


def _diseases(article: Article, query: Query, patient: Patient | None) -> Iterator[FitItem]:
    """The disease treated: the patient's first diagnosis, else the one the question names."""
    wanted = [concept for concept in query.named("disease") if concept.origin != "history"]
    if patient is not None and patient.conditions:
        first = patient.conditions[0].casefold()
        own = [concept for concept in wanted if first in (concept.surface.casefold(), concept.name.casefold())]
        wanted = own or [Concept("disease", patient.conditions[0], patient.conditions[0], origin="patient")]
    for concept in wanted[:2]:
        yield _disease(article, concept)


def _disease(article: Article, concept: Concept) -> FitItem:
    said = concept.surface or concept.name
    told = (concept.name, concept.surface, *(synonym.text for synonym in concept.synonyms))
    names = [name for name in dict.fromkeys(told) if name]  # in order: what is shown must not hang on a hash
    seen = [match for name in sorted(names, key=len, reverse=True) for match in _named_as(name).finditer(article.text)]
    titled = [
        article.title[mention.start : mention.end] for mention in find(article.title) if mention.kind == "disease"
    ]
    others = [other for other in titled if _differs(names, other)]
    passing = len({match.start() for match in seen}) == 1 and seen[0].start() >= len(article.title)
    if seen and not (passing and len(others) == len(titled) > 0 and all(map(_tumor, (said, *others)))):
        return FitItem("disease", "match", said, seen[0].group())
    return FitItem("disease", "mismatch" if others else "unknown", said, others[0] if others else "")


@lru_cache(maxsize=1024)
def _named_as(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(name)}(?:e?s)?(?!\w)", 0 if len(name) <= 4 else re.IGNORECASE)


def _differs(names: Iterable[str], other: str) -> bool:
    """No telling word in common: "lung cancer" and "breast cancer" share only the general one."""
    ours, theirs = ({lemma(word) for word in _WORD.findall(text.casefold())} for text in (" ".join(names), other))
    general = word_set("general_disease_words")
    return bool(theirs - general) and not (ours - general or ours) & (theirs - general)


def _tumor(name: str) -> bool:
    """Only between tumors does the title outweigh one mention in the text: a toxicity or a comorbidity may be both."""
    return any(re.search(ending, name, re.IGNORECASE) for ending in mapping("tumor_words"))


def _variants(article: Article, query: Query, patient: Patient | None) -> Iterator[FitItem]:
    asked = [(with_gene(concept), concept.gene) for concept in query.named("variant")]
    if patient is not None:
        asked += [(str(variant), variant.gene) for variant in patient.variants]
        asked += [(str(diplotype), diplotype.gene) for diplotype in patient.diplotypes]
    for said, gene in dict(asked).items():
        yield variant_item(article.text, said, gene)


def _seen(text: str, aspect: str) -> dict[str, str]:
    """Value of the aspect -> the first phrase of the text that says so and is no exclusion."""
    found: dict[str, str] = {}
    for value, pattern in _values(aspect):
        for match in pattern.finditer(text):
            if not _excluded(text, match):
                found[value] = match.group()
                break
    return found


def _excluded(text: str, found: re.Match[str]) -> str:
    """What is found, with the words right before or after it that shut it out ("excluding", "were excluded"); empty
    where none do."""
    before = re.split(r"[.;:]", text[max(0, found.start() - 50) : found.start()])[-1]
    if shut := patterns("populations")["exclusion", ""].search(before):
        return shut.group() + found.group()
    shut = patterns("populations")["exclusion", "after"].search(text[found.end() : found.end() + 60])
    return found.group() + shut.group() if shut else ""


@cache
def _values(aspect: str) -> Sequence[tuple[str, re.Pattern[str]]]:
    return [(value, pattern) for (name, value), pattern in patterns("populations").items() if name == aspect]
