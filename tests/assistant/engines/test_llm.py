"""Chat models: the real OpenAI client against a server on loopback, good and bad."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import time
from typing import Any

import pytest

from assistant.engines.llm import ChatModel, load_model
from assistant.errors import ModelReplyError, ModelTimeout, ModelUnavailable
from tests.assistant.chat_server import REPLY, ChatServer, chat_server

pytest.importorskip("langchain_openai")
pytest.importorskip("langchain_ollama")

PROVIDERS = ("openai", "ollama")
HALF = REPLY[: REPLY.rindex(" ")]
"""What a server that breaks off has said by then."""


def loaded(server: ChatServer, provider: str = "openai", **options: Any) -> ChatModel:
    """The real client of that provider, pointed at the server."""
    url = server.url if provider == "openai" else server.root
    return load_model(f"{provider}:test", url=url, **{"timeout": 20, **options})


def ask(server: ChatServer, provider: str = "openai", **options: Any) -> str:
    return "".join(loaded(server, provider, **options).complete("system text", "user text"))


@pytest.mark.parametrize("provider", PROVIDERS)
def test_streams_the_reply_and_counts_tokens(provider: str) -> None:
    """The pieces of a stream make up the reply, and the server's token count is kept."""
    with chat_server("stream") as server:
        model = loaded(server, provider)
        pieces = list(model.complete("system text", "user text"))
        assert "".join(pieces) == REPLY
        assert len(pieces) > 1
        assert (model.usage.calls, model.usage.input_tokens, model.usage.output_tokens) == (1, 11, 5)


def test_cost_is_counted_where_prices_are_set() -> None:
    """Tokens times the prices given, per million; without prices, and without a count, the cost is not known."""
    with chat_server("stream") as server:
        for prices, cost in (((2.0, 10.0), 11 * 2e-6 + 5 * 10e-6), ((0.0, 0.0), None)):
            model = loaded(server, prices=prices)
            assert model.usage.cost is None
            list(model.complete("s", "u"))
            assert model.usage.cost == cost


def test_asks_at_temperature_zero_with_a_length_limit() -> None:
    """The request carries temperature 0, the token limit, and both messages as they were given."""
    with chat_server("stream") as server:
        ask(server, max_tokens=77)
        sent = server.requests[0]
    assert sent["temperature"] == 0
    assert 77 in (sent.get("max_tokens"), sent.get("max_completion_tokens"))
    assert [message["content"] for message in sent["messages"]] == ["system text", "user text"]
    assert not {"tools", "functions", "response_format"} & set(sent)


def test_ollama_is_asked_at_temperature_zero_with_a_length_limit() -> None:
    """Ollama gets the same limits in its own words."""
    with chat_server("stream") as server:
        ask(server, "ollama", max_tokens=77)
        (sent,) = server.requests
    assert (sent["options"]["temperature"], sent["options"]["num_predict"]) == (0, 77)
    assert [message["content"] for message in sent["messages"]] == ["system text", "user text"]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_server_that_cannot_stream_is_asked_again_plainly(provider: str) -> None:
    """A server that answers a stream with nothing is asked once more."""
    with chat_server("plain") as server:
        if provider == "openai":
            assert ask(server) == REPLY
            assert [bool(body.get("stream")) for body in server.requests] == [True, False]
        else:
            with pytest.raises(ModelReplyError, match="ollama:test"):
                ask(server, provider)


