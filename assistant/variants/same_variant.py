"""Whether two variants of one gene are the same, one within the other, different, or not to be told.

What notation alone settles is settled by rules; what needs knowledge (which coding change makes V600E, which codons
are exon 19, which rsID a star allele is named for) is looked up in tables whose rows name their source. What neither
settles is "indeterminate": a missing row is never proof of difference.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from assistant.variants.legacy import legacy_relation
from assistant.variants.tables import exon_codons, is_state, rows_of, star_rows, translocations, true_proteins

__all__ = ["Identity", "Relation", "changes_of", "genes_of", "relate", "rows_with"]

Relation = Literal["same", "different", "member", "indeterminate"]


class Identity(NamedTuple):
    """What a variant is, apart from how it is written. `gene` is "" when the text does not say."""

    gene: str
    kind: str
    value: str


def relate(a: Identity, b: Identity) -> Relation:
    """The relation is symmetric: "member" says that one of the two is a case of the other."""
    a, b = _with_gene(a, b), _with_gene(b, a)
    if a.gene and b.gene and a.gene != b.gene:
        return _across_genes(a, b)
    if (a.kind, a.value) == (b.kind, b.value):
        return "same"
    for first, second in ((a, b), (b, a)):
        found = _rule(first, second)
        if found is not None:
            return found
    return _by_table(a, b)


def genes_of(kind: str, value: str) -> frozenset[str]:
    """Genes in which a table knows this notation."""
    stars = {
        row[0] for row in star_rows() if (kind == "rsid" and row[2] == value) or (kind == "coding" and row[3] == value)
    }
    return frozenset(gene for gene, _ in rows_of().get((kind, value), ())) | stars


def _with_gene(a: Identity, b: Identity) -> Identity:
    """`a` with its gene, where only the other says it, or tables know one of the two in a single gene."""
    if a.gene:
        return a
    own = genes_of(a.kind, a.value)
    known = own or genes_of(b.kind, b.value)
    gene = next(iter(known)) if len(known) == 1 and (own or not b.gene) else b.gene
    return a._replace(gene=gene)


def _across_genes(a: Identity, b: Identity) -> Relation:
    """Two genes are two variants, unless one is a fusion that the other gene takes part in."""
    for first, second in ((a, b), (b, a)):
        if first.kind == "fusion" and second.kind == "fusion" and second.gene in first.value.split("::"):
            partners = second.value.split("::")
            return (
                "member"
                if len(partners) == 1
                else "same"
                if set(partners) == set(first.value.split("::"))
                else "different"
            )
    return "different"


_CHANGES = frozenset(
    [
        "coding",
        "exon",
        "genomic",
        "internal tandem duplication",
        "legacy",
        "other",
        "position",
        "protein",
        "tyrosine kinase domain",
    ]
)


def _rule(a: Identity, b: Identity) -> Relation | None:
    """What notation alone tells of `a` against `b`; None when it tells nothing, or `_rule(b, a)` will."""
    rule = _RULES.get(a.kind)
    return rule(a, b) if rule else None


def _wild_type(a: Identity, b: Identity) -> Relation | None:
    return (
        "indeterminate"
        if b.kind in ("expression", "copy number", "positive", "negative", "rsid", "allele", "diplotype")
        else "different"
    )


def _mutation(_: Identity, b: Identity) -> Relation | None:
    """ "BRAF mutation" covers changes of the sequence; amplification and fusion are named apart in clinical use."""
    if b.kind in _CHANGES:
        return "member"
    return (
        "different"
        if b.kind in ("amplification", "wild type", "overexpression", "copy number gain")
        else "indeterminate"
    )


def _position(a: Identity, b: Identity) -> Relation | None:
    place = _codon(a.value)
    if b.kind == "position":
        return "same" if _codon(b.value) == place and _letters_agree(a.value, b.value) else "different"
    if b.kind == "protein":
        first = re.match(r"[A-Z]?(\d+)", b.value)
        inside = bool(first and int(first[1]) == place) and not re.search(r"_", b.value)
        return "member" if inside and _letters_agree(a.value, b.value) else "different"
    if b.kind == "coding" and (codon := _codon_of_coding(b.value)):
        return "member" if codon == place else "different"
    return _exon_against(b, place, place, "") if b.kind == "exon" else None


def _letters_agree(a: str, b: str) -> bool:
    return not (a[:1].isalpha() and b[:1].isalpha()) or a[0] == b[0]


def _codon(value: str) -> int:
    found = re.search(r"\d+", value)
    return int(found[0]) if found else -1


def _codon_of_coding(value: str) -> int | None:
    """Codon of an exonic coding position (1-based); None for introns, untranslated parts and ranges."""
    found = re.match(r"c\.(\d+)(?![\d+_-])", value)
    return (int(found[1]) + 2) // 3 if found else None


def _protein(a: Identity, b: Identity) -> Relation | None:
    if b.kind == "protein":
        return _two_proteins(a, b)
    if b.kind == "coding":
        if _legacy(a.value) == b.value:
            return "different" if (a.gene, a.value) in true_proteins() else "same"
        codon, place = _codon_of_coding(b.value), _codon(a.value)
        simple = re.fullmatch(r"[A-Z]\d+[A-Z*]", a.value) and ">" in b.value
        return "different" if codon is not None and simple and codon != place and not _aliased(a, b) else None
    if b.kind == "exon":
        first, *rest = (int(number) for number in re.findall(r"(?<=[A-Z*])\d+", a.value))
        tail = re.search(r"delins|del|dup|ins", a.value)
        return _exon_against(b, first, rest[-1] if rest else first, tail[0] if tail else "")
    return "different" if b.kind in ("amplification", "fusion", "internal tandem duplication") else None


def _two_proteins(a: Identity, b: Identity) -> Relation:
    if a.value.replace("X", "*") == b.value.replace("X", "*"):
        return "same"
    any_change = re.fullmatch(r"([A-Z]\d+)X", a.value) or re.fullmatch(r"([A-Z]\d+)X", b.value)
    if any_change and a.value.startswith(any_change[1]) and b.value.startswith(any_change[1]):
        return "indeterminate"
    shift = re.compile(r"([A-Z]\d+)[A-Z]?fs")
    left, right = shift.fullmatch(a.value), shift.fullmatch(b.value)
    if left and right and left[1] == right[1]:
        return "member" if "fs" in (a.value[len(left[1]) :], b.value[len(right[1]) :]) else "different"
    if re.match(r"[A-Z]\d+", a.value) and a.value[:-1] == b.value[:-1]:
        return "different"
    return "same" if rows_with(a) & rows_with(b) else "different"


def _legacy(value: str) -> str:
    """ "C677T" read as a change of bases, "c.677C>T"; empty when the letters are not all bases."""
    found = re.fullmatch(r"([ACGT])(\d+)([ACGT])", value)
    return f"c.{found[2]}{found[1]}>{found[3]}" if found else ""


def _exon(a: Identity, b: Identity) -> Relation | None:
    if b.kind != "exon":
        return "different" if b.kind in ("amplification", "fusion") else None
    number, kind = a.value.split(" ")[1:]
    other, other_kind = b.value.split(" ")[1:]
    if number != other:
        return "different"
    if "mutation" in (kind, other_kind):
        return "member"
    return "different"


def _past_another(gene: str, number: int, first: int, last: int) -> bool:
    """Whether codons lie in or beyond an exon of a row on the side away from this one: exons are numbered in order."""
    known = ((int(one), *codons) for (symbol, one), codons in exon_codons().items() if symbol == gene)
    return any((one > number and first >= low) or (one < number and last <= high) for one, low, high in known)


def _exon_against(exon: Identity, first: int, last: int, tail: str) -> Relation:
    """A protein change against an exon's class of changes, by the exon's codons where a table gives them."""
    number, kind = exon.value.split(" ")[1:]
    fits = {"deletion": tail in ("del", "delins"), "insertion": tail in ("ins", "dup", "delins"), "mutation": True}
    if not fits.get(kind, False):
        return "different" if kind != "skipping" else "indeterminate"
    codons = exon_codons().get((exon.gene, number))
    if codons is None:
        return "different" if _past_another(exon.gene, int(number), first, last) else "indeterminate"
    low, high = codons
    if low <= first and last <= high:
        return "member"
    return "different" if first > high + _FAR or last < low - _FAR else "indeterminate"


_FAR = 60
"""Codons beyond which a change is not of that exon; some rows give only the part of the exon that is hit most."""


def _allele(a: Identity, b: Identity) -> Relation | None:
    if b.kind == "allele":
        base = re.match(r"\*\d+", a.value), re.match(r"\*\d+", b.value)
        if base[0] and base[1] and base[0][0] == base[1][0]:
            tails = a.value[base[0].end() :], b.value[base[1].end() :]
            if "" in tails and "x" not in "".join(tails):
                return "member"
        return "different"
    if b.kind == "diplotype":
        return "member" if a.value in b.value.split("/") else "different"
    return _star_against(a, b) if b.kind in ("rsid", "coding", "protein") else None


def _diplotype(a: Identity, b: Identity) -> Relation | None:
    """Two alleles against one variant: they have it when one of them is named for it."""
    if b.kind == "diplotype":
        return "different"
    if b.kind not in ("rsid", "coding", "protein"):
        return None
    single = {_star_against(Identity(a.gene, "allele", allele), b) for allele in a.value.split("/")}
    return "member" if "same" in single else "indeterminate"


def _genotype(a: Identity, b: Identity) -> Relation | None:
    """Two bases at a place ("c.521CC") against the change, the rsID or the star alleles that have the base."""
    changes = changes_of(a)
    if b.kind == "genotype":
        return "different"
    if b.kind == "diplotype":
        named = {row[1] for row in star_rows() if row[0] == a.gene and Identity(a.gene, "coding", row[3]) in changes}
        held = sum(allele in named for allele in b.value.split("/"))
        bases = sum(base in {change.value[-1] for change in changes} for base in a.value[-2:])
        return "same" if named and held == bases else "indeterminate"
    if b.kind not in ("allele", "coding", "protein", "rsid"):
        return None
    return "member" if any(relate(change, b) in ("same", "member") for change in changes) else "indeterminate"


def changes_of(genotype: Identity) -> set[Identity]:
    """The coding changes that a table has of the gene at the place of two bases, to a base that is one of them."""
    if not genotype.gene:
        return set()
    place, bases = genotype.value[:-2], genotype.value[-2:]
    known = {value for kind, value in rows_of(genotype.gene) if kind == "coding"}
    known |= {row[3] for row in star_rows() if row[0] == genotype.gene}
    at_place = re.compile(rf"{re.escape(place)}[ACGT]>[{bases}]")
    return {Identity(genotype.gene, "coding", value) for value in known if at_place.fullmatch(value)}


def _star_against(a: Identity, b: Identity) -> Relation:
    """An allele against the variant it is named for, where a row says which that is."""
    known = [row for row in star_rows() if row[0] == a.gene or not a.gene]
    own = [row for row in known if row[1] == a.value and (row[2] or row[3])]
    if b.kind == "protein":
        named = {Identity(b.gene or a.gene, kind, row[at]) for row in own for kind, at in _NAMED_BY.items() if row[at]}
        return "same" if any(relate(variant, b) == "same" for variant in named) else "indeterminate"
    column = _NAMED_BY[b.kind]
    if any(row[column] == b.value for row in own):
        return "same"
    other = [row for row in known if row[column] == b.value]
    return "different" if other and any(row[column] for row in own) else "indeterminate"


_NAMED_BY = {"rsid": 2, "coding": 3}
"""Columns of a star allele's row."""


