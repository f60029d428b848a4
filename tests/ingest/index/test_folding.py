"""How names read to the words index."""

from __future__ import annotations

from ingest.index.folding import fold


def test_folding_leaves_plain_text_alone() -> None:
    """Only what the module names is touched."""
    assert fold("Plain text, with (1) numbers: 12 and 3.") == "Plain text, with (1) numbers: 12 and 3."
    assert fold("Crohn's 1,234.5 µg α-β") == "Crohn 1234ʘ5 mug alpha-beta"
