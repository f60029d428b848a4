"""The page itself, in Gradio. One owner of the library: nothing else imports it.

The page loads everything from this machine: system fonts, no analytics, no share link, loopback only.
"""

from __future__ import annotations

import socket
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.answer import Answer, Claim, Delta, Evidence, EvidenceFound, Query, Stage
from assistant.api import Assistant
from assistant.chat import cards
from assistant.chat.form import EXAMPLES, FIELDS, patient_from_form
from assistant.reproduce import list_audit
from assistant.settings import departures
from assistant.sizes import QUESTION
from ingest.errors import MissingExtra, VouchError

__all__ = ["answered", "build", "free_port", "serve"]

HOST = "127.0.0.1"
PORT = 7860
USE = (
    "Decision support for professionals: every finding shows the passage it rests on, so that you can review "
    "its basis. Not a medical device, and not for patients."
)

Turn = tuple[str, Answer]
Update = tuple[str, str, list[Turn]]


def serve(assistant: Assistant, port: int | None = None) -> None:
    """Opens the chat on 127.0.0.1 and stays until it is interrupted. Raises VouchError when the named port is taken."""
    chosen = free_port(port)
    page = build(assistant)
    print(f"The chat is open at http://{HOST}:{chosen} (stop it with Ctrl+C)", flush=True)  # noqa: T201 - the door speaks
    page.queue(default_concurrency_limit=4).launch(
        server_name=HOST, server_port=chosen, share=False, quiet=True, show_error=False, footer_links=[], **_look()
    )


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


def build(assistant: Assistant) -> Any:
    """The page as Gradio blocks. Raises MissingExtra without Gradio."""
    gr = _gradio()
    with gr.Blocks(title="Vouch", analytics_enabled=False, fill_width=True) as page:
        gr.HTML(f"<h1>Vouch</h1><p class='vouch-use'>{cards.safe(USE)}</p>")
        gr.HTML(cards.banner_html(_running(assistant)), elem_id="vouch-banner")
        flagged = gr.HTML("", elem_id="vouch-flagged")
        turns = gr.State([])
        with gr.Row():
            with gr.Column(scale=3):
                transcript = gr.HTML("", elem_id="vouch-transcript")
                question = gr.Textbox(
                    label="Question",
                    placeholder="Ask about a gene, a variant, a drug or a disease",
                    lines=2,
                    max_length=QUESTION,
                    elem_id="vouch-ask",
                )
                with gr.Row():
                    ask = gr.Button("Ask", variant="primary", elem_id="vouch-send")
                    stop = gr.Button("Stop", elem_id="vouch-stop")
                    clear = gr.Button("New case", elem_id="vouch-clear")
                    export = gr.DownloadButton("Save", elem_id="vouch-export")
                fields = _patient_fields(gr)
                gr.Examples([[example] for example in EXAMPLES], [question], label="Examples", elem_id="vouch-examples")
            with gr.Column(scale=2):
                evidence = gr.HTML(cards.evidence_html(None, (), (), 0), elem_id="vouch-evidence", label="Evidence")

        def answer(text: str, past: list[Turn], *form: Any) -> Iterator[tuple[Any, ...]]:
            """The box is emptied at the first event, not the last: what is typed meanwhile is the next question."""
            for place, shown in enumerate(answered(assistant, text, past, form)):
                yield *shown, gr.skip() if place else ""

        inputs, outputs = [question, turns, *fields], [transcript, evidence, turns]
        quiet = {"api_visibility": "private", "show_progress": "hidden"}
        asked = [trigger(answer, inputs, [*outputs, question], **quiet) for trigger in (ask.click, question.submit)]
        stop.click(None, None, None, cancels=asked, **quiet)
        clear.click(lambda: ("", cards.evidence_html(None, (), (), 0), []), None, outputs, **quiet)
        export.click(_export, turns, export, **quiet)
        page.load(lambda: cards.flagged_html(list_audit(assistant, flagged=True)), None, flagged, **quiet)
    return page


