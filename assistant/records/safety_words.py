"""What an answer says of a patient's safety, in plain words, for every door: alerts, pharmacogenes, interactions.

A door only lays these words out. What is not known is said to be unknown, and nothing is ever said to be safe.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from assistant.knowledge.tables import pieces, rows
from assistant.records.answer import Answer, Claim
from assistant.records.curated_words import own_address
from assistant.records.phenotype import GenePhenotype
from assistant.records.safety import Alert, Interaction, Interactions, Severity
from assistant.records.studied import Share, Studied

__all__ = [
    "ALERTS",
    "INTERACTIONS",
    "OTHER_PHENOTYPES",
    "PHENOTYPES",
    "PHENOTYPE_COLUMNS",
    "SEE_ALERT",
    "STUDIED",
    "AlertSaid",
    "InteractionSaid",
    "PhenotypeSaid",
    "alert_lead",
    "alert_said",
    "alerts_on",
    "alerts_on_row",
    "asks_of_what_is_taken",
    "genes_lead",
    "interaction_said",
    "lead_of_drugs",
    "no_data_said",
    "not_recognized_said",
    "phenotype_said",
    "studied_rows",
    "studied_said",
    "untested_lead",
]

ALERTS = "Alerts for this patient"
PHENOTYPES = "Pharmacogenes of this patient"
OTHER_PHENOTYPES = "Other pharmacogenes of the patient, not bearing on this question"
INTERACTIONS = "Drug interactions"
STUDIED = "Whom the cited studies are on"
SEE_ALERT = "see alert"
PHENOTYPE_COLUMNS = ("Gene", "Reported", "Phenotype", "Activity score", "Changed by", "What is not known")
_NOTHING = "–"
_OF_LABEL = " label of "
_MOST_PAIRS = 12
"""Pairs without data that are named; a long list of drugs has thousands."""
_IS: dict[Severity, str] = {
    "contraindicated": "is contraindicated",
    "avoid": "is to be avoided",
    "not recommended": "is not recommended",
    "adjust dose": "needs an adjusted dose",
    "separate administration": "is to be given apart",
    "monitor": "needs monitoring",
    "caution": "needs caution",
}
_TONES: dict[Severity, str] = {
    "contraindicated": "against",
    "avoid": "against",
    "not recommended": "against",
    "adjust dose": "caution",
    "separate administration": "caution",
    "monitor": "caution",
    "caution": "caution",
}


class AlertSaid(msgspec.Struct, frozen=True):
    """One alert, in words that a door only lays out. An empty text: the source does not say."""

    severity: str
    """ "Contraindicated" …, which no color replaces."""
    tone: str
    """ "against" or "caution"."""
    drug: str
    fact: str
    says: str
    why: str
    limits: str
    source: str
    """Source and date."""
    link: str
    """The source's page; empty unless it is on a host of a source that is known here."""
    pmids: tuple[str, ...]
    excerpt: str
    brought: str
    """Said of a drug that nobody asked about."""
    sentence: str
    """ "abacavir is contraindicated: allergy to abacavir (FDA label, 2020)." """


class PhenotypeSaid(msgspec.Struct, frozen=True):
    """One gene: a cell for each of `PHENOTYPE_COLUMNS`, and where it comes from."""

    cells: tuple[str, str, str, str, str, str]
    sources: str
    acting: int
    """The cell that counts for a drug, to be set off: the phenotype, or what other drugs make of it; -1: not known."""


class InteractionSaid(msgspec.Struct, frozen=True):
    """Two drugs, in words that a door only lays out."""

    pair: str
    severity: str
    tone: str
    mechanism: str
    """With the class through which the source speaks of either drug."""
    effect: str
    limits: str
    source: str
    link: str
    pmids: tuple[str, ...]
    excerpt: str


