"""Genes, drugs and drug classes of the package's knowledge, chosen from the sources; see evals/knowledge/make.py."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from assistant.knowledge.tables import words_of
from evals.knowledge.sources import Facts

__all__ = ["distinct", "drugs_table", "genes_table"]

_PGX = re.compile(r"\brs\d{3,}|polymorphi|genotyp|\*\d")
_SYMBOL = re.compile(r"\b[A-Z][A-Z0-9-]{2,}\b")


def genes_table(
    facts: Facts, lower: Counter[str], foreign: Mapping[str, Mapping[str, int]], classes: list[list[str]]
) -> list[list[str]]:
    """Rows (id, symbol, name, aliases, forms that need context, source) of the genes with a therapy or PGx meaning.

    `lower`: records per lower-case word; `foreign`: abbreviation to what records define it as, with their number.
    """
    why = _targets(facts, classes) | _chosen_genes(facts)
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for symbol in why:
        for alias in facts.genes[symbol].aliases:
            owners[words_of(alias)].add(symbol)
    bare = {symbol.replace("-", "") for symbol in facts.genes}
    rows = []
    for symbol in sorted(why):
        gene = facts.genes[symbol]
        aliases = [
            alias
            for alias in gene.aliases
            if len(owners[words_of(alias)]) == 1
            and (alias.replace("-", "") not in bare or alias.replace("-", "") == symbol)
            and len(alias) > 1
            and "|" not in alias
        ]
        names = {words_of(form) for form in (gene.name, *aliases, symbol)}
        careful = [form for form in (symbol, *aliases) if _needs_context(form, symbol, names, lower, foreign)]
        source = f"HGNC; {why[symbol]}"
        rows.append([gene.identifier, symbol, gene.name, "|".join(aliases), "|".join(careful), source])
    return rows


def _targets(facts: Facts, classes: list[list[str]]) -> dict[str, str]:
    """Genes that a class of drugs is named for ("PD-1 inhibitor"), where the symbol or alias points to one gene."""
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for gene in facts.genes.values():
        for form in {gene.symbol, *gene.aliases}:
            owners[form.upper()].add(gene.symbol)
    found: dict[str, str] = {}
    for _, label, _, members, source in classes:
        target = re.sub(r"[Aa]nti-", "", label).rsplit(" ", 1)[0].upper()
        symbols = owners.get(target, set())
        if members and len(target) > 2 and len(symbols) == 1:
            found[next(iter(symbols))] = f"target of {label} ({source})"
    return found


def _chosen_genes(facts: Facts) -> dict[str, str]:
    """Symbol to why it is here: CIViC, CPIC, or records that name it beside a genotype."""
    why: dict[str, str] = {}
    named = Counter[str]()
    first: dict[str, str] = {}
    for pmid, text in facts.records.items():
        if _PGX.search(text):
            for symbol in set(_SYMBOL.findall(text)) & facts.genes.keys():
                named[symbol] += 1
                first.setdefault(symbol, pmid)
    for symbol, count in named.items():
        if count >= 2 or re.search(r"\d", symbol):
            why[symbol] = f"beside a genotype in PMID {first[symbol]}"
    for row in facts.pairs:
        why[row["Gene"]] = "CPIC pairs"
    for symbol in [*facts.civic_genes, *(row["gene"] for row in facts.evidence)]:
        why[symbol] = "CIViC genes"
    return {symbol: reason for symbol, reason in why.items() if symbol in facts.genes}


def _needs_context(
    form: str, symbol: str, names: set[str], lower: Counter[str], foreign: Mapping[str, Mapping[str, int]]
) -> bool:
    """Whether this form alone does not say that a gene is meant: a word, a very short one, or another abbreviation."""
    if re.search(r"\d", form) and (len(form) > 3 or (len(form) == 3 and form == symbol)):
        return False
    if len(form) <= 2 or lower[form.lower()] >= 10:
        return True
    defined = foreign.get(form, {})
    others = sum(count for long, count in defined.items() if words_of(long) not in names)
    own = sum(defined.values()) - others
    return (others > own and others >= 2) or (form != symbol and len(form) == 3 and not re.search(r"\d", form))


_BRAND = (
    re.compile(r"\b(?P<generic>[A-Za-z][a-z]{4,}(?: [a-z]{4,})?) ?\((?P<name>[A-Z][a-z]{3,})(?:®|™|;|,|\))"),
    re.compile(r"\b(?P<name>[A-Z][a-z]{3,})(?:®|™)? ?\((?P<generic>[a-z]{5,}(?: [a-z]{4,})?)[),;]"),
    re.compile(
        r"\b(?P<generic>[A-Za-z][a-z]{4,}),? (?:marketed as|brand name|trade name|sold as) (?P<name>[A-Z][a-z]{3,})"
    ),
)
_CODE = (
    re.compile(r"\b(?P<generic>[A-Za-z]{5,}) ?[(\[](?P<name>[A-Z]{2,5}-? ?\d{2,7}[A-Za-z]?)[)\];,]"),
    re.compile(r"\b(?P<generic>[A-Za-z]{5,} [a-z]{5,}) ?[(\[](?P<name>[A-Z]-[A-Z][A-Za-z]{1,3}\d?)[)\];,]"),
    re.compile(r"\b(?P<name>[A-Z]{2,5}-?\d{2,7}[A-Za-z]?) ?[(\[](?P<generic>[a-z]{5,})[)\];,]"),
)


def mine_pairs(facts: Facts, drugs: set[str], dropped: set[str], kind: str) -> dict[str, dict[str, str]]:
    """Drug's words to {brand or code name: source}, as authors set them side by side; a name of two drugs is out."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    statements = {f"CIViC EID{row['evidence_id']}": row["evidence_statement"] for row in facts.evidence}
    texts = {f"PMID {pmid}": text for pmid, text in {**facts.snippets, **facts.records}.items()}
    for source, text in {**texts, **statements}.items():
        for pattern in _BRAND if kind == "brands" else _CODE:
            for match in pattern.finditer(text):
                name, generic = match["name"], words_of(match["generic"])
                if generic not in drugs and not re.match("[A-Z]-", name):  # "N-MH" is hardly a code of one word
                    generic = generic.split(" ")[-1]
                if generic in drugs and words_of(name) not in drugs and name not in dropped:
                    found[name].setdefault(generic, source)
    made: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for name, generics in found.items():
        if len(generics) == 1:
            (generic, source), *_ = generics.items()
            made[generic][name] = source
    return made


