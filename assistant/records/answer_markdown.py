"""An answer as Markdown: the bottom line, what curated sources say, findings by topic with their facts, references.

A finding is in the words of its record; where a model worded it, its quotes stand below it. A curated row is another
voice: it stands under its own heading, in words made of its fields.

Everything that came from a question or a record is escaped, so that no text of a record can become a link, an image,
or markup in a report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from assistant.records.anatomy import (
    Reference,
    alert_line,
    counted,
    curated_lead,
    design_said,
    effect_said,
    facts,
    groups,
    how_new,
    is_quoted,
    lead_words,
    not_covered,
    references,
)
from assistant.records.curated_words import (
    NOT_HELD,
    SECTION,
    VOICE,
    RowSaid,
    add_command,
    dates_said,
    levels_said,
    missing_pmids,
    rows_said,
)
from assistant.records.in_other_words import by_part, summary_head, wording_said
from assistant.records.safety_markdown import (
    alert_blocks,
    case_blocks,
    interaction_blocks,
    other_gene_blocks,
    phenotype_blocks,
    studied_blocks,
)
from assistant.records.safety_words import SEE_ALERT, alerts_on, alerts_on_row, genes_lead
from ingest.printable import printable

if TYPE_CHECKING:
    from assistant.records.answer import Answer, Claim, Conflict, Evidence, Usage
    from assistant.records.curated import Knowledge
    from assistant.records.quotes import Citation
    from assistant.records.safety import Alert
    from ingest.records.article import Article

__all__ = ["answer_to_markdown", "article_to_markdown", "curated_blocks", "escape", "usage_said"]

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
    cited = references(answer.claims, answer.evidence)
    blocks = [f"# {escape(answer.question)}", *urgent, *alert_blocks(answer.alerts, escape)]
    blocks += [_status(answer), *_summary(answer), *case_blocks(answer, escape)]
    blocks += curated_blocks(answer.knowledge, answer.alerts)
    blocks += phenotype_blocks(answer.phenotypes, escape) + interaction_blocks(answer.interactions, escape)
    if answer.claims:
        blocks += ["## Findings", *_findings(answer, _numbers(cited))]
    blocks += [*filter(None, (_population(answer),)), *studied_blocks(answer.studied, escape), *_not_covered(answer)]
    if answer.conflicts:
        blocks += ["## Studies that disagree", *(_conflict(conflict) for conflict in answer.conflicts)]
    if cited:
        blocks += ["## References", "\n".join(map(_reference, cited))]
    if answer.abstention is not None:
        blocks += list(_nearest(answer))
    blocks += other_gene_blocks(answer, escape)
    blocks += [block for block in (_searched(answer), _notes(answer)) if block]
    return "\n\n".join(blocks) + "\n"


def curated_blocks(knowledge: Knowledge, alerts: Sequence[Alert] = ()) -> list[str]:
    """The section on what curated sources say, a block each; none where no row meets the case."""
    if not knowledge.rows:
        return []
    rows = zip(rows_said(knowledge), knowledge.rows, strict=True)
    notes = "\n".join(f"- {escape(note)}" for note in knowledge.notes)
    command = add_command(missing_pmids(knowledge))
    add = f"Records not in the library: add them with `{command}`." if command else ""
    listed = "\n".join(_row(said, row.finding, alerts_on_row(alerts, row.fact.therapies)) for said, row in rows)
    below = escape(f"{dates_said(knowledge)} {levels_said(knowledge)}".strip())
    return [f"## {SECTION}", f"*{VOICE}*", *filter(None, (listed, notes, add, below))]


def _row(said: RowSaid, finding: Citation | None, alerts: Sequence[int]) -> str:
    """A row on one line, the strongest words first; below it the record's own words, where the library has them."""
    strong = f"**{said.sign} {escape(said.says)}: {escape(said.subject)}**"
    level = f"{said.level} ({said.own})" if said.level and said.own else said.level or said.own
    strong += f" **({SEE_ALERT})**" if alerts else ""
    parts = [strong, *map(escape, (said.clause, level, said.approved, said.about))]
    parts.append(f"[{escape(said.source)}]({said.link})" if said.link else escape(said.source))
    parts += [_pmids("", said.held), _pmids(f"{NOT_HELD}: ", said.absent)]
    line = f"- {' · '.join(filter(None, parts))}"
    if finding is None:
        return line
    return f"{line}\n  > Its record, PMID {escape(finding.pmid)}, says: {escape(finding.quote)}"


def _pmids(said: str, pmids: Sequence[tuple[str, str]]) -> str:
    listed = ", ".join(f"[{pmid}]({address})" if address else escape(pmid) for pmid, address in pmids)
    return f"{said}PMID {listed}" if listed else ""


def _not_covered(answer: Answer) -> list[str]:
    """What was asked and is not answered, and how new what is shown is."""
    lines = [f"- {escape(line)}" for line in not_covered(answer)]
    return [*(["## What is not covered", "\n".join(lines)] if lines else []), *filter(None, (escape(how_new(answer)),))]


