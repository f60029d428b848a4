"""The records that travel the road: from the question to the answer. Data only; the verbs are in the steps."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from assistant.records.curated import Knowledge
from assistant.records.outcome import Abstention, Usage
from assistant.records.patient import Patient
from assistant.records.phenotype import GenePhenotype
from assistant.records.quotes import Citation, Quote
from assistant.records.safety import Alert, Interactions
from assistant.records.studied import Studied
from assistant.records.study import Effect, Fit, FitItem, Grade, Match
from assistant.records.synthesis import Synthesis
from ingest.records.article import Article
from ingest.records.filters import Filters

__all__ = [
    "Abstention",
    "Answer",
    "Check",
    "Citation",
    "Claim",
    "Concept",
    "Conflict",
    "Delta",
    "Draft",
    "Effect",
    "Evidence",
    "EvidenceFound",
    "Facet",
    "Fit",
    "FitItem",
    "Grade",
    "Hit",
    "Label",
    "Match",
    "Position",
    "Query",
    "Quote",
    "Retrieval",
    "Roles",
    "Stage",
    "Synonym",
    "Synthesis",
    "Usage",
    "Verdict",
]

Intent = Literal["therapy", "diagnosis", "drug discovery", "pharmacogenomics", "safety", "prognosis", "general"]
ConceptKind = Literal["gene", "variant", "drug", "drug class", "disease", "phenotype", "population", "other"]
Label = Literal["supported", "contradicted", "not_enough"]
Status = Literal["answered", "abstained", "redirected"]
Facet = Literal[
    "dose",
    "efficacy",
    "toxicity",
    "pharmacokinetics",
    "resistance",
    "mechanism",
    "prognosis",
    "diagnosis",
    "frequency",
    "comparison",
    "alternative",
    "definition",
    "interaction",
    "discovery",
    "monitoring",
]
"""What a question wants to know of what it names. "alternative": what instead, or what after."""


class Synonym(msgspec.Struct, frozen=True):
    """Another way to write a concept, and why it counts as one ("HGNC alias", "brand name (DrugBank)")."""

    text: str
    reason: str


class Concept(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something the question names. `name` is the preferred term, `surface` how the question (or patient) wrote it."""

    kind: ConceptKind
    name: str
    surface: str
    identifier: str = ""
    """As "HGNC:3236", "MESH:D002289", "DB00530", "rs1799853", "BRAF:p.V600E"."""
    synonyms: tuple[Synonym, ...] = ()
    gene: str = ""
    """For a variant: the gene it is of, when known."""
    origin: Literal["question", "patient", "history"] = "question"
    known: bool = True
    """False: it looks like a name of this kind, but no vocabulary or record knows it."""


class Roles(msgspec.Struct, frozen=True, omit_defaults=True):
    """Which part the named things play in a question, in the question's own words."""

    option: tuple[str, ...] = ()
    """The drug or therapy that is asked about."""
    prior: tuple[str, ...] = ()
    """Drugs had before, failed or to be replaced: never the answer."""
    comparator: tuple[str, ...] = ()
    co_medication: tuple[str, ...] = ()
    line: tuple[str, ...] = ()
    """ "first line", "relapsed", "refractory" …"""
    setting: tuple[str, ...] = ()
    """ "adjuvant", "maintenance", "metastatic", "after PCI" …"""
    circumstances: tuple[str, ...] = ()
    """Of the patient: age, sex, organ function, other diseases. They limit an answer and never refuse it."""


