"""The diseases of the package's knowledge, chosen from the sources; see evals/knowledge/make.py."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from assistant.knowledge.tables import words_of
from evals.knowledge.facts import Senses, kept_forms
from evals.knowledge.sources import Facts, Term

__all__ = ["diseases_table"]

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
        synonyms = kept_forms(meant, {words_of(term.name)})
        mesh = kept_forms(
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
