"""Chat models behind one small seam: text in, text streamed out, with a hard time limit, a length limit and a count.

"local:NAME-OR-FOLDER" runs a transformers model on this machine (`assistant.engines.local_model`); every other name
goes to LangChain's `init_chat_model` ("openai:…", "ollama:…", "anthropic:…"), with a base URL for OpenAI-compatible
servers. What a provider raises becomes ModelUnavailable, ModelTimeout or ModelReplyError here; no message carries a
key. A model on another host is not built without a scrubber for what people typed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from assistant.engines.deadline import bounded
from assistant.errors import ModelError, ModelReplyError, ModelTimeout, ModelUnavailable
from assistant.records.answer import Usage
from ingest.errors import MissingExtra, shown

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

__all__ = ["ChatModel", "host_of", "is_chat", "load_model"]

_LOOPBACK = {"localhost", "127.0.0.1", "::1", "0.0.0.0", ""}  # noqa: S104  (compared with, not bound to)
_EXTRAS = {"openai": "langchain-openai", "ollama": "langchain-ollama", "anthropic": "langchain-anthropic"}
_CHARACTERS_PER_TOKEN = 12
"""More than any text has on average; what is longer than this many per allowed token has ignored the limit."""
_NAMES = "write extractive, openai:NAME, ollama:NAME, anthropic:NAME or local:FOLDER, with its key where it needs one"
_REASONS = ("finish_reason", "done_reason", "stop_reason", "stopReason")
"""Where providers say why a reply ended."""
_CUT = {"length", "max_tokens", "model_length", "content_filter", "refusal"}


class ChatModel(Protocol):
    """A chat model. `scrub` must be applied to text that people typed before it goes into a prompt."""

    name: str
    scrub: Callable[[str], str]

    @property
    def usage(self) -> Usage:
        """Of every call so far."""
        ...

    def complete(self, system: str, user: str, cancel: threading.Event | None = None) -> Iterator[str]:
        """The reply in pieces. Ends early, without an error, once `cancel` is set. Raises ModelError.

        A reply that was cut off, by a limit or by a server that died, is given as far as it came and then raises
        ModelReplyError: what stands in its last line is not all that the model would have said.
        """
        ...


def load_model(
    name: str,
    *,
    url: str = "",
    key: str = "",
    timeout: float = 120.0,
    max_tokens: int = 1500,
    scrub: Callable[[str], str] | None = None,
    prices: tuple[float, float] = (0.0, 0.0),
) -> ChatModel:
    """A model ready to be asked. Raises MissingExtra, ModelUnavailable; nothing is sent yet.

    `timeout` is in seconds for a whole call, however the server drips. `scrub` may be None only for models that run
    on this machine. `prices` are those of a million tokens read and written; (0, 0): not known.
    """
    if name.startswith("local:"):
        from assistant.engines.local_model import LocalModel

        return LocalModel(name, timeout=timeout, max_tokens=max_tokens, scrub=scrub or _unchanged)
    chat = _build(name, url, key, timeout, max_tokens)
    host = _host(chat, name)
    if host not in _LOOPBACK and scrub is None:
        raise ModelUnavailable(f"{name} runs on {host}: it cannot be used without a scrubber for identifying text")
    return _LangChainModel(name, chat, host, timeout, max_tokens, scrub or _unchanged, prices)


def is_chat(name: str) -> bool:
    """Whether the name is a chat model's, a provider, a colon and the model, and not that of another model's folder."""
    provider, colon, _ = name.partition(":")
    return bool(colon) and len(provider) > 1 and not Path(name).exists()


def host_of(name: str, url: str = "", key: str = "") -> str:
    """The host that the model of this name would be asked on; empty when that is this machine. Nothing is sent.

    A client that cannot be built (no key, no package) is known by the host of `url`, else by its provider's name.
    """
    if name == "extractive" or name.startswith("local:"):
        return ""
    try:
        host = _host(_build(name, url, key, 1.0, 64), name)
    except (MissingExtra, ModelUnavailable):
        host = (urlsplit(url).hostname or "") if url else name.split(":", 1)[0]
    return "" if host in _LOOPBACK else host


class _LangChainModel:
    """A LangChain chat model, held to the limits from outside, so that no provider's own time-out is relied on."""

    def __init__(
        self,
        name: str,
        chat: BaseChatModel,
        host: str,
        timeout: float,
        max_tokens: int,
        scrub: Callable[[str], str],
        prices: tuple[float, float],
    ) -> None:
        self.name = name
        self.scrub = scrub
        self._chat = chat
        self._sent_to = "" if host in _LOOPBACK else host
        self._timeout = timeout
        self._most = max_tokens * _CHARACTERS_PER_TOKEN
        self._prices = prices
        self._lock = threading.Lock()
        self._usage = Usage()

    @property
    def usage(self) -> Usage:
        return self._usage

    def complete(self, system: str, user: str, cancel: threading.Event | None = None) -> Iterator[str]:
        messages = [("system", system), ("human", user)]
        self._count(1, 0, 0)
        said = 0
        with closing(bounded(lambda: self._stream(messages), self._timeout, cancel, self.name)) as pieces:
            for piece in pieces:
                said += len(piece)
                yield piece
                if said > self._most:
                    raise _cut_off(self.name, "length")

    def _stream(self, messages: list[tuple[str, str]]) -> Generator[str, None, None]:
        """Runs in the worker thread. LangSmith tracing is off: a trace would carry the prompt to another server."""
        from langsmith import tracing_context

        try:
            with tracing_context(enabled=False):
                empty, ended = True, ""
                for message in self._messages(messages):
                    self._tally(message)
                    ended = _reason(message) or ended
                    empty = empty and not message.text
                    yield str(message.text)
                if empty:
                    whole = self._chat.invoke(messages)
                    self._tally(whole)
                    ended = _reason(whole)
                    yield str(whole.text)
        except Exception as error:
            raise _mapped(error, self.name, self._timeout) from error
        if ended.lower() in _CUT or (not ended and self.name.split(":", 1)[0] in _EXTRAS):
            raise _cut_off(self.name, ended)

    def _messages(self, messages: list[tuple[str, str]]) -> Iterator[Any]:
        """Nothing at all from a server that does not stream, which LangChain reports as a ValueError."""
        try:
            yield from self._chat.stream(messages)
        except ValueError as error:
            if "No generation chunks" not in str(error):
                raise

    def _tally(self, message: Any) -> None:
        used = getattr(message, "usage_metadata", None) or {}
        self._count(0, int(used.get("input_tokens", 0)), int(used.get("output_tokens", 0)))

    def _count(self, calls: int, read: int, written: int) -> None:
        with self._lock:
            old = self._usage
            read, written = old.input_tokens + read, old.output_tokens + written
            counted = any(self._prices) and read + written > 0
            cost = (read * self._prices[0] + written * self._prices[1]) / 1e6 if counted else None
            self._usage = Usage(old.calls + calls, read, written, self._sent_to, cost)


