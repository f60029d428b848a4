"""Phenotypes, abbreviations, variants, word lists of the package's knowledge; see evals/knowledge/make.py."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from assistant.knowledge.tables import words_of
from assistant.language.abbreviations import find_abbreviations
from evals.knowledge.sources import Facts

__all__ = [
    "Senses",
    "abbreviations_table",
    "exons_table",
    "find_senses",
    "fusions_table",
    "kept_forms",
    "phenotypes_table",
    "stems_table",
    "variants_table",
]

Senses = dict[str, dict[str, set[str]]]
"""Abbreviation to long form (as words) to the PMIDs that define it so."""

_WORD = re.compile(r"[^\W_]+")


def find_senses(facts: Facts) -> Senses:
    found: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for pmid, text in {**facts.snippets, **facts.records}.items():
        for made in find_abbreviations(text):
            long = words_of(made.long)
            found[made.short][long.removesuffix("s") if not long.endswith(("ss", "is", "us")) else long].add(pmid)
    return {short: dict(longs) for short, longs in found.items()}


def kept_forms(forms: Iterable[str], seen: set[str]) -> list[str]:
    """Forms that are new words, shortest first; plurals and bare abbreviations of one or two letters are left out."""
    kept = []
    for form in sorted(set(forms), key=lambda form: (len(form), form)):
        words = words_of(form)
        plural = words.endswith("s") and words[:-1] in seen
        if words in seen or plural or len(words) < 3 or len(form) > 60 or "|" in form or _NOTE.search(form):
            continue
        seen.add(words)
        kept.append(form.strip())
    return kept


_NOTE = re.compile(
    r"\((?:disorder|finding|morphologic abnormality|clinical)\)|\bNOS\b|\[|unspecified|obsolete|morphol", re.IGNORECASE
)


_MORBID = re.compile(
    r"(?:emias?|itis|penia|algia|pathy|pathies|rrhage|osis|uria|plegia|toxicity|trophy)(?:,|$)|"
    r"\b(?:Diseases?|Disorders?|Syndromes?|Pain|Hypersensitivity|Injur(?:y|ies)|Dependence|Abuse|Insufficiency|Failure|"
    r"Infections?|Resistance)(?:,|$)"
)


def phenotypes_table(facts: Facts, added: set[str], diseases: list[list[str]], ordinary: set[str]) -> list[list[str]]:
    """Rows (id, name, synonyms, source): CPIC phenotypes, the findings of `added`, MeSH conditions that DOID lacks."""
    taken = {words_of(form) for row in diseases for cell in row[1:4] for form in cell.split("|")}
    rows = []
    phenotypes = {
        text.split(" (")[0].strip()
        for guideline in facts.guidelines
        for recommendation in guideline.get("recommendations", ())
        for text in (recommendation["phenotypes"] or {}).values()
        if re.search(r"Metabolizer|Function", text)
    }
    rows += [["", name.lower(), "", "CPIC guidelines"] for name in sorted(phenotypes)]
    used = _used_labels(facts)
    for ui, term in facts.mesh.items():
        words = words_of(term.name)
        if words in taken or (ui in facts.doid_mesh and term.name not in added):
            continue
        if term.name in added or (_MORBID.search(term.name) and ui in used and words not in ordinary):
            others = kept_forms((form for form in term.others if ", " not in form), {words})
            rows.append(
                [f"MESH:{ui}", term.name.lower() if " " not in term.name else term.name, "|".join(others), f"MeSH {ui}"]
            )
    return rows


def _used_labels(facts: Facts) -> set[str]:
    names = {words_of(form): ui for ui, term in facts.mesh.items() for form in (term.name, *term.others)}
    counts = Counter[str]()
    for text in facts.records.values():
        words = words_of(text).split(" ")
        found = {
            names[phrase]
            for index in range(len(words))
            for length in (1, 2, 3)
            if (phrase := " ".join(words[index : index + length])) in names
        }
        counts.update(found)
    return {ui for ui, count in counts.items() if count >= 3}


class _Sense(NamedTuple):
    long: str
    kind: str
    pmids: set[str]


def abbreviations_table(facts: Facts, senses: Senses, kinds: Mapping[str, str]) -> list[list[str]]:
    """Rows (short, long, kind or "other", records, cue words, source). `kinds`: words of a known name to its kind.

    Cue words: those that set the records of one sense apart from all records, best first.
    """
    everywhere = Counter[str]()
    words_in: dict[str, set[str]] = {}
    texts = {**facts.snippets, **facts.records}
    for pmid, text in texts.items():
        words_in[pmid] = {word for word in _WORD.findall(text.lower()) if len(word) > 3 and word.isascii()}
        everywhere.update(words_in[pmid])
    rows = []
    for short, longs in sorted(senses.items()):
        found = [_Sense(long, _kind(long, kinds), pmids) for long, pmids in longs.items()]
        found = [sense for sense in found if len(sense.pmids) >= 2]
        if not any(sense.kind != "other" for sense in found):
            continue
        for sense in sorted(found, key=lambda sense: -len(sense.pmids))[:6]:
            cues = _cues(sense.pmids, words_in, everywhere, len(texts))
            source = f"PMID {min(sense.pmids, key=int)}"
            rows.append([short, sense.long, sense.kind, str(len(sense.pmids)), " ".join(cues), source])
    return rows


def _kind(long: str, kinds: Mapping[str, str]) -> str:
    return kinds.get(long) or kinds.get(long + "s") or "other"


def _cues(pmids: set[str], words_in: Mapping[str, set[str]], everywhere: Counter[str], total: int) -> list[str]:
    here = Counter[str]()
    for pmid in pmids:
        here.update(words_in[pmid])
    need = max(2, len(pmids) // 5)
    scored = [
        (count * math.log(count * total / (len(pmids) * everywhere[word])), word)
        for word, count in here.items()
        if count >= need and everywhere[word] < total / 8
    ]
    return [word for score, word in sorted(scored, reverse=True)[:12] if score > 2]


_VARIANT_NAME = re.compile(r"\(?(c\.[^)]+)\)?")
_PROTEIN = re.compile(r"^NP_[^:]+:(p\..+)$")
_CODING = re.compile(r"^NM_[^:]+:(c\..+)$")


def variants_table(facts: Facts) -> list[list[str]]:
    """Rows (gene, name, p., c., rsIDs, other names, source) of CIViC's variants that have more than one notation."""
    rows = []
    for row in facts.variants:
        notations = row["hgvs_expressions"].split(",")
        protein = sorted({found[1] for text in notations if (found := _PROTEIN.match(text))})
        coding = sorted({found[1] for text in notations if (found := _CODING.match(text))})
        inside = re.findall(r"c\.[\d_+*-]+[A-Za-z>]+", row["variant"])
        aliases = [alias.strip() for alias in row["variant_aliases"].split(",") if alias.strip() not in ("", "N/A")]
        rsids = sorted({alias.lower() for alias in aliases if re.fullmatch(r"RS\d+", alias)})
        others = [alias for alias in aliases if not re.fullmatch(r"RS\d+", alias) and "|" not in alias]
        coding = sorted({*coding, *inside})
        if protein or coding or rsids or others:
            cells = [
                row["gene"],
                row["variant"],
                "|".join(protein),
                "|".join(coding),
                "|".join(rsids),
                "|".join(others),
            ]
            rows.append([*cells, f"CIViC VID{row['variant_id']}"])
    return rows


