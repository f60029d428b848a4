"""Makes `assistant/knowledge/learned/design_model.tsv`: `python -m evals.train.designs`. Some minutes on a CPU.

Learns from the part "learned" of `evals/sets/designs.tsv`, and for kinds that few records are of, from records of the
corpus whose title names one (the rules of `designs.tsv` that look at titles), the naming words taken out of the title.
Titles of the common kinds are left out: of records on genotypes those say "cohort" that could as well say nothing, and
in cross-validation such titles cost .035 of the records read right. What is held to measure is never learned from. Only
weights are written, no text.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from assistant.knowledge.patterns import patterns
from assistant.knowledge.tables import rows
from assistant.language.plain_signs import plain_signs
from assistant.studies.design_likeness import GROUPS, design_signs
from evals.material.made_claims import articles
from evals.measure.search.designs import group_of, labeled_designs
from evals.train.linear import Weights, fitted, write_table
from ingest.records.article import Article

__all__ = ["Example", "examples", "named_in_title", "train"]

_FEWEST, _STRENGTH, _LEAST = 6, 0.13, 0.025
_NAMED = 0.08
"""What a record whose title names its design counts beside a labeled one."""
_MOST = 300
"""Records a group whose title names it."""
_RARE = (
    "guideline",
    "meta-analysis",
    "systematic review",
    "trial protocol",
    "analysis within a trial",
    "trial without randomization",
)


class Example(NamedTuple):
    signs: frozenset[str]
    group: str
    counts: float


def train(corpus: Iterable[Article]) -> None:
    """Writes the table."""
    model = _fitted(examples(corpus))
    print(write_table("design_model", model, GROUPS, "evals/train/designs.py", _LEAST))


def examples(corpus: Iterable[Article]) -> list[Example]:
    """One for each label that a record has, and the records that say their own."""
    by_pmid = {one.pmid: one for one in corpus}
    rows = labeled_designs()
    learned = [row for row in rows if row["part"] == "learned" and row["pmid"] in by_pmid]
    made = [one for row in learned for one in _labeled(by_pmid[row["pmid"]], row["design"].split(" | "))]
    named = sorted(by_pmid.keys() - {row["pmid"] for row in rows})
    random.Random(0).shuffle(named)  # noqa: S311 - a repeatable draw, not a secret
    return made + list(_naming(by_pmid[pmid] for pmid in named))


def _fitted(found: list[Example]) -> Weights:
    signs, labels, counts = zip(*found, strict=True)
    return fitted(signs, labels, GROUPS, _FEWEST, _STRENGTH, counted=counts)


def _labeled(article: Article, groups: list[str]) -> Iterator[Example]:
    signs = design_signs(plain_signs(article.title), plain_signs(article.abstract))
    yield from (Example(signs, group, 1 / len(groups)) for group in groups)


def _naming(corpus: Iterable[Article]) -> Iterator[Example]:
    seen: Counter[str] = Counter()
    for article in corpus:
        group, title = named_in_title(article)
        seen[group] += 1
        if group in _RARE and seen[group] <= _MOST:
            yield Example(design_signs(title, plain_signs(article.abstract)), group, _NAMED)


def named_in_title(article: Article) -> tuple[str, str]:
    """The group that the title names, and the title without the words that do; "" where it names none."""
    title, says = plain_signs(article.title), patterns("design_phrases")
    text = f"{title}\n{plain_signs(article.abstract)}"
    for rule, where, design, *_ in rows("designs"):
        unless = says.get((rule, "unless"))
        if where == "title" and says[rule, "says"].search(title) and not (unless and unless.search(text)):
            return group_of(design), says[rule, "says"].sub(" ", title)
    return "", title


if __name__ == "__main__":
    train(articles())
