"""The curated section of an answer: which facts meet the case, as few rows, each with what the library holds of it.

`join` needs no library: it says what is known of the case before anything is searched. `attached` looks up the rows'
PMIDs in the library and adds the verbatim sentence of a record that bears on its row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from assistant.curated.bearing import bearing
from assistant.curated.case import Case, case_of, with_named_phenotypes
from assistant.curated.enzymes import case_for
from assistant.curated.grouping import chosen
from assistant.curated.matching import VAGUE, Match, match
from assistant.curated.regimens import drug_words, favors, is_drug, opposes
from assistant.curated.requiring import required, required_said
from assistant.curated.resistance import resisted_by
from assistant.curated.store import facts_for, release_dates
from assistant.knowledge.tables import values
from assistant.records.answer import Query
from assistant.records.curated import CuratedFact, CuratedRow, Knowledge
from assistant.records.patient import Patient
from ingest.records.article import Signal

if TYPE_CHECKING:
    from ingest.library.library import Library

__all__ = ["Joined", "apart", "attached", "join"]

_KNOWN_AT = frozenset(["A", "B", "C"])
_MOST_THERAPIES = 12
_ON_CASE = ("exact", "phenotype")
_DOSED = ("reduce", "raise")


class Joined(msgspec.Struct, frozen=True):
    """What is known of a case. `more`: rows beyond those that are shown."""

    case: Case = Case()
    rows: tuple[CuratedRow, ...] = ()
    more: int = 0
    dates: tuple[tuple[str, str], ...] = ()
    against: tuple[str, ...] = ()
    """Words of the drugs that a variant of the case resists by all evidence, shown or not."""
    requiring: tuple[CuratedFact, ...] = ()
    """Facts on drugs asked about that need a marker which the case is said not to have."""

    @property
    def therapies(self) -> tuple[str, ...]:
        """Drugs of the rows that speak for their therapy by clinical evidence or an approval, best first.

        Empty where the question leaves no room for a drug that it does not name.
        """
        if not self.case.open or "Predictive" not in self.case.wanted:
            return ()
        named = [
            drug
            for row in self.rows
            if row.fact.kind != "guideline"
            and not row.countered
            and favors(row.fact)
            and (row.approved or row.fact.level in _KNOWN_AT)
            for drug in row.fact.therapies
            if (row.approved or is_drug(drug)) and drug_words(drug) not in self.case.prior
        ]
        return tuple(dict.fromkeys(named))[:_MOST_THERAPIES]

    @property
    def resisted(self) -> tuple[str, ...]:
        """Words of the single drugs that a variant of the case resists (`resistance.resisted_by`).

        Empty where the question leaves no room for a drug that it does not name.
        """
        return self.against if self.case.open and "Predictive" in self.case.wanted else ()

    def widening(self, query: Query) -> Query:
        """The query with these therapies, for the search and the headings, and for the order with what is resisted and
        whether a guideline advises."""
        advised = any(row.fact.kind == "guideline" and self._settles(row) for row in self.rows)
        return msgspec.structs.replace(query, therapies=self.therapies, resisted=self.resisted, advised=advised)

    @property
    def answers(self) -> bool:
        """Whether typed rows answer the question by themselves: a guideline's advice for gene, phenotype and drug, or
        evidence on a therapy for the very variant (or a class of it) and disease, which speaks for it where it is asked
        what to give. Drugs are held against each other by rows only where one works and another fails. Never where
        the question has a name that nothing knows."""
        settling = [row for row in self.rows if self._settles(row)]
        if self.case.strange or not self.case.compared:
            return bool(settling) and not self.case.strange
        if any(row.fact.kind == "guideline" for row in settling):
            return True
        told = {drug: favors(row.fact) for row in settling for drug in map(drug_words, row.fact.therapies)}
        return len({told[drug] for drug in self.case.drugs if drug in told}) > 1

    def _settles(self, row: CuratedRow) -> bool:
        fact = row.fact
        if fact.kind == "guideline":
            asked = {drug_words(drug) for drug in fact.therapies} & (self.case.drugs | self.case.of_classes)
            return bool(asked) and row.subject in ("phenotype", "exact")
        if self.case.first and not self.case.drugs:
            return False  # what treats a disease is no answer on its course
        if fact.kind == "biomarker evidence" and (fact.evidence_type != "Predictive" or fact.level not in _KNOWN_AT):
            return False
        if row.countered or row.aside or (self.case.resistance and not opposes(fact.direction)):
            return False
        if not (favors(fact) or self.case.resistance or self.case.drugs) and "Predictive" in self.case.wanted:
            return False
        if row.subject == "class" and any(part.kind in VAGUE for group in fact.requires for part in group):
            # what holds for most mutations of a gene tells nothing of one that may not exist
            # and of one that only fails a drug, nothing of the others
            known = any(one.subject == "exact" and one.disease == row.disease and favors(one.fact) for one in self.rows)
            return _is_settled(row) and known
        on_disease = row.disease in ("same", "narrower") or (row.disease == "parent" and bool(row.approved))
        said_none = row.disease == "any" and not self.case.diseases
        return bool(fact.therapies) and row.subject in ("exact", "class") and (on_disease or said_none)


def _is_settled(row: CuratedRow) -> bool:
    """Validated, or approved, for this disease."""
    return (row.fact.level == "A" or bool(row.approved)) and row.disease in ("same", "narrower")


def join(query: Query, patient: Patient | None = None) -> Joined:
    """Nothing where the question names neither a gene nor a marker, or asks what no curated row answers."""
    case = case_of(query, patient)
    if not case.genes or not case.wanted:
        return Joined(case)
    facts = [fact for fact in _facts(case) if _bears(fact, case)]
    case = with_named_phenotypes(case, facts)
    found = [one for fact in facts if (one := match(fact, case_for(case, fact))) is not None]
    rows, more = chosen(_on_course(found, case), case)
    against = sorted({drug for told in resisted_by(found).values() for drug in told.drugs})
    lacking = required(facts, case, found)
    return Joined(case, rows, more, tuple(sorted(release_dates().items())), tuple(against), lacking)


def _on_course(found: Sequence[Match], case: Case) -> Sequence[Match]:
    """Nothing where a course is asked about and only what treats the disease is known: it would stand as the answer."""
    on_it = not case.first or case.drugs or any(one.fact.evidence_type in case.first for one in found)
    return found if on_it else ()


def _facts(case: Case) -> Sequence[CuratedFact]:
    """Facts on the case's genes; of pharmacogenes, which have thousands, only those on the drugs in question."""
    drugs = case.drugs | case.of_classes | case.prior
    names = [*case.drugs, *case.of_classes, *case.prior]
    genes = {*case.genes, *(one.gene for one in case.besides if one.gene in case.genes)}
    pharmacogenes = genes & values("gene_drug_pairs") - {one.gene for one in case.there if one.kind == "protein"}
    found: dict[int, CuratedFact] = {}
    if pharmacogenes:
        narrowed = facts_for(genes=pharmacogenes, drugs=names) if drugs else facts_for(genes=pharmacogenes)
        found.update((id(fact), fact) for fact in narrowed)
    if others := genes - pharmacogenes:
        found.update((id(fact), fact) for fact in facts_for(genes=others))
    return list(found.values())


