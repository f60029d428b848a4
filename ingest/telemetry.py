"""What other people's libraries would tell their makers, switched off before any of them loads.

`ingest/__init__.py` runs this first, and every door passes it: `assistant` and `evals` import `ingest`, and processes
started from here inherit the environment. ONNX Runtime looks up its maker's host and keeps a device id unless its
variable stands before it is imported; Hugging Face, Gradio, Chroma and Ray read theirs at import too. So the values
are set, not proposed: a report that its user never sees is not theirs to leave on by accident.

LangSmith is not here. Its tracing belongs to the program around Vouch, and is refused where Vouch's own text would go
into it (`assistant.engines.llm`, `assistant.langchain_parts`).
"""

from __future__ import annotations

import os

__all__ = ["OFF", "switch_off"]

OFF = {
    "ORT_DISABLE_TELEMETRY": "1",  # ONNX Runtime, releases so far
    "ORT_TELEMETRY_DISABLED": "1",  # its name in the development branch
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "ANONYMIZED_TELEMETRY": "False",  # Chroma
    "RAY_USAGE_STATS_ENABLED": "0",
    "DO_NOT_TRACK": "1",
}
"""Environment variable -> the value that keeps its library quiet."""


def switch_off() -> None:
    """Set them all, whatever they were."""
    os.environ.update(OFF)
