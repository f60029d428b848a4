"""A transformers chat model on this machine: no server, no key, nothing leaves."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator
from typing import Any

from assistant.engines.deadline import bounded
from assistant.errors import ModelReplyError, ModelUnavailable
from assistant.records.answer import Usage
from ingest.errors import MissingExtra

__all__ = ["LocalModel"]


class LocalModel:
    """A causal language model by hub name or folder. It is loaded once, and answers one call at a time."""

    def __init__(self, name: str, *, timeout: float, max_tokens: int, scrub: Callable[[str], str]) -> None:
        self.name = name
        self.scrub = scrub
        self._timeout = timeout
        self._max_tokens = max_tokens
        self._turn = threading.Lock()
        self._usage = Usage()
        self._tokenizer, self._model = _load(name.removeprefix("local:"))

    @property
    def usage(self) -> Usage:
        return self._usage

    def complete(self, system: str, user: str, cancel: threading.Event | None = None) -> Iterator[str]:
        """See `assistant.engines.llm.ChatModel`. A prompt longer than the model reads is a ModelReplyError."""
        inputs = self._encoded(system, user)
        stop, begun = threading.Event(), threading.Event()
        try:
            yield from bounded(lambda: self._generate(inputs, stop, begun), self._timeout, cancel, self.name, begun)
        finally:
            stop.set()

    def _encoded(self, system: str, user: str) -> Any:
        messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
        if self._tokenizer.chat_template:
            text = self._tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=False)
        else:
            text = f"{system}\n\n{user}\n\n"
        inputs = self._tokenizer(text, return_tensors="pt", add_special_tokens=not self._tokenizer.chat_template)
        read = int(inputs["input_ids"].shape[1])
        window = getattr(self._model.config, "max_position_embeddings", None) or read + self._max_tokens
        if read + min(64, self._max_tokens) > window:
            raise ModelReplyError(
                f"{self.name} reads {window:,} tokens and the prompt has {read:,}: ask with less evidence, or take a "
                "model with a longer context."
            )
        return inputs

    def _generate(self, inputs: Any, stop: threading.Event, begun: threading.Event) -> Generator[str, None, None]:
        from transformers import StoppingCriteriaList, TextIteratorStreamer

        read = int(inputs["input_ids"].shape[1])
        streamer = TextIteratorStreamer(self._tokenizer, skip_prompt=True, skip_special_tokens=True)
        with self._turn:
            begun.set()
            made: list[Any] = []
            worker = threading.Thread(
                target=self._run,
                args=(inputs, streamer, StoppingCriteriaList([_Stop(stop)]), made),
                daemon=True,
            )
            worker.start()
            yield from streamer
            worker.join()
        if made and isinstance(made[0], Exception):
            raise ModelReplyError(f"{self.name} failed while writing: {type(made[0]).__name__}.") from made[0]
        written = int(made[0].shape[1]) - read if made else 0
        old = self._usage
        self._usage = Usage(old.calls + 1, old.input_tokens + read, old.output_tokens + written)
        if made and not stop.is_set() and not self._ended(int(made[0][0, -1])):
            raise ModelReplyError(f"{self.name} was cut off at its limit: VOUCH_MODEL_MAX_TOKENS raises it.")

    def _ended(self, token: int) -> bool:
        """Whether the model itself ended the reply with this last token."""
        ends = self._model.generation_config.eos_token_id
        return token in (ends if isinstance(ends, list) else [ends])

    def _run(self, inputs: Any, streamer: Any, stopping: Any, made: list[Any]) -> None:
        read = int(inputs["input_ids"].shape[1])
        window = getattr(self._model.config, "max_position_embeddings", None) or read + self._max_tokens
        try:
            made.append(
                self._model.generate(
                    **inputs,
                    max_new_tokens=min(self._max_tokens, window - read),
                    do_sample=False,
                    streamer=streamer,
                    stopping_criteria=stopping,
                    pad_token_id=self._tokenizer.pad_token_id or self._tokenizer.eos_token_id,
                )
            )
        except Exception as error:  # told to the reader by the thread that waits on the streamer
            made.append(error)
            streamer.end()


class _Stop:
    """Ends the writing at the next token once nobody listens."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop

    def __call__(self, input_ids: Any, scores: Any, **_: Any) -> Any:
        import torch

        return torch.full((input_ids.shape[0],), self._stop.is_set(), device=input_ids.device, dtype=torch.bool)


def _load(name: str) -> tuple[Any, Any]:
    try:
        from transformers import AutoModelForCausalLM, AutoTokenizer
    except ImportError as error:
        raise MissingExtra("local", "torch") from error
    try:
        tokenizer = AutoTokenizer.from_pretrained(name)
        model: Any = AutoModelForCausalLM.from_pretrained(name, dtype="auto")
    except (OSError, ValueError, KeyError) as error:
        first = (str(error).strip().splitlines() or [type(error).__name__])[0][:160]
        raise ModelUnavailable(f"the local model {name!r} cannot be loaded: {first}") from error
    model.eval()
    return tokenizer, model
