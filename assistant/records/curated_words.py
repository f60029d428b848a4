"""What a row of a curated source says, in plain words, for every door: computed from its fields, quoted from nobody.

The source's own level and direction stand beside the plain word, so that nothing is lost by the plainness. A value that
the table of words does not know is said as the source says it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import msgspec

from assistant.knowledge.tables import rows as table_rows
from assistant.records.biomarker_words import biomarker_said
from assistant.records.curated import CuratedFact, CuratedRow, Knowledge

__all__ = [
    "NOT_HELD",
    "SECTION",
    "VOICE",
    "RowSaid",
    "add_command",
    "counted_rows",
    "dates_said",
    "is_established",
    "knowledge_to_dict",
    "lead_row",
    "leading_row",
    "leads",
    "levels_said",
    "missing_pmids",
    "own_address",
    "row_beside",
    "row_said",
    "rows_said",
]

SECTION = "Curated evidence"
VOICE = "From curated sources, not quoted from records."
NOT_HELD = "record not in the library"
"""What a door says of a PMID that the library does not hold."""
_LABORATORY = ("D", "E")
"""CIViC's levels of what was seen in no patient, or only thought of."""
_VALIDATED = "A"
"""CIViC's level of what is proven in people and in use."""
_SIGNS = {"for": "▲", "against": "▼", "caution": "◆", "open": "○"}
_PMID = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
_SHARE = re.compile(r"([0-9.]+ ?%)(?:, (.+))?")
_PUBMED = "https://pubmed.ncbi.nlm.nih.gov"
_LINKABLE = re.compile(r"https://[A-Za-z0-9._~/?=&%-]+", re.ASCII)
_REGIMEN, _OPTIONS = " + ", " or "
_GENES = "; "
"""Between the genes of a guideline's row."""
_STATES = ("phenotype", "activity score")
_USUAL = ("normal ", "no result", "n/a")
"""How the state of a gene begins that is no reason of a row on two."""


class RowSaid(msgspec.Struct, frozen=True):
    """One row, in words that a door only lays out. An empty text: the source does not say."""

    sign: str
    """A mark of the tone for the eye: ▲ for, ▼ against, ◆ caution, ○ neither. Never without `says`."""
    tone: str
    """"for", "against", "caution" or "open": which color a door gives the mark."""
    says: str
    """The direction or the action in plain words: "resistance", "avoid", "approved"."""
    clause: str
    """What limits an action ("if used, 50 % less")."""
    subject: str
    """The therapy; for evidence on no therapy what it is on ("Prognosis")."""
    about: str
    """Biomarker and disease as the source names them, with how they differ from the case's."""
    level: str
    """The source's own level and rating, or the strength of a recommendation."""
    own: str
    """The source's own direction, as it writes it."""
    source: str
    """Source and date, its identifier, and the year of what it rests on."""
    link: str
    """The source's page; empty unless it is on the source's own host."""
    approved: str
    """Agencies and years."""
    held: tuple[tuple[str, str], ...]
    """(PMID, its address) of each record that the library holds."""
    absent: tuple[tuple[str, str], ...]
    """The same of those that it does not hold; no address where that is no PMID."""
    missing: tuple[str, ...]
    """PMIDs that the library does not hold and `vouch-ingest add` can fetch."""
    short: str
    """What an answer opens with: therapy, word, what for, source and level."""
    sentence: str
    """All of it as one sentence, with the PMIDs of the row's own item."""


def rows_said(knowledge: Knowledge) -> tuple[RowSaid, ...]:
    """Every row in words, in the order of the rows."""
    return tuple(map(row_said, knowledge.rows))


def row_said(row: CuratedRow) -> RowSaid:
    fact = row.fact
    says, clause, tone = _says(fact)
    pmids = _pmids(row)
    about, level = _about(row), _level(fact)
    own = fact.direction if fact.direction != says else ""
    subject, source = _subject(fact), _source(fact, row.items)
    agencies = ", ".join(row.approved)
    approved = f"approved: {agencies}" if agencies and fact.kind != "approval" else agencies
    reason = _listed(_match(row, differing=True), _people(fact))
    stated = f"{subject}: {_listed(says, clause)}" + (f", for {reason}" if reason else "")
    stated += f"; {limits}" if (limits := _limits(row, whole=False)) else ""
    return RowSaid(
        sign=_SIGNS[tone],
        tone=tone,
        says=says,
        clause=clause,
        subject=subject,
        about=about,
        level=level,
        own=own,
        source=source,
        link=_link(fact),
        approved=approved,
        held=tuple((pmid, _address(pmid)) for pmid in pmids if pmid in row.in_library),
        absent=tuple((pmid, _address(pmid)) for pmid in pmids if pmid not in row.in_library),
        missing=_missing(row),
        short=f"{stated} ({_standing(fact, level, approved)})",
        sentence=_sentence(_listed(says, clause), subject, about, (level, own, source), approved, fact.pmids),
    )


