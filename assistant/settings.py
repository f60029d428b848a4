"""The answer side's settings: the ingest side's, and what an answer needs. Read by the doors; see ingest.settings."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import urlsplit

from msgspec import Meta, structs

from ingest.settings import IngestSettings, host

__all__ = ["Settings", "departures"]


class Settings(IngestSettings, frozen=True, kw_only=True):
    """Everything a question's answer depends on, besides the library and the question."""

    HARMLESS: ClassVar[frozenset[str]] = IngestSettings.HARMLESS | {
        "model_timeout",
        "model_max_tokens",
        "model_price_input",
        "model_price_output",
        "depth",
        "evidence",
        "synthesis",
        "audit",
    }
    SHIPPED: ClassVar[dict[str, tuple[str, ...]]] = {
        "reranker": ("light", "none"),
        "judge": ("none",),
    }

    model: str = "extractive"
    """"extractive" (no model), "local:NAME-OR-FOLDER" (transformers), or an init_chat_model name ("openai:gpt-…")."""
    model_url: str = ""
    """Base URL of an OpenAI-compatible server; used with "openai:…" names."""
    model_key: str = ""
    """API key for the model's server; empty: the provider's own environment variable."""
    model_timeout: Annotated[float, Meta(gt=0, le=3600)] = 120.0
    """Seconds one call may take."""
    model_max_tokens: Annotated[int, Meta(ge=64, le=100_000)] = 1500
    model_price_input: Annotated[float, Meta(ge=0)] = 0.0
    """Price of a million tokens the model reads, in any currency; 0: not known, and no cost is told."""
    model_price_output: Annotated[float, Meta(ge=0)] = 0.0
    """Price of a million tokens the model writes."""
    depth: Literal["fast", "thorough"] = "fast"
    evidence: Annotated[int, Meta(ge=1, le=100)] = 12
    """How many articles an answer is written from, at most."""
    reranker: str = ""
    """A cross-encoder by name or folder; "light": the embedder at hand, sentence by sentence; "none" or empty: none."""
    judge: str = ""
    """Who judges a sentence in a writer's own words: empty for the writer's model, "none", another chat model
    ("ollama:…", "openai:…"), or a model for inference or attribution by name or folder."""
    judge_url: str = ""
    """Base URL of the judge's OpenAI-compatible server; empty: the writer's for a model of the same provider, else the
    provider's own."""
    judge_key: str = ""
    """API key for the judge's server, as `model_key` for the writer's."""
    synthesis: bool = True
    """Whether a model that writes also sums up the findings, each sentence judged; one call more."""
    audit: bool = True
    """Leave a record of every answer beside the library."""
    audit_questions: bool = False
    """Store the question's text in the audit record, not only its hash."""

    @classmethod
    def _strays(cls, before: dict[str, Any], after: dict[str, Any]) -> set[str]:
        """The models' keys, too: each was set with a provider, and with that provider's host or the one named."""
        moved = {f"{role}_key" for role in ("model", "judge") if _moved(before, after, role)}
        return super()._strays(before, after) | moved

    def changed(self, **named: Any) -> Settings:
        """These with others over them, without the keys that would so go to another host or provider."""
        return Settings(**self.merged(structs.asdict(self), named))

    @property
    def judged_at(self) -> tuple[str, str]:
        """(URL, key) for a judge that is a chat model: its own, or the writer's where both are of one provider."""
        if self.judge_url or self.judge_key or self.judge.partition(":")[0] != self.model.partition(":")[0]:
            return self.judge_url, self.judge_key
        return self.model_url, self.model_key


def departures(settings: Settings, host: str = "") -> str:
    """What leaves this machine when a question is asked with these settings; "nothing" where all of it stays.

    `host`: where a remote model is reached, when the caller knows it.
    """
    told = []
    if _asked({"model": settings.model})[0]:
        told.append(f"the scrubbed question, facts of the patient's record and abstracts, to {host or settings.model}")
    if settings.model != "extractive" and ":" in settings.judge and _asked({"judge": settings.judge}, "judge")[0]:
        told.append(f"the writer's scrubbed sentences and their evidence, to {settings.judge}")
    if settings.chroma_url and urlsplit(settings.chroma_url).hostname not in ("localhost", "127.0.0.1", "::1"):
        told.append(f"the question's vector, to {settings.chroma_url}")
    return "; ".join(told) or "nothing"


def _moved(before: dict[str, Any], after: dict[str, Any], role: str) -> bool:
    (was, at), (now, to) = (_asked(values, role) for values in (before, after))
    return bool(was and now and was != now) or (at != to and bool(was or at))


def _asked(values: dict[str, Any], role: str = "model") -> tuple[str, str]:
    """(provider, host) that the settings name for the writer or the judge; empty where they name none."""
    provider = str(values.get(role, "")).partition(":")[0]
    return "" if provider in ("extractive", "local", "none") else provider, host(values.get(f"{role}_url", ""))
