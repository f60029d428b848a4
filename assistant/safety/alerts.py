"""The safety gate: every alert of the drugs asked about, of those taken, and of those that findings bring up.

Each alert is decided by a rule over a row with its source. The patient's own drugs are told of only where something
speaks against them or their dose is to follow the organs, and drugs that findings bring up only where something speaks
against them: what every patient gets is no alert.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from assistant.curated.case import Case
from assistant.knowledge.tables import rows
from assistant.patient.stopped_entries import stopped_apart
from assistant.records.patient import Patient
from assistant.records.phenotype import GenePhenotype
from assistant.records.safety import Alert, Interactions
from assistant.safety.allergies import allergy_alerts
from assistant.safety.allergy_entries import read_allergies
from assistant.safety.diseases import disease_alerts
from assistant.safety.drugs import CONDITION, Option, Role, options_of, rows_of, sentence
from assistant.safety.duplicates import duplicate_alerts
from assistant.safety.genotypes import genotype_alerts, pharmacogenetic_case
from assistant.safety.groups import group_alerts
from assistant.safety.imported import SEVERITIES
from assistant.safety.only_when import Asked, decided
from assistant.safety.stopped import stopped_alerts
from assistant.safety.together import interaction_alerts
from assistant.safety.unread import unread
from assistant.safety.unsettled import unsettled_alerts

__all__ = ["MOST", "alerts_for", "gravity", "shown_of", "unread"]

MOST = 12
"""Alerts of an answer; an allergy and what is contraindicated stand beyond them, too."""
_SHOWN: dict[Role, tuple[str, ...]] = {"asked": SEVERITIES, "brought": SEVERITIES[:4], "own": SEVERITIES[:3]}
_DOSED_ONLY = "adjust dose"
_BESIDE = (_DOSED_ONLY, "monitor")
"""What these ask for is no reason for what is graver."""
_DOSED_BY = ("kidney", "liver")
"""Kinds by which a dose changes in time: of a drug that is taken that is news, too."""
_ROLES: tuple[Role, ...] = ("asked", "own", "brought")
_KINDS = (
    "allergy",
    "genotype",
    "pregnancy",
    "interaction",
    "kidney",
    "liver",
    "disease",
    "breastfeeding",
    "age",
    "duplicate",
)


_NONE_READ = Interactions()
_NOT_ASKED = Asked()


def alerts_for(
    patient: Patient | None,
    drugs: Sequence[str],
    *,
    brought: Sequence[str] = (),
    phenotypes: Sequence[GenePhenotype] = (),
    interactions: Interactions = _NONE_READ,
    people: frozenset[str] = frozenset(),
    use: Asked = _NOT_ASKED,
) -> tuple[Alert, ...]:
    """All of them, the strongest first. `drugs` are asked about; `brought` are those that findings and rows bring up.
    `people`: the populations of guidelines that the case is of; `use`: what the question says of the use. Without a
    patient only the phenotypes and interactions count."""
    patient = stopped_apart(patient)
    options = _options(patient, drugs, brought)
    own = patient.medications if patient else ()
    use = use._replace(beside=(*drugs, *own))
    case = pharmacogenetic_case(phenotypes, patient.age if patient else None, people)
    told = ((option, alert) for option in options for alert in _of(option, patient, phenotypes, case, use))
    found = [(option, alert) for option, alert in told if _is_shown(option, alert, patient)]
    found += interaction_alerts(interactions, options)
    found += stopped_alerts(options, patient)
    found += unsettled_alerts(options, phenotypes)
    return tuple(alert for _, alert in _ordered(found))


def shown_of(alerts: Sequence[Alert]) -> tuple[tuple[Alert, ...], str]:
    """The alerts that an answer shows, at most `MOST` and every one that may not be missed beyond, and a sentence on
    those that it does not; empty where it shows all."""
    kept = [one for place, one in enumerate(alerts) if place < MOST or _may_not_be_missed(one)]
    left = [one for one in alerts if one not in kept]
    if not left:
        return tuple(kept), ""
    are = "1 more alert is" if len(left) == 1 else f"{len(left)} more alerts are"
    counts = Counter(one.severity for one in left)
    severities = ", ".join(f"{counts[one]} “{one}”" for one in SEVERITIES if one in counts)
    drugs = ", ".join(sorted({one.drug for one in left}))
    return tuple(kept), f"{are} not shown here ({severities}), on {drugs}: ask about each drug by itself."


def gravity(alert: Alert) -> int:
    """What orders alerts, the strongest first."""
    return SEVERITIES.index(alert.severity)


def _may_not_be_missed(alert: Alert) -> bool:
    return alert.kind == "allergy" or alert.severity == "contraindicated"


def _is_shown(option: Option, alert: Alert, patient: Patient | None) -> bool:
    # Of a drug that findings bring up, too, a mother is told what a label only cautions of.
    bearing = patient is not None and bool(
        (alert.kind == "pregnancy" and patient.pregnant) or (alert.kind == "breastfeeding" and patient.breastfeeding)
    )
    dosed = option.role == "own" and alert.kind in _DOSED_BY and alert.severity == "adjust dose"
    return alert.severity in _SHOWN[option.role] or alert.kind == "duplicate" or dosed or bearing


def _options(patient: Patient | None, drugs: Sequence[str], brought: Sequence[str]) -> list[Option]:
    """Each drug once, in the first part that it plays."""
    own = patient.medications if patient else ()
    made: dict[frozenset[str], Option] = {}
    said: tuple[tuple[Role, Sequence[str]], ...] = (("asked", drugs), ("own", own), ("brought", brought))
    for role, names in said:
        for name in names:
            for option in options_of(name, role):
                made.setdefault(option.ingredients, option)
    return list(made.values())


def _of(
    option: Option, patient: Patient | None, phenotypes: Sequence[GenePhenotype], case: Case, use: Asked
) -> Iterator[Alert]:
    yield from genotype_alerts(option, phenotypes, patient, case)
    if patient is None:
        return
    yield from allergy_alerts(option, read_allergies(patient.allergies))
    yield from group_alerts(option, patient, use)
    on_diseases = decided(rows_of(option, "disease"), option, patient.conditions, use)
    yield from disease_alerts(option, on_diseases, patient.conditions)
    yield from duplicate_alerts(option, patient.medications)


def _ordered(found: Sequence[tuple[Option, Alert]]) -> list[tuple[Option, Alert]]:
    """What is said of one drug and one fact stands once; the strongest first, and what is asked about before others."""
    same: defaultdict[tuple[str, str, str], list[tuple[Option, Alert]]] = defaultdict(list)
    for option, alert in found:
        same[(alert.kind, alert.drug, alert.fact.casefold())].append((option, alert))
    merged = [(some[0][0], _merged([alert for _, alert in some])) for some in same.values()]
    return sorted(
        merged,
        key=lambda one: (
            SEVERITIES.index(one[1].severity),
            _ROLES.index(one[0].role),
            _KINDS.index(one[1].kind),
            _place(one[1]),
        ),
    )


def _place(alert: Alert) -> tuple[bool, str, str]:
    """Of alerts that are otherwise alike: of duplicates one order, a drug that is given twice before two of its class;
    of all others the order in which the drugs are named."""
    if alert.kind != "duplicate":
        return False, "", ""
    return bool(alert.why), alert.drug.casefold(), alert.fact.casefold()


def _merged(alerts: Sequence[Alert]) -> Alert:
    """The strongest, with the names of the other sources and all their PMIDs. Of two alike first one that says more
    under a condition, then one that asks for a higher dose, then one that says by how much, then one without limits."""
    ranked = sorted(
        alerts,
        key=lambda one: (
            SEVERITIES.index(one.severity),
            not one.limits.startswith(CONDITION),
            not _is_raised(one),
            not (one.severity == _DOSED_ONLY and "%" in one.says),
            bool(one.limits),
            not one.excerpt,
        ),
    )
    best = ranked[0]
    own = best.source.partition(" (")[0]
    aside = () if _is_pair(best) else tuple(name for name in _BESIDE if name != best.severity)
    named = [one for one in ranked if one.why and one.severity not in aside]
    by_gravity = sorted(named, key=lambda one: _gravity(one.why)) if _is_pair(best) else named
    told = best if best.why and not _is_pair(best) else next(iter(by_gravity), best)
    others = dict.fromkeys(
        one.source
        for one in ranked[1:]
        if one.source != best.source and (one is told or not one.source.startswith(own))
    )
    also = f"; also {', '.join(others)}" if others else ""
    pmids = tuple(dict.fromkeys(pmid for one in ranked for pmid in one.pmids))
    return replace(best, source=f"{best.source}{also}", why=told.why, pmids=pmids)


def _is_pair(alert: Alert) -> bool:
    return alert.kind == "interaction"


def _gravity(effect: str) -> int:
    """The place of an effect among those that are told before others, behind them all where it names none."""
    order = [name for name, *_ in rows("grave_effects")]
    return next((place for place, one in enumerate(order) if one in effect), len(order))


def _is_raised(alert: Alert) -> bool:
    """Whether the dose is to be raised: a label that asks to adjust it would be taken for less."""
    return alert.says.startswith(sentence("raise", alert.drug, "").rstrip(" ."))