def missing_pmids(knowledge: Knowledge) -> tuple[str, ...]:
    """The PMIDs of all rows that the library does not hold, each once, in the order of the rows."""
    return tuple(dict.fromkeys(pmid for row in knowledge.rows for pmid in _missing(row)))


def add_command(pmids: Sequence[str]) -> str:
    """The command that adds these records to the library; empty without a PMID. Only digits ever stand in it."""
    wanted = [pmid for pmid in pmids if _PMID.fullmatch(pmid)]
    return f"vouch-ingest add ids:{','.join(wanted)}" if wanted else ""


def dates_said(knowledge: Knowledge) -> str:
    """Of which date each source is that was looked in, and that none had a row where there is none; else empty."""
    if not knowledge.dates:
        return ""
    said = ", ".join(f"{source} {date}" for source, date in knowledge.dates)
    return f"{SECTION}: {said}." if knowledge.rows else f"{SECTION}: no row on this question in {said}."


def levels_said(knowledge: Knowledge) -> str:
    """What the levels of the rows stand for, in the words of CIViC; empty where no row has one."""
    shown = sorted({row.fact.level for row in knowledge.rows if row.fact.source == "CIViC"})
    named = [f"{level} {_words()['level', level][0]}" for level in shown if ("level", level) in _words()]
    return f"CIViC's levels: {', '.join(named)}." if named else ""


def own_address(address: str) -> str:
    """The address where it is on a host of any source that is known here, else nothing."""
    hosts = frozenset().union(*_hosts().values())
    return address if _LINKABLE.fullmatch(address) and urlsplit(address).hostname in hosts else ""


def leads(row: CuratedRow) -> bool:
    """Whether a row may stand in the bottom line: on a therapy, for the very biomarker and no broader disease.

    What holds for most variants of a gene need not hold for the one that was asked about.
    """
    on_case = not (row.countered or row.aside or row.fact.level in _LABORATORY)
    return _on_therapy(row) and on_case and row.subject in ("exact", "phenotype") and row.disease != "parent"


def lead_row(knowledge: Knowledge) -> str:
    """What the first row says, for an answer that has no finding; empty without a row."""
    if not knowledge.rows:
        return ""
    held = any(row.in_library for row in knowledge.rows)
    where = "No finding of your library answers this" if held else "Not in your library"
    return f"{where}; curated evidence says: {row_said(leading_row(knowledge)).short}."


def row_beside(knowledge: Knowledge) -> str:
    """The same for an answer that abstains: rows on something near are shown, and settle nothing."""
    if not knowledge.rows:
        return ""
    said = f"No record answers this; the nearest curated row says: {row_said(leading_row(knowledge)).short}."
    return " ".join(filter(None, (said, _laboratory_alone(knowledge.rows))))


def _laboratory_alone(known: Sequence[CuratedRow]) -> str:
    """The therapies that only the laboratory speaks for, where nothing clinical speaks for any."""
    favoring = [row for row in known if _on_therapy(row) and _says(row.fact)[2] == "for"]
    seen = [row for row in favoring if row.fact.level in _LABORATORY and not row.countered]
    if not seen or len(seen) < len(favoring):
        return ""
    levels = " and ".join(sorted({row.fact.level for row in seen}))
    return f"Only the laboratory speaks for a therapy ({seen[0].fact.source} level {levels}): {_therapies(seen)}."


def _therapies(known: Sequence[CuratedRow]) -> str:
    return "; ".join(dict.fromkeys(_subject(row.fact) for row in known))


