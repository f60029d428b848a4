"""What a question itself says of the case: age, pregnancy, organ function, line, alleles, drugs taken, allergies.

"Is it safe in children?" is asked of children and says nothing of the patient; nor does what is said of a relative, of
the people of a trial, or of how common something is. A question that is asked of a state ("in pregnancy?") is a case in
that state: what follows is asked for. The phrases are a table, `knowledge/patterns/case_facts.tsv`; names, alleles and
phenotypes are found as everywhere. Nothing is guessed: a range ("below 30") gives no value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import compress, pairwise
from typing import Any, Literal

import msgspec

from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import rows, values, words_of
from assistant.language.covered import Covered
from assistant.language.number_words import spelled
from assistant.names import find as terms
from assistant.question.aside import of_others, own_words
from assistant.question.case_allergies import allergies_said
from assistant.question.case_ancestry import ancestries_said
from assistant.question.case_markers import markers_said
from assistant.question.drugs_said import NEAR, DrugsSaid, joined
from assistant.question.rarer_names import drugs_in
from assistant.question.terse_phenotypes import phenotypes_written_out
from assistant.question.told_states import told_ends
from assistant.question.turns import Turns, Zygosity
from assistant.records.patient import Diplotype, Patient, Variant
from assistant.records.reading import PatientReading, Span
from assistant.records.sizes import QUESTION
from assistant.variants.denied import present_and_absent
from assistant.variants.find import VariantMention
from assistant.variants.phenotypes import phenotypes_in

__all__ = [
    "REFERENCE",
    "drugs_beside",
    "is_of_a_person",
    "pharmacogenes",
    "read_case",
    "read_turns",
]

_MOST = 50
"""Drugs or allergies that one question gives."""
REFERENCE = "*1"
"""The allele without a variant."""
_CARRIED = ("hla", "allele", "protein", "coding", "rsid", "intronic", "genomic")
"""Kinds of notation that are of one allele: a patient has it only where the question says so."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_FIRST_WORD = re.compile(r"(?:(?:in|with|and) (?:an? )?)?")
_PUT_ASIDE = ("aside", "gone")
_ALLERGIC: tuple[Literal["it", "all"], ...] = ("it", "all")
_ZYGOSITIES: tuple[Zygosity, ...] = ("heterozygous", "homozygous")
_AGES = (("age", "years"), ("age", "months"), ("sex", "female"), ("sex", "male"))
_LEVELS = ("mild", "moderate", "severe", "none")
_UNITS = {"months": 12, "weeks": 365.25 / 7, "days": 365.25}
"""How many of them a year has."""
_NO_TUMOR = frozenset(
    ["positive", "expression", "negative", "wild type", "mutation", "position", "allele", "diplotype", "hla"]
)
"""Kinds of wording that name no variant of a tumor."""


@lru_cache(maxsize=256)
def read_case(question: str) -> PatientReading:
    """The fields that the question says of the case, each with its words and where they stand."""
    return _Question(question[:QUESTION]).reading()


@lru_cache(maxsize=256)
def read_turns(question: str) -> Turns:
    """How the question turns the case before it."""
    return _Question(question[:QUESTION]).turns()


def drugs_beside(question: str) -> frozenset[str]:
    """Drugs, in small letters, that the question says are taken, stopped or not tolerated: they are asked about beside
    what was asked before, and not in its place."""
    said = read_case(question).patient
    allergens = (entry.partition(" (")[0] for entry in said.allergies)
    return frozenset(name.casefold() for name in (*said.medications, *allergens, *read_turns(question).stopped))


def is_of_a_person(question: str) -> bool:
    """Whether the question tells of its patient as a fact ("she is pregnant"), and supposes nothing."""
    table, text = patterns("case_facts"), question[:QUESTION]
    return bool(table["person", "words"].search(text)) and not table["supposed", "words"].search(text)


@lru_cache(maxsize=1)
def pharmacogenes() -> frozenset[str]:
    """Genes that CPIC pairs with a drug."""
    return frozenset(row[0] for row in rows("gene_drug_pairs"))


