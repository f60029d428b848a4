"""The other notations of one variant: by rules of writing, and from the rows of the tables that have it."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.knowledge.tables import pieces
from assistant.variants.legacy import legacy_writings
from assistant.variants.notations import three_letters
from assistant.variants.same_variant import Identity, changes_of, rows_with
from assistant.variants.tables import star_rows, variant_rows

__all__ = ["notations_of"]


def notations_of(identity: Identity) -> list[tuple[str, str]]:
    """(notation, reason) of the same variant in other words: by rules of writing, and from the rows that have it."""
    made = dict([*_by_rule(identity), *_by_table(identity)])
    glued = "" if identity.kind == "protein" else f"{identity.gene}{identity.value}"
    return [(text, reason) for text, reason in made.items() if text not in (identity.value, glued)]


def _by_rule(identity: Identity) -> Iterator[tuple[str, str]]:
    gene, kind, value = identity
    match kind:
        case "protein":
            yield three_letters(value), "three-letter notation"
            if gene:
                yield f"{gene}{value}", "in one word with its gene"
        case "hla" if ":" in value:
            yield f"{gene}*{value.replace(':', '')}", "without the colon"
        case "exon":
            number, change = value.split(" ")[1:]
            yield from ((f"exon {number} {short}", "short form") for short in _SHORT_FORMS.get(change, ()))
        case "legacy":
            yield from ((text, "with blanks") for text in legacy_writings(value))
        case "genotype":
            yield value.removeprefix("c."), "without the prefix"
            for one in sorted(changes_of(identity)):
                yield from _homozygous(identity, one)
        case "diplotype" if len(set(value.split("/"))) == 1:
            allele = value.split("/")[0]
            for word in ("homozygotes", "homozygous", "homozygote"):
                yield f"{allele} {word}", "two of one allele"
            yield f"homozygous for {gene}{allele}", "two of one allele"
        case "fusion" if "::" in value:
            first, second = value.split("::", 1)
            yield from ((f"{first}{mark}{second}", f"with “{mark}”") for mark in "-/")
            yield f"{second}-{first}", "the other gene first"


def _by_table(identity: Identity) -> Iterator[tuple[str, str]]:
    own = rows_with(identity) if identity.gene else frozenset[str]()
    for source in sorted(own):
        if row := variant_rows().get((identity.gene, source)):
            for text in (*pieces(row[2])[:1], *pieces(row[3])[:1], *pieces(row[4])[:2]):
                yield text.removeprefix("p."), row[6]
    for gene, allele, rsids, coding, source in star_rows():
        if gene == identity.gene and identity.value in (allele, rsids, coding):
            yield from ((text, source) for text in (f"{gene}{allele}", rsids, coding) if text)


def _homozygous(genotype: Identity, change: Identity) -> Iterator[tuple[str, str]]:
    """The star genotype that two bases are, where a row names an allele for the change."""
    if genotype.value[-2] == genotype.value[-1]:
        for gene, allele, _, coding, source in star_rows():
            if (gene, coding) == (change.gene, change.value):
                yield f"{allele}/{allele}", source


_SHORT_FORMS = {
    "deletion": ("del", "deletions"),
    "insertion": ("ins", "insertions"),
    "skipping": ("skipping mutation",),
}
