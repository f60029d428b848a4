"""Chat models: the real OpenAI client against a server on loopback, good and bad."""

from __future__ import annotations

import builtins
import threading
from typing import Any

import pytest

from assistant.errors import ModelReplyError, ModelTimeout, ModelUnavailable
from assistant.llm import load_model
from ingest.errors import MissingExtra
from tests.assistant.chat_server import REPLY, chat_server

pytest.importorskip("langchain_openai")


def ask(url: str, timeout: float = 20, **options: Any) -> str:
    model = load_model("openai:test", url=url, timeout=timeout, **options)
    return "".join(model.complete("system text", "user text"))


def test_streams_the_reply_and_counts_tokens() -> None:
    """The pieces of a stream make up the reply, and the server's token count is kept."""
    with chat_server("stream") as server:
        model = load_model("openai:test", url=server.url)
        pieces = list(model.complete("system text", "user text"))
        assert "".join(pieces) == REPLY
        assert len(pieces) > 1
        assert (model.usage.calls, model.usage.input_tokens, model.usage.output_tokens) == (1, 11, 5)


def test_asks_at_temperature_zero_with_a_length_limit() -> None:
    """The request carries temperature 0, the token limit, and both messages as they were given."""
    with chat_server("stream") as server:
        ask(server.url, max_tokens=77)
        sent = server.requests[0]
    assert sent["temperature"] == 0
    assert 77 in (sent.get("max_tokens"), sent.get("max_completion_tokens"))
    assert [message["content"] for message in sent["messages"]] == ["system text", "user text"]


def test_a_server_that_cannot_stream_is_asked_again_plainly() -> None:
    """A server that answers a stream with nothing is asked once more without streaming."""
    with chat_server("plain") as server:
        assert ask(server.url) == REPLY
        assert [bool(body.get("stream")) for body in server.requests] == [True, False]


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        ("401", ModelUnavailable, "refused the key"),
        ("404", ModelUnavailable, "not known to the server"),
        ("429", ModelUnavailable, "rate limit"),
        ("500", ModelUnavailable, "server failed"),
        ("400", ModelReplyError, "refused the request"),
    ],
)
def test_a_refusal_is_one_of_our_errors(status: str, kind: type[Exception], words: str) -> None:
    """An HTTP error becomes one clear error of ours, which repeats no key."""
    with chat_server(status) as server, pytest.raises(kind, match=words) as caught:
        ask(server.url, key="sk-secret123")
    assert "sk-secret123" not in str(caught.value)


@pytest.mark.parametrize("mode", ["drip", "silent"])
def test_the_time_limit_is_hard(mode: str) -> None:
    """A server that never answers, and one that drips for ever, end in ModelTimeout."""
    with chat_server(mode) as server, pytest.raises(ModelTimeout, match=r"0\.6 s"):
        ask(server.url, timeout=0.6)


def test_an_endless_reply_is_cut() -> None:
    """A reply far beyond the token limit is ended, without an error."""
    with chat_server("endless") as server:
        assert len(ask(server.url, max_tokens=64)) < 64 * 12 + 1000


def test_cancel_ends_a_call() -> None:
    """Setting the event ends the reply early and quietly."""
    cancel = threading.Event()
    with chat_server("drip") as server:
        model = load_model("openai:test", url=server.url)
        pieces = []
        for piece in model.complete("s", "u", cancel):
            pieces.append(piece)
            cancel.set()
    assert pieces


def test_a_server_that_is_not_there_is_named() -> None:
    """A refused connection is ModelUnavailable."""
    with pytest.raises(ModelUnavailable, match="cannot be reached"):
        ask("http://127.0.0.1:9/v1")


def test_a_remote_model_needs_a_scrubber() -> None:
    """A model on another host is not built without a scrubber; with one, its host is known from the start."""
    with pytest.raises(ModelUnavailable, match="without a scrubber"):
        load_model("openai:test", url="https://models.example.org/v1", key="k")
    model = load_model("openai:test", url="https://models.example.org/v1", key="k", scrub=str.lower)
    assert model.scrub("ABC") == "abc"


def test_loopback_is_not_called_remote() -> None:
    """Text sent to this machine has not left it: `sent_to` stays empty."""
    with chat_server("stream") as server:
        model = load_model("openai:test", url=server.url)
        list(model.complete("s", "u"))
    assert model.usage.sent_to == ""


def test_a_remote_host_is_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was tried to be sent to another host is on record by the host's name."""
    model = load_model("openai:test", url="https://models.example.org/v1", key="k", scrub=str.lower)
    with pytest.raises(ModelUnavailable):
        list(model.complete("s", "u"))
    assert model.usage.sent_to == "models.example.org"


def test_the_environment_cannot_redirect_unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A base URL from the provider's environment variable counts as the host."""
    monkeypatch.setenv("OPENAI_BASE_URL", "https://elsewhere.example.org/v1")
    with pytest.raises(ModelUnavailable, match=r"elsewhere\.example\.org"):
        load_model("openai:test", key="k")


def test_a_missing_package_names_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the provider's package the error carries the command that cures it."""
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("langchain_ollama"):
            raise ImportError(name)
        return real(name, *rest, **more)

    import importlib

    import_module = importlib.import_module
    monkeypatch.setattr(
        importlib,
        "import_module",
        lambda name, package=None: (
            without(name) if name.startswith("langchain_ollama") else import_module(name, package)
        ),
    )
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtra, match=r"vouch\[ollama\]"):
        load_model("ollama:llama3")


def test_an_unknown_name_is_refused() -> None:
    """A name no provider goes by is ModelUnavailable, in one line."""
    with pytest.raises(ModelUnavailable, match="no-such-provider"):
        load_model("no-such-provider:thing")