class _Question:
    def __init__(self, text: str) -> None:
        self.text = text
        self._void = Covered(len(text), of_others(text))
        self.spans: list[Span] = []

    def reading(self) -> PatientReading:
        fields: dict[str, Any] = {}
        for name, value in (*self._plain(), *self._numbers()):
            fields.setdefault(name, value)
        fields["diplotypes"] = self._diplotypes()
        paired = {one.gene for one in fields["diplotypes"]}
        fields["variants"] = [one for one in self._carried() if one.gene not in paired][:_MOST]
        taken = {one.name: one for one in reversed(self._of_drugs.taken)}
        fields["medications"] = [self._noted("medications", *one) for one in reversed(taken.items())][:_MOST]
        fields["conditions"] = list(dict.fromkeys(self._conditions()))
        fields["allergies"] = list(dict.fromkeys(self._allergies()))[:_MOST]
        known = {name: value for name, value in fields.items() if value not in (None, "", [])}
        made = msgspec.convert(msgspec.to_builtins(known), Patient)
        return PatientReading(made, tuple(self.spans), source="question")

    def turns(self) -> Turns:
        said = phenotypes_in(phenotypes_written_out(own_words(self.text)))
        pairs = [m for m in self._alleles if m.kind == "diplotype" and not m.gene and not self._aside(m.start)]
        gone = self._found("progressed", "words") or self._found("after_line", "words")
        prior = tuple(dict.fromkeys(one.name for one in self._of_drugs.prior()))
        beside = {one.name for one in self._of_drugs.taken} | {*prior}
        return Turns(
            zygosity=self._zygosity(),
            phenotypes=tuple(one.name for one in said if not one.gene) if len(said) == 1 else (),
            alleles=tuple(m.value for m in pairs),
            progressed=self.text[slice(*gone[0])] if gone else "",
            after_line=self._after_line(),
            prior=prior,
            stopped=tuple(one.name for one in self._of_drugs.stopped),
            genes=tuple(dict.fromkeys([*(m.name for m in self._named if m.kind == "gene"), *self._of_alleles()])),
            drugs=tuple(dict.fromkeys(one.name for one in self._drugs if one.name not in beside)),
            allergic=next((how for how in _ALLERGIC if self._found("allergic", how)), ""),
            tumor=tuple(self._tumor()),
            instead=self._searched("tumor", "instead"),
            lost=tuple(filter(self._is_of_a_tumor, self._denied)),
            without=tuple(self._without()),
            markers=markers_said(self.text),
            over=tuple(self.text[slice(*one)] for one in self._gone()),
        )

    def _aside(self, place: int) -> bool:
        return self._void.touches(place, place + 1)

    def _found(self, fact: str, value: str) -> list[tuple[int, int]]:
        """Where the phrases stand, but for what is another's or is put aside by a phrase of the same fact."""
        table = patterns("case_facts")
        aside = table[fact, "aside"].finditer(self.text) if (fact, "aside") in table else ()
        left = Covered(len(self.text), (match.span() for match in aside))
        spans = (match.span() for match in table[fact, value].finditer(self.text))
        return [span for span in spans if not left.touches(*span) and not self._aside(span[0])]

    def _noted(self, name: str, value: Any, place: Any) -> Any:
        """The value, after its place was noted; `place` is a span, or a mention."""
        start, end = place if isinstance(place, tuple) and len(place) == 2 else (place.start, place.end)
        self.spans.append(Span(name, str(value), self.text[start:end], start, end))
        return value

    def _plain(self) -> Iterator[tuple[str, Any]]:
        """Yes or no, and values that a phrase stands for."""
        for name in ("pregnant", "breastfeeding"):
            for value in ("no", "yes"):
                if found := self._found(name, value):
                    yield name, self._noted(name, value == "yes", found[0])
        if not self._found("pregnant", "yes") and (found := self._found("pregnant", "over")):
            yield "pregnant", self._noted("pregnant", False, found[0])
        for name, some in (("sex", ("female", "male")), ("hepatic_impairment", _LEVELS)):
            told = [(found[0], value) for value in some if (found := self._found(name, value))]
            if len(told) == 1:
                yield name, self._noted(name, told[0][1], told[0][0])
        if len(peoples := [one for one in ancestries_said(self.text) if not self._aside(one[0])]) == 1:
            yield "ancestry", self._noted("ancestry", self.text[slice(*peoples[0])], peoples[0])
        lines = [(found[0], int(value)) for value in "12345" if (found := self._found("line", value))]
        if len(lines) == 1 and not self._found("after_line", "words"):
            yield "line", self._noted("line", lines[0][1], lines[0][0])

    def _numbers(self) -> Iterator[tuple[str, Any]]:
        for name, value, most in (
            ("age", "years", 130),
            ("creatinine_clearance", "number", 300),
            ("egfr", "number", 300),
            ("performance_status", "value", 5),
        ):
            told = {_number(self.text[slice(*one)]): one for one in self._found(name, value)}
            if len(told) == 1 and (number := next(iter(told))) <= most:
                number = int(number) if name == "performance_status" else number
                yield name, self._noted(name, number, next(iter(told.values())))
        if not (self._found("breastfeeding", "yes") or self._found("pregnant", "yes")):
            yield from self._ages_of_an_infant()
        stages = {self.text[slice(*one)].split()[-1].upper(): one for one in self._found("stage", "value")}
        if len(stages) == 1:
            yield "stage", self._noted("stage", next(iter(stages)), next(iter(stages.values())))
        elif not stages and (spread := self._found("stage", "metastatic")):
            yield "stage", self._noted("stage", "metastatic", spread[0])

    def _ages_of_an_infant(self) -> Iterator[tuple[str, Any]]:
        """The patient's own; beside a pregnancy or breastfeeding the infant is another one."""
        for unit, many in _UNITS.items():
            for found in self._found("age", unit)[:1]:
                yield "age", self._noted("age", round(_number(self.text[slice(*found)]) / many, 2), found)
        for found in self._found("age", "newborn")[:1]:
            yield "age", self._noted("age", 0, found)

    @cached_property
    def _named(self) -> list[terms.Mention]:
        return terms.find(self.text)

    @cached_property
    def _drugs(self) -> list[terms.Mention]:
        return drugs_in(self.text)

    @cached_property
    def _alleles(self) -> list[VariantMention]:
        """Those said to be there."""
        return list(present_and_absent(self.text)[0])

    @cached_property
    def _denied(self) -> list[VariantMention]:
        """Those said not to be there, but for a group's."""
        return [m for m in present_and_absent(self.text)[1] if not self._cue("tumor", "group", m)]

    def _of_alleles(self) -> list[str]:
        return [m.gene for m in self._alleles if m.gene in pharmacogenes()]

    def _diplotypes(self) -> list[Diplotype]:
        """One for each gene; a gene of which two are named is compared, and has none."""
        made: dict[str, list[Diplotype]] = {}
        for m in self._alleles:
            if m.kind == "diplotype" and m.gene and not self._aside(m.start):
                made.setdefault(m.gene, []).append(self._noted("diplotypes", Diplotype(m.gene, m.value), m))
        paired = set(made)
        for told in phenotypes_in(phenotypes_written_out(own_words(self.text))):
            if told.gene in pharmacogenes() - paired:
                made.setdefault(told.gene, []).append(Diplotype(told.gene, phenotype=told.name))
        for m in present_and_absent(self.text)[1]:
            if m.kind == "hla" and not self._aside(m.start):
                lacking = Diplotype(m.gene, phenotype=f"*{m.value} negative")
                made.setdefault(m.gene, []).append(self._noted("diplotypes", lacking, m))
        for one in self._single_stars():
            if one.gene not in made:
                made[one.gene] = [one]
        for found in self._found("deficient", "G6PD")[:1]:
            made.setdefault("G6PD", [self._noted("diplotypes", Diplotype("G6PD", phenotype="deficient"), found)])
        return [alone[0] for alone in made.values() if len(alone) == 1]

    def _single_stars(self) -> Iterator[Diplotype]:
        """One star allele with its zygosity is a pair; beside one copy stands the reference, by default."""
        zygosity = self._zygosity()
        for m in self._alleles if zygosity else ():
            if m.kind == "allele" and m.gene in pharmacogenes() and not self._aside(m.start):
                one_copy = zygosity == "heterozygous"
                alleles = f"{REFERENCE}/{m.value}" if one_copy else f"{m.value}/{m.value}"
                yield self._noted("diplotypes", Diplotype(m.gene, alleles, by_default=one_copy), m)

    def _carried(self) -> Iterator[Variant]:
        """Alleles of pharmacogenes that the question says the patient has."""
        if self._searched("carries", "aside"):
            return
        zygosity = self._zygosity()
        for m in self._alleles:
            own = m.kind in _CARRIED and m.gene in pharmacogenes() and not self._aside(m.start)
            if own and (self._cue("carries", "before", m) or self._cue("carries", "after", m)):
                notation = m.surface.removeprefix(m.gene).strip() or m.value
                yield self._noted("variants", Variant(m.gene, notation, zygosity), m)

    def _conditions(self) -> Iterator[str]:
        """Failures of an organ, which no number of a record holds; of two names for one stretch the longer one. What a
        drug or a variant brings about is no condition of the patient."""
        names = (value for fact, value in patterns("case_facts") if fact == "condition" and value not in _PUT_ASIDE)
        spans = ((*span, name) for name in names for span in self._found("condition", name))
        found = (one for one in spans if not self._is_outcome(self._name_of(one[0]), one[1]))
        ends = 0
        for start, end, said in sorted(found, key=lambda one: (one[0], -len(one[2]))):
            if start >= ends:
                ends = end
                yield self._noted("conditions", said, (start, end))

    def _name_of(self, start: int) -> int:
        """Where the name begins in a phrase on a condition ("with renal failure")."""
        first = _FIRST_WORD.match(self.text, start)
        return first.end() if first else start

    def _gone(self) -> Iterator[tuple[int, int]]:
        """Where a failure of an organ is denied; the phrases that put it aside are among these words."""
        spans = (match.span() for match in patterns("case_facts")["condition", "gone"].finditer(self.text))
        return (span for span in spans if not self._aside(span[0]))

    def _is_of_a_tumor(self, m: VariantMention) -> bool:
        return m.kind not in _NO_TUMOR and m.gene not in pharmacogenes() and not self._aside(m.start)

    def _tumor(self) -> Iterator[VariantMention]:
        """Variants of no pharmacogene that the question says, or supposes, that the patient has."""
        if self._searched("tumor", "aside"):
            return
        some = list(filter(self._is_of_a_tumor, self._alleles))
        told = [self._cue("tumor", "before", m) or self._cue("tumor", "after", m) for m in some]
        listed = [joined(self.text, one.end, other.start) for one, other in pairwise(some)]
        for place, is_listed in enumerate(listed):
            told[place + 1] |= is_listed and told[place]
        for place, is_listed in reversed([*enumerate(listed)]):
            told[place] |= is_listed and told[place + 1]
        yield from compress(some, told)

    def _without(self) -> Iterator[str]:
        wild = [m for m in self._alleles if m.kind == "wild type" and self._cue("tumor", "wild type", m)]
        for m in (*wild, *(m for m in self._denied if m.kind == "mutation")):
            if m.gene and m.gene not in pharmacogenes() and not self._aside(m.start):
                yield m.gene
        for one in self._named:
            told = one.kind == "gene" and self._cue("tumor", "is wild type", one, after=True)
            if told and self._cue("tumor", "wild type", one) and one.name not in pharmacogenes():
                yield one.name

    def _zygosity(self) -> Zygosity:
        """None where the question says both."""
        said: dict[Zygosity, bool] = {value: bool(self._found("zygosity", value)) for value in _ZYGOSITIES}
        told = [value for value, is_said in said.items() if is_said]
        return told[0] if len(told) == 1 else ""

    def _searched(self, fact: str, value: str) -> bool:
        return patterns("case_facts")[fact, value].search(self.text) is not None

    def _cue(self, fact: str, side: str, mention: Any, *, after: bool = False) -> bool:
        """Whether a phrase of this side stands next to a name."""
        if after or side == "after":
            near = self.text[mention.end :][:NEAR]
        else:
            near = self.text[max(0, mention.start - NEAR) : mention.start]
            gene = getattr(mention, "gene", "")
            near = near.rstrip(" :(").removesuffix(gene) if gene and near.rstrip(" :(").endswith(gene) else near
        return patterns("case_facts")[fact, side].search(near) is not None

    @cached_property
    def _of_drugs(self) -> DrugsSaid:
        return DrugsSaid(self.text, self._drugs, self._aside, self._told_ends)

    def _told_ends(self) -> frozenset[int]:
        ages = (span for name, value in _AGES for span in self._found(name, value))
        return told_ends(self.text, self._named, self._alleles, ages)

    def _after_line(self) -> int:
        for found in self._found("after_line", "words")[:1]:
            words = self.text[slice(*found)]
            for value in "12345":
                if patterns("case_facts")["line", value].search(words):
                    return int(value)
            return int(_number(words)) if _NUMBER.search(words) or [*spelled(words)] else 0
        return 0

    def _is_outcome(self, start: int, end: int) -> bool:
        """Whether what stands here is said to be brought about, and not to be there: by words before it, or as one more
        harm beside another ("hepatotoxicity and liver failure with pazopanib?")."""
        before, after = self.text[max(0, start - NEAR) : start], self.text[end:][:NEAR]
        table = patterns("case_facts")
        if table["outcome", "before"].search(before):
            return True
        beside = table["outcome", "beside"].search(before)
        harm = beside and words_of(before[: beside.start()]) in map(words_of, values("reactions"))
        return bool(harm and table["outcome", "after"].search(after)) and not is_of_a_person(self.text)

    def _allergies(self) -> Iterator[str]:
        for one in allergies_said(self.text, self._named, self._aside):
            yield self._noted("allergies", one.name, (one.start, one.end))


def _number(words: str) -> float:
    """The last number, in figures or spelled out ("a child of six")."""
    figures = _NUMBER.findall(words)
    return float(figures[-1]) if figures else [value for value, *_ in spelled(words)][-1]
