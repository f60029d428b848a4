"""Genes, drugs and drug classes of the package's knowledge, chosen from the sources; see evals/make_knowledge.py."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from assistant.knowledge.tables import words_of
from evals.knowledge_sources import Facts, Term

__all__ = ["classes_table", "drugs_table", "genes_table", "mine_pairs", "pick_drugs"]

_PGX = re.compile(r"\brs\d{3,}|polymorphi|genotyp|\*\d")
_SYMBOL = re.compile(r"\b[A-Z][A-Z0-9-]{2,}\b")


def genes_table(facts: Facts, lower: Counter[str], foreign: Mapping[str, Mapping[str, int]]) -> list[list[str]]:
    """Rows (id, symbol, name, aliases, forms that need context, source) of the genes with a therapy or PGx meaning.

    `lower`: records per lower-case word; `foreign`: abbreviation to what records define it as, with their number.
    """
    why = _chosen_genes(facts)
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
            and alias.replace("-", "") not in bare - {symbol} and len(alias) > 1 and "|" not in alias
        ]
        names = {words_of(form) for form in (gene.name, *aliases, symbol)}
        careful = [form for form in (symbol, *aliases) if _needs_context(form, symbol, names, lower, foreign)]
        source = f"HGNC; {why[symbol]}"
        rows.append([gene.identifier, symbol, gene.name, "|".join(aliases), "|".join(careful), source])
    return rows


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
    re.compile(r"\b(?P<name>[A-Z]{2,5}-?\d{2,7}[A-Za-z]?) ?[(\[](?P<generic>[a-z]{5,})[)\];,]"),
)


def mine_pairs(facts: Facts, drugs: set[str], dropped: set[str], kind: str) -> dict[str, dict[str, str]]:
    """Drug's words to {brand or code name: source}, as authors set them side by side; a name of two drugs is left out."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    statements = {f"CIViC EID{row['evidence_id']}": row["evidence_statement"] for row in facts.evidence}
    texts = {f"PMID {pmid}": text for pmid, text in {**facts.snippets, **facts.records}.items()}
    for source, text in {**texts, **statements}.items():
        for pattern in _BRAND if kind == "brands" else _CODE:
            for match in pattern.finditer(text):
                name, generic = match["name"], words_of(match["generic"])
                generic = generic if generic in drugs else generic.split(" ")[-1]
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
                "|".join(_distinct(others, name)),
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


def _distinct(forms: Iterable[str], name: str) -> list[str]:
    seen = {words_of(name)}
    kept = []
    for form in sorted(forms, key=lambda form: (len(form), form)):
        words = words_of(form)
        if words not in seen and words.removesuffix("s") not in seen:
            seen.add(words)
            kept.append(form)
    return kept


_CLASS = re.compile(
    r"\b(?P<target>(?:[A-Za-z0-9][\w/-]* ){1,4})(?P<act>inhibitor|antagonist|agonist|blocker|antibody)"
    r"(?:s?,? (?:such as|including|like|namely) |,? )(?P<drug>[A-Za-z][\w-]{3,})"
)
_APPOSED = re.compile(
    r"\b(?P<drug>[A-Za-z][\w-]{3,})(?:, | \()(?:an?|the) (?P<target>(?:[A-Za-z0-9][\w/-]* ){1,4})"
    r"(?P<act>inhibitor|antagonist|agonist|blocker|antibody)\b"
)
_GUIDELINE_CLASS = re.compile(
    r"\band (?P<name>Selective Serotonin Reuptake Inhibitors|Tricyclic Antidepressants|Proton Pump Inhibitors|NSAIDs|Statins|"
    r"Fluoropyrimidines|Thiopurines|Aminoglycosides|Opioids|Beta-Blockers|SSRIs|Inhaled Anesthetics)",
    re.IGNORECASE,
)


