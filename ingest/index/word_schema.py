"""What the words index holds of a record, and how its text becomes tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tantivy

__all__ = ["FIELDS", "TOKENIZER", "analyzer", "schema"]

FIELDS = ("title", "abstract", "mesh", "substances", "keywords")
TOKENIZER = "biomedical"


def schema() -> tantivy.Schema:
    """Number, content mark and facets of a record, and its text by field."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    for name in ("key", "types", "languages", "flags"):
        builder.add_unsigned_field(name, indexed=True, fast=name == "key")
    builder.add_unsigned_field("mark", fast=True)
    builder.add_integer_field("year", indexed=True, fast=True)
    for name in FIELDS:
        builder.add_text_field(name, tokenizer_name=TOKENIZER, index_option="position")
    return builder.build()


def analyzer() -> tantivy.TextAnalyzer:
    """Cut at what is neither letter nor digit, without case and accents, stemmed (Porter 2)."""
    import tantivy

    steps = (
        tantivy.Filter.remove_long(80),
        tantivy.Filter.lowercase(),
        tantivy.Filter.ascii_fold(),
        tantivy.Filter.stemmer("english"),
    )
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for step in steps:
        builder = builder.filter(step)
    return builder.build()