def _bears(fact: CuratedFact, case: Case) -> bool:
    """Whether it is of a kind that was asked for, and on a drug asked about where there is no room for others."""
    kind = fact.evidence_type if fact.kind == "biomarker evidence" else fact.kind
    if kind not in case.wanted or (kind == "Predictive" and not fact.therapies):
        return False
    drugs = {drug_words(drug) for drug in fact.therapies}
    if fact.kind == "guideline":
        asked = case.drugs | case.of_classes
        return bool(drugs & asked) if asked else bool(set(fact.genes) & case.asked_genes)
    return case.open or not case.drugs or bool(drugs & case.drugs) or kind not in ("Predictive", "approval")


def attached(joined: Joined, library: Library) -> Knowledge:
    """The rows with what the library holds of them. Raises LibraryError when it cannot be read."""
    pmids = {pmid for row in joined.rows for pmid in _pmids(row)}
    articles = library.get_many(sorted(pmids)) if pmids else {}
    rows = []
    for row in joined.rows:
        held = tuple(pmid for pmid in _pmids(row) if pmid in articles)
        finding = bearing(row, [articles[pmid] for pmid in held])
        rows.append(msgspec.structs.replace(row, in_library=held, finding=finding))
    retracted = [pmid for pmid, article in articles.items() if article.integrity.retracted == Signal.YES]
    notes = (*required_said(joined.requiring, joined.case), *_retracted(retracted), *apart(rows), *_more(joined))
    return Knowledge(tuple(rows), joined.dates, notes)


def apart(rows: Sequence[CuratedRow]) -> tuple[str, ...]:
    """A sentence for each drug whose dose several genes of the patient change, each in a row of its own."""
    genes: dict[str, dict[tuple[str, ...], None]] = {}
    for row in rows:
        if row.fact.kind == "guideline" and row.subject in _ON_CASE and row.fact.action in _DOSED:
            for drug in row.fact.therapies:
                genes.setdefault(drug, {})[row.fact.genes] = None
    several = {drug: sorted({gene for some in sets for gene in some}) for drug, sets in genes.items() if len(sets) > 1}
    return tuple(
        f"Each row on {drug} is on some of {', '.join(named)}: none here tells the dose for all of them together."
        for drug, named in several.items()
        if not any(set(some) == set(named) for some in genes[drug])
    )


def _pmids(row: CuratedRow) -> Iterable[str]:
    return dict.fromkeys((*row.fact.pmids, *row.pmids))


def _retracted(pmids: Sequence[str]) -> Iterator[str]:
    if pmids:
        yield f"Retracted by the library's record, though a curated row rests on it: PMID {', '.join(pmids)}."


def _more(joined: Joined) -> Iterator[str]:
    if joined.more:
        are = "row is" if joined.more == 1 else "rows are"
        yield f"{joined.more} more {are} not shown: of lower levels, or less near to the case."