def alert_said(alert: Alert) -> AlertSaid:
    standing = ", ".join(filter(None, (alert.source, alert.date)))
    short = ", ".join(filter(None, (alert.source.partition(" (")[0], alert.date[:4])))
    return AlertSaid(
        severity=_capital(alert.severity),
        tone=_TONES[alert.severity],
        drug=alert.drug,
        fact=alert.fact,
        says=alert.says,
        why=alert.why,
        limits=alert.limits,
        source=standing,
        link=own_address(alert.url),
        pmids=alert.pmids,
        excerpt=alert.excerpt,
        brought=_brought(alert),
        sentence=_sentence(alert, short),
    )


def _brought(alert: Alert) -> str:
    if alert.of_class:
        return f"not asked about by name: one of “{alert.of_class}”"
    return "" if alert.asked else "not asked about: the findings or curated rows below bring it up"


def _sentence(alert: Alert, source: str) -> str:
    """ "abacavir is contraindicated: allergy to abacavir (FDA label, 2020)." Of two drugs both are its subject: whose
    dose it is, only the reason tells."""
    if alert.kind == "duplicate":
        return f"{alert.says.removesuffix('.')} ({source})."
    if alert.kind != "interaction":
        return f"{alert.drug} {_IS[alert.severity]}: {alert.fact} ({source})."
    why = f": {alert.why}" if alert.why else ""
    amount = f", {alert.amount}" if alert.amount else ""
    return f"{alert.drug} with {alert.fact} {_IS[alert.severity]}{amount}{why} ({source})."


def alert_lead(answer: Answer, opening: str) -> tuple[str, str]:
    """What a bottom line says of alerts: before all else, and behind what was not tested; empty without one.

    First stands the gravest alert on a drug that the question asks about, else on one that it names, else an
    interaction of what is taken where it is on that, else one on a drug that the rest of the bottom line (`opening`)
    brings up, else, where nothing is answered, any. The last two stand behind, and say so, where the question is on
    another drug.
    """
    asked = [one.name for one in answer.query.named("drug") if one.origin == "question"]
    named = " ".join((answer.question, answer.query.text, *asked, *_of_regimens(answer)))
    news = [one for one in answer.alerts if not _is_known(one)]
    own = [one for one in news if one.leads] or [one for one in news if _names(answer, one, named)]
    own = own or ([one for one in news if one.kind == "interaction"] if asks_of_what_is_taken(answer) else [])
    found = own or [one for one in news if _names(answer, one, opening)]
    if not (answer.claims or answer.knowledge.rows):
        found = found or news  # nothing else is answered
    if not found:
        return "", ""
    more = len(answer.alerts) - 1
    rest = f" {more} more alert{'s' * (more > 1)}." if more else ""
    if own and _is_answer(answer, found[0]):
        return f"{_whole(found[0])}{rest}", ""
    said = f"{alert_said(found[0]).sentence}{rest}"
    return (
        ("", f"Alert on a drug not asked about: {said}")
        if not own and _is_on_a_drug(answer)
        else (f"Alert: {said}", "")
    )


def asks_of_what_is_taken(answer: Answer) -> bool:
    """Whether a question beside a record that names nothing is on what the patient takes: by its words ("Do her drugs
    interact?"), or since the record has nothing else that it could be on."""
    concepts = answer.query.concepts
    if answer.case is None or any(one.origin == "question" for one in concepts):
        return False
    return answer.query.facet == "interaction" or (
        answer.query.facet is None and all(one.kind == "drug" for one in concepts)
    )


def _is_answer(answer: Answer, alert: Alert) -> bool:
    """Whether the alert itself is what was asked: the question tells the whole case, and nothing else answers it."""
    return alert.of_question and answer.status == "answered" and not (answer.claims or answer.knowledge.rows)


def _whole(alert: Alert) -> str:
    """What the source says, with the source and its date, and when it holds."""
    standing = ", ".join(filter(None, (alert.source, alert.date)))
    return " ".join(filter(None, (f"{alert.says.removesuffix('.')} ({standing}).", alert.limits)))


