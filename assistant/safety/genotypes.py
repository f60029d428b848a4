"""Phenotypes that a guideline or a label warns of: what CPIC, DPWG and FDA say of the patient's own.

A guideline's row is held against the phenotypes as it is against a question's case (`assistant.curated.matching`), so
that a row on two genes needs both, and a row for one score is not another's.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache

from msgspec.structs import replace

from assistant.curated.advice import is_for_other_age, is_typed
from assistant.curated.case import Case
from assistant.curated.matching import match
from assistant.curated.populations import is_for_others
from assistant.curated.store import facts_for
from assistant.knowledge.tables import pieces, values, words_of
from assistant.names.find import entry_of
from assistant.names.vocabulary import vocabulary
from assistant.pharmacogenomics.conversion import for_drug
from assistant.pharmacogenomics.scoring import PHASE_OPEN
from assistant.records.curated import CuratedFact
from assistant.records.patient import Patient
from assistant.records.phenotype import GenePhenotype
from assistant.records.safety import Alert
from assistant.safety.condition_states import states_of
from assistant.safety.diseases import is_own
from assistant.safety.drugs import Option, alert_of, rows_of, sentence, severity_of
from assistant.variants.own_gene import variants_in
from assistant.variants.phenotypes import Phenotype
from assistant.variants.same_variant import Identity

__all__ = ["genotype_alerts", "pharmacogenetic_case"]

_WARNING = ("contraindicated", "avoid", "not recommended", "alternative")
_DOSED, _OPTIONAL = ("reduce", "raise"), "Optional"
_FIRM = ("Strong", "Moderate")
_UNDER = "says so only under that condition, of which the record tells nothing"
_ALLELE = re.compile(r"\*?(\d\d:\d\d) (positive|negative)")
_CODE = re.compile(r"\d\d:\d\d")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_ADULT = 18.0
_USUAL = "normal"
_RANK = ("contraindicated", "avoid", "not recommended", "adjust dose", "monitor", "caution")


def genotype_alerts(
    option: Option, phenotypes: Sequence[GenePhenotype], patient: Patient | None, case: Case
) -> Iterator[Alert]:
    """Alerts of one option. `case`: the phenotypes as `pharmacogenetic_case` gives them; what the option itself does to
    its enzymes does not count."""
    own = [for_drug(one, option.ingredients) for one in phenotypes]
    known = [one for one in own if one.acting]
    if known != [one for one in phenotypes if one.acting]:
        case = pharmacogenetic_case(known, patient.age if patient else None, case.people)
    yield from _by_record(option, patient)
    met = list(_by_label(option, known))
    by_gene = {one.gene: one for one in known}
    own_rows = _own_rows(_facts(option, by_gene), case)
    for fact in own_rows:
        genes = frozenset(fact.genes) & by_gene.keys()
        others = _for_others(fact, own_rows, option.name)
        met.append((genes, _of_guideline(option, fact, [by_gene[gene] for gene in sorted(genes)], others)))
    yield from _least(_beside_firm(met))


def _beside_firm(met: Sequence[tuple[frozenset[str], Alert]]) -> list[tuple[frozenset[str], Alert]]:
    """A guideline's row that holds under a condition stands with another's own advice on the same genes, as a limit of
    that; by itself only where there is none."""
    open_ = [(genes, alert) for genes, alert in met if _UNDER in alert.limits]
    firm = [(genes, alert) for genes, alert in met if (genes, alert) not in open_]
    said = [(genes, f"{alert.source}: {alert.says}") for genes, alert in open_]
    told = [
        (genes, _with_limits(alert, tuple(dict.fromkeys(text for some, text in said if some == genes))))
        for genes, alert in firm
    ]
    return [*told, *(one for one in open_ if not any(one[0] == genes for genes, _ in firm))]


def _with_limits(alert: Alert, limits: Sequence[str]) -> Alert:
    return replace(alert, limits=" ".join(filter(None, (alert.limits, *limits))))


def _facts(option: Option, genes: Iterable[str]) -> list[CuratedFact]:
    """Guidelines' rows on the option and any of the genes."""
    rows = facts_for(genes=genes, drugs=sorted(option.ingredients)) if genes else ()
    return [fact for fact in rows if fact.kind == "guideline"]


def _own_rows(facts: Iterable[CuratedFact], case: Case) -> list[CuratedFact]:
    """Those of the patient that advise against the drug, or another dose. Where a guideline has a row for the very
    diplotype, that for the phenotype is not the patient's."""
    own = [(fact, found) for fact in facts if _is_for(fact, case) and (found := match(fact, case)) is not None]
    typed = {_of(fact) for fact, found in own if is_typed(found)}
    return [
        fact
        for fact, found in own
        if found.subject != "gene"
        and (found.subject != "phenotype" or _of(fact) not in typed)
        and (_warns(fact) or (fact.action in _DOSED and _of(fact) in typed))
    ]


