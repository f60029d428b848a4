"""Whether a sentence tells of one person whose result of a gene is known, where nobody tested the case's.

A record of a patient with a negative test who had the reaction all the same is no finding for one who was not tested,
and neither is one of a patient who was found deficient. What such a record says of testing, or of others, stays.
"""

from __future__ import annotations

from collections.abc import Collection

from assistant.knowledge.patterns import patterns
from assistant.studies.single_cases import is_single_case
from assistant.variants.find import find_variants, placed_genes
from ingest.read.sentences import sentence_spans

__all__ = ["tells_known_result"]


def tells_known_result(sentence: str, record: str, genes: Collection[str]) -> bool:
    """Of such a record also what else it tells of that person. `record`: title and abstract; `genes`: HGNC symbols
    nobody tested."""
    cues = patterns("known_results")
    if not genes or cues["advice",].search(sentence) or not is_single_case(record):
        return False
    in_record = _genes_in(record)
    if _tells_result(sentence, in_record, genes):
        return True
    of_person = cues["person",].search(sentence)
    spans = sentence_spans(record) if of_person else ()
    return any(_tells_result(record[start:end], in_record, genes) for start, end in spans)


def _tells_result(sentence: str, in_record: frozenset[str], genes: Collection[str]) -> bool:
    """`in_record`: the genes that the record names, of one of which a sentence is that names none itself."""
    cues = patterns("known_results")
    told = cues["result",].search(sentence) and cues["found",].search(sentence) and not cues["advice",].search(sentence)
    return bool(told) and not (_genes_in(sentence) or in_record).isdisjoint(genes)


def _genes_in(text: str) -> frozenset[str]:
    return frozenset([*(one.gene for one in find_variants(text)), *(gene for gene, *_ in placed_genes(text))])
