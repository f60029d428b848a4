"""What can be told of a sentence beside a question: names, words, its part in the study, its place in the search.

Each is a number, mostly 0 or 1: how much each counts is learned from sentences that readers labeled
(`evals/train/choosing.py`), and one that does not help is taken out; `on_another` alone leaves sentences out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from math import log

import msgspec

from assistant.choose.known_result import tells_known_result
from assistant.choose.left_out import is_left_out
from assistant.enough.relevance import speaks_to
from assistant.enough.subject import without_circumstances
from assistant.names.classes import members
from assistant.names.find import find
from assistant.pharmacogenomics.results import is_untested
from assistant.question.asked import Asked, asked_for, searchable
from assistant.question.case_groups import Groups, asked_groups
from assistant.question.prior_therapy import prior_therapies, speaks_of_after
from assistant.question.stated import open_question
from assistant.question.told_untested import untested_genes
from assistant.records.answer import Concept, ConceptKind, Evidence, Fit, Query
from assistant.records.kinds import counting_as, kinds_with
from assistant.records.patient import Patient
from assistant.studies.grade import fit_of_sentence
from assistant.studies.sentences import Candidate
from assistant.variants.find import find_variants
from assistant.variants.in_study import other_variant_only
from assistant.variants.markers import states_in
from assistant.variants.own_gene import with_gene
from assistant.variants.phenotypes import spelled_out

__all__ = ["FEATURES", "Case", "at_a_glance", "features", "looked_at_closely", "on_another"]

_EFFECT = re.compile(r"\b(?:HR|OR|RR|CI|hazard|odds|risk ratio)\b|\bp ?[<=] ?0?\.\d|\d ?%|\bmonths\b", re.IGNORECASE)
_FACETS_WITH_FIGURES = ("efficacy", "toxicity", "prognosis", "frequency", "comparison", "pharmacokinetics")

_OPTIONS_ASKED = (None, "efficacy", "alternative", "comparison", "dose")
"""Facets that an option answers; what a drug had before did is an answer to the others (its resistance, its harm)."""

_OTHERS_ANSWER = (None, "alternative", "comparison", "discovery")
"""Facets that another drug than the one named may answer."""

_GUIDELINE = "practice guideline"
_LINES = ("line of therapy", "prior therapy")

_NAMES: dict[str, tuple[ConceptKind, ...]] = {
    "genetic": ("gene", "variant"),
    "drug": ("drug", "drug class"),
    "disease": ("disease", "phenotype"),
}
_ROLES = ("title", "background", "objective", "methods", "closing", "admin")
"""Parts of a study that tell against a sentence, beside its results and conclusions."""

_LEGS = (("words", "vectors"), ("vectors", "words"))
_CLOSELY = ("other gene", "other drug", "other variant")

FEATURES: tuple[str, ...] = (
    "ties",
    "names here",
    "genetic nowhere",
    "drug here",
    "disease in title",
    *_ROLES,
    *_CLOSELY,
    "words here",
    "figures",
    "figures asked",
    "form",
    "length",
    "rank by words",
    "rank by vectors",
    "digest",
)
"""Names of the features, in order. `form` is the cost of pointing back, calling for studies and the like."""


class Case(msgspec.Struct, frozen=True):
    """What all sentences of one question are held against."""

    query: Query
    """Without the patient's circumstances, and without drugs had before where an option is asked for."""
    asked: Asked
    groups: Groups
    prior: Asked
    """The drugs had before, where an option is asked for: what they do is no answer to what comes after them."""
    patient: Patient | None
    elsewhere: dict[str, bool]
    """PMID -> whether the record is on another variant than the asked one, or on the same of another gene, only."""
    titled: dict[str, tuple[Asked, bool, bool]]
    """PMID -> the names as the record abbreviates them; whether its title names the asked drug; another one."""
    chosen_from: frozenset[str] = frozenset()
    """Classes of drugs that are asked for ("which TKI?"): any drug may be of one, whatever the tables list."""
    markers: frozenset[str] = frozenset()
    """Genes of the markers that the record's diagnosis gives a state of ("PD-L1 80% lung cancer")."""
    untested: frozenset[str] = frozenset()
    """Genes that the question or the record says nobody tested."""

    @classmethod
    def of(cls, query: Query, patient: Patient | None = None) -> Case:
        groups, query = asked_groups(query, patient), without_circumstances(query)
        had = prior_therapies(query, asked_for(query)) if query.facet in _OPTIONS_ASKED else ()
        left = msgspec.structs.replace(query, concepts=tuple(one for one in query.concepts if one not in had))
        prior = asked_for(msgspec.structs.replace(query, concepts=had))
        classes = (one for one in left.named("drug class") if _is_choice(one, left.text))
        chosen_from = frozenset(one.name for one in classes)
        own = (one.surface for one in left.named("disease") if one.origin == "patient")
        markers = frozenset(state.gene for surface in own for state in states_in(surface))
        pairs = patient.diplotypes if patient else ()
        untested = untested_genes(query.question) | {one.gene for one in pairs if is_untested(one)}
        return cls(left, asked_for(left), groups, prior, patient, {}, {}, chosen_from, markers, untested)

    @property
    def asked_text(self) -> str:
        """The question with what it leaves to the patient's record: "Which drug works? (PIK3CA H1047R)".

        A diagnosis is read in the record's own words. One on therapy that names nothing itself ("What fits?") is read
        as the question it stands for: the model knows questions with their subjects."""
        if whole := open_question(self.query, self.asked):
            return whole
        own = [concept for concept, _ in self.asked.concepts if concept.origin == "patient"]
        exact = {one.gene for one in own if one.kind == "variant"}
        left = [one.surface if one.kind == "disease" else with_gene(one) for one in own if one.name not in exact]
        left += self.groups.stood_for(self.query.text)
        return f"{self.query.text} ({', '.join(dict.fromkeys(left))})" if left else self.query.text

    def asked_of(self, candidate: Candidate, people: Fit) -> str:
        """The question as this sentence is held against it. Where it tells of the time after a drug that the patient
        had, an open question is on what follows that drug; where its people are of the patient's line, the line need
        not be asked of it: the model knows either only by the words for it."""
        sentence = candidate.text
        had = [concept for concept, _ in self.prior.concepts]
        after = next((one.name for one in had if speaks_of_after(sentence, (one,), self.prior)), None)
        if after is None and any(item.aspect in _LINES and item.status == "match" for item in people.items):
            after = ""
        return open_question(self.query, self.asked, after=after) or self.asked_text

    def allows(self, candidate: Candidate) -> bool:
        """Whether the sentence may stand as a finding for this case, however well it reads."""
        article = candidate.evidence.article
        if article.pmid not in self.elsewhere:
            text = searchable(article)
            self.elsewhere[article.pmid] = other_variant_only(text, self.query, self.patient, exact_only=True)
        if self.elsewhere[article.pmid] or self.on_others(candidate):
            return False
        if self.untested and tells_known_result(candidate.text, article.text, self.untested):
            return False
        checks = (self.on_prior_only, self.on_other_drug, self.on_other_class, self.leaves_out)
        return not any(is_off(candidate) for is_off in checks)

    def people(self, candidate: Candidate) -> Fit:
        """How the people that the sentence is on compare with the case, by its own words before its record's."""
        return fit_of_sentence(candidate.text, candidate.evidence, self.query, self.patient)

    def on_others(self, candidate: Candidate) -> str:
        """The other phenotype, genotype or variant that the sentence is on, for the reader; empty when on this case."""
        article = candidate.evidence.article
        return self.groups.other_than_asked(spelled_out(candidate.text, article), article.title)

    def on_other_drug(self, candidate: Candidate) -> bool:
        """The sentence and its title name another drug and not the asked one, where no other could answer.

        Of 471 labeled sentences of this kind 9 answered, 6 of them questions on what to give instead. A guideline on
        several drugs advises on each in sentences of its own, whatever its title names.
        """
        if self.query.facet in _OTHERS_ANSWER or not (wanted := _wanted(self.asked, "drug") - self.chosen_from):
            return False
        article, sentence = candidate.evidence.article, candidate.text
        if article.pmid not in self.titled:
            own = self.asked.within(article)
            asked = bool(wanted & {one.name for one in own.named_in(article.title)})
            self.titled[article.pmid] = (own, asked, not asked and _names_drug(article.title))
        own, asked, other = self.titled[article.pmid]
        if wanted & {one.name for one in own.named_in(sentence)}:
            return False
        if asked:
            return candidate.evidence.grade.design == _GUIDELINE and _names_others_only(sentence)
        return other or _names_drug(sentence)

    def on_other_class(self, candidate: Candidate) -> bool:
        """The sentence names drugs, and neither it nor its title one of the class that is asked for or the class.

        Only where tables list who is of the class.
        """
        listed = {name for name in self.chosen_from if members(name)}
        if not listed or listed != self.chosen_from:
            return False
        article, sentence = candidate.evidence.article, candidate.text
        own = self.asked.within(article)
        named = {one.name for one in own.named_in(f"{article.title}\n{sentence}")}
        return not named & listed and _names_drug(sentence)

    def leaves_out(self, candidate: Candidate) -> bool:
        """The sentence names the asked drug, or the asked gene or variant, only as what was not part of the study."""
        concepts = (*self.asked.concepts, *self.prior.concepts)
        return any(
            is_left_out(candidate.text, [pattern for concept, pattern in concepts if concept.kind in kinds])
            for kinds in (_NAMES["drug"], _NAMES["genetic"])
        )

    def on_prior_only(self, candidate: Candidate) -> bool:
        """The only drugs that the sentence, or its record's title, names were had before, and neither speaks of the
        time after them: what crizotinib does against chemotherapy is no answer to what comes after crizotinib."""
        if not self.prior.concepts:
            return False
        article, sentence = candidate.evidence.article, candidate.text
        had = [concept for concept, _ in self.prior.concepts]
        names = {concept.name.casefold() for concept in had}
        if not any(drugs and drugs <= names for drugs in map(_drugs, (sentence, article.title))):
            return False
        return not speaks_of_after(f"{article.title}\n{sentence}", had, self.prior.within(article))