def leading_row(knowledge: Knowledge) -> CuratedRow:
    """The first that is on the very case; the first of all where none is, where that is on no therapy (rows on the
    course that was asked about stand before those on what treats it), and where it speaks for a therapy by clinical
    evidence and the one on the very case for none."""
    first = knowledge.rows[0]
    if not _on_therapy(first):
        return first
    leading = next(filter(leads, knowledge.rows), first)
    return first if _helps(first) and not _helps(leading) else leading


def _helps(row: CuratedRow) -> bool:
    clinical = not (row.countered or row.aside or row.fact.level in _LABORATORY)
    return clinical and row.subject in ("exact", "class", "phenotype") and _says(row.fact)[2] == "for"


def is_established(fact: CuratedFact) -> bool:
    """Whether it speaks for a therapy as approved, or as CIViC's highest level: validated in practice."""
    return _says(fact)[2] == "for" and (fact.kind == "approval" or fact.level == _VALIDATED)


def _on_therapy(row: CuratedRow) -> bool:
    return row.fact.kind != "biomarker evidence" or row.fact.evidence_type == "Predictive"


def counted_rows(knowledge: Knowledge) -> str:
    """How many rows of which sources, and that none is a quote; empty without a row."""
    if not knowledge.rows:
        return ""
    sources = list(dict.fromkeys(row.fact.source for row in knowledge.rows))
    named = f"{', '.join(sources[:-1])} and {sources[-1]}" if len(sources) > 1 else sources[0]
    count = len(knowledge.rows)
    return f"{count} row{'s' * (count != 1)} of {named}; no record of the library is quoted."


def knowledge_to_dict(knowledge: Knowledge) -> dict[str, Any]:
    """The section as plain values, every field there; beside each row's fields its sentence, and how to add what the
    library lacks."""
    rows = []
    for row, said in zip(knowledge.rows, rows_said(knowledge), strict=True):
        words = {"says": said.says, "tone": said.tone, "sentence": said.sentence, "missing": list(said.missing)}
        rows.append(_plain(row) | {"fact": _plain(row.fact)} | words)
    dates = [list(pair) for pair in knowledge.dates]
    return {"rows": rows, "dates": dates, "notes": list(knowledge.notes), "add": add_command(missing_pmids(knowledge))}


def _plain(record: msgspec.Struct) -> dict[str, Any]:
    """Every field, those at their default too."""
    return {name: msgspec.to_builtins(getattr(record, name)) for name in record.__struct_fields__}


def _says(fact: CuratedFact) -> tuple[str, str, str]:
    """The plain word, what limits it, and its tone. A share that stands first is that by which a dose changes."""
    if fact.kind == "approval":
        return "approved", "", "for"
    if fact.kind == "guideline" and fact.action:
        action = "limit" if fact.bounds_dose else fact.action
        words, tone = _words().get(("action", action), (fact.action, "open"))
        share = _SHARE.fullmatch(fact.amount) if fact.action in ("reduce", "raise") else None
        return (f"{words} by {share[1]}", share[2] or "", tone) if share else (words, fact.amount, tone)
    words, tone = _words().get(("direction", fact.direction), (fact.direction or "direction not stated", "open"))
    return words, "", tone


def _subject(fact: CuratedFact) -> str:
    if fact.therapies:
        how, _ = _words().get(("interaction", fact.interaction), ("", ""))
        return (_REGIMEN if fact.together else _OPTIONS).join(fact.therapies) + (f" ({how})" if how else "")
    kind = fact.evidence_type
    return _words().get(("type", kind), (kind or "No therapy named", ""))[0]


def _about(row: CuratedRow) -> str:
    return "; ".join(filter(None, (_listed(_match(row), _people(row.fact)), _limits(row, whole=True), row.because)))


def _limits(row: CuratedRow, *, whole: bool) -> str:
    """What is said with a row wherever it stands; of one that goes by the genes alone, in the `whole` also what it does
    not count: before a bottom line's row that is said already."""
    drugs = " and ".join(f"{said.partition(';')[0]})" for said in row.not_counted)
    alone = f"by the genes alone{f', {drugs} not counted' * whole}" if drugs else ""
    return "; ".join(filter(None, (row.limit, alone)))


def _people(fact: CuratedFact) -> str:
    return f"population: {fact.population}" if fact.population not in ("", "general") else ""


