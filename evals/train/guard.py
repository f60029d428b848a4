"""Makes `assistant/knowledge/learned/guard_model.tsv`: `python -m evals.train.guard`. A few minutes on a CPU.

Learns from the tuning half of our own questions that no abstract answers, of public questions that the literature
answers (PharmGKB, PubMedQA, BioASQ), and of our own that come near in wording: on trials by name, on doses by genotype,
on overdoses and suicidality as a subject, on what a patient will have. Templates say one thing of many trials, drugs,
genes and diseases, so that the name of a trial alone tells nothing; these are named in `sets/guard_names.tsv`.

How sure the model must be is set for each kind by cross-validation within the tuning half, from the questions for the
literature that it would turn away. The held halves then tell how often each kind is recognized, and how often a
question for the literature is turned away, with the rules before the model as an answer has them. Only weights are
written, no question.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from assistant.guard.guard import asks_literature_too, check_question, likely_refusal
from assistant.guard.likeness import ANSWERABLE, KINDS, WORD_WEIGHT, words_asked
from assistant.question.understand import understand
from evals.material.data import SETS, fold, gold_rows
from evals.material.questions import read_table, starter_questions
from ingest.embed.embedding import Embedder, load_embedder

_TABLE = Path(__file__).resolve().parents[2] / "assistant" / "knowledge" / "learned" / "guard_model.tsv"
_SOURCE = "evals/train/guard.py"
_PUBLIC = ("pgx_retrieval_dev.jsonl", "pubmedqa_dev.jsonl", "bioasq_7b-10b.jsonl.gz")
_EACH = 6
"""Times a template is filled; together they weigh as much as two questions."""
_OWN = 4.0
"""What a question for the literature of our own counts beside a public one: it was written to come near."""
_FEWEST = 5
"""Questions that must hold a word for it to count, and the least weight that is written."""
_LEAST = 0.08
_TURNED = {"emergency": 0.0, "future": 0.005, "out of scope": 0.0025, "protocol": 0.0025}
"""The share of literature questions, of our own and of public ones, that a kind may turn away when it is tuned: 1 % in
all. Emergencies need none of it beside the rules; what may come is asked in the most ways."""
_BATCH = 64


class Row(msgspec.Struct, frozen=True):
    """A question; `source` is "own", "template" or the name of the public set."""

    kind: str
    text: str
    half: str
    source: str


def questions() -> list[Row]:
    """All that is labeled, of both halves; templates are of the tuning half."""
    made = [Row(row["kind"], row["question"], row["fold"], "own") for row in _table("abstention_questions")]
    made += [Row(ANSWERABLE, row["question"], row["fold"], "own") for row in _table("guard_literature")]
    made += [Row(ANSWERABLE, asked.text, "tune", "own") for asked in starter_questions() if asked.answerable]
    for name in _PUBLIC:
        asked = [row["question"] for row in gold_rows(name)]
        made += [Row(ANSWERABLE, question, fold(question), name.split("_")[0]) for question in asked]
    return made + templated()


def templated() -> list[Row]:
    """Every template filled with names picked by hash."""
    names: dict[str, list[str]] = {}
    for row in _table("guard_names"):
        names.setdefault(row["slot"], []).append(row["name"])
    names["drug2"] = names["drug"][1::2]
    made = []
    for row in _table("guard_templates"):
        for turn in range(_EACH):
            key = hashlib.sha256(f"{row['template']}{turn}".encode()).digest()
            picked = {slot: ways[key[place] % len(ways)] for place, (slot, ways) in enumerate(sorted(names.items()))}
            made.append(Row(row["kind"], row["template"].format(**picked), "tune", "template"))
    return made


def train(rows: list[Row], embedder: Embedder) -> None:
    """Fits on the tuning half, sets how sure each kind must be, and writes the table."""
    tune = [row for row in rows if row.half == "tune"]
    texts = [row.text for row in tune]
    vectors = np.vstack([embedder.embed(texts[start : start + _BATCH]) for start in range(0, len(texts), _BATCH)])
    words = [words_asked(text) for text in texts]
    everywhere = np.arange(len(tune))
    model, names = _fit(tune, vectors, words, everywhere)
    _write(model, names, _sure_from(tune, vectors, words))


def _fit(tune: list[Row], vectors: Any, words: list[frozenset[str]], part: Any) -> tuple[LogisticRegression, list[str]]:
    counts = Counter(word for row in part for word in words[row])
    names = sorted(word for word, count in counts.items() if count >= _FEWEST)
    kinds = [tune[row].kind for row in part]
    model = LogisticRegression(C=10, max_iter=3000)
    return model.fit(_inputs(vectors, words, part, names), kinds, sample_weight=_weights(tune, part)), names


def _inputs(vectors: Any, words: list[frozenset[str]], part: Any, names: list[str]) -> Any:
    place = {name: number for number, name in enumerate(names)}
    cells = [(row, place[word]) for row, which in enumerate(part) for word in words[which] if word in place]
    rows, columns = zip(*cells, strict=True)
    held = sparse.csr_matrix((np.full(len(cells), WORD_WEIGHT), (rows, columns)), shape=(len(part), len(names)))
    return sparse.hstack([sparse.csr_matrix(vectors[part]), held]).tocsr()


def _weights(tune: list[Row], part: Any) -> Any:
    """Kinds weigh the same; within the literature a question of our own weighs more than a public one."""
    made = np.array([2 / _EACH if tune[row].source == "template" else 1.0 for row in part])
    kinds = np.array([tune[row].kind for row in part])
    ours = np.array([tune[row].source in ("own", "template") for row in part])
    made[ours & (kinds == ANSWERABLE)] *= _OWN
    for kind in (*KINDS, ANSWERABLE):
        made[kinds == kind] *= len(part) / 5 / made[kinds == kind].sum()
    return made


def _sure_from(tune: list[Row], vectors: Any, words: list[frozenset[str]]) -> list[float]:
    """For each kind the probability above which few literature questions are taken for it, by models that saw none."""
    written = np.array([row for row in range(len(tune)) if tune[row].source != "template"])
    filled = np.array([row for row in range(len(tune)) if tune[row].source == "template"])
    groups = [tune[row].kind + tune[row].source for row in written]
    taken: dict[tuple[str, bool], list[float]] = {}
    for seen, unseen in StratifiedKFold(5, shuffle=True, random_state=1).split(written, groups):
        model, names = _fit(tune, vectors, words, np.concatenate([written[seen], filled]))
        chances = model.predict_proba(_inputs(vectors, words, written[unseen], names))
        for row, chance in zip(written[unseen], chances, strict=True):
            if tune[row].kind == ANSWERABLE:
                found = taken.setdefault((model.classes_[chance.argmax()], tune[row].source == "own"), [])
                found.append(float(chance.max()))
    sizes = Counter(tune[row].source == "own" for row in written if tune[row].kind == ANSWERABLE)
    return [
        max([0.5, *(_above(taken.get((kind, own), []), _TURNED[kind] * sizes[own]) for own in sizes)]) for kind in KINDS
    ]


def _above(chances: list[float], most: float) -> float:
    """The least probability that at most that many reach."""
    ordered = sorted(chances, reverse=True)[int(most) :]
    return min(0.98, ordered[0] + 0.005) if ordered else 0.0


def _write(model: LogisticRegression, names: list[str], sure: list[float]) -> None:
    kinds = list(model.classes_)
    against = kinds.index(ANSWERABLE)
    order = [kinds.index(kind) for kind in KINDS]
    weights, bias = model.coef_ - model.coef_[against], model.intercept_ - model.intercept_[against]
    size = weights.shape[1] - len(names)
    lines = ["\t".join(("part", "name", *KINDS, "source")), _line("sure", "", sure), _line("bias", "", bias[order])]
    lines += [_line("vector", str(number), weights[order, number]) for number in range(size)]
    for number, name in enumerate(names):
        counts = weights[order, size + number]
        if np.abs(counts).max() * WORD_WEIGHT >= _LEAST:
            lines.append(_line("word", name, counts))
    _TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _line(part: str, name: str, numbers: Any) -> str:
    return "\t".join((part, name, *(f"{number:.2f}" for number in numbers), _SOURCE))


def _table(name: str) -> list[dict[str, str]]:
    return read_table(SETS / f"{name}.tsv")


def turned_away(question: str, embedder: Embedder) -> bool:
    """Whether the guard keeps a question from the literature, by a rule or by its likeness."""
    refusal = check_question(question) or likely_refusal(question, embedder)
    return refusal is not None and not asks_literature_too(refusal, understand(question))


def main() -> None:
    rows, embedder = questions(), load_embedder()
    train(rows, embedder)
    asked, turned = Counter[str](), Counter[str]()
    for row in rows:
        if row.half == "held":
            name = f"{row.kind}, {row.source}"
            asked[name] += 1
            turned[name] += turned_away(row.text, embedder)
    for name, number in asked.items():
        print(f"{name}: {turned[name]} of {number} held-out questions turned away")


if __name__ == "__main__":
    main()
