"""Whom the cited papers studied, as a picture."""

from __future__ import annotations

import re

from lxml import etree

from assistant.records.studied import Share, Studied
from assistant.report.studied_picture import studied_svg

STUDIED = Studied(
    4,
    people=900,
    sized=3,
    sexes=(Share("women", 4), Share("men", 2)),
    ages=(Share("65 and older", 1),),
    ancestries=(Share("<b>Someone & others of a long, long name", 1),),
    missing=("None of the 4 papers says that it studied children.",),
    sentence="4 papers, 900 people in 3 of them.",
)


def test_it_is_well_formed_and_says_in_words_what_it_shows() -> None:
    """A picture with title and description, each group with its number, and nothing that runs or is fetched."""
    root = etree.fromstring(studied_svg(STUDIED))
    texts = [one.text for one in root.iter("{*}text")]
    assert root.get("role") == "img"
    assert root.findtext("{*}title") == "Whom the 4 cited papers studied"
    assert root.findtext("{*}desc") == f"{STUDIED.sentence} {STUDIED.missing[0]}"
    assert texts[:5] == ["Sex", "women", "4 of 4", "men", "2 of 4"]
    assert not re.search(r"<script|href|url\(|onload|style=", studied_svg(STUDIED))


def test_names_are_escaped_and_short() -> None:
    """A name is text, whatever its letters, and does not run into its bar."""
    picture = studied_svg(STUDIED)
    assert "<b>" not in picture
    assert "&lt;b&gt;Someone &amp; ot" in picture
    assert "long name" not in picture


def test_bars_are_as_long_as_their_share() -> None:
    """All papers fill the ground, half of them half of it."""
    root = etree.fromstring(studied_svg(STUDIED))
    widths = [int(one.get("width", "0")) for one in root.iter("{*}rect")]
    assert widths[:4] == [150, 150, 150, 75]


def test_nothing_to_draw_is_no_picture() -> None:
    """Papers that say nothing of their people have none."""
    assert studied_svg(Studied(2)) == ""