_PREFIX = re.compile(
    r"^(?:.*\b(?:inhibitor|antibody|antagonist|agonist)) ([A-Za-z]*-?\d[\w-]*|[A-Z]{2,}-?\d+\w*)$", re.IGNORECASE
)
_NOT_DRUG = re.compile(
    r"\b(inhibitors?|antibod(y|ies)|compounds?|regimen|protocol|therapy|chemotherapy|lymphocytes|surgery|antibiotics?|"
    r"antagonists?|agonists?|mixture|sirna|agents?)\b",
    re.IGNORECASE,
)
_ALLERGEN = range(10_415, 11_020)  # DrugBank keeps foods, plants and animals of allergy tests under these numbers


def pick_drugs(facts: Facts, dropped: set[str], added: Iterable[str] = ()) -> dict[str, tuple[str, str, str]]:
    """Words of a drug's name to (identifier, name, source): CIViC, CPIC, and DrugBank names that records use."""
    picked: dict[str, tuple[str, str, str]] = {}
    used = _used(facts, facts.drugbank.keys())
    for words in used:
        term = facts.drugbank[words]
        if int(term.identifier[2:]) not in _ALLERGEN and len(words) > 3:
            picked[words] = (term.identifier, term.name, f"DrugBank; PMID {used[words]}")
    labels = {words_of(form): term for term in facts.mesh.values() for form in (term.name, *term.others)}
    for name in added:
        _pick(facts, picked, name, f"MeSH {labels[words_of(name)].identifier}")
    for row in facts.pairs:
        _pick(facts, picked, row["Drug"], "CPIC pairs")
    for guideline in facts.guidelines:
        _pick(facts, picked, guideline["drugname"], "CPIC guidelines")
    for row in facts.evidence:
        for name in row["drugs"].split(","):
            code = _PREFIX.match(name.strip())
            cleaned = code.group(1) if code else name.strip()
            if cleaned and not _NOT_DRUG.search(cleaned):
                _pick(facts, picked, cleaned, f"CIViC EID{row['evidence_id']}")
    return {words: value for words, value in picked.items() if words not in dropped and len(words) > 2}


