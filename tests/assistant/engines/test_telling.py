"""The sentences of a text that a small model reads instead of the whole."""

from __future__ import annotations

from assistant.engines.telling import ROOM, telling


def test_the_telling_sentences_fit_and_keep_their_order() -> None:
    """The sentences that share words with the claim are kept in the order of the text, within their room."""
    filler = "Nothing of the kind was seen in any of the other groups at all. " * 20
    text = f"Stents clotted less often with it. {filler}Bleeding was as common. Stents were of two makes."
    chosen = telling("Did stents clot less often?", text)
    assert chosen.index("Stents clotted") < chosen.index("Stents were")
    assert len(chosen) <= ROOM
    assert telling("Anything?", "") == ""
