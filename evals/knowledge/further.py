"""Makes the tables that are read only when the vocabulary does not have a name: `python -m evals.knowledge.further`.

`further_names`: genes of HGNC, brands of US labels, and drugs and diseases of MeSH and the Disease Ontology by their
other names. `class_members`: which drugs a public source puts into a class, or says act on a gene's product. Reads
`../shared/data/facts`, `choices.tsv` and the tables of `make`, which come first.
"""

from __future__ import annotations

import csv
import gzip
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from assistant.knowledge.tables import rows, words_of
from evals.knowledge.make import ROOT, TABLES
from evals.knowledge.sources import Facts, read_facts
from ingest.knowledge.tables import read_table

__all__ = ["class_members", "further_names"]

_MOST = 30
"""Drugs of a class beyond which it says too little to stand for any of them ("antineoplastic agents")."""
_CLONE = re.compile(r"(?:KIAA|FLJ|MGC|DKFZ|LOC|OTTHUM|RP|bA|dJ)\d")
_FAMILY = re.compile(r"(?:OR|KRT|KRTAP|MRP[LS]|RP[LS]|PCDH|TAS2R|DEFB|LCE|ZSCAN|ZKSCAN|OBP|HIST)\d|PCDH|MRP[LS]|TMEM")
"""Families of genes on which no therapy turns; they would be a third of the table."""
_ALIAS = re.compile(r"(?=.*[A-Z])(?:(?=.*\d)[A-Za-z0-9-]{3,10}|[A-Za-z0-9-]{4,10})")
_UNUSUAL = re.compile(
    r"[,(\[{=|/]|disease of|NOS\b|obsolete|\d|.{32}|cancer|carcinoma|neoplasm|tumou?r|sarcoma", re.IGNORECASE
)
"""Forms that nobody asks by, or whose words a vocabulary has ("carcinoma of the trachea")."""
_CHEMICAL = re.compile(r"[,(\[{=|/]|\d.*\d.*\d|.{28}")
_BRAND = re.compile(
    r"FDA label \([^()]*(?:snapshot|DailyMed SPL)[^()]*\) (?:Description |Precautions )?"
    r"(?P<brand>[A-Za-z]{5,})(?: XL| XR| ER| CR| ®| ™)? ?\d*(?:,|$|\s\()"
)
_SOLE = 0.5
"""Share of a label's rows that are on its own drug; the others are on what it goes with."""
_DOCUMENT = re.compile(r"doc:(?:fda|ema)\.(?P<brand>[a-z]{5,})")
_CLASS_TYPES = frozenset(["EPC", "MoA", "Chemical/Ingredient", "MeSH PA", "class stated in CIViC therapy name"])
_ACT = re.compile(r".*\b(?P<act>inhibitor|antibody)\b")


def main() -> None:
    """Writes both tables and prints their rows and bytes."""
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "data"
    facts, choices = read_facts(data), [list(r) for r in read_table(Path(__file__).with_name("choices.tsv")).rows]
    drugs = _drug_rows(data)
    pairs = [row | {"drug": row["drug_a"]} for row in _rows(data, "interactions")]
    labels = [*drugs, *_rows(data, "contraindications"), *_rows(data, "cyp_modulators"), *pairs]
    _write(
        "further_names",
        "kind\tname\tothers\tsource",
        further_names(facts, labels, choices, _rows(data, "approvals")),
    )
    _write("class_members", "class\tmembers\tsource", class_members(drugs, choices))


def further_names(
    facts: Facts, drugs: list[dict[str, str]], choices: Iterable[list[str]], approvals: list[dict[str, str]]
) -> list[list[str]]:
    """Rows (kind, name, other names, source) that the vocabulary lacks, less forms of two of a kind."""
    sold = [*_brands(drugs)]
    labeled = {brand for *_, brands, _ in sold for brand in brands}
    approved = (row for row in _approved(approvals) if row[2][0] not in labeled)
    found = [*_genes(facts), *_chosen(choices), *sold, *approved, *_drugs(facts), *_diseases(facts)]
    owners: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for kind, name, others, _ in found:
        for form in (name, *others):
            owners[kind, words_of(form).replace(" ", "")].add(words_of(name))
    made = []
    for kind, name, others, source in found:
        tidy = (" ".join(form.split()) for form in others)
        kept = [form for form in tidy if len(owners[kind, words_of(form).replace(" ", "")]) == 1]
        if kept:
            made.append([kind, name, "|".join(dict.fromkeys(kept)), source])
    return sorted(made)


_Named = tuple[str, str, list[str], str]


def _genes(facts: Facts) -> Iterator[_Named]:
    known = {row[1] for row in rows("genes")}
    for gene in facts.genes.values():
        if gene.symbol not in known and gene.coding and not _FAMILY.match(gene.symbol):
            others = [one for one in gene.aliases if _ALIAS.fullmatch(one) and not _CLONE.match(one)]
            yield "gene", gene.symbol, others, gene.identifier


def _chosen(choices: Iterable[list[str]]) -> Iterator[_Named]:
    for table, action, text, other, why in choices:
        if (table, action) == ("further genes", "add"):
            yield "gene", text, other.split("|"), why
        elif (table, action) == ("further classes", "add"):
            yield "drug class", text, other.split("|"), why