def _pick(facts: Facts, picked: dict[str, tuple[str, str, str]], name: str, source: str) -> None:
    words = words_of(name)
    if words in picked and not picked[words][2].startswith("DrugBank"):
        return
    term = facts.drugbank.get(words)
    shown = name.lower() if name.istitle() and name.replace(" ", "").isalpha() else name
    picked[words] = (term.identifier if term else "", shown, source)


def _used(facts: Facts, names: Iterable[str]) -> dict[str, str]:
    """Of these names (as words), those that a record uses, with the first PMID."""
    wanted = set(names)
    lengths: defaultdict[str, set[int]] = defaultdict(set)
    for name in wanted:
        lengths[name.split(" ")[0]].add(name.count(" ") + 1)
    used: dict[str, str] = {}
    for pmid, text in {**facts.snippets, **facts.records}.items():
        words = words_of(text).split(" ")
        for index, word in enumerate(words):
            for length in lengths.get(word, ()):
                name = " ".join(words[index : index + length])
                if name in wanted:
                    used.setdefault(name, pmid)
    return used


_SALT = re.compile(
    r" (?:hydrochloride|mesylate|sodium|potassium|sulfate|maleate|tosylate|acetate|bismesylate|citrate|"
    r"phosphate|succinate|fumarate|besylate|calcium|ditosylate|dimethyl sulfoxide|hydrobromide|tartrate)$"
)


def drugs_table(facts: Facts, dropped: Mapping[str, set[str]], added: Iterable[str]) -> list[list[str]]:
    """Rows (id, name, vocabulary synonyms, brand names, code names, source). Salts are synonyms of their base."""
    picked = pick_drugs(facts, {words_of(name) for name in dropped["drugs"]}, added)
    mesh = {words_of(form): term for term in facts.mesh.values() for form in (term.name, *term.others)}
    groups: dict[str, list[str]] = {}
    heads: dict[str, str] = {}
    for words in sorted(picked, key=lambda words: (not picked[words][0].startswith("DB"), len(words))):
        base = _SALT.sub("", words)
        term = mesh.get(words) or mesh.get(base)
        head = heads.get(base) or (heads.get(term.identifier) if term else None) or words
        groups.setdefault(head, []).append(words)
        heads.setdefault(base, head)
        if term:
            heads.setdefault(term.identifier, head)
    brands = mine_pairs(facts, set(picked), dropped["brands"], "brands")
    codes = mine_pairs(facts, set(picked), dropped["codes"], "codes")
    taken = {words for members in groups.values() for words in members}
    rows = []
    for head, members in groups.items():
        identifier, name, source = picked[head]
        usual = [words for words in members if picked[words][2].startswith("C")]
        if usual and head not in usual:
            name, source = picked[usual[0]][1], f"{picked[usual[0]][2]}; {source}"
        term = next((mesh[words] for words in members if words in mesh), None)
        others = {picked[words][1] for words in members}
        if term:
            others |= {form for form in (term.name, *term.others) if _plain_form(form) and words_of(form) not in taken}
        trade = {name: src for words in members for name, src in brands.get(words, {}).items()}
        made = {name: src for words in members for name, src in codes.get(words, {}).items()}
        rows.append(
            [
                identifier or (f"MESH:{term.identifier}" if term else ""),
                _caption(name),
                "|".join(distinct(others, name)),
                "|".join(f"{name}={src}" for name, src in sorted(trade.items())),
                "|".join(f"{name}={src}" for name, src in sorted(made.items())),
                source + (f"; MeSH {term.identifier}" if term else ""),
            ]
        )
    return sorted(rows, key=lambda row: row[1].lower())


def _caption(name: str) -> str:
    return name if re.search(r"[A-Z].*[A-Z]|\d", name) else name.lower()


def _plain_form(form: str) -> bool:
    """Whether people write it: no inverted heading, no chemical name."""
    return len(form) <= 40 and ", " not in form and not re.search(r"\d[,'(]|\)-|[\[\]]|\(\d", form) and len(form) > 3


def distinct(forms: Iterable[str], name: str) -> list[str]:
    """Forms besides the name, each words once (a plural is not another), shortest first."""
    seen = {words_of(name), words_of(name).removesuffix("s")}
    kept = []
    for form in sorted(forms, key=lambda form: (len(form), form)):
        words = words_of(form)
        if words not in seen and words.removesuffix("s") not in seen:
            seen.add(words)
            kept.append(form)
    return kept
