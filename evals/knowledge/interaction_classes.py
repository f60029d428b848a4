"""Makes assistant/knowledge/safety/interaction_classes.tsv: which drugs are of a class that labels speak of.

Classes of enzymes and transporters are made of the table of modulators when they are asked for; here stand only the
words that ask for them. Other classes are lists of public drug facts, stems of names, what a label names, and, for the
drugs that prolong the QT interval and those that act on serotonin, the drugs whose own label warns of the others.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from assistant.names.medications import drug_of
from evals.knowledge.modulators import facts_of
from ingest.knowledge.tables import read_table

__all__ = ["CLASS_COLUMNS", "classes_table", "listed_words", "wanted"]

CLASS_COLUMNS = ("class", "words", "members", "wanted", "source")
_ENZYME = re.compile(r"CYP\d[A-Z]\d*|P-gp|BCRP|OATP1B[13]?|UGT1A\d|OCT\d|MATE\d(?:-K)?")
_ROLE = re.compile(r"\b(inhibitor|inducer|substrate)s$")
_ALIKE = {"CYP3A": "CYP3A4", "OATP1B": "OATP1B1"}


def wanted(words: str) -> str:
    """What a drug must be to be of a class of modulators, as `assistant/safety/classes.py` reads it; "" for no such
    class: alternatives divided by "|", each "enzyme role strengths", joined by "&" where all must hold."""
    role = _ROLE.search(words)
    if role is None:
        return ""
    plain = words.replace("CYP3A4/5", "CYP3A4").replace("OATP1B1/1B3", "OATP1B1 or OATP1B3")
    both = bool(re.search(r"\b(?:combined|dual)\b|P-gp and", plain))
    parts: list[str] = []
    strengths: list[str] = []
    for word in re.findall(r"strong|moderate|weak|sensitive|" + _ENZYME.pattern, plain):
        if _ENZYME.fullmatch(word):
            own = ",".join(dict.fromkeys(strengths)) or "any"
            parts.append(f"{_ALIKE.get(word, word)} {role[1]} {own}")
            strengths = strengths if not both or "moderate or strong dual" in plain else []
        else:
            strengths.append(word)
    return ("&" if both else "|").join(dict.fromkeys(parts))


def listed_words() -> dict[str, str]:
    """Every word for a listed class, in small letters, to the class's name."""
    made = {}
    for row in _lists():
        for word in (row["class"], *filter(None, row["words"].split("|"))):
            made[word.casefold()] = row["class"]
    return made


def classes_table(folder: Path, used: Iterable[str], own: Mapping[tuple[str, str], str]) -> list[tuple[str, ...]]:
    """Rows of `CLASS_COLUMNS`. `used`: the class words of the readings; `own`: (class, drug) to its label."""
    facts: dict[str, dict[str, str]] = defaultdict(dict)
    for fact in facts_of(folder / "drug_classes.tsv.gz"):
        facts[fact["class_name"]].setdefault(fact["drug"].lower(), fact["source"])
    names = [row["ID"].lower() for row in facts_of(folder / "drugbank_names.tsv.gz") if row["NAMESPACE"] == "NAME"]
    rows = [_listed(row, facts, names, own) for row in _lists()]
    listed = {row["class"] for row in _lists()}
    modulated = sorted({word for word in used if wanted(word)} - listed)
    return rows + [(words, "", "", wanted(words), "the words of labels; modulators") for words in modulated]


def _lists() -> list[dict[str, str]]:
    return list(read_table(Path(__file__).with_name("interaction_class_lists.tsv")).records())


def _listed(
    row: dict[str, str], facts: Mapping[str, Mapping[str, str]], names: list[str], own: Mapping[tuple[str, str], str]
) -> tuple[str, ...]:
    members: dict[str, str] = {}
    for name in filter(None, row["lists"].split("|")):
        if name.startswith("own:"):
            members |= {drug: source for (listed, drug), source in own.items() if listed == row["class"]}
        else:
            members |= {drug: _short(source) for drug, source in facts[name].items()}
    for stem in filter(None, row["stems"].split("|")):
        found = (name for name in names if name.endswith(stem) and name.isalpha())
        members |= {name: f"stem -{stem}" for name in found if name not in members}
    members |= dict(item.split("=", 1) for item in filter(None, row["added"].split("|")))
    for drug in row["removed"].split("|"):
        members.pop(drug.strip(), None)
    named: dict[str, str] = {}
    for drug, source in sorted(members.items()):
        named.setdefault(drug_of(drug) or drug, source)
    cell = "|".join(f"{drug}={source}" for drug, source in named.items())
    sources = "; ".join(sorted({re.sub(r" \(.*", "", source) for source in named.values()})) or "FDA labels"
    return (row["class"], row["words"], cell, "", sources)


def _short(source: str) -> str:
    if source.startswith("DrugCentral"):
        found = re.search(r"source: (\w+)", source)
        return f"DrugCentral ({found[1]})" if found else "DrugCentral"
    found = re.search(r"FDA label(?: \([^)]*\))? (.+?) \(", source)
    return f"FDA label ({found[1]})" if found else source.split(",")[0].split(" (")[0][:40]