def _is_on_a_drug(answer: Answer) -> bool:
    """Whether the question asks about a drug, a product or a regimen by name, and not only what follows one."""
    roles = answer.query.roles
    other = {name.casefold() for name in (*roles.prior, *roles.co_medication)}
    named = (one for one in answer.query.named("drug") if one.origin != "patient")
    return bool(_of_regimens(answer)) or any(
        other.isdisjoint((one.name.casefold(), one.surface.casefold())) for one in named
    )


def _of_regimens(answer: Answer) -> list[str]:
    """The drugs of the regimens ("FOLFOX") and products ("Triumeq") that the question names."""
    named = {one.name for one in answer.query.concepts if one.kind == "other" and one.origin == "question"}
    told = (row for table in ("regimens", "medication_names") for row in rows(table))
    return [drug for name, drugs, _ in told if name in named for drug in pieces(drugs)]


def _is_known(alert: Alert) -> bool:
    """Whether it only says that the drug is taken already: no news to one who asks about it."""
    return alert.kind == "duplicate" and alert.drug.casefold() == alert.fact.casefold()


def untested_lead(answer: Answer) -> str:
    """What of the genes that bear on a drug asked about nobody tested, and who says that a result comes first; those
    with the same reason in one sentence, and what a label asks for first. Empty where all were tested."""
    same: dict[str, list[str]] = {}
    for one in sorted(answer.phenotypes, key=lambda one: _OF_LABEL not in one.test_first):
        if one.untested:
            same.setdefault(one.test_first, []).append(one.untested)
    return " ".join(f"{' and '.join(what)} not tested: unknown, not normal; {why}." for why, what in same.items())


def genes_lead(answer: Answer) -> str:
    """What is not known of the genes that bear on the question, before anything that goes by them."""
    return " ".join(filter(None, (untested_lead(answer), _uncounted(answer))))


def _uncounted(answer: Answer) -> str:
    """Which genes are read alone though a drug that is taken may change their enzymes; empty without one."""
    return " ".join(
        f"{one.gene} goes by the genes alone: {' and '.join(one.not_counted)} {'are' if one.not_counted[1:] else 'is'} "
        f"taken and not counted, so that the enzyme may work {one.may_work} than assumed."
        for one in answer.phenotypes
        if one.may_work
    )


def alerts_on(answer: Answer, *said: str | Claim) -> tuple[int, ...]:
    """The places (from 1) of the alerts on a drug that a finding, or other words of the answer, names."""
    text = " ".join(one if isinstance(one, str) else f"{one.text} {one.topic}" for one in said)
    return tuple(
        place for place, alert in enumerate(answer.alerts, 1) if not _is_known(alert) and _names(answer, alert, text)
    )


def alerts_on_row(alerts: Sequence[Alert], therapies: Sequence[str]) -> tuple[int, ...]:
    """The same of a curated row, which names its therapies one by one."""
    named = {one.casefold() for one in therapies}
    names = ((*alert.drugs, *alert.called) for alert in alerts)
    parts = ({one for name in some for one in name.casefold().split(" + ")} for some in names)
    met = (not _is_known(alert) and bool(named & own) for alert, own in zip(alerts, parts, strict=True))
    return tuple(place for place, is_met in enumerate(met, 1) if is_met)


def phenotype_said(one: GenePhenotype) -> PhenotypeSaid:
    if one.basis == "not tested":
        reported, phenotype = "not tested", "not known: not tested"
    else:
        reported, phenotype = one.reported or _NOTHING, one.phenotype or "not known"
    by = "; ".join(one.converted_by)
    acts = f"for {one.converted_for} counts as" if one.converted_for else "acts as"
    changed = f"{acts} {one.converted}" + (f" through {by}" if by else "") if one.converted else by
    unknown = " ".join(one.notes) or ("" if one.phenotype else "its phenotype") or _NOTHING
    cells = (one.gene, reported, phenotype, one.score or _NOTHING, changed or _NOTHING, unknown)
    acting = 4 if one.converted else 2 if one.phenotype else -1
    return PhenotypeSaid(cells, "; ".join(one.sources), acting)


