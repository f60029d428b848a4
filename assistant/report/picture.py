"""The picture of whom the studies are on, drawn when one is shown."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from assistant.records.studied import Studied

__all__ = ["picture_of"]

_DRAWN_BY = "assistant.report.studied_picture"


def picture_of(studied: Studied | None) -> str:
    """SVG whose texts are escaped by who draws it; nothing without people, or where this build draws none."""
    if studied is None:
        return ""
    try:
        draw: Callable[[Studied], str] = import_module(_DRAWN_BY).studied_svg
    except ModuleNotFoundError as error:
        if error.name != _DRAWN_BY:
            raise
        return ""
    return draw(studied)