def _match(row: CuratedRow, *, differing: bool = False) -> str:
    """Biomarker and disease as the source names them, and how each differs from the case's. `differing`: of several
    genes only those that are not as usual, which are the reason of the row."""
    named = _genes_said(row.fact, differing) or biomarker_said(row.fact) or _REGIMEN.join(row.fact.genes)
    return _listed(_with(named, "subject", row.subject), _with(row.fact.disease, "disease", row.disease))


def _genes_said(fact: CuratedFact, differing: bool) -> str:
    """Each gene with its own state and what its activity score stands for; empty where no part is such a state."""
    parts = [part for group in fact.requires for part in group]
    if not any(part.kind in _STATES for part in parts):
        return ""
    said: dict[str, bool] = {}
    for written in fact.biomarker.split(_GENES):
        gene = written.partition(":")[0]
        own = [part for part in parts if part.gene == gene]
        stands = dict.fromkeys(part.phenotype for part in own if part.phenotype and part.phenotype not in written)
        usual = all((part.phenotype or part.value).startswith(_USUAL) for part in own)
        said[f"{written} ({', '.join(stands)})" if stands else written] = usual
    reasons = [one for one, usual in said.items() if not usual] if differing else []
    return _GENES.join(reasons or said)


def _with(named: str, field: str, match: str) -> str:
    """The name, and how it meets the case where not exactly."""
    said, _ = _words().get((field, match), ("", ""))
    return f"{named} ({said})" if named and said else named


def _level(fact: CuratedFact) -> str:
    if fact.kind == "guideline":
        return f"strength: {fact.level}" if fact.level else ""
    if not fact.level:
        return ""
    return _listed(f"level {fact.level}", f"{fact.rating} of 5 stars" if fact.rating else "")


def _source(fact: CuratedFact, items: int) -> str:
    """Source and date, the item and how many others say the same, the year of a guideline or an undated approval."""
    more = f"{fact.identifier} and {items - 1} more" if items > 1 else fact.identifier
    year = str(fact.year or "")
    said = f"published {year}" if fact.kind == "guideline" else year
    unsaid = not year or fact.date.startswith(year) or fact.kind == "biomarker evidence"
    return _listed(f"{fact.source} {fact.date}".strip(), more, "" if unsaid else said)


def _link(fact: CuratedFact) -> str:
    """The row's address where it is on a host of its source: a file of a user's could name any other."""
    if not _LINKABLE.fullmatch(fact.url):
        return ""
    return fact.url if urlsplit(fact.url).hostname in _hosts().get(fact.source, ()) else ""


def _address(pmid: str) -> str:
    return f"{_PUBMED}/{pmid}/" if _PMID.fullmatch(pmid) else ""


def _standing(fact: CuratedFact, level: str, approved: str) -> str:
    """Source and level, and by whom it is approved."""
    stated = f"{fact.source} {level}".strip() if fact.kind != "approval" or not approved else ""
    return "; ".join(filter(None, (stated, approved)))


def _pmids(row: CuratedRow) -> tuple[str, ...]:
    """Of the row's own item, then of those that say the same."""
    return tuple(dict.fromkeys((*row.fact.pmids, *row.pmids)))


def _missing(row: CuratedRow) -> tuple[str, ...]:
    return tuple(pmid for pmid in _pmids(row) if pmid not in row.in_library and _PMID.fullmatch(pmid))


def _listed(*parts: str) -> str:
    return ", ".join(filter(None, parts))


def _sentence(says: str, subject: str, about: str, standing: Sequence[str], approved: str, pmids: Sequence[str]) -> str:
    """ "Gefitinib: resistance, for EGFR T790M, … (level B …; Supports / Resistance; CIViC …; PMID …)." """
    beside = [*standing, approved, f"PMID {', '.join(pmids)}" if pmids else ""]
    return f"{subject}: {says}{f', for {about}' if about else ''} ({'; '.join(filter(None, beside))})."


@cache
def _words() -> dict[tuple[str, str], tuple[str, str]]:
    """(field, the source's value) to the plain word and its tone."""
    return {(field, value): (words, tone) for field, value, words, tone, _ in table_rows("curated_words")}


@cache
def _hosts() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for field, source, host, *_ in table_rows("curated_words"):
        if field == "host":
            found.setdefault(source, set()).add(host)
    return {source: frozenset(hosts) for source, hosts in found.items()}
