"""Makes assistant/knowledge/safety from facts and readings of them: `python -m evals.knowledge.safety [DATA]`.

A row of `contraindications.tsv.gz` becomes a warning only where `contraindication_readings.tsv` keeps it: each excerpt
was read, and what it says stands there in comparable form. The excerpt goes along, cut at a sentence. Where no label is
at hand a record may say it (`contraindications_by_hand.tsv`). Groups of drugs come from FDA's classes in
`drug_classes.tsv.gz` and the ends of names, as `drug_groups.tsv` chooses.
"""

from __future__ import annotations

import csv
import gzip
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from assistant.curated.names import drug_name
from assistant.knowledge.tables import pieces, rows
from assistant.safety.bounds import parsed
from evals.knowledge.curated import ROOT
from evals.knowledge.excerpts import deciding_excerpt
from ingest.knowledge.tables import read_table

TABLES = ROOT / "assistant" / "knowledge" / "safety"
COLUMNS = ("drugs", "kind", "bound", "action", "what", "only", "excerpt", "label", "date", "url", "amount", "source")
LONGEST = 300
"""Characters of an excerpt that are carried."""
_LABEL = re.compile(r"\) (?P<label>.+) \(effective (?:<=)?(?P<date>\d[\d-]*)(?: snapshot)?\)")
_COLLECTED = re.compile(r"collected (\d{4}-\d{2}-\d{2})")
_CITED_ONLY = "cite only"
_SPOKEN_OF = {
    "kidney": ("renal", "kidney", "creatinine", "crcl", "clcr", "dialysis"),
    "liver": ("hepat", "liver", "child-pugh", "cirrho"),
    "pregnancy": ("pregnan", "fetal", "fetus"),
    "breastfeeding": ("breast", "nursing", "lactat"),
}
"""Kinds to words of which a label has one where it speaks of them."""
_STEM = 6
_ROOM, _TAIL = 120, 40
"""Letters before the deciding words, where their sentence is too long, and for the last of them."""
_RULED = re.compile(r"_{4,}")
"""A line drawn across a label."""
_PAGE = re.compile(r"web: (?P<what>.+?) read through web page")
_STRONG = ("contraindicated", "avoid", "not recommended", "reduce dose", "adjust dose")
_SAID = ("FDA class", "INN stem")
"""Sources of a group that its members' own sources say already."""
_OF_OLD_AGE = re.compile(r">")
_ON_SKIN = "for the skin"
_UNTESTED = "untested"
"""Rows on a gene that is to be tested before the drug; their bound is the gene, or its allele."""
_GROUPS = {
    "pregnancy / embryo-fetal toxicity": "pregnancy",
    "lactation": "breastfeeding",
    "renal impairment": "kidney",
    "hepatic impairment / liver disease": "liver",
}
"""Conditions of the facts to the kinds of rows of whose silence a reader is told."""
_UNREAD = {"kind": "", "action": ""}
_UNUSED = ("other",)
"""Kinds that no fact of a patient's record is held against."""


