"""The page itself, in Gradio. One owner of the library: nothing else imports it.

The page loads everything from this machine: system fonts, no analytics, no share link, loopback only, behind the gate
and the door. A session's case lives in the server's memory and in the open page, in no file and no browser storage.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from assistant.api import Assistant
from assistant.doors.chat import cards
from assistant.doors.chat.door import Door, private_folder
from assistant.doors.chat.fields import patient_fields
from assistant.doors.chat.filling import wire_filling
from assistant.doors.chat.form import EMPTY, EXAMPLES, FIELDS, patient_from_form
from assistant.doors.chat.inert import safe
from assistant.doors.chat.turns import Running, Turn, answered, halted, mistaken, panel, saved
from assistant.doors.loopback_only import HOST, App, Gate, listening
from assistant.doors.reproduce import list_audit
from assistant.leaving.leaving import what_leaves
from assistant.records.sizes import QUESTION
from assistant.settings import departures
from ingest.errors import MissingExtra, VouchError

__all__ = ["build", "free_port", "guarded", "serve"]

PORT = 7860
MAX_BODY = 16 << 20
"""Bytes of what the page sends: a record of the largest size, its quotation marks escaped twice."""
USE = (
    "Decision support for professionals: every finding shows the passage it rests on, so that you can review "
    "its basis. Not a medical device, and not for patients."
)
_HERE = Path(__file__).parent
_QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
_SAVE = """(text) => {
    if (!text) return;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], {type: 'text/markdown'}));
    link.download = 'vouch-conversation.md';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}"""
"""The file is made in the browser, of what the server has just said; none is kept for a later click."""


def serve(assistant: Assistant, port: int | None = None) -> None:
    """Opens the chat on 127.0.0.1 and stays until it is interrupted. Raises VouchError when the named port is taken."""
    with private_folder(), listening(free_port(port)) as listener:
        running = Running()
        app = guarded(build(assistant, running))
        import uvicorn  # comes with Gradio

        print(  # noqa: T201 - the door speaks
            f"The chat is open at http://{HOST}:{listener.getsockname()[1]} (stop it with Ctrl+C)", flush=True
        )
        config = uvicorn.Config(
            app,
            access_log=False,
            log_level="critical",  # an open page's connections are cut at the end, which is no error
            server_header=False,
            ws="none",
            timeout_graceful_shutdown=1,
        )
        try:
            uvicorn.Server(config).run(sockets=[listener])
        finally:
            running.stop_all()


def guarded(page: Any) -> App:
    """The page as an application that answers this machine's browser only, and only what the page needs."""
    gr = _gradio()
    from fastapi import FastAPI

    fonts = [gr.themes.Font("system-ui"), gr.themes.Font("sans-serif")]
    mono = [gr.themes.Font("ui-monospace"), gr.themes.Font("monospace")]
    page.queue(default_concurrency_limit=4)
    app = gr.mount_gradio_app(
        FastAPI(docs_url=None, redoc_url=None, openapi_url=None),
        page,
        "/",
        server_name=HOST,
        footer_links=[],
        run_history=False,  # else the browser keeps every question and every field of the form
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        theme=gr.themes.Default(font=fonts, font_mono=mono),
        css_paths=[_HERE / "style.css"],
        js=(_HERE / "page.js").read_text(encoding="utf-8"),
    )
    return Gate(Door(app), MAX_BODY)


def free_port(port: int | None) -> int:
    """The named port, or 7860, or any free one. Raises VouchError when a named port is taken."""
    for candidate in (port,) if port else (PORT, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, candidate or 0))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise VouchError(f"port {port} on {HOST} is taken: name another with --port, or leave it out for a free one")


def build(assistant: Assistant, running: Running | None = None) -> Any:
    """The page as Gradio blocks. Raises MissingExtra without Gradio."""
    gr = _gradio()
    running = running or Running()
    leaving = what_leaves(None, assistant.settings)
    with gr.Blocks(title="Vouch", analytics_enabled=False, fill_width=True) as page:
        _html(gr, f"<h1>Vouch</h1><p class='vouch-use'>{safe(USE)}</p>")
        _html(gr, cards.banner_html(_running(assistant, leaving.host)), "vouch-banner")
        flagged = _html(gr, "", "vouch-flagged")
        with gr.Row():
            with gr.Column(scale=3):
                at = _conversation(gr)
                at["leaving"] = _html(gr, cards.leaving_html(leaving), "vouch-leaving")
                at |= patient_fields(gr, leaving.host)
                _examples(gr, at["question"])
            with gr.Column(scale=2, elem_classes="vouch-beside"):
                at["evidence"] = _html(gr, panel([]), "vouch-evidence")
        _wire_questions(gr, assistant, running, at)
        wire_filling(gr, at, _QUIET)
        if leaving.host:
            _wire_leaving(gr, assistant, at)
        page.unload(_of_session(gr, lambda request: running.stop(request.session_hash)))
        page.load(lambda: cards.flagged_html(list_audit(assistant, flagged=True)), None, flagged, **_QUIET)
    return page


def _html(gr: Any, value: str, elem_id: str | None = None) -> Any:
    """HTML in our own style: Gradio's gives every element a color of its own, whatever it stands on."""
    return gr.HTML(value, elem_id=elem_id, apply_default_css=False, js_on_load=None)