class Query(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was understood of a question, with the reasons."""

    question: str
    text: str
    """The question made to stand alone (after a follow-up), as it is searched."""
    intent: Intent = "general"
    concepts: tuple[Concept, ...] = ()
    filters: Filters = Filters()
    absent: tuple[Concept, ...] = ()
    """Variants that the question says are not there ("not V600E"): findings on them are not what is asked for."""
    patient_facts: tuple[tuple[str, str], ...] = ()
    """(field, value) of the patient's facts that shaped the query."""
    notes: tuple[str, ...] = ()
    """One sentence per decision: an expansion, a filter read from the text, an abbreviation left alone and why."""
    facet: Facet | None = None
    """What is asked of the concepts; None where nothing tells."""
    roles: Roles = Roles()
    therapies: tuple[str, ...] = ()
    """Drugs that curated sources list for the case and the question leaves open: they widen the search."""
    resisted: tuple[str, ...] = ()
    """Drugs that these sources call resisted by the case's variant: what is said of them comes after what works."""
    advised: bool = False
    """A guideline advises for the case's own phenotype and drug."""

    def named(self, *kinds: ConceptKind) -> tuple[Concept, ...]:
        return tuple(concept for concept in self.concepts if concept.kind in kinds)


class Hit(msgspec.Struct, frozen=True):
    """One found article. `ranks`: 1-based place in each leg that found it ("words", "vectors", "rerank")."""

    pmid: str
    score: float
    ranks: dict[str, int]
    article: Article
    reasons: tuple[str, ...] = ()


class Retrieval(msgspec.Struct, frozen=True):
    """What a search brought, and what it looked through."""

    query: Query
    hits: tuple[Hit, ...]
    searched: tuple[str, ...]
    """The searched terms and filters, one phrase each, for the reader."""
    library_size: int
    embedded: int
    """Records whose vectors were searchable; fewer than `library_size` while the backlog is worked off."""
    retracted_left_out: int = 0
    unmatched: tuple[str, ...] = ()
    """Names of the question's concepts that no record of the library mentions."""
    emptied_by: tuple[str, ...] = ()
    """The filters without which there would have been hits, when they left none."""


class Evidence(msgspec.Struct, frozen=True):
    """A hit graded, and fitted to the patient."""

    hit: Hit
    grade: Grade
    fit: Fit = Fit()
    effects: tuple[Effect, ...] = ()
    flags: tuple[str, ...] = ()
    """"digest", "abstract only", "retraction unknown", "expression of concern", "erratum", "animal", "in vitro" …"""

    @property
    def article(self) -> Article:
        return self.hit.article

    def to_dict(self) -> dict[str, Any]:
        """Plain values only. Of the article the citation data are given, not the abstract."""
        made: dict[str, Any] = msgspec.to_builtins(self)
        shown = {name: msgspec.to_builtins(getattr(self.article, name)) for name in _SHOWN}
        made["hit"]["article"] = shown | {"title": self.article.heading, "cited_title": self.article.cited_title}
        return made


class Draft(msgspec.Struct, frozen=True):
    """What a writer proposes: quotes, the heading they belong under, and what it says of them in its own words."""

    text: str
    """A sentence on the quotes; empty where the writer gave the quotes alone."""
    quotes: tuple[Quote, ...]
    topic: str = ""
    further: tuple[str, ...] = ()
    """More sentences on the same quotes."""


class Check(msgspec.Struct, frozen=True, omit_defaults=True):
    """One check of a sentence against its evidence. `passed` is None where the check had nothing to look at."""

    name: str
    passed: bool | None
    reason: str
    score: float | None = None


class Verdict(msgspec.Struct, frozen=True):
    label: Label
    score: float
    """0 to 1: how sure the label is."""
    checks: tuple[Check, ...] = ()


class Claim(msgspec.Struct, frozen=True):
    """A finding of the answer: its verdict is "supported"."""

    text: str
    """The words of the record, as the first citation spans them."""
    citations: tuple[Citation, ...]
    verdict: Verdict
    grade: Grade
    """The best of the studies cited."""
    topic: str = ""
    """The option or topic it is on; empty where it is on none."""
    effects: tuple[Effect, ...] = ()
    """Those that stand within the quotes of the study whose grade this is (`lead`)."""
    sample_size: int | None = None
    """People studied, of the same study; None where its record does not say."""
    others: tuple[FitItem, ...] = ()
    """Where the people of that study are others than the case: another line of therapy, age, organ function."""
    wording: str = ""
    """The writer's own sentence on the quotes; only where it passed the checks or a judge. It is not the finding."""
    judged_by: str = ""
    """Who let the wording pass: "checks" for a close one, else the judge's name."""

    @property
    def lead(self) -> Citation:
        """The first citation of the study whose grade the claim has. Raises IndexError without a citation."""
        return next((one for one in self.citations if one.design == self.grade.design), self.citations[0])


class Position(msgspec.Struct, frozen=True):
    """One study's side in a conflict."""

    pmid: str
    side: Literal["supports", "opposes", "inconclusive"]
    quote: Citation
    grade: Grade
    year: int | None
    sample_size: int | None = None
    effect: Effect | None = None


class Conflict(msgspec.Struct, frozen=True):
    """Studies that disagree on one statement, side by side, not averaged."""

    statement: str
    positions: tuple[Position, ...]
    headline: str = ""
    """Names a newer or stronger study against the majority, when there is one."""


class Stage(msgspec.Struct, frozen=True):
    """A step began: its name, and a sentence for the reader."""

    name: str
    detail: str = ""


class EvidenceFound(msgspec.Struct, frozen=True):
    """The graded evidence the answer will be written from."""

    evidence: tuple[Evidence, ...]


class Delta(msgspec.Struct, frozen=True):
    """A claim that has just been verified, in the order it will stand in the answer."""

    claim: Claim


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """The end of the road. `claims` are supported, every one; what was not is only counted, in `dropped`."""

    question: str
    status: Status
    alerts: tuple[Alert, ...] = ()
    """What the patient must be warned of, the most severe first; shown before anything else."""
    claims: tuple[Claim, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    summary: Synthesis | None = None
    """A model's synthesis over the claims, sentence by sentence judged; None where there is none."""
    knowledge: Knowledge = Knowledge()
    """What curated sources say of the case: guidelines, biomarker evidence, approvals; apart from the claims."""
    phenotypes: tuple[GenePhenotype, ...] = ()
    """The patient's pharmacogenes that bear on the question, those that were not tested among them."""
    other_phenotypes: tuple[GenePhenotype, ...] = ()
    """The patient's other pharmacogenes: they have nothing to do with what was asked."""
    interactions: Interactions = Interactions()
    """Of the patient's drugs with each other and with each option."""
    studied: Studied | None = None
    """Whom the cited studies are on; None without claims."""
    case: Patient | None = None
    """The patient as understood: the record, with what the question or a follow-up says of the case."""
    case_from: tuple[str, ...] = ()
    """Sentences: what of the case the question, or a follow-up, said: "Pregnant: from the question."."""
    not_taken: tuple[str, ...] = ()
    """Sentences: what the question seems to change of the case and is not in `case`; the bottom line has them."""
    abstention: Abstention | None = None
    query: Query
    searched: tuple[str, ...] = ()
    model: str = "extractive"
    """What wrote it, in fact: after a fallback this is "extractive"."""
    warning: str = ""
    """What a reader must do before reading on: the words of an emergency beside a question for the literature."""
    limits: tuple[str, ...] = ()
    """Sentences on what was asked and the claims do not carry; the bottom line points to them."""
    doubted: bool = False
    """The claims are the nearest to what was asked and may not be on it: the limits say so first."""
    notes: tuple[str, ...] = ()
    """Sentences for the reader: a fallback, dropped sentences, retracted records left out, vectors still to come."""
    dropped: int = 0
    usage: Usage = Usage()
    prompts: dict[str, str] = {}
    """Hash of each prompt a model was given, by name."""
    timings: dict[str, float] = {}
    """Seconds per step."""
    audit_id: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain values only. Of each evidence article the citation data are given, not the abstract.

        Beside the fields stand the sentences that are made of them: `bottom_line` and `newest`, and of each curated
        row what it says in plain words.
        """
        from assistant.records.anatomy import bottom_line, newest
        from assistant.records.curated_words import knowledge_to_dict

        made: dict[str, Any] = msgspec.to_builtins(self)
        made["evidence"] = [item.to_dict() for item in self.evidence]
        made["knowledge"] = knowledge_to_dict(self.knowledge)
        return made | {"bottom_line": bottom_line(self), "newest": newest(self)}

    def to_json(self) -> str:
        return msgspec.json.format(msgspec.json.encode(self.to_dict())).decode()

    def to_markdown(self) -> str:
        from assistant.records.answer_markdown import answer_to_markdown

        return answer_to_markdown(self)


_SHOWN = ("pmid", "revision", "title", "journal", "published", "year", "doi", "pmcid", "publication_types", "digest")