def interaction_said(one: Interaction) -> InteractionSaid:
    return InteractionSaid(
        pair=f"{one.drug} with {one.other}",
        severity=_capital(one.severity),
        tone=_TONES[one.severity],
        mechanism=", ".join(filter(None, (one.mechanism, one.through))) or "not stated",
        effect=one.effect or "not stated",
        limits="; ".join(filter(None, ("boxed warning" if one.boxed else "", one.amount, one.limits))),
        source=", ".join(filter(None, (one.source, one.date))),
        link=own_address(one.url),
        pmids=one.pmids,
        excerpt=one.excerpt,
    )


def lead_of_drugs(answer: Answer) -> str:
    """What stands for a bottom line where neither a finding nor a row answers, and alerts or interactions do."""
    if not (answer.alerts or answer.interactions.found):
        return ""
    answering = next((one for one in answer.alerts if one.leads and _is_answer(answer, one)), None)
    if answering is not None and (answering.kind == "interaction" or not answer.interactions.found):
        return f"{_NO_FINDING}: what stands here is from that source alone."
    if not answer.interactions.found:
        return f"{_NO_FINDING}."
    first = answer.interactions.found[0]
    source = ", ".join(filter(None, (first.source, first.date[:4])))
    return f"{_NO_FINDING}; of the drugs it is known: {first.drug} with {first.other}: {first.severity} ({source})."


_NO_FINDING = "No finding of your library answers this"


def no_data_said(interactions: Interactions) -> str:
    """The pairs of which no source says anything, in one line; empty without one."""
    pairs = [f"{one} with {other}" for one, other in interactions.no_data]
    if not pairs:
        return ""
    more = len(pairs) - _MOST_PAIRS
    rest = f"; and {more:,} more pairs" if more > 0 else ""
    return f"No data here on {'; '.join(pairs[:_MOST_PAIRS])}{rest}: whether they interact is unknown."


def not_recognized_said(interactions: Interactions) -> str:
    named = ", ".join(interactions.not_recognized)
    return f"Not recognized as drugs, so not checked: {named}." if named else ""


def studied_said(studied: Studied) -> str:
    """Whom the papers are on, and of which groups of the patient none of them speaks."""
    return " ".join(filter(None, (studied.sentence, studied.unsaid)))


def studied_rows(studied: Studied) -> tuple[tuple[str, str], ...]:
    """(what, groups with the number of studies that say so) of each kind of group that any paper tells of."""
    kinds = (
        ("Sex", studied.sexes),
        ("Age", studied.ages),
        ("Ancestry", studied.ancestries),
        ("Country", studied.countries),
    )
    return tuple((name, ", ".join(map(_share, shares))) for name, shares in kinds if shares)


def _share(share: Share) -> str:
    return f"{share.group}: {share.studies}"


def _names(answer: Answer, alert: Alert, text: str) -> bool:
    """Whether the text has a generic name of the alert's drugs, what else they are called here, or another name that
    the question's reading knows of one."""
    names = dict.fromkeys((*alert.drugs, *alert.called))
    known, others = {name.casefold() for name in names}, dict[str, None]()
    for one in answer.query.named("drug"):
        own = one.name.casefold() in known
        (names if own else others).update(dict.fromkeys((one.surface, one.name, *(each.text for each in one.synonyms))))
    return bool(re.search(_alone(names, others), text, re.IGNORECASE))


def _alone(names: Iterable[str], others: Iterable[str]) -> str:
    """A pattern of any of the names where it stands by itself, and is no beginning of a name of another drug
    ("trastuzumab emtansine", "trastuzumab-emtansine")."""
    made = []
    for name in filter(None, names):
        low = name.casefold()
        longer = (one[len(name) + 1 :] for one in others if one.casefold().startswith((f"{low} ", f"{low}-")))
        behind = "|".join([r"\w", *(rf"[ -]{re.escape(one)}" for one in longer)])
        made.append(rf"{re.escape(name)}(?!{behind})")
    return rf"(?<!\w)(?:{'|'.join(made)})" if made else r"(?!)"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
