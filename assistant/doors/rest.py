"""The REST door: the same answers, citations and checks as the chat, for programs on this machine.

What goes wrong is told as RFC 9457 has it (`application/problem+json`): one line, the right status, no traceback.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from contextlib import AbstractAsyncContextManager
from importlib.metadata import version
from typing import Annotated, Any, Literal, cast

import msgspec

from assistant.api import Assistant
from assistant.doors.loopback_only import Gate, problem
from assistant.doors.patients import reading_to_dict
from assistant.doors.wire import (
    answer_schema,
    article_to_dict,
    find_article,
    hit_to_dict,
    narrowing,
    read_patient,
    schema_of,
)
from assistant.errors import (
    BadQuestion,
    ModelError,
    ModelTimeout,
    PatientError,
    TooLong,
    UnknownRecord,
)
from assistant.patient.reading import read_content
from assistant.records.answer import Answer, Delta, EvidenceFound, Stage, Verdict
from assistant.records.patient import Patient
from assistant.records.reading import PatientReading
from assistant.records.sizes import EVIDENCE, HISTORY, QUESTION, SENTENCE
from assistant.road.pipeline import Event
from assistant.verify.verify import verify_claim
from ingest.errors import BadValue, EmbeddingError, LibraryError, MissingExtra, VouchError, shown
from ingest.records.filters import Filters

try:
    from fastapi import APIRouter, Depends, FastAPI, Path, Query, Request
    from fastapi import Body as Body_
    from fastapi.exceptions import RequestValidationError
    from fastapi.responses import Response, StreamingResponse
    from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema, model_validator
    from starlette.concurrency import iterate_in_threadpool
    from starlette.exceptions import HTTPException
except ModuleNotFoundError as error:
    raise MissingExtra("serve", error.name or "fastapi") from error

__all__ = ["build_app"]

log = logging.getLogger(__name__)

_STATUS: dict[type[VouchError], int] = {
    UnknownRecord: 404,
    BadQuestion: 422,
    PatientError: 422,
    BadValue: 422,
    TooLong: 422,
    ModelTimeout: 504,
    ModelError: 502,
    LibraryError: 503,
    EmbeddingError: 503,
    MissingExtra: 503,
}
"""The first that an error is one of; any other is the server's own fault, 500."""

_INTERNAL = "something went wrong here; the server's log tells more"


