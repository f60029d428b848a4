"""A whole answer as the audit record keeps it, and back: so that a page can be made again to the letter.

Records of the library are kept by their PMID and revision and are read from it again: the library keeps every revision.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from assistant.errors import AuditError
from assistant.records.answer import Answer
from ingest.records.article import Article

__all__ = ["packed", "unpacked"]


def packed(answer: Answer) -> dict[str, Any]:
    """Plain values; of each article only what finds it again."""
    made: dict[str, Any] = msgspec.to_builtins(answer)
    for item in made["evidence"]:
        article = item["hit"]["article"]
        item["hit"]["article"] = {"pmid": article["pmid"], "revision": article.get("revision", 1)}
    return made


def unpacked(kept: dict[str, Any], find: Callable[[str, int], Article | None], audit_id: str) -> Answer:
    """The answer as it was given. Raises AuditError for a record that the library holds no more, and for an answer that
    another version wrote and this one cannot read."""
    whole: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(kept))
    try:
        for item in whole["evidence"]:
            pmid, revision = item["hit"]["article"]["pmid"], item["hit"]["article"]["revision"]
            article = find(pmid, revision)
            if article is None:
                said = f"answer {audit_id} cannot be made again: PMID {pmid} is no longer in the library"
                raise AuditError(said)
            item["hit"]["article"] = msgspec.to_builtins(article)
        return msgspec.structs.replace(msgspec.convert(whole, Answer), audit_id=audit_id)
    except (KeyError, TypeError, msgspec.ValidationError) as error:
        said = f"answer {audit_id} was stored in a form that this version cannot read ({error}): ask anew"
        raise AuditError(said) from error
