"""Drug classes of the package's knowledge, with the members that sources put there; see evals/knowledge/make.py."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from assistant.knowledge.tables import words_of
from evals.knowledge.names import distinct
from evals.knowledge.sources import Facts, Term

__all__ = ["classes_table"]

_CLASS = re.compile(
    r"\b(?P<target>(?:[A-Za-z0-9][\w/-]* ){1,4})(?P<act>inhibitor|antagonist|agonist|blocker|antibody)"
    r"(?:s?,? (?:such as|including|like|namely) |,? )(?P<drug>[A-Za-z][\w-]{3,})"
)
_APPOSED = re.compile(
    r"\b(?P<drug>[A-Za-z][\w-]{3,})(?:, | \()(?:an?|the) (?P<target>(?:[A-Za-z0-9][\w/-]* ){1,4})"
    r"(?P<act>inhibitor|antagonist|agonist|blocker|antibody)\b"
)
_GUIDELINE_CLASS = re.compile(
    r"\band (?P<name>Selective Serotonin Reuptake Inhibitors|Tricyclic Antidepressants|Proton Pump Inhibitors|NSAIDs|"
    r"Statins|"
    r"Fluoropyrimidines|Thiopurines|Aminoglycosides|Opioids|Beta-Blockers|SSRIs|Inhaled Anesthetics)",
    re.IGNORECASE,
)


_ADDED = ("classes", "add")
"""Choices that name a class of public drug facts as records write it; its members stand in `class_members`."""


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
    stand_alone = {row[2]: row[1] == "add" for row in choices if row[0] == "class heads"}
    class_forms = {identifier: _class_forms(term, stand_alone) for identifier, term in facts.mesh.items()}
    added = [["", name, forms, "", why] for table, action, name, forms, why in choices if (table, action) == _ADDED]
    return sorted([*_class_rows(facts, members, class_forms), *added], key=lambda row: row[1].lower())


def _class_rows(
    facts: Facts, members: Mapping[str, Mapping[str, str]], class_forms: Mapping[str, list[str]]
) -> list[list[str]]:
    """One row a class: labels that are forms of one MeSH heading are one, named by the label with most members."""
    mesh = {
        words_of(form).removesuffix("s"): term for term in facts.mesh.values() for form in class_forms[term.identifier]
    }
    labels: defaultdict[str, list[str]] = defaultdict(list)
    terms = {term.identifier: term for term in facts.mesh.values() if _MESH_CLASS.search(term.name)}
    for label in sorted(members, key=lambda label: (-len(members[label]), label)):
        term = mesh.get(words_of(label))
        if term:
            terms[term.identifier] = term
        labels[term.identifier if term else words_of(label)].append(label)
    rows = []
    for key in sorted({*labels, *terms}):
        entry, own = terms.get(key), labels.get(key, [])
        name = own[0] if own else entry.name if entry else key
        listed = {drug: source for label in own for drug, source in members[label].items()}
        forms = [*own, *(class_forms[key] if entry else ())]
        source = f"MeSH {key}" if entry else next(iter(listed.values()))
        cell = "|".join(f"{drug}={source}" for drug, source in sorted(listed.items()))
        rows.append([f"MESH:{key}" if entry else "", name, "|".join(distinct(forms, name)), cell, source])
    return rows


_HEADED = re.compile(r"^(?P<head>[\w-]+[- ](?:Blockers|Inhibitors|Agonists|Antagonists|Agents)), \w+$")
_SUBTYPE = re.compile(r"\d|\b(?:alpha|beta|gamma|delta|kappa|mu)\b", re.IGNORECASE)
"""The sign of one receptor or enzyme of its kind: H2, beta, CYP2D6."""


def _class_forms(term: Term, stand_alone: Mapping[str, bool]) -> list[str]:
    """The forms people write: natural order, and the head of an inverted one ("beta-Blockers, Adrenergic") where it
    names the class without the rest: "Kinase Inhibitors, Janus" has a head that is said of any kinase.

    `stand_alone`: what is chosen by hand of single heads, where their form does not tell.
    """
    heads = [match["head"] for form in term.others if (match := _HEADED.match(form))]
    heads = [head for head in heads if stand_alone.get(head, bool(_SUBTYPE.search(head)))]
    heads += [
        form.replace("-Adrenergic", "") for form in term.others if "-Adrenergic Block" in form and ", " not in form
    ]
    return [
        term.name,
        *(form for form in term.others if ", " not in form),
        *heads,
    ]


_MESH_CLASS = re.compile(
    r"(?:Inhibitors|Antagonists|Agonists|Blockers|Agents|Antidepressants|Anticonvulsants|Analgesics|Diuretics|Steroids|"
    r"Antihypertensive Agents|Hormones|Anesthetics|Vaccines|Modulators|Relaxants|Contraceptives|Corticosteroids|"
    r"Platinum Compounds|"
    r"Cardiotonic Agents|Glucocorticoids|Opioid|Statins|Taxoids|Anthracyclines|Benzodiazepines|Barbiturates|"
    r"Penicillins|"
    r"Cephalosporins|Macrolides|Aminoglycosides|Fluoroquinolones|Bisphosphonates|Antidotes|Anticoagulants|Interferons)"
    r"(?:, [A-Z][\w -]+)?$"
)


def _label(target: str, act: str, noise: dict[str, str]) -> str:
    """ "PARP inhibitor" of "the oral PARP inhibitor"; empty when none is named, or two ("BRAF and MEK")."""
    keep: list[str] = []
    words = target.split()
    while words and noise.get(words[-1].lower()) != "lead":
        keep.insert(0, words.pop())
    if words and words[-1].lower() in ("and", "or", "plus"):
        return ""
    if not keep or (len(keep) == 1 and (keep[0].lower() in noise or len(keep[0]) < 2 or keep[0].isdigit())):
        return ""
    return " ".join([*keep, act])
