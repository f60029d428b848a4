"""Makes `own_words.tsv`: words that questions use and the records that answer them do without.

Five readers wrote questions on a record, some that it answers and some near misses (`sets/record_questions.tsv`). A
word that a record lacks tells of a near miss only if it does so oftener than not: "adjuvant" does, "worth" does not.
Held questions are not looked at. `python -m evals.train.own_words LIBRARY`.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from assistant.question.asked import content_words, searchable
from evals.material.data import SETS
from evals.material.questions import read_table
from evals.train.answering_pairs import part_of, spans_labeled
from ingest.library.library import Library

__all__ = ["own_words"]

_ANSWERS = 2
_EVERY = 30
_AT_ONCE = 1000
_TELLS = 2
"""How many times as often near misses lack a word that tells of one."""
_TABLE = Path(__file__).parents[2] / "assistant" / "knowledge" / "learned" / "own_words.tsv"
_SOURCE = "ours: evals/train/own_words.py"


def own_words(library: Library) -> dict[str, list[str]]:
    """Stems that records which answer lack at least as often, per question, as records of near misses.

    "often": more than one such record did, or the stem is in every thirtieth record of the library and no sign of a
    near miss; "once": it may have been a slip, which is enough for a doubt.
    """
    labels = spans_labeled()
    questions = [row for row in read_table(SETS / "record_questions.tsv") if part_of(row["pmid"]) != "held"]
    articles = library.get_many(list(dict.fromkeys(row["pmid"] for row in questions)))
    lacked: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    asked: Counter[bool] = Counter()
    for row in questions:
        if (article := articles.get(row["pmid"])) is None:
            continue
        answered = any(span.label == _ANSWERS for span in labels[row["id"]].get(row["pmid"], ()))
        asked[answered] += 1
        lacked[answered].update(content_words(row["question"]) - content_words(searchable(article)))
    share = {kind: max(1, asked[kind]) for kind in lacked}
    there, missed = lacked[True], lacked[False]
    told = {one for one in missed if missed[one] / share[False] > _TELLS * there[one] / share[True] and missed[one] > 1}
    often = {one for one in there if there[one] > 1 and there[one] / share[True] >= missed[one] / share[False]}
    often |= _common(library) - told
    return {"often": sorted(often), "once": sorted(set(there) - often)}


def _common(library: Library) -> set[str]:
    """Stems, without digits, in at least every thirtieth record."""
    held: Counter[str] = Counter()
    pmids = list(library.pmids())
    for start in range(0, len(pmids), _AT_ONCE):
        for article in library.get_many(pmids[start : start + _AT_ONCE]).values():
            held.update(content_words(article.text))
    return {stem for stem, records in held.items() if records * _EVERY >= len(library) and stem.isalpha()}


def main() -> None:
    with Library.open(sys.argv[1]) as library:
        found = own_words(library)
    lines = ["stems\tlacked\tsource"]
    for kind, stems in found.items():
        by_letter: dict[str, list[str]] = {}
        for stem in stems:
            by_letter.setdefault(stem[0], []).append(stem)
        lines += [f"{' '.join(words)}\t{kind}\t{_SOURCE}" for words in by_letter.values()]
    _TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
