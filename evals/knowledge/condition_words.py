"""Makes `condition_words`, the words that names of diseases are built of: `python -m evals.knowledge.condition_words`.

A note names diseases that no vocabulary lists in those words ("renal-artery stenosis", "liver abscess"). They end in a
word that names of the Disease Ontology end in, too (by its ending, or chosen by hand), and what stands before it are
words of such names.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

from assistant.knowledge.tables import spell, words_in, words_of
from evals.knowledge.make import ROOT, TABLES
from evals.knowledge.sources import Term, read_facts
from ingest.knowledge.tables import read_table

__all__ = ["condition_words"]

_LEAST = 3
"""Names that must hold a word before it is taken for one that stands before the head."""
_ENDING = re.compile(r".{3,}(?:itis|oma|osis|emia|pathy|plasia|trophy|ectasis|sclerosis|penia|uria|algia|plegia)")
_WORD = re.compile(r"[a-z]{3,}")


def main() -> None:
    """Writes the table and prints its rows."""
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "data"
    choices = [list(row) for row in read_table(Path(__file__).with_name("choices.tsv")).rows]
    made = condition_words(list(read_facts(data).doid.values()), choices)
    text = "\n".join(["role\tword\tsource", *("\t".join(row) for row in made), ""])
    (TABLES / "condition_words.tsv").write_text(text, encoding="utf-8")
    print(f"condition_words {len(made)} rows {len(text):,} bytes")


def condition_words(terms: list[Term], choices: list[list[str]]) -> list[list[str]]:
    """Rows (role, word, source): "head" ends a name, "modifier" stands before one."""
    chosen = {(table, action): set[str]() for table, action, *_ in choices}
    for table, action, text, *_ in choices:
        chosen[table, action].add(text)
    left_out = chosen.get(("condition heads", "drop"), set())
    names = [words_of(form).split() for term in terms for form in (term.name, *term.others) if "," not in form]
    heads = {spell(name[-1]) for name in names if _ENDING.fullmatch(spell(name[-1]))} - left_out
    before = Counter(word for name in names for word in name[:-1] if _WORD.fullmatch(word))
    grammar = words_in("grammar_words") | {"and", "with", "due", "the", "for", "from", "without", "other", "type"}
    modifiers = {word for word, n in before.items() if n >= _LEAST} - grammar - left_out
    added = [
        ["head", text, why] for table, action, text, _, why in choices if (table, action) == ("condition heads", "add")
    ]
    rows = [["head", word, "DOID"] for word in sorted(heads)] + [
        ["modifier", word, "DOID"] for word in sorted(modifiers)
    ]
    return rows + [row for row in added if row[1] not in heads]


if __name__ == "__main__":
    main()