def article_to_markdown(article: Article) -> str:
    """One record: where it appeared, what must be known of it, and its abstract under the labels printed in it."""
    blocks = [f"# {escape(article.heading)}", _appeared(article)]
    integrity = article.integrity
    if article.digest:
        paper = f" The paper: {escape(article.vernacular_title)}" if article.vernacular_title else ""
        blocks.append(f"**Digest:** a summary written for Vouch from facts, not the abstract of the paper.{paper}")
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
        why = f"**{said}: {escape(answer.abstention.reason)}.** {escape(answer.abstention.explanation)}"
        return " ".join(filter(None, (why, *map(escape, (*answer.not_taken, genes_lead(answer), lead_words(answer))))))
    said, alert = lead_words(answer), escape(alert_line(answer))
    if not said:
        return f"**No finding.** {alert}".rstrip()
    numbers = _numbers(references(answer.claims, answer.evidence))
    marks = " ".join(_marks(claim, numbers) for claim in answer.claims[:1])
    guideline, evidence = map(escape, curated_lead(answer))
    parts = ("**Bottom line:**", alert, guideline, escape(said), marks, escape(counted(answer)), evidence)
    return " ".join(filter(None, parts))


def _numbers(cited: Sequence[Reference]) -> dict[str, int]:
    return {reference.pmid: reference.number for reference in cited}


def _findings(answer: Answer, numbers: dict[str, int]) -> Iterator[str]:
    for group in groups(answer.claims):
        lines = [f"### {escape(group.heading)}", ""] if group.heading else []
        yield "\n".join([*lines, *(_claim(claim, numbers, answer) for claim in group.claims)])


def _summary(answer: Answer) -> Iterator[str]:
    """The synthesis, marked as a model's; each sentence with the papers of the findings it rests on."""
    if answer.summary is None:
        return
    numbers = _numbers(references(answer.claims, answer.evidence))
    lines = [f"**{escape(summary_head(answer.summary))}:**", ""]
    for head, sentences in by_part(answer):
        said = [f"{escape(one.text)} {_marks_of(one.findings, answer, numbers)}".rstrip() for one in sentences]
        lines.append(f"- {head}: {' '.join(said)}")
    yield "\n".join(lines)


def _marks_of(findings: Sequence[int], answer: Answer, numbers: dict[str, int]) -> str:
    cited = (citation.pmid for n in findings for citation in answer.claims[n - 1].citations)
    return "".join(f"[{numbers[pmid]}]" for pmid in dict.fromkeys(cited))


def _claim(claim: Claim, numbers: dict[str, int], answer: Answer) -> str:
    """The quote is the finding; a writer's own sentence stands above it, marked; so is a drug with an alert."""
    quotes = [] if is_quoted(claim) and not claim.wording else claim.citations
    known = "; ".join(filter(None, (facts(claim), wording_said(claim))))
    alert = f" **({SEE_ALERT})**" if alerts_on(answer, claim) else ""
    lines = [f"- {escape(claim.wording or claim.text)} {_marks(claim, numbers)}{alert} ({escape(known)})"]
    return "\n".join([*lines, *(f"  > {escape(one.quote)} [{numbers[one.pmid]}]" for one in quotes)])


def _marks(claim: Claim, numbers: dict[str, int]) -> str:
    return "".join(f"[{numbers[pmid]}]" for pmid in dict.fromkeys(one.pmid for one in claim.citations))


def _reference(reference: Reference) -> str:
    """Authors, title, where and when, identifiers, design, the parts of the record that are quoted, and flags."""
    where = " ".join(part for part in (escape(reference.journal), str(reference.year or "")) if part)
    parts = [escape(reference.authors), escape(reference.title), where]
    parts += [f"doi {escape(reference.doi)}"] if reference.doi else []
    parts += [f"PMID [{reference.pmid}]({reference.url})", escape(reference.design)]
    parts.append(f"Quoted: {escape(', '.join(dict.fromkeys(one.section for one in reference.quotes)))}")
    flags = f" **{escape(', '.join(reference.flags))}.**" if reference.flags else ""
    return f"{reference.number}. {'. '.join(part for part in parts if part)}.{flags}"


def _conflict(conflict: Conflict) -> str:
    lines = [f"### {escape(conflict.statement)}", ""]
    if conflict.headline:
        lines += [f"**{escape(conflict.headline)}**", ""]
    lines += ["| Side | Study | Design | Year | n | Effect | Words |", "|---|---|---|---|---|---|---|"]
    for position in conflict.positions:
        effect = position.effect
        size = effect_said(effect) if effect is not None else ""
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
    quotes = answer.abstention.quotes if answer.abstention is not None else ()
    lines = [
        "\n".join([_study(found[pmid]), *(f"  > {escape(one.quote)}" for one in quotes if one.pmid == pmid)])
        for pmid in nearest
        if pmid in found
    ]
    if lines:
        yield "## Nearest records, which do not answer the question"
        yield "\n".join(lines)


def _study(item: Evidence) -> str:
    article = item.article
    year = f", {article.year}" if article.year else ""
    return f"- {escape(article.heading)} ({escape(design_said(item.grade.design))}{year}) PMID {escape(article.pmid)}"


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
    writer = f"Written by: {escape(answer.model)}." if answer.claims else ""
    notes = [*said, *filter(None, (sent, writer))]
    return "## Notes\n\n" + "\n".join(f"- {note}" for note in notes) if notes else ""