def _is_choice(drug_class: Concept, text: str) -> bool:
    """The class stands behind "which" or "what"."""
    asked = rf"\b(?:which|what)\s+(?:[\w-]+\s+){{0,2}}{re.escape(drug_class.surface)}(?!\w)"
    return re.search(asked, text, re.IGNORECASE) is not None


def _drugs(text: str) -> set[str]:
    return {mention.name.casefold() for mention in find(text) if mention.kind in counting_as("drug")}


def _names_drug(text: str) -> bool:
    return any(mention.kind in counting_as("drug") for mention in find(text))


def _names_others_only(sentence: str) -> bool:
    """It names a drug, and no class that the asked one may be of."""
    kinds = {mention.kind for mention in find(sentence)}
    return "drug" in kinds and "drug class" not in kinds


class _Record(msgspec.Struct, frozen=True):
    """What is told once of a record: the question's names as it abbreviates them, and which of them it has where."""

    asked: Asked
    title: frozenset[str]
    core: tuple[Concept, ...]
    """What the question names, or leaves to the patient's record; circumstances apart."""
    ties: bool
    """It brings together what is asked for (`enough.relevance.speaks_to`)."""
    by_words: float
    by_vectors: float


def features(case: Case, candidates: Sequence[Candidate]) -> list[list[float]]:
    """A row of `FEATURES` for each candidate; those of one record stand together."""
    return looked_at_closely(case, candidates, at_a_glance(case, candidates))


