"""What a program can check of an answer, given as plain values: alerts, phenotypes, guideline rows, first findings.

`expect` of a row of `sets/sensitivity.jsonl` names the checks; each is held against two answers, A and B, and gives a
sentence for what does not hold. Alerts and phenotypes are compared by what they say and not by how the record wrote it
("Prilosec" for omeprazole).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, get_args

from assistant.knowledge.tables import words_of
from assistant.names.medications import drug_of
from assistant.records.safety import Severity

__all__ = ["CHECKS", "actions", "alerts", "failures", "findings", "guideline_rows", "phenotype"]

Plain = Mapping[str, Any]
"""An `Answer.to_dict()`."""
_FIRST = 2
"""Findings that a reader surely reads."""
_ON_CASE = ("exact", "class", "member", "phenotype")
"""How a row meets a patient of whom more than the gene is known."""


def failures(expect: Mapping[str, Any], a: Plain, b: Plain) -> list[str]:
    """One sentence for each check that does not hold. Raises KeyError for a check that is not listed."""
    return [said for name, wanted in expect.items() for said in CHECKS[name](wanted, a, b)]


def alerts(answer: Plain) -> set[tuple[str, str, str]]:
    """(kind, severity, drug) of each."""
    return {(one["kind"], one["severity"], words_of(one["drug"])) for one in answer["alerts"]}


def phenotype(answer: Plain, gene: str) -> str | None:
    """The one that counts for a drug, among the genes that bear; None where the gene is not among them."""
    for one in answer["phenotypes"]:
        if one["gene"] == gene:
            return str(one.get("converted") or one.get("phenotype", ""))
    return None


def guideline_rows(answer: Plain, drug: str) -> list[Plain]:
    """The curated rows of guidelines on the drug."""
    rows = (row for row in answer["knowledge"].get("rows", ()) if row["fact"]["kind"] == "guideline")
    return [row for row in rows if words_of(drug) in map(words_of, row["fact"].get("therapies", ()))]


def actions(answer: Plain, drug: str) -> set[str]:
    """What guidelines say to do for this patient; nothing where only the gene is known."""
    return {row["fact"]["action"] for row in guideline_rows(answer, drug) if row["subject"] in _ON_CASE}


def findings(answer: Plain) -> list[str]:
    """The claims in order, each with its topic."""
    return [f"{claim['topic']}: {claim['text']}" for claim in answer["claims"]]


def _texts(answer: Plain) -> list[str]:
    """The findings alone: a heading may be the asker's own word for a drug."""
    return [claim["text"] for claim in answer["claims"]]


def _alert(wanted: Sequence[str], a: Plain, b: Plain) -> Iterator[str]:
    """[side, drug, kind]: this side is warned, and the other not, or less (an unknown pregnancy is a caution)."""
    side, drug, kind = wanted
    with_it, without = (a, b) if side == "A" else (b, a)
    here, there = (_warned(answer, drug, kind) for answer in (with_it, without))
    if here is None:
        yield f"no alert ({kind}) on {drug} for {side}"
    elif there is not None and there <= here:
        yield f"an alert ({kind}) on {drug} for both"


def _warned(answer: Plain, drug: str, kind: str) -> int | None:
    """The rank of the strongest alert, 0 for the strongest there is; None without one."""
    found = [one[1] for one in alerts(answer) if one[0] == kind and one[2] == words_of(drug)]
    return min(map(_SEVERITIES.index, found), default=None)


_SEVERITIES = get_args(Severity)


def _interaction(wanted: Sequence[str], a: Plain, b: Plain) -> Iterator[str]:
    """[side, drug, other]: an interaction of the two is found for this side alone."""
    side, *pair = wanted
    with_it, without = (a, b) if side == "A" else (b, a)
    if not _interact(with_it, pair):
        yield f"no interaction of {' and '.join(pair)} for {side}"
    if _interact(without, pair):
        yield f"an interaction of {' and '.join(pair)} for both"


def _interact(answer: Plain, pair: Sequence[str]) -> bool:
    """By whichever of their names: rifampin is rifampicin."""
    found = answer["interactions"].get("found", ())
    return any({_drug(one["drug"]), _drug(one["other"])} == set(map(_drug, pair)) for one in found)


def _drug(name: str) -> str:
    return drug_of(name) or words_of(name)


