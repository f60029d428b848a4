"""Diseases, abbreviations, variants, word lists of the package's knowledge; see evals/knowledge/make.py."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from assistant.knowledge.tables import words_of
from assistant.language.abbreviations import find_abbreviations
from evals.knowledge.sources import Facts, Term

__all__ = [
    "Senses",
    "abbreviations_table",
    "diseases_table",
    "exons_table",
    "find_senses",
    "fusions_table",
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


_ORGAN_TUMOR = re.compile(r"[a-z]+(?: (?!system|type)[a-z]+){0,2} (?:cancer|carcinoma)")
"""A tumor that is named by its place: people ask for it whether a record here does or not."""
_OF_AN_ORGAN = "a tumor named by its place"
_TUMOR = re.compile(r"cancer|carcinoma|neoplasm|tumou?r", re.IGNORECASE)
_OF_PLACE = re.compile(r"(?P<organ>[A-Za-z]+(?: [A-Za-z]+)?) (?:cancer|carcinoma|[Nn]eoplasms?)")
_PLAIN_TAIL = re.compile(r" (?:disease|cancer|syndrome)$")


def diseases_table(facts: Facts, topics: Iterable[str], senses: Senses) -> list[list[str]]:
    """Rows (id, name, synonyms, MeSH names, parents, source): CIViC's diseases, `topics`, what records write of, and
    every tumor that is named by its place."""
    mesh_of = _headings(facts)
    chosen = _chosen_diseases(facts, topics, mesh_of)
    by_words = {words_of(facts.doid[doid].name): doid for doid in chosen if doid in facts.doid}
    rows = []
    for doid, why in sorted(chosen.items()):
        if doid not in facts.doid:
            continue
        term = facts.doid[doid]
        own = {words_of(form) for form in (term.name, *term.others)}
        meant = [form for form in term.others if not _otherwise(form, own, senses)]
        if why == _OF_AN_ORGAN:  # some of its synonyms name the place alone ("supraglottis")
            meant = [form for form in meant if _TUMOR.search(form)]
        synonyms = _kept(meant, {words_of(term.name)})
        mesh = _kept(
            (form for entry in mesh_of[doid] for form in (entry.name, *_natural(entry.others))),
            {words_of(term.name), *map(words_of, synonyms)},
        )
        parents = _parents(term, mesh_of[doid], by_words, facts)
        source = "; ".join(["DOID", *(f"MeSH {entry.identifier}" for entry in mesh_of[doid]), why])
        rows.append([doid, term.name, "|".join(synonyms), "|".join(mesh), "|".join(parents), source])
    return _as_people_say(rows, {words_of(form) for term in facts.doid.values() for form in (term.name, *term.others)})


def _headings(facts: Facts) -> defaultdict[str, list[Term]]:
    """Disease to its MeSH headings: as the ontology links them, or by the same name."""
    mesh_of: defaultdict[str, list[Term]] = defaultdict(list)
    for ui, doid in facts.doid_mesh.items():
        if ui in facts.mesh:
            mesh_of[doid].append(facts.mesh[ui])
    by_form = {words_of(form): term for term in facts.mesh.values() for form in (term.name, *term.others)}
    for doid, entry in facts.doid.items():
        same = by_form.get(words_of(entry.name))
        owner = facts.doid_mesh.get(same.identifier, "") if same else ""
        if same and not mesh_of[doid] and not (owner and by_form.get(words_of(facts.doid[owner].name)) is same):
            mesh_of[doid].append(same)
            mesh_of[owner] = [term for term in mesh_of[owner] if term is not same]
    return mesh_of


def _chosen_diseases(facts: Facts, topics: Iterable[str], mesh_of: Mapping[str, list[Term]]) -> dict[str, str]:
    """Disease to why it is in the table."""
    chosen = {f"DOID:{row['doid']}": f"CIViC EID{row['evidence_id']}" for row in facts.evidence if row["doid"]}
    named, texts = {words_of(topic) for topic in topics}, _phrases(facts)
    for doid, term in facts.doid.items():
        headings = (form for mesh in mesh_of.get(doid, ()) for form in (mesh.name, *mesh.others))
        words = {words_of(form) for form in (term.name, *term.others, *headings)}
        if doid not in chosen and doid != "DOID:4":
            if words & named:
                chosen[doid] = "TREC PM topics"
            elif pmids := [texts[form] for form in sorted(words) if form in texts and len(form) > 4]:
                chosen[doid] = f"PMID {pmids[0]}"
            elif _ORGAN_TUMOR.fullmatch(term.name):
                chosen[doid] = _OF_AN_ORGAN
    return chosen


def _as_people_say(rows: list[list[str]], owned: set[str]) -> list[list[str]]:
    """The rows with what a vocabulary leaves out of an organ's tumor: "thyroid cancer" of "thyroid neoplasm", "rectal
    carcinoma" of "rectal cancer". `owned` forms are names of some disease already."""
    said = {row[1]: _sayings(row) for row in rows if row[1].endswith((" cancer", " carcinoma"))}
    of_form: defaultdict[str, list[str]] = defaultdict(list)
    for name, forms in said.items():
        for form in forms:
            of_form[form].append(name)
    for row in rows:
        known = owned | _words(row)
        new = sorted(form for form in said.get(row[1], ()) if words_of(form) not in known)
        own = [form for form in new if _sole(of_form[form], form) == row[1]]
        row[2] = "|".join(filter(None, (row[2], *own)))
    return rows