def stems_table(facts: Facts, stems: list[tuple[str, str, str]]) -> list[list[str]]:
    """Rows (suffix, kind, meaning, source): how many names of DrugBank or DOID end so, with an example."""
    names = {"drug": list(facts.drugbank), "disease": [words_of(term.name) for term in facts.doid.values()]}
    rows = []
    for suffix, kind, meaning in stems:
        ending = sorted(name for name in names[kind] if name.endswith(suffix) and " " not in name)
        where = "DrugBank" if kind == "drug" else "DOID"
        source = f"linguistic; ends {len(ending)} one-word names of {where}, as {ending[0]}" if ending else "linguistic"
        rows.append([suffix, kind, meaning, source])
    return rows


def exons_table(facts: Facts) -> list[list[str]]:
    """Rows (gene, exon, first codon, last codon, source), where CIViC gives an exon's place and a codon within it."""
    rows = []
    for row in facts.variants:
        named = re.match(r"EXON (\d+) (?:DELETION|INSERTION|MUTATION|SKIPPING MUTATION)$", row["variant"])
        if not named or not row["start"] or not row["stop"] or row["chromosome2"]:
            continue
        low, high = int(row["start"]), int(row["stop"])
        anchor = next(
            (found for other in facts.variants if (found := _codon_within(other, row["gene"], low, high))), None
        )
        if anchor and high - low < 1000:
            place, coding, forward, source = anchor
            first, last = (low, high) if forward else (high, low)
            sign = 1 if forward else -1
            codons = [(coding + sign * (end - place) + 2) // 3 for end in (first, last)]
            rows.append(
                [row["gene"], named[1], str(codons[0]), str(codons[1]), f"CIViC VID{row['variant_id']} by {source}"]
            )
    unique = {(row[0], row[1]): row for row in rows}
    return [unique[key] for key in sorted(unique)]


def _codon_within(row: dict[str, str], gene: str, low: int, high: int) -> tuple[int, int, bool, str] | None:
    """(genomic position, coding position, on the forward strand, source) of a substitution between `low` and `high`."""
    if row["gene"] != gene or not row["start"] or not low <= int(row["start"]) <= high or row["start"] != row["stop"]:
        return None
    for text in row["hgvs_expressions"].split(","):
        found = re.match(r"(?:NM|ENST)[^:]+:c\.(\d+)([ACGT])>([ACGT])$", text)
        if found and row["reference_bases"] in "ACGT":
            forward = row["reference_bases"] == found[2]
            return int(row["start"]), int(found[1]), forward, f"VID{row['variant_id']}"
    return None


def fusions_table(facts: Facts, aliases: Mapping[str, str]) -> list[list[str]]:
    """Rows (fusion as "EML4::ALK", ways to write it, translocations, gene, source) of CIViC's fusions."""
    rows: dict[str, list[str]] = {}
    for row in facts.variants:
        written = [form for form in (row["variant"], *row["variant_aliases"].split(",")) if _FUSION.match(form)]
        pairs = [(match[1], match[2]) for form in written if (match := _FUSION.match(form))]
        known = [
            pair for pair in pairs if all(part in aliases for part in pair) and row["gene"] in map(aliases.get, pair)
        ]
        if not known and not any(row["gene"] in pair and "fusion" in row["variant_types"] for pair in pairs):
            continue
        best = (known or pairs)[0]
        value = "::".join(aliases.get(part, part) for part in best)
        places = [f"t({a};{b})" for a, b in re.findall(r"T\((\d+|X);(\d+|X)\)", row["variant_aliases"])]
        made = rows.setdefault(value, [value, "", "", row["gene"], f"CIViC VID{row['variant_id']}"])
        made[1] = "|".join(dict.fromkeys([*filter(None, made[1].split("|")), *("-".join(pair) for pair in pairs)]))
        made[2] = "|".join(dict.fromkeys([*filter(None, made[2].split("|")), *places]))
    for value, gene, source in _newer_fusions(facts, {row[3] for row in rows.values()}):
        rows.setdefault(value, [value, value.replace("::", "-"), "", gene, source])
    return [rows[key] for key in sorted(rows)]


def _newer_fusions(facts: Facts, drivers: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """(fusion, gene whose therapy it decides, source) of the newer release, which writes "EZR::ROS1".

    A gene with a row on its fusions with any partner ("v::ROS1") decides; where none of the two has one, `drivers`, the
    genes that decide other fusions; else the second.
    """
    texts = [(f"{row['gene']} {row['variant_biomarker']}", row["evidence_id"]) for row in facts.evidence_2026]
    pairs = [(pair, identifier) for text, identifier in texts for pair in _PAIR.findall(text)]
    any_partner = {gene for pair, _ in pairs if "v" in pair for gene in pair if gene != "v"}
    for (one, other), identifier in pairs:
        if "v" not in (one, other):
            decides = next((g for genes in (any_partner, drivers) for g in (other, one) if g in genes), other)
            yield f"{one}::{other}", decides, f"CIViC EID{identifier}"


_PAIR = re.compile(r"(?<![\w:])(v|[A-Z][A-Za-z0-9]{1,9})::(v|[A-Z][A-Za-z0-9]{1,9})(?!\w)")
_FUSION = re.compile(r"([A-Z][A-Z0-9]+)-([A-Z][A-Z0-9]+)(?: |$)")
