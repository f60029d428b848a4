"""Makes the interaction tables of assistant/knowledge/safety: `python -m evals.knowledge.interactions [DATA]`.

`interaction_readings.tsv` holds what a reader found in the excerpt of each row of `interactions.tsv.gz`, by the row's
number, and of `contraindications.tsv.gz` behind a "c" where a label's contraindications name another drug: whether it
speaks of the pair, what it tells to do, and why. It is joined here with the excerpt (of FDA labels,
in the public domain), its label, date and link; of sources that are no label the excerpt is left out. A pair that
several labels speak of keeps the strongest row, and beside one that holds only for some the strongest that holds for
all. `boxed` is y where the boxed warning of a label speaks of the pair.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from assistant.names.find import synonyms
from assistant.names.medications import drug_of
from assistant.safety.imported import SEVERITIES
from evals.knowledge.excerpts import deciding_excerpt, with_action
from evals.knowledge.interaction_classes import CLASS_COLUMNS, classes_table, listed_words, wanted
from evals.knowledge.modulators import cited, facts_folder, facts_of, short_excerpt, write_table
from ingest.knowledge.tables import read_table

__all__ = ["COLUMNS", "all_facts", "interactions_table", "numbered_rows", "readings", "tables"]

COLUMNS = (
    *("a", "b", "b_kind", "severity", "mechanism", "changed", "only_if", "effect"),
    *("excerpt", "date", "url", "boxed", "source"),
)
_EXCERPT = 270
"""Characters of an excerpt, so that the table stays under 1.5 MB."""
_BOXED = "section: Boxed warning"


class Reading(NamedTuple):
    """One pair of one row that was kept, by the names the tables use."""

    a: str
    """A drug, a combination joined by "+", or a class, where the label speaks of a class with another."""
    b: str
    b_kind: str
    row: dict[str, str]
    number: str


def main() -> None:
    """Writes both tables and prints their rows and bytes."""
    made = tables(facts_folder())
    write_table("interactions", COLUMNS, made["interactions"])
    write_table("interaction_classes", CLASS_COLUMNS, made["interaction_classes"])


def tables(folder: Path) -> dict[str, list[tuple[str, ...]]]:
    """The rows of both tables, from the folder of facts."""
    facts = all_facts(folder)
    found = list(readings())
    used = {one.b for one in found if one.b_kind == "class"}
    return {
        "interactions": interactions_table(found, facts),
        "interaction_classes": classes_table(folder, used, _own(found, facts)),
    }


def all_facts(folder: Path) -> dict[str, dict[str, str]]:
    """The rows of the facts by the numbers that the readings have."""
    facts = {str(place): fact for place, fact in enumerate(facts_of(folder / "interactions.tsv.gz"))}
    return facts | {f"c{place}": fact for place, fact in enumerate(facts_of(folder / "contraindications.tsv.gz"))}


def readings() -> Iterator[Reading]:
    """Every pair of the kept rows; a cell that lists several drugs or classes is as many pairs."""
    words = listed_words()
    for row in read_table(Path(__file__).with_name("interaction_readings.tsv")).records():
        if row["keep"] != "y":
            continue
        for b in row["b"].split("|"):
            is_class = row["b_kind"] == "class" and not all(map(drug_of, b.split("+")))
            named = (words.get(b.casefold()) or _modulators(b)) if is_class else _drugs(b)
            a = words.get(row["a"].casefold()) or _drugs(row["a"])
            if a != named:
                yield Reading(a, named, "class" if is_class else "drug", row, row["id"])


def interactions_table(found: list[Reading], facts: dict[str, dict[str, str]]) -> list[tuple[str, ...]]:
    """Rows of `COLUMNS` in the order of the names."""
    return [row for _, row in numbered_rows(found, facts)]


def numbered_rows(found: list[Reading], facts: dict[str, dict[str, str]]) -> list[tuple[str, tuple[str, ...]]]:
    """The same, each with the number of the fact that it was read from."""
    sections: defaultdict[str, list[str]] = defaultdict(list)
    for fact in facts.values():
        sections[fact["source"]].append(" ".join(fact["excerpt"].split()))
    pairs: defaultdict[tuple[str, str], list[Reading]] = defaultdict(list)
    for one in found:
        pairs[one.a, one.b].append(one)
    rows: list[tuple[str, tuple[str, ...]]] = []
    for key in sorted(pairs):
        ranked = sorted(pairs[key], key=lambda one: (_rank(one), bool(one.row["only_if"]), not one.row["mechanism"]))
        kept = [ranked[0]]
        if ranked[0].row["only_if"]:
            kept += [one for one in ranked if not one.row["only_if"]][:1]
        boxed = any(_BOXED in facts[one.number]["source"] for one in ranked)
        for one in kept:
            fact = facts[one.number]
            rows.append((one.number, _row(one, fact, sections[fact["source"]], boxed)))
    return rows


def _rank(one: Reading) -> int:
    return SEVERITIES.index(one.row["severity"])


def _row(one: Reading, fact: dict[str, str], section: list[str], boxed: bool) -> tuple[str, ...]:
    """`section`: all excerpts of the same section of the same label."""
    where, row = cited(fact), one.row
    names = (*_written(one.b, fact["excerpt"]), *one.b.split("+"), *one.a.split("+"))
    label = "public domain" in fact["license"]
    text = with_action(fact["excerpt"], section, row["severity"])
    usual = short_excerpt(text, _EXCERPT, *names) if label else ""
    excerpt = deciding_excerpt(text, usual, _EXCERPT, row["severity"], *names) if label else ""
    said = (row["severity"], _mechanism(one), row["changed"], row["only_if"], row["effect"])
    return (one.a, one.b, one.b_kind, *said, excerpt, where.date, where.url, "y" * boxed, where.source)


def _written(drugs: str, excerpt: str) -> list[str]:
    """The names by which an excerpt has the drugs, where it has them by another than ours."""
    others = (each.text for drug in drugs.split("+") for each in synonyms("drug", drug))
    return [name for name in others if len(name) > 3 and name.casefold() in excerpt.casefold()]


def _mechanism(one: Reading) -> str:
    """The reading's mechanism; of a label that lists classes of several enzymes, that of the class's own enzyme."""
    said = one.row["mechanism"]
    enzymes = dict.fromkeys(re.findall(r"CYP\d\w+", one.b)) if one.b_kind == "class" else {}
    if len(enzymes) != 1 or not said.startswith("CYP"):
        return said
    (enzyme,) = (name.replace("CYP3A4", "CYP3A") for name in enzymes)
    return f"{enzyme} {said.split(' ', 1)[1]}"


def _drugs(said: str) -> str:
    """Drugs by the names of the vocabulary, those of a combination joined by "+" in the order of their names."""
    parts = [part.strip() for part in said.split("+")]
    return "+".join(sorted(dict.fromkeys(drug_of(part) or part for part in parts)))


def _modulators(words: str) -> str:
    """One form for the words of a class of modulators ("strong and moderate CYP3A inhibitors")."""
    if not wanted(words):
        return words
    plain = words.replace("strong and moderate", "strong or moderate").replace(
        "moderate or strong", "strong or moderate"
    )
    plain = plain.replace("moderate and strong", "strong or moderate")
    plain = plain.replace("dual ", "combined ").replace("CYP3A ", "CYP3A4 ").replace("CYP3A4/5", "CYP3A4")
    if plain.startswith("P-gp and"):
        plain = f"combined {plain}"
    return plain.replace("strong or moderate combined", "combined strong or moderate")


def _own(found: list[Reading], facts: dict[str, dict[str, str]]) -> dict[tuple[str, str], str]:
    """(class, drug) to its label, where the label of a drug warns of others that act as it does itself."""
    alike = {"QT-prolonging drugs": "QT prolongation", "serotonergic drugs": "serotonergic"}
    return {
        (one.b, one.a): cited(facts[one.number]).source
        for one in found
        if alike.get(one.b) == one.row["mechanism"] and one.row["changed"] == "both" and "+" not in one.a
    }


if __name__ == "__main__":
    main()