def _sayings(row: list[str]) -> set[str]:
    forms = [form for cell in row[1:4] for form in cell.split("|")]
    organs = {found["organ"].lower() for form in forms if (found := _OF_PLACE.fullmatch(form))}
    organs |= {organ.removesuffix(" gland") for organ in organs}
    return {f"{organ} {tumor}" for organ in organs for tumor in ("cancer", "carcinoma")}


def _sole(names: list[str], form: str) -> str:
    """Whose a form is: of a cancer and a carcinoma of one organ, each has the form with its own word."""
    same = names if len(names) == 1 else [name for name in names if name.endswith(form.rpartition(" ")[2])]
    return same[0] if len(same) == 1 else ""


def _words(row: list[str]) -> set[str]:
    return {words_of(form) for cell in row[1:4] for form in cell.split("|")}


def _otherwise(form: str, forms: set[str], senses: Senses) -> bool:
    """An abbreviation that records define, and never as this disease: "CML" is not every chronic leukemia."""
    if not (form.isupper() and form.isalpha() and len(form) <= 6) or form not in senses:
        return False
    return not any(long in forms or f"{long}s" in forms for long in senses[form])


def _phrases(facts: Facts) -> dict[str, str]:
    """Every run of 1 to 5 words that at least two records hold, with a PMID; only runs that end a DOID or MeSH name."""
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    names = {words_of(form) for term in facts.doid.values() for form in (term.name, *term.others)}
    names |= {
        words_of(form)
        for ui in facts.doid_mesh
        if ui in facts.mesh
        for form in (facts.mesh[ui].name, *facts.mesh[ui].others)
    }
    for name in names:
        wanted[name.split(" ")[0]].add(name.count(" ") + 1)
    seen: defaultdict[str, set[str]] = defaultdict(set)
    for pmid, text in {**facts.snippets, **facts.records}.items():
        words = words_of(text).split(" ")
        for index, word in enumerate(words):
            for length in wanted.get(word, ()):
                phrase = " ".join(words[index : index + length])
                if phrase in names:
                    seen[phrase].add(pmid)
    return {phrase: min(pmids) for phrase, pmids in seen.items() if len(pmids) >= 2}


def _natural(forms: Iterable[str]) -> list[str]:
    return [form for form in forms if ", " not in form]


def _kept(forms: Iterable[str], seen: set[str]) -> list[str]:
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


def _parents(term: Term, mesh: list[Term], by_words: Mapping[str, str], facts: Facts) -> list[str]:
    """DOIDs of broader diseases, read from the names: "lung adenocarcinoma" is an adenocarcinoma and a lung cancer."""
    found: dict[str, None] = {}
    for form in (term.name, *term.others):
        words = words_of(form).split(" ")
        for cut in range(1, len(words)):
            if words[cut - 1] not in ("non", "pre", "anti") and (broader := by_words.get(" ".join(words[cut:]))):
                found[broader] = None
                break
        for tail in ("adenocarcinoma", "carcinoma", "melanoma", "sarcoma", "lymphoma", "leukemia"):
            if words[-1] == tail and len(words) > 1:
                for head in (f"{words[0]} cancer", tail):
                    if broader := by_words.get(head):
                        found[broader] = None
    for entry in mesh:
        heads = entry.name.split(", ")
        for cut in range(len(heads) - 1, 0, -1):
            if broader := by_words.get(words_of(", ".join(heads[:cut]))):
                found[broader] = None
    return [doid for doid in found if doid != term.identifier and doid in facts.doid]


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
            others = _kept((form for form in term.others if ", " not in form), {words})
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
