"""Ten questions of the bedside, each with a normal, a variant and an untested patient, and what must be answered.

`sets/bedside.jsonl` has the phenotype, the actions of CPIC and of DPWG with the guideline's identifier, the alerts, and
what must never stand. They were taken from the guidelines before any answer was seen. The short form of an answer (its
alerts, phenotypes, guideline rows and first finding) is what a pharmacist read; it is kept as a golden file, and
`python -m evals.material.bedside` makes these anew after a change that was meant.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec

from assistant.api import Assistant
from assistant.records.patient import Patient
from assistant.variants.phenotypes import phenotypes_in
from evals.material.answer_checks import actions, alerts, findings, guideline_rows, phenotype
from evals.material.data import SETS, read_rows
from evals.material.libraries import prepared
from evals.material.questions import starter
from evals.report import Options

__all__ = ["GOLDEN", "MAKE", "Bedside", "answered", "bedside", "main", "short_form", "wrong"]

GOLDEN = Path(__file__).resolve().parents[2] / "tests" / "assistant" / "golden" / "bedside"
MAKE = "./run python -m evals.material.bedside"
"""The command that makes the golden files."""


_TEST_FIRST = re.compile(r"test(?:ing)? first\b.*\((?:CPIC|DPWG|FDA label)")


class Bedside(msgspec.Struct, frozen=True):
    """One question with one patient."""

    id: str
    topic: str
    kind: Literal["normal", "variant", "untested"]
    question: str
    patient: dict[str, Any]
    drug: str
    phenotypes: dict[str, str]
    """Gene to the phenotype that the record stands for, before drugs convert it."""
    not_tested: tuple[str, ...]
    """Genes of the guidelines that the record is silent on: told as not tested, and never as normal."""
    actions: dict[str, tuple[tuple[str, str], ...]]
    """Source to its (identifier, action), all of which stand in the rows."""
    alerts: tuple[tuple[str, str], ...]
    """(drug, kind)."""
    never: tuple[str, ...]
    """Actions that no row on the drug may have."""
    first: tuple[str, ...] = ()
    """What the bottom line must say is not tested, and whose label asks for it, before anything else but alerts."""


def bedside() -> list[Bedside]:
    """The thirty rows."""
    return [msgspec.convert(row, Bedside) for row in read_rows(SETS / "bedside.jsonl")]


def answered(asked: Bedside, assistant: Assistant) -> dict[str, Any]:
    """The answer as plain values."""
    return assistant.ask(asked.question, Patient.from_dict(asked.patient)).to_dict()


def wrong(asked: Bedside, answer: Mapping[str, Any]) -> list[str]:
    """A sentence for each thing that the answer lacks or must not say."""
    checks = (_phenotypes, _guidelines, _alerts, _untested_first, _first_finding)
    return [said for check in checks for said in check(asked, answer)]


def short_form(answer: Mapping[str, Any]) -> str:
    """Alerts, phenotypes, guideline rows and the first finding, a line each."""
    lines = [f"alert: {one['severity']}: {one['says']}{_fact(one)}" for one in answer["alerts"]]
    for one in answer["phenotypes"]:
        lines.append(f"phenotype: {one['gene']}: {_phenotype_said(one)}")
        lines += [f"  {note}" for note in one.get("notes", ())]
        lines += [f"  {one['untested']}: {one['test_first']}"] if one.get("untested") else []
    lines += [f"not on this question: {one['gene']}: {_phenotype_said(one)}" for one in answer["other_phenotypes"]]
    for row in answer["knowledge"].get("rows", ()):
        if row["fact"]["kind"] == "guideline":
            lines.append(f"guideline: {_row_said(row)}")
    lines += [f"first finding: {one}" for one in findings(answer)[:1]]
    lines += [f"limit: {one}" for one in answer["limits"]]
    return "\n".join([f"status: {answer['status']}", *lines]) + "\n"


def _phenotypes(asked: Bedside, answer: Mapping[str, Any]) -> Iterator[str]:
    told = {one["gene"]: one for one in answer["phenotypes"]}
    for gene, name in asked.phenotypes.items():
        said = told.get(gene, {}).get("phenotype", "")
        if said != name:
            yield f"{gene} is told as “{said}” and not as “{name}”"
    for gene in asked.not_tested:
        if gene not in told or told[gene]["basis"] != "not tested" or phenotype(answer, gene):
            yield f"{gene} is not told as not tested"


def _guidelines(asked: Bedside, answer: Mapping[str, Any]) -> Iterator[str]:
    rows = guideline_rows(answer, asked.drug)
    have = {(row["fact"]["source"], row["fact"]["identifier"], row["fact"]["action"]) for row in rows}
    for source, wanted in asked.actions.items():
        for identifier, action in wanted:
            if (source, identifier, action) not in have:
                yield f"{source} {identifier} “{action}” is missing"
    for action in asked.never:
        if any(one[2] == action for one in have):
            yield f"a guideline row says “{action}”"
    if asked.kind == "untested" and actions(answer, asked.drug):
        yield "a guideline row is told as of this patient, whose genes nobody tested"


def _alerts(asked: Bedside, answer: Mapping[str, Any]) -> Iterator[str]:
    have = {(drug, kind) for kind, _, drug in alerts(answer)}
    for wanted in asked.alerts:
        if wanted not in have:
            yield f"no alert ({wanted[1]}) on {wanted[0]}"
    for drug, kind in sorted(have - set(asked.alerts)):
        if kind == "genotype" and asked.kind != "variant":
            yield f"an alert ({kind}) on {drug}"


def _untested_first(asked: Bedside, answer: Mapping[str, Any]) -> Iterator[str]:
    """What nobody tested stands in the bottom line before any finding: unknown, to be tested, with a source."""
    said = answer.get("bottom_line", "")
    lead = said[: said.find(answer["claims"][0]["text"][:40])] if answer["claims"] else said
    for words in asked.first:
        if words not in lead:
            yield f"the bottom line does not say first that {words} is not tested"
    if asked.first and not ("not tested: unknown, not normal" in lead and _TEST_FIRST.search(lead)):
        yield "the bottom line does not say first that what is not tested is unknown, and to test"


def _first_finding(asked: Bedside, answer: Mapping[str, Any]) -> Iterator[str]:
    """It must not be on other metabolizers only."""
    for claim in answer["claims"][:1]:
        named = {one.name for one in phenotypes_in(claim["text"]) if one.gene in ("", *asked.phenotypes)}
        if asked.phenotypes and named and not named & set(asked.phenotypes.values()):
            yield f"the first finding is on other people ({', '.join(sorted(named))})"


def _fact(one: Mapping[str, Any]) -> str:
    return f" ({one['fact']}; {one['source']})"


def _phenotype_said(one: Mapping[str, Any]) -> str:
    said = one.get("phenotype") or ("not tested" if one["basis"] == "not tested" else "not known")
    parts = [one.get("reported", ""), said, one.get("score", "") and f"activity score {one['score']}"]
    if one.get("converted"):
        parts.append(f"acts as {one['converted']} with {', '.join(one.get('converted_by', ()))}")
    return ", ".join(filter(None, parts))


def _row_said(row: Mapping[str, Any]) -> str:
    fact = row["fact"]
    clause = " ".join(filter(None, (fact["action"], fact.get("amount", ""))))
    people = f" [{fact['population']}]" if fact.get("population") else ""
    drugs = "/".join(fact.get("therapies", ()))
    return f"{fact['source']} {fact['identifier']}: {drugs}, {fact.get('biomarker', '')}: {clause}{people}"


def main(arguments: Sequence[str] = ()) -> int:
    """Writes the golden files of the rows named, or of all; the committed ones are what the test compares with."""
    chosen = [one for one in bedside() if not arguments or one.id in arguments]
    GOLDEN.mkdir(parents=True, exist_ok=True)
    with prepared(starter(), Options()) as library, Assistant.open(library=str(library.path), audit=False) as assistant:
        for one in chosen:
            (GOLDEN / f"{one.id}.txt").write_text(short_form(answered(one, assistant)), encoding="utf-8")
    print(f"written: {len(chosen)} files in {GOLDEN}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