def at_a_glance(case: Case, candidates: Sequence[Candidate]) -> list[list[float]]:
    """The same, with 0 for what takes long to tell: whether it is on another gene, drug or variant."""
    records: dict[str, _Record] = {}
    searched = {leg for candidate in candidates for leg in candidate.evidence.hit.ranks}
    made = []
    for candidate in candidates:
        pmid = candidate.evidence.article.pmid
        if pmid not in records:
            records[pmid] = _record(case, candidate.evidence, searched)
        made.append(_row(case, candidate, records[pmid]))
    return made


def looked_at_closely(
    case: Case, candidates: Sequence[Candidate], rows: Sequence[Sequence[float]]
) -> list[list[float]]:
    """The rows with those features told that a glance left at 0. Each of them counts against a sentence."""
    records: dict[str, Asked] = {}
    made = []
    for candidate, row in zip(candidates, rows, strict=True):
        article = candidate.evidence.article
        if article.pmid not in records:
            records[article.pmid] = case.asked.within(article)
        told = dict(zip(FEATURES, row, strict=True)) | _apart(case, candidate, records[article.pmid])
        made.append([told[name] for name in FEATURES])
    return made


def on_another(row: Sequence[float]) -> bool:
    """By its features: the sentence names another gene, and neither it nor its title the asked one; or another drug or
    variant, in a record that does not tie together what is asked for.

    Of some 3,900 labeled sentences of this kind one in eighty answered, and 94 in a hundred were off target.
    """
    told = dict(zip(FEATURES, row, strict=True))
    gene = told["other gene"] and told["genetic nowhere"]
    return bool(gene or (not told["ties"] and (told["other drug"] or told["other variant"])))


