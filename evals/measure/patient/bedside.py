"""Are the ten questions of the bedside answered as CPIC and DPWG answer them? `./run eval bedside`.

Each is asked for a normal, a variant and an untested patient: phenotypes, actions with the guideline's identifier and
alerts must be told, and nothing that is another patient's. What is missing in a variant's or an untested patient's
answer is listed in its row.
"""

from __future__ import annotations

from typing import Any

import msgspec

from assistant.api import Assistant
from evals.material.bedside import answered, bedside, wrong
from evals.material.libraries import prepared
from evals.material.questions import starter
from evals.measure.patient.bedside_sentences import figures as figures_of_sentences
from evals.measure.patient.bedside_sentences import told
from evals.report import Figure, Options, Report
from evals.stats import proportion

__all__ = ["run"]


def run(options: Options) -> Report:
    """Shares of rows with nothing wrong, over all and by kind of patient, on the starter library."""
    with prepared(starter(), options) as library, Assistant.open(library=str(library.path), audit=False) as assistant:
        rows: list[dict[str, Any]] = []
        for one in bedside():
            found = wrong(one, answered(one, assistant))
            rows.append({"id": one.id, "kind": one.kind, "right": not found, "wrong": found})
        sentences = told(library)
    figures = [_share(rows, "all")]
    for kind in dict.fromkeys(row["kind"] for row in rows):
        share = _share([row for row in rows if row["kind"] == kind], kind)
        figures.append(msgspec.structs.replace(share, better=""))
    figures += figures_of_sentences(sentences)
    return Report("bedside", tuple(figures), (*rows, *sentences), ("The extractive writer, on the starter library.",))


def _share(rows: list[dict[str, Any]], leg: str) -> Figure:
    return Figure("bedside", leg, "right", proportion(sum(row["right"] for row in rows), len(rows)))
