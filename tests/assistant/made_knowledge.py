"""Curated rows of our own, on made-up drugs, for the tests of the doors."""

from __future__ import annotations

from typing import Any

import msgspec

from assistant.api import Assistant
from assistant.records.answer import Abstention, Answer, Citation, Claim, Grade, Query, Verdict
from assistant.records.curated import CuratedFact, CuratedRow, Knowledge
from assistant.road.pipeline import Event

GRADE = Grade("randomized controlled trial", "2", "Oxford CEBM 2011", "publication type", 8)
QUOTE = "Vouchinib prolonged progression-free survival in carriers of the exon deletion."


def fact(**known: Any) -> CuratedFact:
    """A row of CIViC on a drug that there is not, with what is `known` in its place."""
    made = {
        "kind": "biomarker evidence",
        "source": "CIViC",
        "date": "2026-04-25",
        "identifier": "EID900001",
        "genes": ("EGFR",),
        "biomarker": "EGFR Exon 19 Deletion",
        "disease": "Made-up Carcinoma",
        "therapies": ("Vouchinib",),
        "evidence_type": "Predictive",
        "direction": "Supports / Sensitivity/Response",
        "level": "A",
        "rating": "5",
        "pmids": ("90000011",),
        "url": "https://civicdb.org/links/evidence_items/900001",
    }
    return CuratedFact(**{**made, **known})


def quote(pmid: str = "90000011", text: str = QUOTE) -> Citation:
    return Citation(pmid, text, 0, len(text), "RESULTS", title="A made-up trial", year=2024, design="trial")


KNOWLEDGE = Knowledge(
    rows=(
        CuratedRow(
            fact(
                kind="guideline",
                source="CPIC",
                date="2024-03-25",
                identifier="PA900001",
                genes=("CYP2C19",),
                biomarker="CYP2C19 Poor Metabolizer",
                disease="",
                therapies=("clarifogrel",),
                evidence_type="",
                direction="",
                action="avoid",
                level="Strong",
                rating="",
                pmids=("90000021",),
                url="https://www.pharmgkb.org/guidelineAnnotation/PA900001",
                year=2022,
            ),
            "phenotype",
            "any",
        ),
        CuratedRow(
            fact(),
            "class",
            "same",
            in_library=("90000011",),
            finding=quote(),
            approved=("FDA 2020", "EMA 2021"),
        ),
        CuratedRow(
            fact(
                identifier="EID900002",
                biomarker="EGFR T790M",
                therapies=("Oldinib", "Eldinib"),
                together=False,
                direction="Supports / Resistance",
                level="B",
                rating="3",
                pmids=("90000012", "90000013"),
                url="https://civicdb.org.example.org/links/evidence_items/900002",
            ),
            "gene",
            "parent",
            in_library=("90000013",),
        ),
        CuratedRow(
            fact(
                kind="approval",
                source="EMA",
                date="2021-06-03",
                identifier="doc:ema.vouchinib",
                direction="",
                level="",
                rating="",
                evidence_type="",
                pmids=(),
                url="https://www.ema.europa.eu/en/medicines/human/EPAR/vouchinib",
                year=2021,
            ),
            "exact",
            "same",
        ),
    ),
    dates=(("CIViC", "2026-04-25"), ("CPIC", "2024-03-25"), ("EMA", "2026-05-01")),
    notes=("No record of the library is on oldinib, which CIViC lists at level B.",),
)


def answer(**more: Any) -> Answer:
    """An answer with one finding and the rows, or with `more` in their place."""
    claim = Claim(QUOTE, (quote(),), Verdict("supported", 1.0), GRADE)
    made = {
        "question": "Which made-up inhibitor for an EGFR exon 19 deletion?",
        "status": "answered",
        "claims": (claim,),
        "knowledge": KNOWLEDGE,
        "query": Query("q", "q"),
        "searched": ("words: EGFR",),
    }
    return Answer(**{**made, **more})


def only_rows() -> Answer:
    """What the library does not carry and curated sources do: answered by rows of which no record is at hand."""
    rows = tuple(msgspec.structs.replace(row, in_library=(), finding=None) for row in KNOWLEDGE.rows)
    return answer(claims=(), knowledge=msgspec.structs.replace(KNOWLEDGE, rows=rows))


def abstained() -> Answer:
    """No answer, and rows beside it."""
    why = Abstention("not in library", "Vouchinib is mentioned in none of the records.", ("words: vouchinib",))
    return answer(claims=(), status="abstained", abstention=why)


class Knowing(Assistant):
    """An assistant that gives `told` to every question, so that a door is tested on an answer known in full."""

    told: Answer

    def stream(self, *_: Any, **__: Any) -> Any:
        events: list[Event] = [self.told]
        yield from events
