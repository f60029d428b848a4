"""Makes `assistant/knowledge/learned/guard_model.tsv`: `python -m evals.train.guard`. Seconds on a CPU.

Learns from the tuning half of our own unanswerable questions, and of public questions that the literature answers
(PharmGKB, PubMedQA, BioASQ), and those of our own that come near in wording: on trials by name, on overdoses and
suicidality as a subject, on what a patient will have. The held halves tell how often each kind is recognized, and how
often a question for the literature is turned away. Only weights are written, no question.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from sklearn.linear_model import LogisticRegression

from assistant.guard.likeness import ANSWERABLE, kind_of
from evals.material.data import SETS, fold, gold_rows
from evals.material.questions import read_table, starter_questions
from ingest.embed.embedding import Embedder, load_embedder

_TABLE = Path(__file__).resolve().parents[2] / "assistant" / "knowledge" / "learned" / "guard_model.tsv"
_SOURCE = "trained by evals/train/guard.py"
_PUBLIC = (("pgx_retrieval_dev.jsonl", 400), ("pubmedqa_dev.jsonl", 500), ("bioasq_7b-10b.jsonl.gz", 1000))


def questions() -> list[tuple[str, str, str]]:
    """(kind, question, "tune" or "held")."""
    made = [(row["kind"], row["question"], row["fold"]) for row in read_table(SETS / "abstention_questions.tsv")]
    for name, most in _PUBLIC:
        made += [(ANSWERABLE, row["question"], fold(row["question"])) for row in gold_rows(name)[:most]]
    own = [row["question"] for row in read_table(SETS / "guard_literature.tsv")]
    own += [asked.text for asked in starter_questions() if asked.answerable]
    return made + [(ANSWERABLE, question, "tune") for question in own]


def train(rows: list[tuple[str, str, str]], embedder: Embedder) -> None:
    """Fits on the tuning half and writes the table."""
    tune = [(kind, text) for kind, text, half in rows if half == "tune"]
    vectors = embedder.embed([text for _, text in tune])
    model = LogisticRegression(C=30, max_iter=5000, class_weight="balanced").fit(vectors, [kind for kind, _ in tune])
    lines = ["kind\tbias\tweights\tsource"]
    for kind, bias, weights in zip(model.classes_, model.intercept_, model.coef_, strict=True):
        lines.append(f"{kind}\t{bias:.3f}\t{' '.join(f'{weight:.3f}' for weight in weights)}\t{_SOURCE}")
    _TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    rows, embedder = questions(), load_embedder()
    train(rows, embedder)
    asked, turned = Counter[str](), Counter[str]()
    for kind, text, half in rows:
        if half == "held":
            asked[kind] += 1
            turned[kind] += bool(kind_of(text, embedder))
    for kind, number in asked.items():
        print(f"{kind}: {turned[kind]} of {number} held-out questions turned away")


if __name__ == "__main__":
    main()