@pytest.mark.parametrize("provider", PROVIDERS)
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
def test_a_refusal_is_one_of_our_errors(status: str, kind: type[Exception], words: str, provider: str) -> None:
    """An HTTP error becomes one clear error of ours, which repeats no key."""
    with chat_server(status) as server, pytest.raises(kind, match=words) as caught:
        ask(server, provider, **({"key": "sk-secret123"} if provider == "openai" else {}))
    assert "sk-secret123" not in str(caught.value)


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("mode", ["drip", "silent"])
def test_the_time_limit_is_hard(mode: str, provider: str) -> None:
    """A server that never answers, and one that drips for ever, end in ModelTimeout."""
    with chat_server(mode) as server, pytest.raises(ModelTimeout, match=r"0\.6 s"):
        ask(server, provider, timeout=0.6)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_an_endless_reply_is_cut(provider: str) -> None:
    """A reply far beyond the token limit is ended, and the error names the setting."""
    with chat_server("endless") as server:
        pieces = loaded(server, provider, max_tokens=64).complete("system text", "user text")
        said: list[str] = []
        with pytest.raises(ModelReplyError, match="VOUCH_MODEL_MAX_TOKENS"):
            said.extend(pieces)
    assert 64 < len("".join(said)) < 64 * 12 + 1000


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize(
    ("mode", "words"), [("dies", "broke off"), ("cut", "VOUCH_MODEL_MAX_TOKENS"), ("malformed", "")]
)
def test_a_reply_that_breaks_off_is_told(mode: str, words: str, provider: str) -> None:
    """A dying server, a token limit and a piece that is no JSON: what came is given, then the error."""
    with chat_server(mode) as server:
        said: list[str] = []
        with pytest.raises(ModelReplyError, match=f"{provider}:test.*{words}"):
            said.extend(loaded(server, provider).complete("system text", "user text"))
    assert HALF.startswith("".join(said))
    assert mode == "malformed" or "".join(said) == HALF


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_page_in_place_of_a_reply_is_an_error(provider: str) -> None:
    """What a proxy says with status 200 is no reply."""
    with chat_server("page") as server, pytest.raises(ModelReplyError, match=f"{provider}:test"):
        ask(server, provider)


def test_the_readers_own_time_is_not_the_servers() -> None:
    """A reader that is slow between two pieces does not use up the time limit of the call."""
    with chat_server("stream") as server:
        pieces = loaded(server, timeout=1.0).complete("s", "u")
        first = next(pieces)
        time.sleep(1.2)
        assert first + "".join(pieces) == REPLY


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
        "".join(load_model("openai:test", url="http://127.0.0.1:9/v1").complete("s", "u"))


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


def test_a_missing_package_names_its_extra() -> None:
    """Without the provider's package the error carries the command that cures it."""
    code = (
        "import sys; sys.modules['langchain_anthropic'] = None\n"
        "from assistant.engines.llm import load_model\n"
        "load_model('anthropic:some-model')"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert "MissingExtra" in ran.stderr
    assert "vouch[anthropic]" in ran.stderr


def test_an_unknown_name_is_refused() -> None:
    """A name no provider goes by is ModelUnavailable, in one line."""
    with pytest.raises(ModelUnavailable, match="no-such-provider"):
        load_model("no-such-provider:thing")


def test_a_remote_ollama_needs_a_scrubber_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever the address comes from, Ollama on another machine is remote."""
    with pytest.raises(ModelUnavailable, match=r"10\.0\.0\.5.*without a scrubber"):
        load_model("ollama:test", url="http://10.0.0.5:11434")
    monkeypatch.setenv("OLLAMA_HOST", "http://10.1.1.1:11434")
    with pytest.raises(ModelUnavailable, match=r"10\.1\.1\.1.*without a scrubber"):
        load_model("ollama:test")


@pytest.mark.parametrize("provider", ["openai", "ollama", "anthropic"])
def test_a_providers_key_does_not_go_to_another_host(provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a URL is set, the provider's own variable holds another host's key: only VOUCH_MODEL_KEY goes along."""
    for name in ("OPENAI_API_KEY", "OLLAMA_API_KEY", "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"):
        monkeypatch.setenv(name, "sk-of-the-provider")
    with chat_server("stream") as server:
        for key in ("", "sk-for-here"):
            with contextlib.suppress(ModelReplyError):  # the server speaks no Anthropic
                url = server.url if provider == "openai" else server.root
                list(load_model(f"{provider}:test", url=url, key=key).complete("s", "u"))
        assert "sk-of-the-provider" not in "".join(server.headers)
        assert "sk-for-here" not in server.headers[0]
        assert "sk-for-here" in server.headers[-1]


def test_a_providers_key_goes_to_the_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a URL the provider's own variables are what they are for: the key and the host they name."""
    with chat_server("stream") as server:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-provider")
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        list(load_model("openai:test").complete("s", "u"))
        assert "sk-of-the-provider" in server.headers[0]