def _build(name: str, url: str, key: str, timeout: float, max_tokens: int) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    provider = name.split(":", 1)[0] if ":" in name else ""
    options = _options(provider, url, key, timeout, max_tokens)
    try:
        made: BaseChatModel = init_chat_model(name, **options)
    except ImportError as error:
        package = _EXTRAS.get(provider)
        if package is None:
            raise ModelUnavailable(
                f"{name} needs a LangChain package that is not installed ({error}): {_NAMES}"
            ) from error
        raise MissingExtra(provider, package) from error
    except Exception as error:
        raise ModelUnavailable(f"the model {shown(name)} cannot be built ({_first_line(error)}): {_NAMES}") from error
    return made


def _options(provider: str, url: str, key: str, timeout: float, max_tokens: int) -> dict[str, Any]:
    """The same limits in each provider's own words, and the key that is for this host.

    The provider's own environment variable holds the key of the provider's own host: where a URL is set, it is not sent
    there. Servers on one's own machine want no key, but the clients want one, or take that variable.
    """
    options: dict[str, Any] = {"temperature": 0}
    if url:
        options["base_url"] = url
        key = key or "none"
    if provider == "ollama":
        headers = {"headers": {"authorization": f"Bearer {key}"}} if key else {}
        return options | {"num_predict": max_tokens, "client_kwargs": {"timeout": timeout} | headers}
    options |= {"max_tokens": max_tokens, "timeout": timeout, "max_retries": 1}
    if provider == "openai":
        options["stream_usage"] = True
    if key:
        options["api_key"] = key
    return options


def _host(chat: BaseChatModel, name: str) -> str:
    """Where the client will really connect, environment variables and all; the name when it does not tell."""
    for path in (("root_client", "base_url"), ("_client", "_client", "base_url"), ("_client", "base_url")):
        found: Any = chat
        for part in path:
            found = getattr(found, part, None)
        if found:
            return urlsplit(str(found)).hostname or ""
    return name.split(":", 1)[0]


def _reason(message: Any) -> str:
    """Why the reply ended, in the provider's word; empty while it goes on, or when it does not tell."""
    told = getattr(message, "response_metadata", None) or {}
    return next((str(told[name]) for name in _REASONS if told.get(name)), "")


def _cut_off(name: str, reason: str) -> ModelReplyError:
    if not reason:
        return ModelReplyError(f"{name} broke off in the middle of its reply: is its server well?")
    if reason.lower() in ("content_filter", "refusal"):
        return ModelReplyError(f"{name} was stopped by its provider ({reason}).")
    return ModelReplyError(f"{name} was cut off at its limit: VOUCH_MODEL_MAX_TOKENS raises it.")


def _mapped(error: Exception, name: str, timeout: float) -> ModelError:
    """A provider's error as one of ours. Its text is not repeated where it may carry the key."""
    if isinstance(error, ModelError):
        return error
    kind, status = type(error).__name__, getattr(error, "status_code", None)
    if "timeout" in kind.lower():
        return ModelTimeout(f"{name} did not answer within {timeout:g} s: VOUCH_MODEL_TIMEOUT raises the limit.")
    if status in (401, 403):
        return ModelUnavailable(f"{name} refused the key (HTTP {status}): set VOUCH_MODEL_KEY, or the provider's own.")
    if status == 404:
        return ModelUnavailable(f"{name} is not known to the server (HTTP 404): check the model's name and the URL.")
    if status == 429:
        return ModelUnavailable(f"{name} is over its rate limit or quota (HTTP 429): try again later.")
    if isinstance(status, int) and status >= 500:
        return ModelUnavailable(f"{name}: the server failed (HTTP {status}).")
    if isinstance(status, int):
        return ModelReplyError(f"{name}: the server refused the request (HTTP {status}).")
    if "connect" in kind.lower() or isinstance(error, OSError):
        return ModelUnavailable(f"{name} cannot be reached ({kind}): is the server running, and the URL right?")
    return ModelReplyError(f"{name} failed: {kind}.")


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]


def _unchanged(text: str) -> str:
    return text