def _record(case: Case, item: Evidence, searched: Collection[str]) -> _Record:
    own = case.asked.within(item.article)
    title = frozenset(concept.name for concept in own.named_in(item.article.title))
    core = tuple(one for one, _ in own.concepts if one.kind in kinds_with("main"))
    near = {leg: _near(item, leg) for leg in ("words", "vectors")}
    # Where a library has no vectors, or no word was found, the place in the other leg stands for both.
    by_words, by_vectors = (near[leg if leg in searched else other] for leg, other in _LEGS)
    return _Record(own, title, core, speaks_to(own, item, case.query), by_words, by_vectors)


def _row(case: Case, candidate: Candidate, record: _Record) -> list[float]:
    sentence, item = candidate.text, candidate.evidence
    named = frozenset(concept.name for concept in record.asked.named_in(sentence))
    genetic, drugs, diseases = (_wanted(case.asked, what) for what in _NAMES)
    figures = bool(_EFFECT.search(sentence))
    values = {
        "genetic nowhere": float(bool(genetic) and not genetic & (named | record.title)),
        "drug here": _share(drugs, named),
        "disease in title": _share(diseases, record.title),
        "ties": float(record.ties),
        "names here": _share({one.name for one in record.core}, named | record.title),
        **{role: float(candidate.role == role) for role in _ROLES},
        **dict.fromkeys(_CLOSELY, 0.0),
        "words here": record.asked.overlap(sentence),
        "figures": float(figures),
        "figures asked": float(figures and case.query.facet in _FACETS_WITH_FIGURES),
        "form": candidate.penalty,
        "length": log(1 + len(sentence.split())) / 4,
        "rank by words": record.by_words,
        "rank by vectors": record.by_vectors,
        "digest": float(item.article.digest),
    }
    return [values[name] for name in FEATURES]


def _apart(case: Case, candidate: Candidate, asked: Asked) -> dict[str, float]:
    sentence = candidate.text
    named = frozenset(concept.name for concept in asked.named_in(sentence))
    genetic, drugs, _ = (_wanted(case.asked, what) for what in _NAMES)
    drugs -= case.chosen_from
    others = _others(sentence, genetic and not genetic & named, drugs and not drugs & named, case.markers)
    return {
        "other gene": float("genetic" in others),
        "other drug": float("drug" in others),
        "other variant": float(other_variant_only(sentence, case.query, None)),
    }


def _wanted(asked: Asked, what: str) -> set[str]:
    return {concept.name for concept, _ in asked.concepts if concept.kind in _NAMES[what]}


def _share(wanted: set[str], named: frozenset[str]) -> float:
    return len(wanted & named) / len(wanted) if wanted else 0.0


def _others(sentence: str, gene: object, drug: object, markers: Collection[str]) -> set[str]:
    """Which of a gene (or a variant of one) and a drug the sentence names, where any would be another than the asked.

    `gene` and `drug`: whether one of the kind is asked for and not named; `markers`: genes of which the record has a
    state, so that a sentence on one is not on another's.
    """
    if not (gene or drug):
        return set()
    found = find(sentence)
    kinds = {mention.kind for mention in found}
    made = {"drug"} if drug and not kinds.isdisjoint(counting_as("drug")) else set[str]()
    genes = {mention.name for mention in found if mention.kind in kinds_with("genetic")}
    genes |= {mention.gene for mention in find_variants(sentence) if mention.gene}
    if gene and genes and genes.isdisjoint(markers):
        made.add("genetic")
    return made


def _near(item: Evidence, leg: str) -> float:
    place = item.hit.ranks.get(leg)
    return 1 / (1 + 0.1 * place) if place else 0.0
