"""Makes assistant/knowledge/vocabulary from public vocabularies and records: `python -m evals.knowledge.make`.

Reads `../shared/data` (HGNC, MeSH labels, DOID, DrugBank names, CIViC, CPIC, and the PubMed records of the development
library) and `evals/knowledge/choices.tsv` (what is added or left out by hand, each with its reason). The same input
makes the same tables. Tables that are written by hand (spellings, wishes, …) are not touched.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

from assistant.knowledge.tables import words_of
from evals.knowledge import alleles as alleles_of
from evals.knowledge import facts as facts_of
from evals.knowledge import names as names_of
from evals.knowledge.classes import classes_table
from evals.knowledge.diseases import diseases_table
from evals.knowledge.sources import Facts, read_facts
from ingest.knowledge.tables import read_table

ROOT = Path(__file__).parents[2]
TABLES = ROOT / "assistant" / "knowledge" / "vocabulary"
HEADERS = {
    "genes": "id\tsymbol\tname\taliases\tneed_context\tsource",
    "drugs": "id\tname\tsynonyms\tbrands\tcodes\tsource",
    "drug_classes": "id\tname\tsynonyms\tmembers\tsource",
    "diseases": "id\tname\tsynonyms\tmesh\tparents\tsource",
    "phenotypes": "id\tname\tsynonyms\tsource",
    "people": "id\tname\tsynonyms\tsource",
    "abbreviations": "short\tlong\tkind\trecords\tcues\tsource",
    "variants": "gene\tname\tprotein\tcoding\trsids\tothers\tsource",
    "gene_drug_pairs": "gene\tdrug\tlevel\tsource",
    "named_alleles": "gene\tname\tsource",
    "guideline_alleles": "gene\tname\tallele\tsource",
    "exons": "gene\texon\tfirst_codon\tlast_codon\tsource",
    "fusions": "fusion\tforms\ttranslocations\tgene\tsource",
    "stars": "gene\tallele\trsids\tcoding\tsource",
    "polymorphisms": "gene\tname\tprotein\tcoding\trsids\tothers\tsource",
    "diplotypes": "gene\tdiplotype\tphenotype\tsource",
    "activity_scores": "gene\tscore\tphenotype\tsource",
    "stems": "suffix\tkind\tmeaning\tsource",
    "words": "words\tsource",
    "not_names": "word\tkind\tsource",
}


def main() -> None:
    """Writes every table and prints its rows and bytes."""
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "data"
    facts, choices = read_facts(data), _choices()
    dropped: defaultdict[str, set[str]] = defaultdict(set)
    added: defaultdict[str, set[str]] = defaultdict(set)
    for table, action, text, *_ in choices:
        (dropped if action == "drop" else added)[table].add(text)
    lower = _lower_words(facts)
    tables: dict[str, list[list[str]]] = {}
    senses = facts_of.find_senses(facts)
    longs = {short: {long: len(pmids) for long, pmids in found.items()} for short, found in senses.items()}
    tables["drugs"] = names_of.drugs_table(facts, dropped, sorted(added["drugs"]))
    tables["drug_classes"] = classes_table(facts, tables["drugs"], choices)
    tables["genes"] = names_of.genes_table(facts, lower, longs, tables["drug_classes"])
    tables["diseases"] = _without(dropped["disease synonyms"], diseases_table(facts, _topics(data), senses))
    ordinary = {words_of(word) for word in added["not diseases"]}
    tables["phenotypes"] = facts_of.phenotypes_table(
        facts, added["phenotypes"], tables["diseases"], {*map(words_of, dropped["phenotypes"]), *ordinary}
    )
    tables["people"] = [
        [
            f"MESH:{term.identifier}",
            term.name.lower(),
            "|".join(o for o in term.others if ", " not in o),
            f"MeSH {term.identifier}",
        ]
        for term in facts.mesh.values()
        if term.name in added["people"]
    ]
    kinds = _kinds(tables)
    tables["abbreviations"] = facts_of.abbreviations_table(facts, senses, kinds)
    tables["variants"] = facts_of.variants_table(facts)
    tables["stars"] = alleles_of.stars_table(facts)
    tables["polymorphisms"] = alleles_of.polymorphisms_table(facts)
    tables["diplotypes"] = alleles_of.diplotypes_table(facts)
    tables["activity_scores"] = alleles_of.activity_scores_table(facts)
    tables["exons"] = facts_of.exons_table(facts)
    aliases = {alias: row[1] for row in tables["genes"] for alias in row[3].split("|") if alias and alias.isupper()}
    tables["fusions"] = facts_of.fusions_table(facts, aliases | {symbol: symbol for symbol in facts.genes})
    tables["gene_drug_pairs"] = [
        [row["Gene"], row["Drug"], row["CPIC Level"], "CPIC pairs"]
        for row in facts.pairs
        if row["CPIC Level"][:1] in "ABC"
    ]
    tables |= alleles_of.allele_names_tables(facts)
    tables["stems"] = facts_of.stems_table(facts, [(t, o, w) for table, _, t, o, w in choices if table == "stems"])
    tables["words"] = _ordinary_words(facts, lower, kinds)
    tables["not_names"] = _not_names(facts, tables, choices)
    _write(tables)


def _without(dropped: set[str], diseases: list[list[str]]) -> list[list[str]]:
    """The rows, less the names ("NAME = OTHER NAME") that are another disease's, of the ontology and of MeSH."""

    def kept(name: str, forms: str) -> str:
        return "|".join(one for one in forms.split("|") if f"{name} = {one}" not in dropped)

    return [[row[0], row[1], kept(row[1], row[2]), kept(row[1], row[3]), *row[4:]] for row in diseases]