def classes_table(facts: Facts, drugs: list[list[str]], choices: list[list[str]]) -> list[list[str]]:
    """Rows (id, name, synonyms, "member=source" list, source): a class has the members its sources put there."""
    names = {words_of(form): row[1] for row in drugs for form in (row[1], *filter(None, row[2].split("|")))}
    noise = {row[2]: row[3] for row in choices if row[0] == "class words"}
    wrong = {(row[2], row[3]) for row in choices if row[0] == "class members"}
    members: defaultdict[str, dict[str, str]] = defaultdict(dict)
    texts = {f"PMID {pmid}": text for pmid, text in {**facts.snippets, **facts.records}.items()}
    texts |= {f"CIViC EID{row['evidence_id']}": row["evidence_statement"] for row in facts.evidence}
    for source, text in texts.items():
        for pattern in (_CLASS, _APPOSED):
            for match in pattern.finditer(text):
                label, drug = _label(match["target"], match["act"], noise), names.get(words_of(match["drug"]))
                if label and drug and (label, drug) not in wrong:
                    members[label].setdefault(drug, source)
    for guideline in facts.guidelines:
        found = _GUIDELINE_CLASS.search(guideline["guidelinename"] or "")
        if found and (drug := names.get(words_of(guideline["drugname"]))):
            members[found["name"].lower().removesuffix("s")].setdefault(
                drug, "CPIC guideline " + guideline["guidelinename"]
            )
    mesh = {
        words_of(form).removesuffix("s"): term for term in facts.mesh.values() for form in (term.name, *term.others)
    }
    rows: dict[str, list[str]] = {}
    for label, drugs_of in sorted(members.items()):
        term = mesh.get(words_of(label))
        others = _class_forms(term) if term else []
        listed = "|".join(f"{drug}={source}" for drug, source in sorted(drugs_of.items()))
        source = f"MeSH {term.identifier}" if term else next(iter(drugs_of.values()))
        rows[label] = [
            f"MESH:{term.identifier}" if term else "",
            label,
            "|".join(_distinct(others, label)),
            listed,
            source,
        ]
    for term in facts.mesh.values():
        if _MESH_CLASS.search(term.name) and words_of(term.name).removesuffix("s") not in map(words_of, rows):
            others = _distinct(_class_forms(term), term.name)
            rows.setdefault(
                term.name, [f"MESH:{term.identifier}", term.name, "|".join(others), "", f"MeSH {term.identifier}"]
            )
    return _merged(list(rows.values()))


_HEADED = re.compile(r"^(?P<head>[\w-]+[- ](?:Blockers|Inhibitors|Agonists|Antagonists|Agents)), \w+$")


def _class_forms(term: Term) -> list[str]:
    """The forms people write: natural order, and the head of an inverted one ("beta-Blockers, Adrenergic")."""
    heads = [match["head"] for form in term.others if (match := _HEADED.match(form))]
    return [
        term.name,
        *(form for form in term.others if ", " not in form),
        *(h for h in heads if h.split()[0].lower() not in _LOOSE),
    ]


_LOOSE = ("blocking", "enzyme", "active")
_MESH_CLASS = re.compile(
    r"(?:Inhibitors|Antagonists|Agonists|Blockers|Agents|Antidepressants|Anticonvulsants|Analgesics|Diuretics|Steroids|"
    r"Antihypertensive Agents|Hormones|Anesthetics|Vaccines|Modulators|Relaxants|Contraceptives|Corticosteroids|Platinum Compounds|"
    r"Cardiotonic Agents|Glucocorticoids|Opioid|Statins|Taxoids|Anthracyclines|Benzodiazepines|Barbiturates|Penicillins|"
    r"Cephalosporins|Macrolides|Aminoglycosides|Fluoroquinolones|Bisphosphonates|Antidotes|Anticoagulants|Interferons)"
    r"(?:, [A-Z][\w -]+)?$"
)


def _label(target: str, act: str, noise: dict[str, str]) -> str:
    """ "the oral PARP inhibitor" to "PARP inhibitor"; empty when no target is named, or two are ("BRAF and MEK inhibitor")."""
    keep: list[str] = []
    words = target.split()
    while words and noise.get(words[-1].lower()) != "lead":
        keep.insert(0, words.pop())
    if words and words[-1].lower() in ("and", "or", "plus"):
        return ""
    if not keep or (len(keep) == 1 and (keep[0].lower() in noise or len(keep[0]) < 2 or keep[0].isdigit())):
        return ""
    return " ".join([*keep, act])


def _merged(rows: list[list[str]]) -> list[list[str]]:
    """Rows whose names are the same words become one."""
    merged: dict[str, list[str]] = {}
    for row in rows:
        words = words_of(row[1]).removesuffix("s")
        if words not in merged:
            merged[words] = row
            continue
        kept = merged[words]
        listed = dict(item.split("=", 1) for cell in (row[3], kept[3]) for item in cell.split("|") if item)
        kept[3] = "|".join(f"{drug}={source}" for drug, source in sorted(listed.items()))
    return sorted(merged.values(), key=lambda row: row[1].lower())