def main() -> None:
    """Writes every table and prints its rows and bytes."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "data" / "facts"
    TABLES.mkdir(exist_ok=True)
    for name, text in tables(folder).items():
        (TABLES / f"{name}.tsv").write_text(text, encoding="utf-8")
        print(f"{name:18} {text.count(chr(10)) - 1:6} rows {len(text.encode()):9,} bytes")


def tables(folder: Path) -> dict[str, str]:
    """The text of each table, from the folder of facts."""
    lines = ("\t".join(row[column] for column in COLUMNS) for row in _contraindications(folder))
    groups = ("\t".join(cells) for cells in _groups(folder))
    left = ("\t".join(cells) for cells in _left_out(folder))
    return {
        "contraindications": "\n".join(["\t".join(COLUMNS), *lines, ""]),
        "left_out_of_labels": "\n".join(["drugs\tkind\tlabel\turl\tsource", *left, ""]),
        "drug_groups": "\n".join(["group\tnames\tmembers\tallergy\tduplicate\tsource", *groups, ""]),
    }


def _contraindications(folder: Path) -> list[dict[str, str]]:
    """Kept rows; what several labels or sections say the same stands once, by the newest that says it in a sentence."""
    facts = _facts(folder)
    said: defaultdict[tuple[str, ...], list[dict[str, str]]] = defaultdict(list)
    for reading in read_table(Path(__file__).with_name("contraindication_readings.tsv")).records():
        if reading["keep"] == "y" and _is_used(reading):
            drugs = "+".join(drug_name(name).lower() for name in reading["drugs"].split("+"))
            made = reading | {"drugs": drugs} | _cited(facts[int(reading["id"])], reading)
            said[tuple(made[key] for key in ("drugs", "kind", "bound", "action", "only"))].append(made)
    best = _by_hand()
    for same in said.values():
        chosen = max(same, key=lambda row: (len(row["excerpt"]) > 60, row["date"], bool(row["what"])))
        best.append(chosen | {"what": chosen["what"] or next((row["what"] for row in same if row["what"]), "")})
    return sorted(best, key=lambda row: (row["drugs"], row["kind"], row["bound"], row["action"]))


def _by_hand() -> list[dict[str, str]]:
    rows = read_table(Path(__file__).with_name("contraindications_by_hand.tsv")).records()
    return [{name: row.get(name, "") for name in COLUMNS} for row in rows]


def _facts(folder: Path) -> list[dict[str, str]]:
    with gzip.open(folder / "contraindications.tsv.gz", "rt", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


def _left_out(folder: Path) -> list[tuple[str, ...]]:
    """(drugs, kind, label, url, source) of labels that speak of a group of patients where no row of the drugs does:
    what is not carried is no silence."""
    carried = {(row["drugs"], row["kind"]) for row in _contraindications(folder)}
    drugs = {tuple(sorted(named.split("+"))): named for named, _ in carried}
    newest: dict[tuple[str, str], tuple[str, ...]] = {}
    for fact in sorted(_facts(folder), key=lambda one: _cited(one)["date"]):
        own = drugs.get(tuple(sorted(drug_name(name.strip()).lower() for name in fact["drug"].split("+"))), "")
        kind, cited = _GROUPS.get(fact["condition"], ""), _cited(fact)
        if own and kind and cited["label"] and (own, kind) not in carried:
            newest[own, kind] = (own, kind, cited["label"], cited["url"], cited["source"])
    return sorted(newest.values())


def _is_used(reading: dict[str, str]) -> bool:
    """Whether a patient's record can meet it, and what it says is worth a warning: a bound that is comparable (what is
    said of the liver in values of blood is held against a severe impairment, with saying so); old age
    only where the label says what to do, since nearly every label asks for care in the old; what is not studied only
    where that holds for every use of the drug; of forms for the skin only pregnancy, as nobody tells the form."""
    of_skin = reading["only"].endswith(_ON_SKIN) and reading["kind"] != "pregnancy"
    if of_skin or (reading["action"] == "not studied" and reading["only"].startswith("only")):
        return False
    if reading["kind"] in _UNUSED or (reading["kind"] == "reproductive" and reading["action"] not in _STRONG[:1]):
        return False
    if reading["kind"] == "age" and _OF_OLD_AGE.match(reading["bound"]):
        return reading["action"] in _STRONG
    return reading["kind"] not in ("kidney", "age") or parsed(reading["kind"], reading["bound"]) is not None


def _cited(fact: dict[str, str], reading: Mapping[str, str] = _UNREAD) -> dict[str, str]:
    """Where a fact stands: label, date, address, and the excerpt where it may be carried, with the words that tell what
    its `reading` says. Of a gene to be tested first a boxed warning is named as such."""
    label = _LABEL.search(fact["source"])
    collected = _COLLECTED.search(fact["source"])
    table = "Pharmacogenetic Associations" in fact["source"]
    boxed = reading["kind"] == _UNTESTED
    place = ", boxed warning" if boxed and "section: Boxed warning" in fact["source"] else ""
    return {
        "excerpt": "" if _CITED_ONLY in fact["license"] else excerpt_of(fact["excerpt"], reading),
        "label": label["label"] if label else "",
        "date": _iso(label["date"]) if label else collected[1] if collected else "",
        "url": fact["url"].split(" | ")[0],
        "source": "FDA table of pharmacogenetic associations" if table else _label_source(fact["source"]) + place,
    }


def _label_source(said: str) -> str:
    page = _PAGE.match(said)
    if page is None:
        return "FDA label"
    return "FDA label, as a web page gives it" if page["what"].startswith("FDA label") else page["what"]


def _iso(date: str) -> str:
    """Of a snapshot over two years the later one."""
    if re.fullmatch(r"\d{8}", date):
        return f"{date[:4]}-{date[4:6]}-{date[6:]}"
    return date[5:] if re.fullmatch(r"\d{4}-\d{4}", date) else date


def excerpt_of(text: str, reading: Mapping[str, str] = _UNREAD) -> str:
    """Of a label's words at most about `LONGEST` characters: those on what the reading is on, and those that tell what
    to do."""
    whole, deciding = " ".join(_RULED.sub(" ", text).split()), _deciding(reading)
    usual = cut(whole, deciding, all_of_them=reading["kind"] == "disease")
    return deciding_excerpt(whole, usual, LONGEST, reading["action"], *deciding)


def cut(text: str, deciding: Iterable[str] = (), *, all_of_them: bool = False) -> str:
    """At most `LONGEST` characters: whole sentences where the first is short enough, else whole words and a mark; from
    further on where the `deciding` words, or one of them where `all_of_them` count, would be cut off."""
    if len(text) <= LONGEST:
        return text
    end = max(text.rfind(mark, 0, LONGEST) for mark in (". ", "] . "))
    kept = text[: end + 1] if end > 60 else f"{text[: text.rfind(' ', 0, LONGEST - 2)]} …"
    places = [place for word in deciding if (place := text.casefold().find(word)) >= 0]
    is_kept = [place < len(kept) - 2 for place in places]
    if not places or (all(is_kept) if all_of_them else any(is_kept)):
        return kept
    first = min(places)
    sentence = max(
        (text.rfind(mark, 0, first) + len(mark) for mark in (". ", "] . ") if mark in text[:first]), default=0
    )
    start = sentence if max(places) - sentence < LONGEST - _TAIL else text.rfind(" ", 0, max(first - _ROOM, 0)) + 1
    return f"… {cut(text[start:])}" if start else kept


def _deciding(reading: Mapping[str, str]) -> list[str]:
    """The words, in small letters and cut to their stems, of what a reading is on."""
    if reading["kind"] != "disease":
        return list(_SPOKEN_OF.get(reading["kind"], ()))
    names = [re.findall(r"[a-z]{4,}", name.casefold()) for name in pieces(reading["bound"])]
    return [max(words, key=len)[:_STEM] for words in names if words]


def _groups(folder: Path) -> Iterator[tuple[str, ...]]:
    """(group, names, members, allergy, duplicate, source), the members as sources class them or their names end."""
    classed: defaultdict[str, set[str]] = defaultdict(set)
    with gzip.open(folder / "drug_classes.tsv.gz", "rt", encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            if row["class_type"] in ("EPC", "Chemical/Ingredient"):
                classed[row["class_name"]].add(row["drug"].lower())
    known = {row[1].lower() for row in rows("drugs")} | _drugbank(folder)
    for group in read_table(Path(__file__).with_name("drug_groups.tsv")).records():
        by_class = set().union(*(classed[name] for name in pieces(group["classes"])), pieces(group["others"]))
        stems = pieces(group["stem"])
        by_name = {name for name in known if " " not in name and any(_has(name, stem) for stem in stems)}
        classed_by = "DrugCentral 2016, CC BY 4.0 (FDA)" if by_class - set(pieces(group["others"])) else ""
        ending = "; ".join(map(_stem_said, stems))
        own = "" if group["source"] in _SAID else group["source"]
        source = "; ".join(filter(None, (classed_by, ending, own)))
        members = "|".join(sorted(by_class | by_name))
        yield group["group"], group["names"], members, group["allergy"], group["duplicate"], source


def _has(name: str, stem: str) -> bool:
    """ "cef-" begins names, "cillin" ends them."""
    return name.startswith(stem.removesuffix("-")) if stem.endswith("-") else name.endswith(stem)


def _stem_said(stem: str) -> str:
    return f"names that begin with {stem}" if stem.endswith("-") else f"names that end in -{stem}"


def _drugbank(folder: Path) -> set[str]:
    with gzip.open(folder / "drugbank_names.tsv.gz", "rt", encoding="utf-8", newline="") as stream:
        return {row["ID"].lower() for row in csv.DictReader(stream, delimiter="\t") if row["NAMESPACE"] == "NAME"}


if __name__ == "__main__":
    main()