_WRONG: dict[str, Any] = {
    "description": "What is wrong, in one line (RFC 9457)",
    "content": {
        "application/problem+json": {
            "schema": {
                "type": "object",
                "properties": {
                    "type": {"type": "string"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "detail": {"type": "string"},
                    "error": {"type": "string", "description": "Its name in the tree of errors"},
                },
            }
        }
    },
}


class Body(BaseModel):
    """A request's body. A field it does not know is a mistake, told by name."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _is_unicode(cls, data: Any) -> Any:
        try:
            msgspec.json.encode(data)
        except UnicodeEncodeError as error:
            raise ValueError("the text holds half a surrogate pair: send whole characters") from error
        return data


PatientRecord = Annotated[dict[str, Any], WithJsonSchema(schema_of(Patient))]


class Asked(Body):
    """A question, with what is known of the patient and the questions before it, oldest first."""

    question: str
    patient: PatientRecord | None = None
    history: Annotated[list[str], Field(json_schema_extra={"maxItems": HISTORY})] = []
    depth: Literal["fast", "thorough"] | None = None


class Claimed(Body):
    """A sentence, and the text that should support it."""

    sentence: Annotated[str, Field(min_length=1, json_schema_extra={"maxLength": SENTENCE})]
    evidence: Annotated[str, Field(min_length=1, json_schema_extra={"maxLength": EVIDENCE})]


def _assistant(request: Request) -> Assistant:
    found: Assistant = request.app.state.assistant
    return found


Opened = Annotated[Assistant, Depends(_assistant)]
router = APIRouter()


@router.post("/ask", responses={200: {"content": {"application/json": {"schema": answer_schema()}}}})
def ask(asked: Asked, assistant: Opened) -> Response:
    """The answer with its claims, citations, checks, evidence and conflicts, or why there is none.

    `alerts` come first: what this patient must be warned of, by rules over facts with a source. `phenotypes` and
    `interactions` say what is not known, too. `knowledge` is another voice: rows of curated sources, each with source,
    date, level and PMIDs, none a quote. `case` is the patient as understood, `case_from` what of it the question said,
    `not_taken` what the question seems to change of it and is not in it.
    """
    answer = assistant.ask(asked.question, read_patient(asked.patient), asked.history, asked.depth)
    return _json(answer.to_dict())


@router.post("/ask/stream")
def ask_stream(asked: Asked, assistant: Opened) -> StreamingResponse:
    """The same as server-sent events: `stage`, `evidence`, a `claim` as soon as it is verified, `answer` last.

    An `error` event takes the place of the answer when something goes wrong on the way.
    """
    cancel = threading.Event()
    trip = assistant.stream(asked.question, read_patient(asked.patient), asked.history, asked.depth, cancel=cancel)
    first = next(trip)  # What is wrong with the question is told by the status, before the stream begins.
    return StreamingResponse(
        _told(first, trip, cancel), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
    )


@router.post("/patient", responses={200: {"content": {"application/json": {"schema": schema_of(PatientReading)}}}})
def patient(
    content: Annotated[
        dict[str, Any] | str,
        Body_(
            description=(
                "The patient: fields of a record, a FHIR R4 resource, or a text (a note, YAML, a VCF) as a JSON string "
                'or as {"text": …}'
            )
        ),
    ],
    sample: Annotated[str, Query(description="Which sample of a VCF that has several")] = "",
) -> Response:
    """What is read of a patient, to be confirmed: each value with where it stands, and what was not understood.

    Nothing is stored, and no answer is made. What is confirmed goes to `/ask` as `patient`.
    """
    text = content.get("text") if isinstance(content, dict) and len(content) == 1 else None
    return _json(reading_to_dict(read_content(text if isinstance(text, str) else content, sample)))


@router.get("/search")
def search(
    assistant: Opened,
    q: Annotated[str, Query(min_length=1, json_schema_extra={"maxLength": QUESTION}, description="What to look for")],
    k: Annotated[int, Query(ge=1, le=1000)] = 10,
    year_from: int | None = None,
    year_to: int | None = None,
    publication_type: Annotated[
        tuple[str, ...], Query(alias="type", description="As PubMed names it; may repeat")
    ] = (),
    language: Annotated[tuple[str, ...], Query(description='Code such as "eng"; may repeat')] = (),
    has_abstract: bool | None = None,
    include_retracted: bool = False,
) -> Response:
    """The articles that fit best, best first, each with its rank in every leg that found it."""
    filters = Filters(
        year_from=year_from,
        year_to=year_to,
        publication_types=publication_type,
        languages=language,
        has_abstract=has_abstract,
        retracted="include" if include_retracted else "exclude",
    )
    hits = assistant.search(q, k=k, filters=narrowing(filters))
    return _json({"query": q, "hits": [hit_to_dict(hit) for hit in hits]})


@router.get("/articles/{pmid}")
def article(
    pmid: Annotated[str, Path(pattern=r"^[0-9]{1,9}$")],
    assistant: Opened,
    revision: Annotated[int | None, Query(ge=1, description="An older revision, as a citation names it")] = None,
) -> Response:
    """The record as the library has it; `text` is the string that the offsets of citations point into."""
    return _json(article_to_dict(find_article(assistant.library, pmid, revision)))


@router.post("/verify", responses={200: {"content": {"application/json": {"schema": schema_of(Verdict)}}}})
def verify(claimed: Claimed) -> Response:
    """Whether the evidence supports the sentence, with the reason of every check."""
    return _json(msgspec.to_builtins(verify_claim(claimed.sentence, claimed.evidence)))


@router.get("/health")
def health(assistant: Opened) -> Response:
    """What the answers rest on: the library's size, its digests, and what writes."""
    status = assistant.library.status()
    return _json(
        {
            "status": "ok",
            "version": version("vouch"),
            "records": status.records,
            "embedded": status.embedded,
            "digests": status.digests,
            "retracted": status.retracted,
            "snapshot": assistant.library.snapshot(),
            "model": assistant.settings.model,
        }
    )


def build_app(
    assistant: Assistant, lifespan: Callable[[FastAPI], AbstractAsyncContextManager[None]] | None = None
) -> FastAPI:
    """The application over an opened library. It is to be served on loopback; see `assistant.doors.serve`."""
    app = FastAPI(
        title="Vouch",
        summary="Clinical questions answered from PubMed records, every sentence with a verbatim, checked quote.",
        description="Decision support for professionals; not a medical device, not for patients.",
        version=version("vouch"),
        docs_url=None,  # The pages that FastAPI makes load their scripts from another host.
        redoc_url=None,
        lifespan=lifespan,
        responses={422: _WRONG, "default": _WRONG},
    )
    app.state.assistant = assistant
    app.include_router(router)
    app.add_middleware(Gate)
    app.add_exception_handler(VouchError, _on_vouch_error)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(Exception, _on_fault)
    return app


async def _told(first: Event, trip: Iterator[Event], cancel: threading.Event) -> AsyncIterator[bytes]:
    """The events as they come. A reader that hangs up stops the work behind them."""
    try:
        yield _event(first)
        async for event in iterate_in_threadpool(trip):
            yield _event(event)
    except VouchError as error:
        yield _frame("error", _as_problem(error))
    except Exception:
        log.exception("an answer broke off")
        yield _frame("error", problem(500, _INTERNAL))
    finally:
        cancel.set()
        if isinstance(trip, Generator):
            trip.close()


def _event(event: Event) -> bytes:
    match event:
        case Stage():
            return _frame("stage", event)
        case EvidenceFound():
            return _frame("evidence", [item.to_dict() for item in event.evidence])
        case Delta():
            return _frame("claim", event.claim)
        case Answer():
            return _frame("answer", event.to_dict())


def _frame(name: str, payload: Any) -> bytes:
    return b"event: %s\ndata: %s\n\n" % (name.encode(), msgspec.json.encode(payload))


def _json(payload: Any) -> Response:
    body = msgspec.json.encode(payload)
    return Response(body, media_type="application/json", headers={"Cache-Control": "no-store"})


def _as_problem(error: VouchError) -> dict[str, Any]:
    status = next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 500)
    return problem(status, str(error), type(error).__name__)