def _hla(a: Identity, b: Identity) -> Relation | None:
    if b.kind != "hla":
        return None
    left, right = a.value.split(":"), b.value.split(":")
    shared = min(len(left), len(right))
    return "member" if left[:shared] == right[:shared] else "different"


def _fusion(a: Identity, b: Identity) -> Relation | None:
    if b.kind == "translocation":
        return "same" if b.value in translocations().get(a.value, ()) else "indeterminate"
    if b.kind != "fusion":
        return "different" if b.kind in ("amplification", "coding", "protein") else None
    left, right = a.value.split("::"), b.value.split("::")
    if len(left) != len(right):
        return "member" if set(left) & set(right) else "different"
    return "indeterminate" if set(left) == set(right) else "different"


_NESTED = {
    ("copy number", "copy number gain"),
    ("copy number", "copy number loss"),
    ("copy number", "amplification"),
    ("copy number gain", "amplification"),
    ("copy number loss", "deletion"),
    ("loss", "deletion"),
    ("loss", "copy number loss"),
    ("expression", "overexpression"),
    ("expression", "underexpression"),
    ("expression", "positive"),
    ("expression", "negative"),
}
_OPPOSED = (
    {"amplification", "copy number gain", "positive", "overexpression"},
    {"loss", "deletion", "copy number loss", "negative", "underexpression"},
)


