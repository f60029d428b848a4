"""Pharmacogenes in the package's knowledge: which notation is which allele, and what alleles make of a patient.

Everything is read from CPIC's files and from what records print side by side ("SLCO1B1 c.521T>C (rs4149056)"); a pair
that one record alone prints counts only when no other contradicts it. See evals/knowledge/make.py.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from assistant.variants.notations import Notation, read_notations, three_letters
from evals.knowledge.sources import Facts

__all__ = [
    "activity_scores_table",
    "allele_names_tables",
    "diplotypes_table",
    "guideline_alleles_table",
    "named_alleles_table",
    "polymorphisms_table",
    "stars_table",
]

Sources = dict[str, set[str]]
"""A value to the PMIDs that print it."""
Printed = dict[tuple[str, str, str], Sources]
"""(gene, kind and value of one notation, kind of another) to the values of the other."""

_SYMBOL = re.compile(r"(?<![A-Za-z0-9-])[A-Z][A-Z0-9]{2,8}(?![A-Za-z0-9])")
_BESIDE = re.compile(
    r"\s?(?:[(\[=]|or|,? ?also known as|,? ?i\.e\.,?)\s?(?:also known as |allele |variant )?"
    r"(?:[A-Z][A-Z0-9]{2,8}[ :]?)?"
)
"""What may stand between two notations of one variant; a comma alone divides a list."""
_KINDS = ("allele", "rsid", "coding", "protein")
_BASES = re.compile(r"([ACGT])(-?\d+)([ACGT])")


def stars_table(facts: Facts) -> list[list[str]]:
    """Rows (gene, allele, rsIDs, c. notation, source): the variant an allele is named for, where sources say so."""
    printed = _printed(facts)
    rows: dict[tuple[str, str], list[str]] = {}
    alleles = sorted({(gene, own.partition(":")[2]) for gene, own, _ in printed if own.startswith("allele:")})
    for gene, allele in alleles:
        if allele == "*1":
            continue
        rsid, by_rsid = _settled(printed, gene, f"allele:{allele}", "rsid")
        coding, by_coding = _settled(printed, gene, f"allele:{allele}", "coding")
        if rsid and not coding:
            coding, by_coding = _settled(printed, gene, f"rsid:{rsid}", "coding")
        if coding and not rsid:
            rsid, by_rsid = _settled(printed, gene, f"coding:{coding}", "rsid")
        coding, turned = _the_usual_way(facts, gene, coding)
        if rsid or coding:
            rows[gene, allele] = [gene, allele, rsid, coding, _cited(by_rsid | (turned or by_coding))]
    for gene, allele in facts.alleles:
        if named := re.fullmatch(r"(c\.\S+) \((\*\d+[A-Z]?)\)", allele):
            row = rows.setdefault((gene, named[2]), [gene, named[2], "", "", ""])
            row[3], row[4] = named[1], "; ".join(filter(None, ["CPIC alleles", row[4]]))
    return [rows[key] for key in sorted(rows)]


def polymorphisms_table(facts: Facts) -> list[list[str]]:
    """Rows as of the variants' table: rsID, c. notation, protein change and older name of a pharmacogene's variant."""
    printed = _printed(facts)
    rows = []
    for gene, rsid in sorted({(gene, own.partition(":")[2]) for gene, own, _ in printed if own.startswith("rsid:")}):
        coding, by_coding = _settled(printed, gene, f"rsid:{rsid}", "coding")
        protein, by_protein = _settled(printed, gene, f"rsid:{rsid}", "protein")
        coding, turned = _the_usual_way(facts, gene, coding)
        by_coding, older = turned or by_coding, _older(coding)
        if coding or protein:
            shown = f"p.{three_letters(protein)}" if protein else ""
            rows.append([gene, "", shown, coding, rsid, older, _cited(by_coding | by_protein)])
    return rows


def activity_scores_table(facts: Facts) -> list[list[str]]:
    """Rows (gene, activity score, phenotype, source) of CPIC's recommendations."""
    found = set()
    for recommendation in _recommendations(facts):
        for gene, phenotype in (recommendation["phenotypes"] or {}).items():
            score = (recommendation["activityscore"] or {}).get(gene, "")
            if re.fullmatch(r"\d+(\.\d+)?", score):
                found.add((gene, f"{float(score):g}", phenotype.lower()))
    return [[*row, "CPIC guidelines"] for row in sorted(found)]


