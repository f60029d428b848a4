"""Two copies of an allele, in words or in a diplotype: "homozygous carriers of CYP2C9*3" have CYP2C9*3/*3."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from assistant.verify.checks.names import Name

__all__ = ["diplotypes"]

_BEFORE = re.compile(
    r"\b(?P<word>homozyg(?:ous|otes?))(?: (?:carriers|patients|subjects|individuals))?"
    r"(?: (?:of|for|with))?(?: the)? \Z",
    re.IGNORECASE,
)
_AFTER = re.compile(r"(?: alleles?)? (?P<word>homozygotes?)\b", re.IGNORECASE)
_LISTED = re.compile(r"(?: alleles?)?(?:,| or| and|/)+ ?(?:the )?[A-Z0-9-]*\*")
"""Another allele goes on the list: of which of them there are two copies is then not told."""
_ALLELE = re.compile(r"(?P<one>[^\s*/]+(?P<allele>\*\w+))(?:/(?P=allele))?")
"""The key of an allele, or of the diplotype that some wordings are already read as."""
_REACH = 60


def diplotypes(text: str, names: tuple[Name, ...]) -> Iterator[tuple[Name, Name, int]]:
    """The star alleles that a text says of homozygous people: each as printed, as its diplotype, and where the word for
    them begins."""
    for name in names:
        allele = _ALLELE.fullmatch(name.key) if name.kind == "variant" else None
        if allele is None or "/" in name.text or _LISTED.match(text, name.end):
            continue
        said = _BEFORE.search(text, max(0, name.start - _REACH), name.start) or _AFTER.match(text, name.end)
        if said is not None:
            whole = f"{allele['one']}/{allele['allele']}"
            yield name, msgspec.structs.replace(name, key=whole, text=whole.upper()), said.start("word")
