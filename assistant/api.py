"""The face of the answer side: an opened library and a writer, ready for questions."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self

import msgspec

from assistant.errors import AuditError, BadQuestion, PatientError
from assistant.records.answer import Answer, Hit
from assistant.records.audit import AuditLog
from assistant.records.patient import Patient
from assistant.records.sizes import check_question
from assistant.settings import Settings
from ingest.errors import BadValue, shown
from ingest.library.library import Library
from ingest.records.filters import Filters
from ingest.settings import library_folder

if TYPE_CHECKING:
    from assistant.engines.llm import ChatModel
    from assistant.records.judged import Judge
    from assistant.retrieve.rerank import Reranker
    from assistant.road.pipeline import Event, Parts
    from ingest.embed.embedding import Embedder

__all__ = ["Assistant"]


class Assistant:
    """Answers questions from one library. Safe to use from several threads; close it, or use it in a `with`."""

    def __init__(self, library: Library, settings: Settings) -> None:
        self.library = library
        self.settings = settings
        self._making = threading.Lock()
        self._made_once = {"extractive"}

    @classmethod
    def open(cls, settings: Settings | None = None, **changes: Any) -> Self:
        """Opens the library the settings name; `changes` are settings by name (library="…", model="…").

        Without arguments: the environment's settings and the default library. Raises LibraryMissing, SettingsError.
        """
        named = {name: str(value) if isinstance(value, Path) else value for name, value in changes.items()}
        chosen = Settings.load(**named) if settings is None else settings.changed(**named)
        return cls(Library.open(library_folder(chosen.library), chroma_url=chosen.chroma_url), chosen)

    def ask(
        self,
        question: str,
        patient: Patient | None = None,
        history: Sequence[str] = (),
        depth: Literal["fast", "thorough"] | None = None,
        filters: Filters | None = None,
    ) -> Answer:
        """The answer, once all of it is there. `history`: the earlier questions, oldest first.

        Raises BadQuestion for an empty question, for one of over 8,000 characters, and for more than 100 earlier ones.
        """
        events = self.stream(question, patient, history, depth, filters)
        return next(event for event in events if isinstance(event, Answer))

    def stream(
        self,
        question: str,
        patient: Patient | None = None,
        history: Sequence[str] = (),
        depth: Literal["fast", "thorough"] | None = None,
        filters: Filters | None = None,
        cancel: threading.Event | None = None,
        *,
        said: str = "",
        settled: int = 0,
    ) -> Iterator[Event]:
        """What happens, as it happens: Stage, EvidenceFound, a Delta for each verified claim, the Answer last.

        `said`: the bottom line of the answer before, which a model that writes is told beside the last question.
        `settled`: how many of the earlier questions, from the first on, the patient's record already counts.
        """
        chosen = depth or self.settings.depth
        self._check(question, patient, history, chosen, filters)
        self._check_model()
        from assistant.road.pipeline import (
            travel,  # the road compiles many patterns: `import assistant` is free of them
        )

        trip = travel(
            question,
            self._parts,
            patient=patient,
            history=history,
            depth=chosen,
            filters=filters,
            cancel=cancel,
            said=said,
            settled=settled,
        )
        for event in trip:
            yield self._recorded(event, patient, chosen) if isinstance(event, Answer) else event

    def search(self, query: str, k: int = 10, filters: Filters | None = None) -> list[Hit]:
        """The best `k` articles, best first, each with its rank in every leg that found it.

        Raises BadQuestion for a query of over 8,000 characters.
        """
        check_question(query, "the query")
        from assistant.question.understand import understand
        from assistant.retrieve.retrieve import search

        self._check(query, None, (), self.settings.depth, filters)
        if not isinstance(k, int) or not 1 <= k <= MOST_HITS:
            raise BadValue(f"k {shown(k)} is out of range: ask for 1 to {MOST_HITS:,} articles")
        return search(
            query,
            self.library,
            k=k,
            filters=filters,
            embedder=self.embedder,
            reranker=self.reranker,
            read=lambda text: understand(text, library=self.library),
        )

    @cached_property
    def embedder(self) -> Embedder | None:
        """The embedder the library was built with; None while nothing is embedded."""
        return self.library.query_embedder(self.settings.embedding_mode, self.settings.threads, self.settings.embedder)

    @cached_property
    def reranker(self) -> Reranker | None:
        from assistant.retrieve.rerank import load_reranker

        return load_reranker(self.settings.reranker, embedder=self.embedder)

    @property
    def audit(self) -> AuditLog:
        """The record of every answer given from this library."""
        return AuditLog(self.library.path / "audit" / "answers.jsonl")

    def model(self) -> ChatModel | None:
        """A fresh chat model as the settings name it; None for the extractive writer. Raises ModelError."""
        if self.settings.model == "extractive":
            return None
        from assistant.engines.llm import load_model
        from assistant.engines.scrub import scrub

        return load_model(
            self.settings.model,
            url=self.settings.model_url,
            key=self.settings.model_key,
            timeout=self.settings.model_timeout,
            max_tokens=self.settings.model_max_tokens,
            scrub=scrub,
            prices=(self.settings.model_price_input, self.settings.model_price_output),
        )

    def judge(self, writer: ChatModel | None = None) -> Judge | None:
        """The judge that the settings name; `writer` is the model that judges itself where they name none.

        Raises ModelError.
        """
        from assistant.engines.scrub import scrub
        from assistant.judge.load import load_judge

        url, key = self.settings.judged_at
        return load_judge(
            self.settings.judge,
            writer=writer,
            url=url,
            key=key,
            timeout=self.settings.model_timeout,
            max_tokens=self.settings.model_max_tokens,
            scrub=scrub,
        )

    def _check(
        self, text: object, patient: object, history: Sequence[object], depth: str, filters: Filters | None
    ) -> None:
        """Raises BadQuestion, BadValue or PatientError for what no door may pass on, whichever it came through."""
        for said in (text, *([] if isinstance(history, str) else history)):
            if not isinstance(said, str):
                raise BadQuestion(f"a question is text, not {shown(said)}: write it out")
            if not said.isascii() and any("\ud800" <= c <= "\udfff" for c in said):
                raise BadQuestion(f"{shown(said)} holds half a character (a lone surrogate): write it anew")
        if isinstance(history, str):
            raise BadQuestion("history is a list of earlier questions, not one text: put it in a list")
        if patient is not None and not isinstance(patient, Patient):
            raise PatientError(f"a patient is a Patient, not {shown(patient)}: make one with Patient.from_dict")
        if depth not in _DEPTHS:
            raise BadValue(f"depth {shown(depth)} is none: it is one of {', '.join(_DEPTHS)}")
        if filters is not None:
            self.library.check(filters)

    def _check_model(self) -> None:
        """Raises ModelUnavailable or MissingExtra when the model that was named cannot even be made. One that fails
        later, at its work, is followed by the extractive writer, and the reader is told."""
        name = self.settings.model
        if name not in self._made_once and not name.startswith("local:"):  # that one is loaded once, when it writes
            self.model()
            self._made_once.add(name)

    def close(self) -> None:
        self.library.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @cached_property
    def _parts(self) -> Parts:
        from assistant.road.pipeline import Parts

        return Parts(
            library=self.library,
            embedder=lambda: self._made("embedder"),
            reranker=lambda: self._made("reranker"),
            model=self.model,
            judge=self.judge,
            evidence=self.settings.evidence,
            synthesis=self.settings.synthesis,
        )

    def _made(self, name: str) -> Any:
        """One thread makes a part; the others wait for it rather than load a second one."""
        with self._making:
            return getattr(self, name)

    def _recorded(self, answer: Answer, patient: Patient | None, depth: str) -> Answer:
        """The answer with its audit id; an audit record that cannot be written is said, and loses no answer."""
        if not self.settings.audit:
            return answer
        chosen = {"model": self.settings.model, "depth": depth, "evidence": self.settings.evidence}
        try:
            record = self.audit.append(
                answer,
                patient=patient.to_dict() if patient else None,
                keep=self.settings.audit_questions,
                settings=chosen | {name: getattr(self.settings, name) for name in _RECORDED},
                snapshot=self.library.snapshot(),
                library_size=len(self.library),
                version=_version(),
            )
        except AuditError as error:
            return msgspec.structs.replace(answer, notes=(*answer.notes, f"No audit record was left: {error}."))
        return msgspec.structs.replace(answer, audit_id=record.id)


MOST_HITS = 1000
"""Articles of one search."""
_DEPTHS = ("fast", "thorough")

_RECORDED = ("embedder", "reranker", "judge", "synthesis", "model_max_tokens")
"""Settings besides model, depth and evidence that an answer may depend on."""


def _version() -> str:
    from importlib.metadata import version

    return version("vouch")