def _action(wanted: Mapping[str, str], a: Plain, b: Plain) -> Iterator[str]:
    """{drug, A, B}: each side has a guideline row with its action, and the two have not the same rows."""
    sides = {"A": actions(a, wanted["drug"]), "B": actions(b, wanted["drug"])}
    for side, said in sides.items():
        if wanted[side] not in said:
            yield f"no guideline says “{wanted[side]}” for {side}"
    if sides["A"] == sides["B"]:
        yield "guidelines say the same of both"


def _told(wanted: Sequence[str], a: Plain, b: Plain) -> Iterator[str]:
    """[side, drug]: a guideline row on the drug is told as this side's own."""
    side, drug = wanted
    if not actions(a if side == "A" else b, drug):
        yield f"no guideline row on {drug} is told as of {side}"


def _untold(wanted: Sequence[str], a: Plain, b: Plain) -> Iterator[str]:
    """[side, drug]: no guideline row on the drug is told as this side's own, whom nobody tested."""
    side, drug = wanted
    if found := actions(a if side == "A" else b, drug):
        yield f"a guideline row on {drug} ({', '.join(sorted(found))}) is told as of {side}"


def _phenotype(wanted: Mapping[str, Sequence[str]], a: Plain, b: Plain) -> Iterator[str]:
    """{gene: [of A, of B]}; "" is a gene that was not tested, and is told as such."""
    for gene, pair in wanted.items():
        for side, answer, name in (("A", a, pair[0]), ("B", b, pair[1])):
            if phenotype(answer, gene) != name:
                yield f"{gene} of {side} is “{phenotype(answer, gene)}” and not “{name}”"


def _first_differs(wanted: bool, a: Plain, b: Plain) -> Iterator[str]:
    first = [findings(answer)[:1] for answer in (a, b)]
    if (first[0] != first[1]) is not wanted or not all(first):
        yield "the first finding is the same, or missing"


def _no_finding(wanted: Sequence[str], a: Plain, b: Plain) -> Iterator[str]:
    """Sides on which no record of the library is, and so no finding."""
    yield from (f"a finding for {side}, on whom no record is" for side in wanted if findings(a if side == "A" else b))


def _finding_first(wanted: Mapping[str, Sequence[str]], a: Plain, b: Plain) -> Iterator[str]:
    """{side: drugs}: one of them is named in the first two findings."""
    for side, drugs in wanted.items():
        text = " ".join(findings(a if side == "A" else b)[:_FIRST])
        if not any(f" {words_of(drug)} " in f" {words_of(text)} " for drug in drugs):
            yield f"the first findings of {side} name none of {', '.join(drugs)}"


def _same(name: str, read: Callable[[Plain], Any]) -> Callable[[Any, Plain, Plain], Iterator[str]]:
    def check(wanted: bool, a: Plain, b: Plain) -> Iterator[str]:
        if (read(a) == read(b)) is not wanted:
            yield f"{name} {'differ' if wanted else 'are the same'}"

    return check


def _rows(answer: Plain) -> list[Any]:
    return [(row["fact"]["source"], row["fact"]["identifier"], row["fact"].get("action", "")) for row in _all(answer)]


def _all(answer: Plain) -> Sequence[Plain]:
    rows: Sequence[Plain] = answer["knowledge"].get("rows", ())
    return rows


def _phenotypes(answer: Plain) -> set[tuple[str, str]]:
    return {(one["gene"], one.get("converted") or one.get("phenotype", "")) for one in answer["phenotypes"]}


def _others(wanted: Sequence[str], a: Plain, b: Plain) -> Iterator[str]:
    """Genes that B has in its section of their own, and nowhere else."""
    apart = {one["gene"] for one in b["other_phenotypes"]}
    for gene in wanted:
        if gene not in apart:
            yield f"{gene} of B is not told apart"
        if any(gene in row["fact"].get("genes", ()) for row in _all(b)):
            yield f"a curated row of B is on {gene}"


CHECKS: Mapping[str, Callable[[Any, Plain, Plain], Iterator[str]]] = {
    "alert": _alert,
    "interaction": _interaction,
    "action": _action,
    "told": _told,
    "untold": _untold,
    "phenotype": _phenotype,
    "first_finding_differs": _first_differs,
    "finding_first": _finding_first,
    "no_finding": _no_finding,
    "same_claims": _same("the findings", _texts),
    "same_alerts": _same("the alerts", alerts),
    "same_rows": _same("the curated rows", _rows),
    "same_phenotypes": _same("the phenotypes", _phenotypes),
    "other_phenotypes": _others,
}
"""Name of a check to what holds it against two answers."""
