"""Makes assistant/knowledge/safety/medication_names.tsv: `python -m evals.knowledge.medication_names [DATA]`.

Names under which labels and medication lists have a drug, where the vocabularies lack them: drugs of the safety tables
and of the lists of classes that DrugBank or a label names, brands that a label of the facts bears, and few by hand.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from assistant.knowledge.tables import words_of
from assistant.names.find import entry_of
from assistant.names.further import further_at
from assistant.names.vocabulary import vocabulary
from evals.knowledge.modulators import facts_folder, facts_of, write_table
from ingest.knowledge.tables import read_table

__all__ = ["names_table"]

COLUMNS = ("name", "drug", "source")
_HERE = Path(__file__).parent
_LABEL = re.compile(r"FDA label(?: \([^)]*\))? (.+?) \(effective")
_NO_BRAND = re.compile(
    r"\(|Section|Injection|Cream|Solution|Dextrose|Delayed|Tablet| and |chloride|sulfate|potassium|sodium|"
    r"acetate|maleate|hydrobromide|phosphate|fumarate|succinate|hcl|spinal|pediatric|respimat",
    re.IGNORECASE,
)
_SALTS = re.compile(
    "acetate|besylate|bisulfate|bitartrate|bromide|calcium|citrate|erbumine|fumarate|hemifumarate|hydrobromide|"
    "hydrochloride|kamedoxomil|lysine|magnesium|maleate|mesylate|phosphate|potassium|propionate|sodium|succinate|"
    "sulfate|tartrate|tosylate"
)
_SALT = re.compile(r"\b(?:hemifumarate|kamedoxomil|erbumine)\b|^.*mg of ")


def main() -> None:
    """Writes the table and prints its rows and bytes."""
    write_table("medication_names", COLUMNS, names_table(facts_folder()))


def names_table(folder: Path) -> list[tuple[str, ...]]:
    """Rows of `COLUMNS`, in the order of the names; a drug that several make up is divided by "|"."""
    made = {words_of(row["name"]): tuple(row.values()) for row in read_table(_by_hand()).records()}
    drugbank = {words_of(row["ID"]) for row in facts_of(folder / "drugbank_names.tsv.gz") if row["NAMESPACE"] == "NAME"}
    for drug in sorted({*_of_readings(), *(row["drug"].lower() for row in facts_of(folder / "drug_classes.tsv.gz"))}):
        if _known(drug) or words_of(drug) in made or _is_salt(drug) or not re.fullmatch(r"[\w' -]+", drug):
            continue
        source = "DrugBank" if words_of(drug) in drugbank else "FDA labels"
        made[words_of(drug)] = (drug, drug, source)
    for brand, drug in sorted(_brands(folder).items()):
        drugs = _ingredients(drug, made)
        if drugs and [words_of(part) for part in _known(brand).split(" + ")] != list(map(words_of, drugs)):
            made.setdefault(words_of(brand), (brand, "|".join(drugs), f"FDA label ({brand})"))
    return [made[key] for key in sorted(made)]


def _is_salt(drug: str) -> bool:
    """ "atorvastatin calcium": the drug is known without its salt, and is found by it in any list."""
    head, _, last = drug.rpartition(" ")
    return bool(_SALTS.fullmatch(last)) and bool(_known(head))


def _by_hand() -> Path:
    return _HERE / "medication_names_by_hand.tsv"


def _known(name: str) -> str:
    """The vocabularies' name of a drug."""
    entry = entry_of(vocabulary(), "drug", name)
    further = further_at(name, 0, len(name)) if entry is None else None
    return entry.name if entry else further.name if further and further.kind == "drug" else ""


def _of_readings() -> Iterator[str]:
    """The drugs that a reading of an interaction or a modulator names; a class on either side is none."""
    classes = {row["class"] for row in read_table(_HERE / "interaction_class_lists.tsv").records()}
    for row in read_table(_HERE / "interaction_readings.tsv").records():
        if row["keep"] == "y":
            sides = (row["a"], *(row["b"].split("|") if row["b_kind"] == "drug" else ()))
            yield from (part.strip().lower() for side in sides if side not in classes for part in side.split("+"))
    for row in read_table(_HERE / "modulator_readings.tsv").records():
        if row["keep"] == "y":
            yield row["drug"].lower()


def _brands(folder: Path) -> dict[str, str]:
    """Brand that stands on a label, to the drug that the facts read on it most often."""
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for table in ("interactions", "contraindications", "cyp_modulators"):
        for row in facts_of(folder / f"{table}.tsv.gz"):
            label = _LABEL.match(row["source"])
            if label and not _NO_BRAND.search(label[1]):
                brand = label[1].removeprefix("Description ").replace("®", "").strip()
                counted[brand][(row.get("drug_a") or row["drug"]).lower()] += 1
    return {brand: drugs.most_common(1)[0][0] for brand, drugs in counted.items()}


def _ingredients(drug: str, made: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The drugs of a label; none where one of them is not known."""
    named = []
    for part in re.split(r" \+ |, | and ", _SALT.sub("", drug).strip()):
        row = made.get(words_of(part))
        name = row[1] if row else _known(part.strip())
        if not name:
            return []
        named.append(name)
    return named


if __name__ == "__main__":
    main()
