"""True conclusions made false by one change each, and lightly reworded ones that stay true.

What is changed is found here by seed lists and patterns of this file's own, never by the checker's vocabulary, so
that the checker is not asked only what it knows. Everything is drawn by the seed given. A false change is really false:
what is put in stands nowhere in the record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from random import Random

from evals.material.data import SETS

__all__ = ["CORRUPTIONS", "REWORDINGS", "Change", "Pools", "pools"]

Pools = dict[str, tuple[str, ...]]
Change = Callable[[str, str, Pools, Random], str | None]

_DRUG = re.compile(
    r"\b[a-z]{3,}(?:mab|nib|statin|pril|sartan|olol|azole|cillin|mycin|platin|taxel|rubicin|gliptin|floxacin|setron"
    r"|triptan|tidine|oxetine|dipine|zepam|caine|cycline|parin|grel|xaban|vir|zosin|formin|glitazone|fibrate|dronate)\b"
)
_NO_GENE = r"DNA|RNA|PCR|HIV|MRI|ELISA|COPD|ICU|USA|WHO|BMI|HPV|HCV|HBV|AIDS|COVID|ROC|AUC|CT\b"
_GENE = re.compile(rf"\b(?!{_NO_GENE})[A-Z]{{2,5}}\d{{1,2}}[A-Z]?\d?\b")
_VARIANT = re.compile(
    r"\b(?:[ACDEFGHIKLMNPQRSTVWY]\d{2,4}[ACDEFGHIKLMNPQRSTVWY]|rs\d{4,}|-?\d{2,5}[ACGT]>[ACGT]|[ACGT]\d{2,4}[ACGT])\b|\*\d{1,2}\b"
)
_NUMBER = re.compile(r"(?<![\w.,*/-])\d+(?:\.\d+)?(?![\w*/]|[.,-]\d|-[A-Z])")
_RESIDUES = "ACDEFGHIKLMNPQRSTVWY"
_DEGREE = r"(?:significantly |much |slightly )?"
_BETTER = (
    rf"(?:superior|inferior|{_DEGREE}(?:higher|lower|better|worse|greater|longer|shorter|larger|smaller|stronger|weaker)"
    r"|more \w+|less \w+)"
)
_THAN = r"(?:than|compared with|compared to|versus|vs\.?)"
_SUBJECT = re.compile(
    r"(?:^|, |that )(?P<a>(?:the )?[A-Za-z][\w-]*(?: [\w-]+){0,3}) "
    rf"(?:is|was|were|are|appears to be|may be|showed|had|has) (?:a |an |not )?{_BETTER}(?: [\w-]+){{0,4}}? "
    r"(?:to|than|compared with|compared to) (?P<b>(?:the )?[\w-]+(?: [\w-]+){0,2})(?=[.,;]| (?:in|for|with|and|at)\b)"
)
_PLACES = re.compile(
    rf"{_BETTER}(?: [\w-]+){{0,3}} (?:in|with|for|among|after) (?P<a>(?:the )?[\w-]+(?: [\w-]+){{0,2}}?) {_THAN} "
    r"(?:in |with |for |among |after )?(?P<b>(?:the )?[\w-]+(?: [\w-]+){0,2}?)(?=[.,;(]| (?:and|but|which|at)\b)"
)


@cache
def _pairs(kind: str) -> tuple[tuple[str, str], ...]:
    rows = (SETS / "corruptions.tsv").read_text(encoding="utf-8").splitlines()[1:]
    cells = (row.split("\t") for row in rows)
    return tuple((old, new) for named, old, new, _ in cells if named == kind)


def pools(texts: Sequence[str]) -> Pools:
    """Names that stand in the texts, to put in place of others."""
    found: dict[str, set[str]] = {"drug": set(), "gene": set()}
    for text in texts:
        found["drug"].update(_DRUG.findall(text))
        found["gene"].update(_GENE.findall(text))
    return {kind: tuple(sorted(names)) for kind, names in found.items()}


def _swap_listed(kind: str) -> Change:
    def change(sentence: str, record: str, _pools: Pools, random: Random) -> str | None:
        options = [
            (found.span(), new)
            for old, new in _pairs(kind)
            for found in re.finditer(rf"(?<![\w-]){re.escape(old)}(?![\w-])", sentence)
            if not re.search(rf"(?<![\w-]){re.escape(new)}(?![\w-])", sentence, re.IGNORECASE)
        ]
        if not options:
            return None
        (start, end), new = random.choice(options)
        absent = kind != "population" or not re.search(rf"\b{re.escape(new)}\b", record, re.IGNORECASE)
        return sentence[:start] + new + sentence[end:] if absent else None

    return change


def _unit(sentence: str, record: str, _pools: Pools, random: Random) -> str | None:
    options = []
    for old, new in _pairs("unit"):
        for found in re.finditer(rf"(?<![\w.])(\d+(?:\.\d+)?)( ?){re.escape(old)}(?![\w/%²-])", sentence):
            made = f"{found.group(1)}{found.group(2)}{new}".replace("  ", " ")
            if made not in record:
                options.append((found.span(), made))
    if not options:
        return None
    (start, end), made = random.choice(options)
    return sentence[:start] + made + sentence[end:]


def _number(sentence: str, record: str, _pools: Pools, random: Random) -> str | None:
    places = list(_NUMBER.finditer(sentence))
    random.shuffle(places)
    standing = set(re.findall(r"\d+(?:\.\d+)?", record))
    for found in places:
        for made in _other_numbers(found.group(), random):
            if made not in standing and float(made) != float(found.group()):
                return sentence[: found.start()] + made + sentence[found.end() :]
    return None


def _other_numbers(printed: str, random: Random) -> list[str]:
    digits = [place for place, character in enumerate(printed) if character.isdigit()]
    made = []
    for _ in range(6):
        place = random.choice(digits)
        digit = random.choice([d for d in "123456789" if d != printed[place]])
        made.append(printed[:place] + digit + printed[place + 1 :])
    return made


def _from_pool(kind: str, pattern: re.Pattern[str]) -> Change:
    def change(sentence: str, record: str, pools: Pools, random: Random) -> str | None:
        places = list(pattern.finditer(sentence))
        if not places or not pools[kind]:
            return None
        found = random.choice(places)
        for _ in range(20):
            name = random.choice(pools[kind])
            if name.lower() not in record.lower():
                return sentence[: found.start()] + name + sentence[found.end() :]
        return None

    return change


def _from_record(pattern: re.Pattern[str]) -> Change:
    def change(sentence: str, record: str, _pools: Pools, random: Random) -> str | None:
        """Another name of the same record in its place: nothing in the sentence is foreign to the evidence."""
        places = list(pattern.finditer(sentence))
        others = sorted({name for name in pattern.findall(record) if name not in sentence})
        others = [name for name in others if not any(_apposed(name, place.group(), record) for place in places)]
        if not places or not others:
            return None
        found = random.choice(places)
        made = sentence[: found.start()] + random.choice(others) + sentence[found.end() :]
        return (
            made
            if pattern.sub("", made) not in pattern.sub("", record).replace(pattern.sub("", sentence), "")
            else None
        )

    return change


def _apposed(one: str, two: str, record: str) -> bool:
    """The record gives the two as names of one thing: "SLCO1B1 (OATP1B1)", "HER2/ERBB2"."""
    between = r"[ ]?[(/\[,]{1,2}[ ]?(?:also (?:known as|called) |encoding |encodes )?"
    return any(re.search(rf"{re.escape(a)}{between}{re.escape(b)}", record) for a, b in ((one, two), (two, one)))


def _variant(sentence: str, record: str, _pools: Pools, random: Random) -> str | None:
    places = list(_VARIANT.finditer(sentence))
    if not places:
        return None
    found = random.choice(places)
    name = found.group()
    for _ in range(20):
        letters = "ACGT" if ">" in name else _RESIDUES
        last = name[-1]
        new = random.choice("123456789" if last.isdigit() else letters)
        made = name[:-1] + new
        if new != last and made not in record:
            return sentence[: found.start()] + made + sentence[found.end() :]
    return None


_ASSERTED = (
    r"(?=(?:significantly |strongly |independently |closely )?(?:associated|effective|related|correlated|linked"
    r"|increased|decreased|reduced|improved|superior|higher|lower|useful|safe|well tolerated|a |an |the |more"
    r"|observed|found|seen))"
)
_NEGATIONS = (
    (re.compile(r"\b(was|were|is|are|did|does|do|could|can|may|has|have|had|should|would) not\b"), r"\1"),
    (re.compile(r"\bcannot\b"), "can"),
    (
        re.compile(r"\b[Nn]o (significant|difference|association|evidence|effect|correlation|relationship|increase)"),
        r"a \1",
    ),
    (re.compile(rf"\b(was|were|is|are) {_ASSERTED}"), r"\1 not "),
    (re.compile(r"\b(may|can|could|should|will|might|would) (?=be\b|have\b|[a-z]+ )(?!not\b)"), r"\1 not "),
    (re.compile(r"\bwithout\b"), "with"),
    (re.compile(r"\b(had|has|have|showed|shows) (?=a |significant|higher|lower|better|an )"), r"\1 no "),
)


def _negation(sentence: str, _record: str, _pools: Pools, random: Random) -> str | None:
    options = [(pattern, made, found) for pattern, made in _NEGATIONS for found in pattern.finditer(sentence)]
    options = [one for one in options if not re.search(r"\bnot only\b|\bwith or without\b|\bnot$", sentence)]
    if not options:
        return None
    pattern, made, found = random.choice(options)
    return sentence[: found.start()] + pattern.sub(made, sentence[found.start() :], count=1)


def _sides(sentence: str, _record: str, _pools: Pools, random: Random) -> str | None:
    options = []
    for pattern in (_SUBJECT, _PLACES):
        for found in pattern.finditer(sentence):
            one, two = found.group("a"), found.group("b")
            if one.lower() == two.lower() or {"it", "this", "that", "those", "there", "these", "expected"} & {
                one.lower(),
                two.lower(),
            }:
                continue
            options.append((found.span("a"), found.span("b")))
    if not options:
        return None
    (a, b), (c, d) = random.choice(options)
    one, two = sentence[a:b], sentence[c:d]
    if a == 0:
        one, two = one[0].lower() + one[1:] if one[1:2].islower() else one, two[0].upper() + two[1:]
    return sentence[:a] + two + sentence[b:c] + one + sentence[d:]


CORRUPTIONS: dict[str, Change] = {
    "number": _number,
    "unit": _unit,
    "drug": _from_pool("drug", _DRUG),
    "gene": _from_pool("gene", _GENE),
    "drug of the record": _from_record(_DRUG),
    "gene of the record": _from_record(_GENE),
    "variant": _variant,
    "negation": _negation,
    "direction": _swap_listed("direction"),
    "sides": _sides,
    "population": _swap_listed("population"),
}


def _reword(sentence: str, _record: str, _pools: Pools, _random: Random) -> str | None:
    made = sentence
    for old, new in _pairs("reword"):
        made = re.sub(rf"(?<![\w-]){re.escape(old)}(?![\w-])", new, made, count=1)
        if made != sentence and made.count(new) > 1:
            return None
    return made if made != sentence else None


_FORMATS = (
    (re.compile(r"(?<![\w.])0\.(?=\d)"), "."),
    (re.compile(r"(?<=[ (=<>]\d)\.(?=\d+[ ,;)])"), "·"),
    (re.compile(r"(?<=\d) ?%(?=[ ,.;)])"), " percent"),
    (re.compile(r"(?<=\d),(?=\d{3}\b)"), ""),
    (re.compile(r"\bone patient\b"), "1 patient"),
    (re.compile(r"(?<!and)(?<!to)(?<!or)(?<!,) 24 months\b"), " 2 years"),
    (re.compile(r"(?<!and)(?<!to)(?<!or)(?<!,) 12 months\b"), " 1 year"),
    (re.compile(r"(?<=\d) to (?=\d)"), "-"),
    (re.compile(r"\bthree(?= \w)"), "3"),
    (re.compile(r"\btwo(?= (?:patients|groups|years|weeks|months|studies))"), "2"),
    (re.compile(r"\bfour(?= \w)"), "4"),
    (re.compile(r"\bfive(?= \w)"), "5"),
)


def _reformat(sentence: str, _record: str, _pools: Pools, random: Random) -> str | None:
    options = [(pattern, new) for pattern, new in _FORMATS if pattern.search(sentence)]
    if not options:
        return None
    pattern, new = random.choice(options)
    return pattern.sub(new, sentence)


_CLAUSES = (
    re.compile(
        r"^(?:In conclusion|In summary|Overall|Therefore|Thus|Moreover|Furthermore|In addition|Conclusions?"
        r"|Taken together|Finally|Hence)[,:] "
    ),
    re.compile(r" \([^()]{3,120}\)(?=[ ,.;])"),
    re.compile(r", (?:which|suggesting|indicating|including|particularly|especially|with)\b[^,;]{8,160}(?=\.$)"),
    re.compile(
        r"^(?:However|These (?:results|findings|data) (?:show|demonstrate) that|We (?:conclude|found|show) that"
        r"|Our (?:results|findings|data) (?:show|demonstrate) that),? "
    ),
)


def _drop_clause(sentence: str, _record: str, _pools: Pools, _random: Random) -> str | None:
    made = sentence
    for pattern in _CLAUSES:
        made = pattern.sub("", made)
    return made[:1].upper() + made[1:] if made != sentence and len(made) > 40 else None


REWORDINGS: dict[str, Change] = {"synonyms": _reword, "number formats": _reformat, "clause dropped": _drop_clause}