def _of(fact: CuratedFact) -> tuple[str, str, tuple[str, ...]]:
    return fact.source, fact.identifier, fact.therapies


def _is_for(fact: CuratedFact, case: Case) -> bool:
    return not is_for_other_age(fact, case) and not is_for_others(fact, case.people)


def _for_others(fact: CuratedFact, facts: Iterable[CuratedFact], drug: str) -> tuple[str, ...]:
    """What the same recommendation says of its other populations, where nothing tells which is the patient's."""
    here = (*_of(fact), fact.biomarker)
    return tuple(
        f"For {one.population}: {_advised(one, drug, '').replace(' .', '.')}"
        for one in facts
        if fact.population
        and one.population not in ("", fact.population)
        and (*_of(one), one.biomarker) == here
        and (one.action, one.amount) != (fact.action, fact.amount)
    )


def _advised(fact: CuratedFact, drug: str, group: str) -> str:
    """What a guideline's row tells to do, with its amount."""
    says = sentence("limit" if fact.bounds_dose else fact.action, drug, group).rstrip(" .")
    if not fact.amount:
        return f"{says}."
    if fact.bounds_dose or fact.amount in values("guideline_conditions"):
        return f"{says}{':' if fact.bounds_dose else ','} {fact.amount}."
    if fact.action in _WARNING:
        return f"{says}; {fact.amount}."
    return f"{says} {'by' if '%' in fact.amount else 'to'} {fact.amount}."


def _least(met: Sequence[tuple[frozenset[str], Alert]]) -> Iterator[Alert]:
    """One on more genes than another that says no less counts for that other: a second gene that changes nothing is
    no news."""
    for genes, alert in met:
        fewer = (one for some, one in met if some < genes and _RANK.index(one.severity) <= _RANK.index(alert.severity))
        other = next(fewer, None)
        yield replace(alert, fact=other.fact) if other else alert


def _warns(fact: CuratedFact) -> bool:
    return fact.action in _WARNING or (fact.action in _DOSED and fact.level in _FIRM)


def pharmacogenetic_case(
    phenotypes: Sequence[GenePhenotype], age: float | None, people: frozenset[str] = frozenset()
) -> Case:
    """The phenotypes as curated facts are held against them; a gene without one is not in it. `people`: the populations
    of guidelines that the patient's indications are of."""
    known = [one for one in phenotypes if one.acting]
    genes = frozenset(one.gene for one in known)
    alleles = [(one.gene, *found) for one in known for found in _ALLELE.findall(one.acting)]
    carried = [Identity(gene, "hla", allele) for gene, allele, state in alleles if state == "positive"]
    worded = [one for one in known if one.reported and not _ALLELE.search(one.acting)]  # "*57:01 negative" names it too
    reported = [m for one in worded for m in variants_in(f"{one.gene} {one.reported}")]
    return Case(
        genes=genes,
        asked_genes=genes,
        there=tuple(dict.fromkeys([*carried, *(Identity(m.gene, m.kind, m.value) for m in reported if m.gene)])),
        absent=tuple(Identity(gene, "hla", allele) for gene, allele, state in alleles if state == "negative"),
        phenotypes=tuple(Phenotype(one.gene, one.acting.lower()) for one in known),
        scores=tuple((one.gene, float(number[0])) for one in known if (number := _score(one))),
        words=f" {words_of(' '.join(f'{one.gene} {one.reported}' for one in known))} ",
        child=None if age is None else age < _ADULT,
        people=people,
    )


def _score(one: GenePhenotype) -> re.Match[str] | None:
    """The score counts only where nothing the patient takes changes the phenotype."""
    return None if one.converted else _NUMBER.search(one.score)


def _of_guideline(option: Option, fact: CuratedFact, genes: Sequence[GenePhenotype], others: tuple[str, ...]) -> Alert:
    """`genes`: those of the row that the patient has a result of; one that is as usual is no reason. `others`: what is
    advised for other populations."""
    met = [one for one in genes if not one.acting.lower().startswith(_USUAL)] or list(genes)
    alleles = {part.value for parts in fact.requires for part in parts if part.kind == "hla" and not part.absent}
    told = [one for one in met if not _ALLELE.search(one.acting) or " positive" in one.acting] or met
    group = " and ".join(_group(one, alleles) for one in told)
    people = f"Advised for: {fact.population}." if fact.population else ""
    weak = f"{fact.source} calls it optional." if fact.level == _OPTIONAL else ""
    under = f"{fact.source} {_UNDER}." if fact.amount in values("guideline_conditions") else ""
    return Alert(
        kind="genotype",
        severity="caution" if under else severity_of(fact.action),
        drug=option.name,
        fact="; ".join(_fact(one) for one in met),
        says=_advised(fact, option.name, group),
        limits=" ".join(filter(None, (under, people, *others, weak, *map(_with_drugs, met)))),
        source=fact.source,
        date=fact.date,
        url=fact.url,
        pmids=fact.pmids,
        asked=option.role != "brought",
    )


