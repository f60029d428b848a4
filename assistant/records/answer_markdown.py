"""An answer as Markdown: findings by topic with numbered references, each reference with its quote and its flags.

Everything that came from a question or a record is escaped, so that no text of a record can become a link, an image,
or markup in a report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.printable import printable

if TYPE_CHECKING:
    from assistant.records.answer import Answer, Citation, Claim, Conflict, Evidence, Grade, Usage
    from ingest.records.article import Article

__all__ = ["answer_to_markdown", "article_to_markdown", "escape", "usage_said"]

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~#&!$])")
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)++")
_LINKING = re.compile(
    r"(?<=\w):(?=//)|//|(?<=[\w-])\.(?=[^\W\d_]{2,24}(?!\w))|(?<=\bwww)\.|(?<=\w)@(?=\w)", re.IGNORECASE
)
"""Where renderers that link bare addresses look: a scheme, two slashes, the dot of a domain, the at sign."""
_LINE_MARK = re.compile(r"\A(\s*)([-+=]|\d+[.)])(?=\s|\Z|=|-)")
_SIDES = {"supports": "Supports", "opposes": "Opposes", "inconclusive": "Inconclusive"}


def answer_to_markdown(answer: Answer) -> str:
    """A whole document, ending in a line break."""
    urgent = [f"**Get help now:** {escape(answer.warning)}"] if answer.warning else []
    blocks = [f"# {escape(answer.question)}", *urgent, _status(answer)]
    if answer.limits:
        blocks.append("**Before you read on:**\n\n" + "\n".join(f"- {escape(line)}" for line in answer.limits))
    numbers: dict[tuple[str, int, int], int] = {}
    if answer.claims:
        blocks += ["## Findings", *_findings(answer, numbers)]
    if answer.conflicts:
        blocks += ["## Studies that disagree", *(_conflict(conflict) for conflict in answer.conflicts)]
    if numbers:
        blocks += ["## References", "\n".join(_references(answer, numbers))]
    if answer.abstention is not None:
        blocks += list(_nearest(answer))
    blocks += [block for block in (_population(answer), _searched(answer), _notes(answer)) if block]
    return "\n\n".join(blocks) + "\n"


def article_to_markdown(article: Article) -> str:
    """One record: where it appeared, what must be known of it, and its abstract under the labels printed in it."""
    blocks = [f"# {escape(article.title)}", _appeared(article)]
    integrity = article.integrity
    if article.digest:
        blocks.append("**Digest:** a summary written for Vouch from facts, not the abstract of the paper.")
    said = {"retracted": integrity.retracted, "expression of concern": integrity.concern, "erratum": integrity.erratum}
    flags = [f"{name}: {signal}" for name, signal in said.items() if signal != "no"]
    if flags:
        blocks.append(f"**Integrity:** {escape('; '.join([*flags, *integrity.reasons]))}")
    for section in article.sections:
        if section.kind != "title":
            label = f"**{escape(section.label)}:** " if section.label else ""
            blocks.append(label + escape(article.text[section.start : section.end]))
    if article.publication_types:
        blocks.append(f"Publication types: {escape('; '.join(article.publication_types))}")
    return "\n\n".join(blocks) + "\n"


def _appeared(article: Article) -> str:
    link = f"PMID [{escape(article.pmid)}](https://pubmed.ncbi.nlm.nih.gov/{article.pmid}/)"
    known = [escape(article.journal_abbreviation or article.journal), str(article.year or "no year"), link]
    known += [f"doi {escape(article.doi)}"] if article.doi else []
    return ", ".join(part for part in (*known, f"revision {article.revision}") if part)


def escape(text: str) -> str:
    """The text on one line, with nothing in it that Markdown or HTML would read as markup, nor a renderer as a link.

    An e-mail address becomes code: renderers in the manner of GitHub link it in whatever way it is escaped.
    """
    line = " ".join(printable(text).split())
    parts, done = [], 0
    for found in _MAIL.finditer(line):
        parts += [_escaped(line[done : found.start()]), f"`{found[0]}`"]
        done = found.end()
    made = "".join([*parts, _escaped(line[done:])])
    return _LINE_MARK.sub(lambda match: match.group(1) + _broken(match.group(2)), made)


def _escaped(text: str) -> str:
    line = _SPECIAL.sub(r"\\\1", text)
    line = re.sub(r"(?i)\b(https?|ftp|mailto|javascript|data|xmpp):", r"\1\:", line)
    return _LINKING.sub(lambda match: "".join(f"\\{mark}" for mark in match[0]), line)


def usage_said(usage: Usage) -> str:
    """What a model was asked and cost, in one sentence; empty when none was asked."""
    if not usage.calls:
        return ""
    parts = [f"{usage.calls} call{'s' * (usage.calls != 1)} of the model"]
    if usage.input_tokens or usage.output_tokens:
        parts.append(f"{usage.input_tokens:,} tokens read, {usage.output_tokens:,} written")
    if usage.cost is not None:
        parts.append(f"cost {usage.cost:.4f} at the prices set")
    return f"{'; '.join(parts)}."


def _broken(mark: str) -> str:
    return f"\\{mark}" if len(mark) == 1 else f"{mark[:-1]}\\{mark[-1]}"


def _status(answer: Answer) -> str:
    if answer.abstention is not None:
        said = {"redirected": "Redirected"}.get(answer.status, "No answer")
        return f"**{said}: {escape(answer.abstention.reason)}.** {escape(answer.abstention.explanation)}"
    studies = len({citation.pmid for claim in answer.claims for citation in claim.citations})
    findings = len(answer.claims)
    counted = f"{findings} finding{'s' * (findings != 1)} from {studies} stud{'ies' if studies != 1 else 'y'}"
    return f"**Answered:** {counted}, each with the words that support it. Written by: {escape(answer.model)}."


def _findings(answer: Answer, numbers: dict[tuple[str, int, int], int]) -> Iterator[str]:
    topics: dict[str, list[Claim]] = {}
    for claim in answer.claims:
        topics.setdefault(claim.topic, []).append(claim)
    for topic, claims in topics.items():
        lines = [f"### {escape(topic)}", ""] if topic else []
        yield "\n".join([*lines, *(_claim(claim, numbers) for claim in claims)])


def _claim(claim: Claim, numbers: dict[tuple[str, int, int], int]) -> str:
    marks = []
    for citation in claim.citations:
        place = (citation.pmid, citation.start, citation.end)
        marks.append(f"[{numbers.setdefault(place, len(numbers) + 1)}]")
    level = f", CEBM level {escape(claim.grade.level)}" if claim.grade.level else ""
    years = sorted({citation.year for citation in claim.citations if citation.year})
    when = f", {years[-1]}" if years else ""
    return f"- {escape(claim.text)} {''.join(marks)} ({_design(claim.grade)}{level}{when})"


def _design(grade: Grade) -> str:
    return "design unknown" if grade.design == "unknown" else escape(grade.design)


def _references(answer: Answer, numbers: dict[tuple[str, int, int], int]) -> Iterator[str]:
    cited = {(c.pmid, c.start, c.end): c for claim in answer.claims for c in claim.citations}
    for place, number in numbers.items():
        yield f"{number}. {_source(cited[place])}"
        yield f"   > {escape(cited[place].quote)}"


def _source(citation: Citation) -> str:
    journal = " ".join(part for part in (escape(citation.journal), str(citation.year or "")) if part)
    parts = [escape(citation.title).rstrip("."), journal, f"PMID [{citation.pmid}]({citation.url})"]
    parts += [escape(citation.design), f"from: {escape(citation.section)}"]
    flags = f" **{escape(', '.join(citation.flags))}.**" if citation.flags else ""
    return ". ".join(part for part in parts if part) + "." + flags


def _conflict(conflict: Conflict) -> str:
    lines = [f"### {escape(conflict.statement)}", ""]
    if conflict.headline:
        lines += [f"**{escape(conflict.headline)}**", ""]
    lines += ["| Side | Study | Design | Year | n | Effect | Words |", "|---|---|---|---|---|---|---|"]
    for position in conflict.positions:
        effect = position.effect
        size = f"{effect.kind} {effect.value:g}" if effect is not None else ""
        if effect is not None and effect.low is not None and effect.high is not None:
            size += f" ({effect.low:g} to {effect.high:g})"
        level = f" (level {position.grade.level})" if position.grade.level else ""
        cells = [
            _SIDES[position.side],
            f"PMID {position.pmid}",
            _listed(position.grade.design + level, *position.quote.flags),
        ]
        cells += [str(position.year or ""), str(position.sample_size or ""), size, position.quote.quote]
        lines.append("| " + " | ".join(escape(cell) for cell in cells) + " |")
    return "\n".join(lines)


def _listed(*parts: str) -> str:
    return ", ".join(filter(None, parts))


def _nearest(answer: Answer) -> Iterator[str]:
    nearest = answer.abstention.nearest if answer.abstention is not None else ()
    found = {item.article.pmid: item for item in answer.evidence}
    lines = [_study(found[pmid]) for pmid in nearest if pmid in found]
    if lines:
        yield "## Nearest records, which do not answer the question"
        yield "\n".join(lines)


def _study(item: Evidence) -> str:
    article = item.article
    year = f", {article.year}" if article.year else ""
    return f"- {escape(article.title)} ({_design(item.grade)}{year}) PMID {escape(article.pmid)}"


def _population(answer: Answer) -> str:
    """How the cited studies' people compare with the patient, where anything differs or is not said."""
    cited = {citation.pmid for claim in answer.claims for citation in claim.citations}
    lines = []
    for item in answer.evidence:
        if item.article.pmid in cited and item.fit.items:
            said = [_fit(fit.aspect, fit.status, fit.patient, fit.study) for fit in item.fit.items]
            lines.append(f"- PMID {escape(item.article.pmid)}: {'; '.join(said)}")
    return "## Fit of the studies\n\n" + "\n".join(lines) if lines else ""


def _fit(aspect: str, status: str, patient: str, study: str) -> str:
    words = f" (“{escape(study)}”)" if study else ""
    return f"{escape(aspect)} {escape(patient)}: {status}{words}"


def _searched(answer: Answer) -> str:
    searched = answer.searched or (answer.abstention.searched if answer.abstention else ())
    return "## What was searched\n\n" + "\n".join(f"- {escape(line)}" for line in searched) if searched else ""


def _notes(answer: Answer) -> str:
    known = ", what may be shared of the patient's record" if answer.query.patient_facts else ""
    host = answer.usage.sent_to  # the settings' own word, so that it is no stranger's link
    sent = f"Sent to {host}: the scrubbed question{known} and abstracts." if host else ""
    said = [escape(note) for note in (*answer.notes, usage_said(answer.usage)) if note]
    notes = [*said, *filter(None, (sent,))]
    return "## Notes\n\n" + "\n".join(f"- {note}" for note in notes) if notes else ""