def _conversation(gr: Any) -> dict[str, Any]:
    """The transcript, the question and its buttons, by name. One line, so that Enter sends."""
    at = {"turns": gr.State([]), "record": gr.State(None), "reading": gr.State(None)}
    at["transcript"] = _html(gr, "", "vouch-transcript")
    at["question"] = gr.Textbox(
        label="Question",
        placeholder="Ask about a gene, a variant, a drug or a disease",
        info="Enter asks; Shift and Enter begin a new line.",
        lines=1,
        max_lines=12,
        max_length=QUESTION,
        elem_id="vouch-ask",
        html_attributes=gr.InputHTMLAttributes(autocomplete="off"),
    )
    with gr.Row():
        at["ask"] = gr.Button("Ask", variant="primary", elem_id="vouch-send", min_width=80)
        at["stop"] = gr.Button("Stop", elem_id="vouch-stop", min_width=80)
        at["clear"] = gr.Button("New case", elem_id="vouch-clear", min_width=80)
        at["export"] = gr.Button("Save", elem_id="vouch-export", min_width=80)
    at["saved"] = gr.Textbox(visible=False)
    at["edit"] = gr.Button("Edit the case", elem_id="vouch-edit")
    return at


def _examples(gr: Any, question: Any) -> None:
    """Questions to begin with; a click puts one into the box, within the browser."""
    with gr.Column(elem_id="vouch-examples"):
        _html(gr, "<p class='vouch-examples'>Examples</p>")
        for example in EXAMPLES:
            gr.Button(example, size="sm").click(None, None, question, js=f"() => {json.dumps(example)}", **_QUIET)


def _wire_questions(gr: Any, assistant: Assistant, running: Running, at: dict[str, Any]) -> None:
    """What Ask, Stop, New case and Save do."""
    fields = [at[name] for name in FIELDS]

    def answer(request: Any, text: str, past: list[Turn], *form: Any) -> Iterator[tuple[Any, ...]]:
        """The box is emptied at the first event, not the last: what is typed meanwhile is the next question. A
        question that cannot be asked as it is stays in it."""
        asked = running.begin(request.session_hash)
        if asked is None:
            gr.Info("A question is still being answered: wait for it, or stop it.")
            yield (gr.skip(),) * 4
            return
        kept = mistaken(text, form)
        try:
            for place, shown in enumerate(answered(assistant, text, past, form, asked.cancel)):
                yield *shown, gr.skip() if place or kept else ""
            if asked.ended == "stopped":
                yield *halted(past, text), past, text
        finally:
            running.leave(request.session_hash, asked)

    def new_case(request: Any) -> tuple[Any, ...]:
        running.drop(request.session_hash)
        nothing = cards.leaving_html(what_leaves(None, assistant.settings))
        hidden = gr.Row(visible=False)
        return "", panel([]), [], "", None, "", nothing, None, "", hidden, *(EMPTY[name] for name in FIELDS)

    def export(turns: list[Turn]) -> str:
        if not turns:
            gr.Info("There is nothing to save yet: no question of this case was answered.")
        return saved(turns)

    shown = [at["transcript"], at["evidence"]]
    gr.on(
        [at["ask"].click, at["question"].submit],
        _of_session(gr, answer),
        [at["question"], at["turns"], *fields, at["record"]],
        [*shown, at["turns"], at["question"]],
        trigger_mode="multiple",
        **_QUIET,
    )
    at["stop"].click(_of_session(gr, lambda request: running.stop(request.session_hash)), None, None, **_QUIET)
    opened = [at["reading"], at["note"], at["confirm"]]
    case = [*shown, at["turns"], at["question"], at["record"], at["told"], at["leaving"], *opened, *fields]
    at["clear"].click(_of_session(gr, new_case), None, case, **_QUIET)
    at["export"].click(export, at["turns"], at["saved"], **_QUIET).success(None, at["saved"], None, js=_SAVE)


def _wire_leaving(gr: Any, assistant: Assistant, at: dict[str, Any]) -> None:
    """Where something leaves this machine: what is said of it as the form changes."""
    fields = [at[name] for name in FIELDS]

    def leaving(*form: Any) -> str:
        try:
            patient = patient_from_form(dict(zip(FIELDS, form, strict=False)), form[len(FIELDS)])
        except VouchError as error:
            return cards.error_html(str(error))
        return cards.leaving_html(what_leaves(patient, assistant.settings))

    changes = [field.change for field in fields]
    gr.on(changes, leaving, [*fields, at["record"]], at["leaving"], trigger_mode="always_last", **_QUIET)


def _of_session(gr: Any, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, to be given the request, which knows the session: Gradio goes by the annotation."""
    function.__annotations__["request"] = gr.Request
    return function


def _running(assistant: Assistant, host: str) -> list[tuple[str, str]]:
    """The banner: what the answers rest on, said before the first question."""
    status = assistant.library.status()
    lines = [("Library", f"{status.records:,} records"), ("Digests", f"{status.digests:,} (not the papers' abstracts)")]
    if status.embedded < status.records:
        lines.append(("Meaning search", f"{status.embedded:,} of {status.records:,} records so far"))
    model = assistant.settings.model
    lines.append(("Writer", "extractive, no language model" if model == "extractive" else model))
    lines.append(("Leaves this machine", departures(assistant.settings, host)))
    return lines


def _gradio() -> Any:
    try:
        import gradio
    except ModuleNotFoundError as error:
        raise MissingExtra("chat", "gradio") from error
    return gradio