def _dosage(a: Identity, b: Identity) -> Relation | None:
    if (a.kind, b.kind) in _NESTED or (b.kind, a.kind) in _NESTED:
        return "member"
    if is_state(a.gene, a.kind, b.kind) or is_state(a.gene, b.kind, a.kind):
        return "member"
    up, down = _OPPOSED
    if (a.kind in up and b.kind in down) or (a.kind in down and b.kind in up):
        return "different"
    apart = {"amplification", "overexpression", "fusion", "methylation"}
    return "different" if {a.kind, b.kind} <= apart else None


_RULES = {
    "wild type": _wild_type,
    "mutation": _mutation,
    "position": _position,
    "protein": _protein,
    "exon": _exon,
    "allele": _allele,
    "hla": _hla,
    "fusion": _fusion,
    "rsid": lambda a, b: _by_rsid(a, b),
    "coding": lambda a, b: "different" if b.kind == "coding" and not rows_with(a) & rows_with(b) else None,
    "legacy": lambda a, b: legacy_relation(a.value, b.kind, b.value),
    "diplotype": _diplotype,
    "genotype": _genotype,
    **{kind: _dosage for pair in _NESTED for kind in pair},
}


def _by_rsid(a: Identity, b: Identity) -> Relation | None:
    return "different" if b.kind == "rsid" and not rows_with(a) & rows_with(b) else None


def _by_table(a: Identity, b: Identity) -> Relation:
    """Two notations are the same when one row has both, and no other row of the gene has either."""
    left, right = rows_with(a), rows_with(b)
    if left & right:
        return "same" if len(left) == 1 and len(right) == 1 else "indeterminate"
    if left and right and {a.kind, b.kind} <= {"protein", "coding"}:
        return "different"
    return "indeterminate"


def rows_with(identity: Identity) -> frozenset[str]:
    """The rows of the tables that have this notation of the gene."""
    return frozenset(row for _, row in rows_of(identity.gene).get((identity.kind, identity.value), ()))


def _aliased(a: Identity, b: Identity) -> bool:
    return bool(rows_with(a) & rows_with(b))