def _patient_fields(gr: Any) -> list[Any]:
    """The patient's form, in the order of `FIELDS`, then the file."""
    with gr.Accordion("Patient facts (optional; they stay on this machine)", open=False, elem_id="vouch-patient"):
        with gr.Row():
            age = gr.Number(label="Age (years)", value=None, minimum=0, maximum=130)
            sex = gr.Dropdown(["not given", "female", "male", "other"], value="not given", label="Sex")
            stage = gr.Textbox(label="Stage")
            line = gr.Number(label="Line of therapy asked about", value=None, minimum=0, maximum=20, precision=0)
        conditions = gr.Textbox(label="Conditions, one a line; the first is the one treated", lines=2)
        variants = gr.Textbox(label="Variants, one a line", placeholder="EGFR exon 19 deletion", lines=2)
        diplotypes = gr.Textbox(label="Diplotypes, one a line", placeholder="CYP2C19 *2/*2", lines=2)
        medications = gr.Textbox(label="Medications, one a line", lines=2)
        ancestry = gr.Textbox(label="Ancestry, as the patient states it")
        file = gr.File(label="Or a record: JSON or YAML", file_types=[".json", ".yaml", ".yml"], type="filepath")
    by_name = {
        "age": age,
        "sex": sex,
        "conditions": conditions,
        "stage": stage,
        "line": line,
        "variants": variants,
        "diplotypes": diplotypes,
        "medications": medications,
        "ancestry": ancestry,
    }
    return [*(by_name[name] for name in FIELDS), file]


def answered(assistant: Assistant, text: str, past: list[Turn], form: tuple[Any, ...]) -> Iterator[Update]:
    """The page's state after each event of one question. A mistake of the user's is shown in place of the answer."""
    turn, earlier = len(past) + 1, _transcript(past)
    head = earlier + cards.question_html(text)
    cancel, claims, evidence = threading.Event(), list[Claim](), tuple[Evidence, ...]()
    try:
        patient = patient_from_form(dict(zip(FIELDS, form, strict=False)), form[len(FIELDS)])
        history = [asked for asked, _ in past]
        for event in assistant.stream(text, patient, history, cancel=cancel):
            if isinstance(event, Stage):
                step = event.detail or event.name
            elif isinstance(event, EvidenceFound):
                evidence = event.evidence
            elif isinstance(event, Delta):
                claims.append(event.claim)
            else:
                done = [*past, (text, event)]
                yield (
                    _transcript(done, beside=turn),
                    cards.evidence_html(event, event.evidence, event.claims, turn),
                    done,
                )
                return
            draft = Answer(question=text, status="answered", claims=tuple(claims), query=Query(text, text))
            written = cards.answer_html(draft, turn) if claims else ""
            panel = cards.evidence_html(None, evidence, claims, turn)
            yield head + written + cards.working_html(step), panel, past
    except VouchError as error:
        yield (
            head + f'<p class="vouch-error" role="alert">{cards.safe(error)}</p>',
            cards.evidence_html(None, (), (), 0),
            past,
        )
    finally:
        cancel.set()


def _transcript(turns: list[Turn], beside: int = 0) -> str:
    """All turns; the newest is announced to screen readers when it is there. Each brings its sources with it, but
    the turn whose sources are shown `beside` the transcript."""
    return "".join(
        cards.question_html(question)
        + f'<div aria-live="polite">{cards.answer_html(answer, number)}</div>'
        + (cards.sources_html(answer, number) if number != beside else "")
        for number, (question, answer) in enumerate(turns, 1)
    )


def _export(turns: list[Turn]) -> str:
    """A Markdown file of the conversation."""
    folder = Path(tempfile.mkdtemp(prefix="vouch-"))
    path = folder / "vouch-conversation.md"
    path.write_text("\n\n---\n\n".join(answer.to_markdown() for _, answer in turns), encoding="utf-8")
    return str(path)


def _running(assistant: Assistant) -> list[tuple[str, str]]:
    """The banner: what the answers rest on, said before the first question."""
    status = assistant.library.status()
    lines = [("Library", f"{status.records:,} records"), ("Digests", f"{status.digests:,} (not the papers' abstracts)")]
    if status.embedded < status.records:
        lines.append(("Meaning search", f"{status.embedded:,} of {status.records:,} records so far"))
    model = assistant.settings.model
    lines.append(("Writer", "extractive, no language model" if model == "extractive" else model))
    lines.append(("Leaves this machine", departures(assistant.settings)))
    return lines


def _look() -> dict[str, Any]:
    """System fonts and our own style: nothing is fetched from another host."""
    gr = _gradio()
    fonts = [gr.themes.Font("system-ui"), gr.themes.Font("sans-serif")]
    mono = [gr.themes.Font("ui-monospace"), gr.themes.Font("monospace")]
    return {
        "theme": gr.themes.Default(font=fonts, font_mono=mono),
        "css_paths": [Path(__file__).with_name("style.css")],
    }


def _gradio() -> Any:
    try:
        import gradio
    except ModuleNotFoundError as error:
        raise MissingExtra("chat", "gradio") from error
    return gradio
