"""Whether a text writes a symbol or an abbreviation as its table does."""

from __future__ import annotations

import re

from assistant.knowledge.tables import words_of
from assistant.names.vocabulary import Entry, Reading, Sense, Vocabulary

__all__ = ["akin", "written_as"]


def akin(entry: Entry, senses: list[Sense]) -> bool:
    """Every meaning shares a long word with the gene's own name: "dihydropyrimidine dehydrogenase gene"."""
    own = {word for _, cell in entry.columns for word in words_of(cell).split() if len(word) > 4}
    return all(own & set(sense.long.split()) for sense in senses)


def written_as(reading: Reading, surface: str, names: Vocabulary) -> bool:
    """Whether the text writes an abbreviation or symbol as its table does; "brca1" and "egfr" pass, "met" does not."""
    if surface == reading.form or surface.removesuffix("s") == reading.form:
        return True
    if reading.entry.kind != "gene":
        return False
    bare, form = re.sub(r"[-‐‑– /]", "", surface), re.sub(r"[- /]", "", reading.form)
    if re.fullmatch(r"[dhm](?=[A-Z]{2})[A-Z0-9]+", bare):
        bare = bare.upper()  # "dCK", "hENT1": how biochemists write an enzyme, or the human protein
    if bare.lower() != form.lower():
        return not surface.isascii() and words_of(bare) == words_of(form).replace(" ", "")
    if bare == form or ("-" in surface and not reading.careful):
        return True
    if not (bare.isupper() or bare.islower() or bare.istitle()) or reading.careful:
        return False
    return any(c.isdigit() for c in bare) or (len(bare) > 3 and bare.islower() and bare not in names.ordinary)