def diplotypes_table(facts: Facts) -> list[list[str]]:
    """Rows (gene, diplotype, phenotype, source): as records print them, and from what they call the alleles."""
    rows = dict(_by_function(facts))
    rows |= {(gene, pair): row for (gene, pair), row in _printed_diplotypes(facts).items()}
    return [[gene, pair, *row] for (gene, pair), row in sorted(rows.items())]


def named_alleles_table(facts: Facts) -> list[list[str]]:
    """Rows (gene, name, source) of alleles named by a word ("Mediterranean"); of a list each by itself."""
    rows = set()
    for gene, allele in facts.alleles:
        for name in re.split(r"[,;\u201a] ", allele):
            if re.match(r"[A-Z][a-z]{2,}", name) and name not in ("Reference",):
                rows.add((gene, name.strip()))
    return [[gene, name, "CPIC alleles"] for gene, name in sorted(rows)]


def guideline_alleles_table(facts: Facts) -> list[list[str]]:
    """Rows (gene, name, allele, source): each name of every allele that CPIC's guidelines name; names of one allele
    stand in one cell there ("Viangchan, Jammu", "c.1601G>A (*4)"). Two changes in one cell are a haplotype's parts."""
    rows = set()
    for gene, allele in facts.alleles:
        whole = re.sub(r"\s+", " ", allele).strip()
        names = {whole}
        if re.match(r"[A-Z][a-z]{2,}", whole):
            names |= set(re.split(r"[,;\u201a] ", whole))
        elif found := re.fullmatch(r"([^,\s]+) ?\((.+)\)", whole):
            names |= {found[1]} | ({found[2]} if found[2].startswith("*") else set())
        rows |= {(gene, name.removeprefix(gene).strip() or name, whole) for name in names}
    return [[*row, "CPIC alleles"] for row in sorted(rows)]


def allele_names_tables(facts: Facts) -> dict[str, list[list[str]]]:
    """The two tables of how CPIC names alleles."""
    return {"named_alleles": named_alleles_table(facts), "guideline_alleles": guideline_alleles_table(facts)}


def _recommendations(facts: Facts) -> Iterator[dict[str, dict[str, str]]]:
    for guideline in facts.guidelines:
        yield from guideline.get("recommendations") or ()


def _cited(pmids: Iterable[str]) -> str:
    return f"PMID {' '.join(sorted(pmids, key=int)[:3])}"