def _group(one: GenePhenotype, alleles: Collection[str]) -> str:
    """The patient's own group as a phrase; of an HLA gene only the alleles that the source speaks of."""
    if states := _ALLELE.findall(one.acting):
        told = [allele for allele, state in states if allele in alleles] or [allele for allele, _ in states]
        return f"with {' and '.join(f'{one.gene}*{allele}' for allele in told)}"
    if one.acting.endswith("metabolizer"):
        return f"in {one.gene} {one.acting}s"
    return (
        f"in those who are {one.gene} {one.acting}" if one.acting.endswith("ent") else f"with {one.gene} {one.acting}"
    )


def _fact(one: GenePhenotype) -> str:
    """The result as reported, with the drugs that change the phenotype and those that may and are not counted."""
    said = one.reported or one.phenotype
    named = f"{one.gene} {said}" if not said.startswith(one.gene) else said
    by, left = (" and ".join(drug.partition(" (")[0] for drug in some) for some in (one.converted_by, one.not_counted))
    return f"{named}{f' with {by}' if by else ''}{f' (not counted here: {left})' if left else ''}"


def _with_drugs(one: GenePhenotype) -> str:
    """What the patient's drugs make of the phenotype, and that of some nobody knows."""
    by, left = " and ".join(one.converted_by), " and ".join(one.not_counted)
    made = f"{one.gene}: the phenotype is that which {by} makes of it" if one.converted and by else ""
    made += f", for {one.converted_for} alone ({one.sources[-1]})" if made and one.converted_for else ""
    open_ = f"{one.gene}: not counted here: {left}; no source here gives the rule." if left else ""
    open_ += "".join(f" {note}" for note in one.notes if PHASE_OPEN in note)
    open_ += f" It may work {one.may_work} than is assumed here." if one.may_work else ""
    return " ".join(filter(None, (f"{made}." if made else "", open_)))


def _by_label(option: Option, known: Sequence[GenePhenotype]) -> Iterator[tuple[frozenset[str], Alert]]:
    for row in rows_of(option, "genotype"):
        for part in pieces(row.bound):
            for one in known:
                if _is(part, one):
                    group = _group(one, _CODE.findall(part))
                    alert = alert_of(row, "genotype", option, _fact(one), group, (_with_drugs(one),))
                    yield frozenset([one.gene]), alert


def _is(part: str, one: GenePhenotype) -> bool:
    """Whether a phenotype is a part of a row: "CYP2D6 poor metabolizer", "CYP2C9 *3/*3", "CYP2C9 *3" for carriers."""
    gene, _, state = part.partition(" ")
    if one.gene != gene:
        return part == one.acting.lower()
    alleles = one.reported.removeprefix(gene).strip().split("/")
    if ":" in state:
        return _ALLELE.findall(state)[0] in _ALLELE.findall(one.acting)
    if not state.startswith("*"):
        return state == one.acting.lower()
    return state.split("/") == alleles if "/" in state else state in alleles


def _by_record(option: Option, patient: Patient | None) -> Iterator[Alert]:
    """Rows that the record's own conditions or variants meet: "G6PD deficiency", a variant of POLG."""
    if patient is None:
        return
    own = [one for one in patient.conditions if is_own(one)]
    read = [(condition, meant) for condition in patient.conditions for meant in states_of(condition)]
    for row in rows_of(option, "genotype"):
        for part in pieces(row.bound):
            for condition in own:
                if _says(condition, part):
                    yield alert_of(row, "genotype", option, condition, f"with {condition}")
            for condition, meant in read:
                if meant.name == part and not _says(condition, part):
                    yield alert_of(row, "genotype", option, condition, f"with {condition}", (meant.limits,))
            gene, _, state = part.partition(" ")
            if state.endswith("disorder"):
                limits = f"It holds where the variant causes a {state}."
                for variant in (one for one in patient.variants if one.gene == gene):
                    yield alert_of(row, "genotype", option, str(variant), f"with a variant of {gene}", (limits,))


@lru_cache(maxsize=2048)
def _says(condition: str, part: str) -> bool:
    """Whether a condition is what a part of a row names, in the words of a disease."""
    gene, _, state = part.partition(" ")
    name = f"{gene} deficiency" if state == "deficient" else part
    if words_of(condition) == words_of(name):
        return True
    own, meant = (entry_of(vocabulary(), "disease", said) for said in (condition, name))
    return own is not None and own is meant