def _answered(told: dict[str, Any], headers: Any = None) -> Response:
    body = msgspec.json.encode(told)
    return Response(body, told["status"], headers, media_type="application/problem+json")


async def _on_vouch_error(_: Request, error: Exception) -> Response:
    return _answered(_as_problem(cast(VouchError, error)))  # registered for this class, as those below for theirs


async def _on_invalid(_: Request, error: Exception) -> Response:
    """Which fields are wrong, and why; of what was sent only a short value of a wrong field is repeated."""
    found = cast(RequestValidationError, error).errors()
    if any(fault["type"] == "json_invalid" for fault in found):
        return _answered(problem(422, "the request's body is not JSON"))
    errors = [{"field": ".".join(map(str, fault["loc"][1:])), "problem": _said(fault)} for fault in found]
    detail = "; ".join(f"{fault['field'] or 'the request'}: {fault['problem']}" for fault in errors)
    return _answered(problem(422, detail, errors=errors))


def _said(fault: dict[str, Any]) -> str:
    said = str(fault["msg"]).removeprefix("Value error, ")
    value = fault.get("input")
    return f"{said}, not {shown(value)}" if isinstance(value, str | int | float) and fault["loc"] else said


async def _on_http(_: Request, error: Exception) -> Response:
    told = cast(HTTPException, error)
    return _answered(problem(told.status_code, str(told.detail)), told.headers)


async def _on_fault(_: Request, error: Exception) -> Response:
    """Only this line goes out; the traceback goes to the server's log."""
    return _answered(problem(500, _INTERNAL))