def _printed(facts: Facts) -> Printed:
    """What stands beside what, both ways, of the genes that CPIC pairs with a drug."""
    made: defaultdict[tuple[str, str, str], defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    genes, aliases = {row["Gene"] for row in facts.pairs}, _aliases(facts)
    for pmid, text in {**facts.snippets, **facts.records}.items():
        if not re.search(r"\*\d|rs\d{3}", text):
            continue
        found = [notation for notation in read_notations(text) if notation.kind in _KINDS]
        proteins = _lists_proteins(found)
        for a, b in pairwise(found):
            gene = b.gene or a.gene or _gene_of(text, a, b, aliases)
            if gene not in genes or not _BESIDE.fullmatch(text, a.end, b.start):
                continue
            first, second = (_tidy(text, one, proteins=proteins) for one in (a, b))
            for one, other in ((first, second), (second, first)):
                if one[0] != other[0]:
                    made[gene, ":".join(one), other[0]][other[1]].add(pmid)
    return {key: dict(values) for key, values in made.items()}


def _tidy(text: str, notation: Notation, *, proteins: bool) -> tuple[str, str]:
    """Kind and value; letters that are all bases ("T521C") are a change of bases by its older name, at a place before
    the gene where a minus stands before it.

    In a record that lists changes of proteins ("G142E, G147C, Y170D") such letters are unclear, and so is a hyphen that
    may be a minus ("DRD2-241A>G").
    """
    bases = _BASES.fullmatch(notation.value) if notation.kind == "protein" else None
    before = text[max(0, notation.start - 3) : notation.start]
    minus, hyphen = re.search(r"(?:^|[\s(])[-\u2212]\s?$", before), re.search(r"\w-$", before)
    if (bases and proteins) or (hyphen and text[notation.start].isdigit()):
        return "unclear", notation.value
    kind, value = ("coding", f"c.{bases[2]}{bases[1]}>{bases[3]}") if bases else (notation.kind, notation.value)
    return kind, re.sub(r"^c\.(?=\d)", "c.-", value) if minus and kind == "coding" else value


_LIST_OF_PROTEINS = 3
"""Changes that only proteins can have, from which a record lists changes of proteins."""


def _lists_proteins(found: Iterable[Notation]) -> bool:
    kinds = [(one.kind, bool(_BASES.fullmatch(one.value))) for one in found]
    return kinds.count(("protein", False)) >= _LIST_OF_PROTEINS and not any(kind == "coding" for kind, _ in kinds)


def _older(coding: str) -> str:
    found = re.fullmatch(r"c\.(\d+)([ACGT])>([ACGT])", coding)
    return f"{found[2]}{found[1]}{found[3]}" if found else ""


def _aliases(facts: Facts) -> dict[str, str]:
    """Every symbol to itself, and every alias of one gene alone to its symbol ("MRP4" to ABCC4)."""
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for symbol, gene in facts.genes.items():
        for alias in gene.aliases:
            owners[alias].add(symbol)
    made = {alias: next(iter(symbols)) for alias, symbols in owners.items() if len(symbols) == 1}
    return made | {symbol: symbol for symbol in facts.genes}


_IN_GENE = re.compile(
    r"(?:[^.;]{0,15}?\bin (?:the )?|\)? is an? [^.;]{0,60}?\b(?:in|of) the )(?P<gene>[A-Z][A-Z0-9]{2,8})(?![A-Za-z0-9])"
)
_NO_GENES = frozenset(["SNP", "SNPS", "DNA", "RNA", "UTR", "LOF", "SNV"])


def _gene_of(text: str, a: Notation, b: Notation, aliases: Mapping[str, str]) -> str:
    """The gene right behind the two notations ("…, in XPNPEP2"), else the nearest before, by a symbol or an alias.

    A name right before them that is no gene's ("FVII R353Q") leaves them without one.
    """
    if (after := _IN_GENE.match(text, b.end)) and after["gene"] in aliases:
        return aliases[after["gene"]]
    for match in reversed(list(_SYMBOL.finditer(text, max(0, a.start - 200), a.start))):
        if match[0] in aliases:
            return aliases[match[0]]
        if match[0] not in _NO_GENES and not text[match.end() : a.start].strip():
            return ""
    return ""


def _the_usual_way(facts: Facts, gene: str, coding: str) -> tuple[str, set[str]]:
    """The change the other way round with its records, where records of the gene print that at least twice as often.

    "6986 G>A" of CYP3A5, once, is the slip of one record against "6986A>G" and "A6986G" of many.
    """
    found = re.fullmatch(r"c\.(-?\d+)([ACGT])>([ACGT])", coding)
    if not found:
        return coding, set()
    place, one, other = found.groups()
    same, turned = (_printing(facts, gene, place, *pair) for pair in ((one, other), (other, one)))
    return (f"c.{place}{other}>{one}", turned) if len(turned) >= 2 * max(len(same), 1) else (coding, set())


def _printing(facts: Facts, gene: str, place: str, one: str, other: str) -> set[str]:
    ways = rf"(?<![\d-]){place} ?{one} ?> ?{other}|(?<!\w){one}{place}{other}(?!\w)"
    return {pmid for pmid, text in _records_of(facts, gene).items() if re.search(ways, text)}


def _records_of(facts: Facts, gene: str) -> dict[str, str]:
    return {pmid: text for pmid, text in facts.records.items() if gene in text}


def _settled(printed: Printed, gene: str, own: str, kind: str) -> tuple[str, set[str]]:
    """The value that records agree on: twice as often as any other, and claimed by no other notation of this kind."""
    values = printed.get((gene, own, kind), {})
    ranked = sorted(values, key=lambda value: (-len(values[value]), value))
    if not ranked or (len(ranked) > 1 and len(values[ranked[0]]) < 2 * len(values[ranked[1]])):
        return "", set()
    best, side = ranked[0], own.partition(":")[0]
    back = printed.get((gene, f"{kind}:{best}", side), {})
    most = max(len(pmids) for pmids in back.values())
    unopposed = len(back) == 1 or len(values[best]) == most >= 2
    return (best, values[best]) if unopposed else ("", set())


_STAR = r"\*\d+[A-Z]?"
_ONE = rf"(?:[A-Z][A-Z0-9]{{2,8}} ?)?{_STAR}(?!\s?/)"
_LIST = rf"{_ONE}(?:(?:, ?(?:and |or )?| and | or ){_ONE})*"
_CALLED = (
    r"(?P<function>loss[- ]of[- ]function|LOF|no[- ]function(?:al)?|non-?functional|null|defective|normal[- ]function|"
    r"gain[- ]of[- ]function|increased[- ]function|increased activity)"
)
_FUNCTION_FIRST = re.compile(
    rf"{_CALLED}(?: \((?:LOF|LoF|GOF)\))? (?:alleles?|variants?)?,? ?(?:[A-Z][A-Z0-9]{{2,8}} )?[(\[:]? ?"
    rf"(?:e\.g\.,? |i\.e\.,? |such as |namely |including )?(?P<list>{_LIST})"
)
_FUNCTION_LAST = re.compile(
    rf"(?P<list>{_LIST}),? ?(?:[(\[]|is an?|are|as an?)? ?(?:the |common )*{_CALLED} (?:allel|variant)"
)
_FUNCTIONS = {"n": "normal", "g": "increased", "i": "increased"}
_PHENOTYPE = re.compile(
    r"(?P<said>poor|intermediate|normal|extensive|rapid|ultra-?rapid) metaboli[sz]ers?(?: phenotype)?s? ?[(:,] ?"
    r"(?:[A-Z]{2,3}s?[,:;] ?)?"
    rf"(?P<list>(?:(?:[A-Z][A-Z0-9]{{2,8}} ?)?{_STAR}/{_STAR}(?:, ?(?:or |and )?| or | and )?)+)"
)
_OF_TWO = {
    ("no", "no"): "poor metabolizer",
    ("no", "normal"): "intermediate metabolizer",
    ("normal", "normal"): "normal metabolizer",
}
"""What CPIC's guidelines say of two alleles by their function; a decreased one needs a score of its gene."""


def _by_function(facts: Facts) -> Iterator[tuple[tuple[str, str], list[str]]]:
    metabolized = {
        gene
        for recommendation in _recommendations(facts)
        for gene, phenotype in (recommendation["phenotypes"] or {}).items()
        if "Metabolizer" in phenotype
    }
    functions = _functions(facts, metabolized)
    for gene in sorted({gene for gene, _ in functions}):
        known = {allele: value for (owner, allele), value in functions.items() if owner == gene}
        known.setdefault("*1", ("normal", set()))
        for a in known:
            for b in known:
                phenotype = _OF_TWO.get((known[a][0], known[b][0]))
                pmids = known[a][1] | known[b][1]
                if phenotype and pmids:
                    yield (gene, _pair(a, b)), [phenotype, f"{_cited(pmids)}: their function; CPIC guidelines"]


def _functions(facts: Facts, genes: set[str]) -> dict[tuple[str, str], tuple[str, set[str]]]:
    """(gene, allele) to what records call it ("no", "normal", "increased") where they agree."""
    said: defaultdict[tuple[str, str], defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for pmid, text in facts.records.items():
        for pattern in (_FUNCTION_FIRST, _FUNCTION_LAST):
            for match in pattern.finditer(text):
                near = [found[0] for found in _SYMBOL.finditer(text, max(0, match.start() - 200), match.end())]
                gene = next((symbol for symbol in reversed(near) if symbol in genes), "")
                called = _FUNCTIONS.get(match["function"][0].lower(), "no")
                called = "no" if match["function"].lower().startswith(("no-", "no ", "non", "null")) else called
                for allele in re.findall(_STAR, match["list"]):
                    if gene:
                        said[gene, allele][called].add(pmid)
    return {key: next(iter(values.items())) for key, values in said.items() if len(values) == 1}


def _printed_diplotypes(facts: Facts) -> dict[tuple[str, str], list[str]]:
    found: defaultdict[tuple[str, str], defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    genes = {gene for recommendation in _recommendations(facts) for gene in recommendation["phenotypes"] or {}}
    for pmid, text in facts.records.items():
        for match in _PHENOTYPE.finditer(text):
            near = [one[0] for one in _SYMBOL.finditer(text, max(0, match.start() - 300), match.end())]
            gene = next((symbol for symbol in reversed(near) if symbol in genes), "")
            said = {"extensive": "normal", "ultra-rapid": "ultrarapid"}.get(match["said"], match["said"])
            for a, b in re.findall(rf"({_STAR})/({_STAR})", match["list"]):
                found[gene, _pair(a, b)][f"{said} metabolizer"].add(pmid)
    return {
        key: [phenotype, _cited(pmids)]
        for key, values in found.items()
        if key[0] and len(values) == 1
        for phenotype, pmids in values.items()
    }


def _pair(a: str, b: str) -> str:
    return "/".join(sorted((a, b), key=lambda allele: (int(re.findall(r"\d+", allele)[0]), allele)))