def _write(tables: dict[str, list[list[str]]]) -> None:
    total = 0
    for name, rows in tables.items():
        text = "\n".join([HEADERS[name], *("\t".join(row) for row in rows), ""])
        (TABLES / f"{name}.tsv").write_text(text, encoding="utf-8")
        total += len(text.encode())
        print(f"{name:14} {len(rows):6} rows {len(text.encode()):9,} bytes")
    print(f"{'together':14} {sum(map(len, tables.values())):6} rows {total:9,} bytes")


def _choices() -> list[list[str]]:
    return [list(row) for row in read_table(Path(__file__).with_name("choices.tsv")).rows]


def _topics(data: Path) -> list[str]:
    found: list[str] = []
    for path in sorted((data / "patients").glob("trec_pm_topics*.xml")):
        found += re.findall(r"<disease>(.*?)</disease>", path.read_text(encoding="utf-8"))
    return found


def _lower_words(facts: Facts) -> Counter[str]:
    """Records per word that is written in lower case, alone."""
    counts = Counter[str]()
    for text in {**facts.snippets, **facts.records}.values():
        counts.update(set(re.findall(r"(?<![\w-])[a-z]{2,}(?![\w-])", text)))
    return counts


def _kinds(tables: dict[str, list[list[str]]]) -> dict[str, str]:
    """Words of every name to the kind of thing it names; earlier tables win."""
    kinds: dict[str, str] = {}
    columns = {"diseases": (1, 2, 3), "drugs": (1, 2), "drug_classes": (1, 2), "phenotypes": (1, 2), "genes": (1, 2, 3)}
    for table, cells in columns.items():
        kind = {"diseases": "disease", "drugs": "drug", "drug_classes": "drug class"}.get(table, table[:-1])
        for row in tables[table]:
            for cell in cells:
                for form in filter(None, row[cell].split("|")):
                    kinds.setdefault(words_of(form), kind)
    return kinds


def _ordinary_words(facts: Facts, lower: Counter[str], kinds: dict[str, str]) -> list[list[str]]:
    """One row a first letter: the words at least 25 records use, which name nothing by themselves."""
    by_letter: defaultdict[str, list[str]] = defaultdict(list)
    proper = Counter[str]()
    for text in {**facts.snippets, **facts.records}.values():
        proper.update({word.lower() for word in re.findall(r"(?<=[a-z,] )[A-Z][a-z]{3,}(?![\w-])", text)})
    for word in sorted({*lower, *proper}):
        if (lower[word] >= 25 or proper[word] >= 12) and len(word) > 3 and word not in kinds:
            by_letter[word[0]].append(word)
    total = len({**facts.records, **facts.snippets})
    source = f"in 25 or more of {total} records in lower case, or in 12 or more as a proper name"
    return [[" ".join(words), source] for _, words in sorted(by_letter.items())]


_LIKE_GENE = re.compile(r"(?<![\w-])(?:[A-Z][A-Z0-9]{1,7}\d[A-Z0-9]*|[A-Z]{3,6}s?)(?![\w-])")


def _not_names(facts: Facts, tables: dict[str, list[list[str]]], choices: list[list[str]]) -> list[list[str]]:
    """What looks like a name and is none: words with the endings of diseases and drugs, codes that are no gene."""
    kinds = {"not diseases": "disease", "not drugs": "drug", "not genes": "gene"}
    rows = [[text, kinds[table], why] for table, action, text, _, why in choices if table in kinds and action == "add"]
    symbols = {form for gene in facts.genes.values() for form in (gene.symbol, *gene.aliases)}
    counts = Counter(code for text in facts.records.values() for code in set(_LIKE_GENE.findall(text)))
    rows += [
        [code, "gene", f"in {n} records, no symbol of HGNC"]
        for code, n in sorted(counts.items())
        if n >= (4 if re.search(r"\d", code) else 12) and code not in symbols
    ]
    return rows


if __name__ == "__main__":
    main()
