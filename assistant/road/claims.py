"""A finding from its citations: the record's words under the heading that the question calls for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from assistant.fit.fit import of_others
from assistant.records.answer import Citation, Claim, Evidence, Query, Verdict
from assistant.records.patient import Patient
from assistant.studies.grade import fit_of_sentence
from assistant.studies.sample_size import sample_size
from assistant.write.headings import heading_of

__all__ = ["claim_of"]


def claim_of(
    text: str,
    verdict: Verdict,
    citations: Sequence[Citation],
    by_pmid: Mapping[str, Evidence],
    query: Query,
    patient: Patient | None = None,
) -> Claim:
    """The finding under the heading that the question calls for, whatever the writer put it under."""
    sources = [by_pmid[citation.pmid] for citation in citations]
    shown = tuple(
        msgspec.structs.replace(citation, design=item.grade.design, flags=item.flags)
        for citation, item in zip(citations, sources, strict=True)
    )
    best = max(sources, key=lambda item: item.grade.strength)
    quoted = [one for one in shown if one.pmid == best.article.pmid]
    return Claim(
        text,
        shown,
        verdict,
        best.grade,
        heading_of(text, best, query),
        tuple(
            effect
            for effect in best.effects
            if any(one.start <= effect.start and effect.end <= one.end for one in quoted)
        ),
        sample_size(best.article.text, best.effects),
        of_others(fit_of_sentence(text, best, query, patient)),
    )