def _brands(labels: list[dict[str, str]]) -> Iterator[_Named]:
    """Of labels of one drug alone."""
    sold: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in labels:
        if label := _BRAND.search(row["source"]):
            sold[label["brand"].capitalize()][row["drug"]] += 1
    for brand, counted in sorted(sold.items()):
        (drug, times), *_ = counted.most_common(1)
        sole = times > _SOLE * counted.total() and not re.search(r" and |,|\d", drug)
        if sole and words_of(brand) not in words_of(drug):
            yield "drug", drug, [brand], f"US label of {brand}"


def _approved(approvals: list[dict[str, str]]) -> Iterator[_Named]:
    """The brand of an approval's document, where it is of one drug alone (a combination's label is of its own drug)."""
    sold: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in approvals:
        if (label := _DOCUMENT.fullmatch(row["document"])) and " + " not in row["therapy"]:
            sold[label["brand"].capitalize()][row["therapy"].lower()] = row["agency"]
    for brand, drugs in sorted(sold.items()):
        (drug, agency), *more = drugs.items()
        if not more and words_of(brand) != words_of(drug):
            yield "drug", drug, [brand], f"{agency}, label of {brand}"


def _drugs(facts: Facts) -> Iterator[_Named]:
    known = {words_of(form) for row in rows("drugs") for form in (row[1], *row[2].split("|"))}
    for term in facts.mesh.values():
        if words_of(term.name) in facts.drugbank:
            others = [one for one in term.others if len(one) > 4 and not _CHEMICAL.search(one)]
            new = [one for one in others if words_of(one) not in known]
            yield "drug", term.name.lower() if term.name.istitle() else term.name, new, f"MeSH {term.identifier}"


def _diseases(facts: Facts) -> Iterator[_Named]:
    known = {words_of(form) for row in rows("diseases") for cell in row[1:4] for form in cell.split("|")}
    for term in facts.doid.values():
        others = [one for one in term.others if len(one) > 5 and not _UNUSUAL.search(one)]
        if words_of(term.name) not in known and not _UNUSUAL.search(term.name):
            yield "disease", term.name, [one for one in others if words_of(one) not in known], term.identifier


def class_members(drugs: list[dict[str, str]], choices: Iterable[list[str]]) -> list[list[str]]:
    """Rows (class, members, source); a class of targets is called "PCSK9 inhibitor"."""
    used = {text for table, action, text, *_ in choices if (table, action) == ("class members", "used for")}
    asked = set(map(_singular, used))
    left_out = {text for table, action, text, *_ in choices if (table, action) == ("class members", "too wide")}
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in drugs:
        for name in _classes(row, used):
            found[_singular(name), _short(row["source"])].add(row["drug"])
    for table, action, text, other, why in choices:
        if (table, action) == ("class members", "add"):
            found[text, why] |= set(other.split("|"))
    return [
        [name, "|".join(sorted(members)), source]
        for (name, source), members in sorted(found.items())
        if (len(members) <= _MOST or name in asked) and name.lower() not in left_out
    ]


def _classes(row: dict[str, str], used: Collection[str]) -> list[str]:
    if row["class_type"] == "MeSH PA" and "Agents" in row["class_name"] and row["class_name"] not in used:
        return []  # what it is used for, and not what it is; nobody asks which "hematologic agent" to give
    if row["class_type"] in _CLASS_TYPES:
        return [row["class_name"].split(" [")[0]]
    act = _ACT.match(row["class_name"])
    genes = row["target_genes"].replace(" ", "").split(",") if row["class_type"].startswith("target (MoA") else []
    return [f"{gene} {act['act']}" for gene in genes if gene and act] if len(genes) <= 4 else []


def _singular(name: str) -> str:
    head, comma, tail = name.partition(", ")
    turned = f"{tail} {head}" if comma and ", " not in tail else name
    plain = re.sub(r"(?<=[a-z]{3})(?<![su])s$", "", re.sub(r"ies$", "y", turned))
    return plain if re.search(r"[A-Z].*[A-Z]|\d", plain.partition(" ")[0]) else plain.lower()


def _short(source: str) -> str:
    if source.startswith("DrugCentral"):
        return f"DrugCentral, CC BY 4.0 ({source.partition('source: ')[2].rstrip(')')})"
    return "US labels (openFDA)" if "label" in source else source


def _drug_rows(data: Path) -> list[dict[str, str]]:
    return [row for row in _rows(data, "drug_classes") if "share-alike" not in row["license"]]


def _rows(data: Path, name: str) -> list[dict[str, str]]:
    with gzip.open(data / "facts" / f"{name}.tsv.gz", "rt", encoding="utf-8") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def _write(name: str, header: str, made: list[list[str]]) -> None:
    text = "\n".join([header, *("\t".join(row) for row in made), ""])
    (TABLES / f"{name}.tsv").write_text(text, encoding="utf-8")
    print(f"{name:14} {len(made):6} rows {len(text.encode()):9,} bytes")


if __name__ == "__main__":
    main()
