"""Reads a model's reply as it comes, forgivingly in form and strictly in substance.

The form asked for is "## heading", "> KEY | copied words", "- sentence". Weak models number their lines, print headings
in bold, wrap lines, name their fields, put the key behind, the sentence before its quote, several sentences under one,
or answer in JSON, XML or a table (`reply_forms`). What decides is the record: words that stand in one are a quote, and
nothing else is. A sentence belongs to the quote beside it with which it has more words in common. Headings, what is
said before and after the findings, and what is thought aloud are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec

from assistant.knowledge.tables import values
from assistant.language.nearest_quote import nearest
from assistant.language.quotes import LEAST_WORDS, locate
from assistant.records.answer import Draft, Quote
from assistant.write.reply_forms import KEY, cells_of, is_json, kind_of, lines_of_json, untagged

__all__ = ["ReplyReader", "is_english"]

LONGEST = 100_000
"""Characters of a reply that are read."""
_LONGEST_LINE = 6000
_KEYED = re.compile(rf"[\[(<{{]{{0,3}}\s{{0,3}}({KEY})\s{{0,3}}[\])>}}]{{0,3}}", re.IGNORECASE)
_BARE_KEY = re.compile(r"[\[(]\s*([a-z0-9]{4})\s*[\])]", re.IGNORECASE)
_NONE = re.compile(r"\W*no answer\b\W*(?:$|[.:;,–—-].*)", re.IGNORECASE)
_HEADING = re.compile(r"#{1,6}\s*(?P<a>.+)|(?:\(?\d{1,2}[.)]\s*)?(?:\*\*|__)(?P<b>[^*_]{2,80}?)(?:\*\*|__)\s*:?\s*")
_NUMBERED_HEADING = re.compile(r"(?:[-*•]\s*)?(?:\(?\d{1,2}[.)]\s*)(?P<c>[^.!?]{2,60}):")
_LABEL = re.compile(
    r"(?:\*\*|__)?(?P<name>[A-Za-z][A-Za-z _-]{1,24}?)\s*\d{0,2}\s*(?:\*\*|__)?\s*[:=]\s*(?:\*\*|__)?\s*(?P<rest>.*)"
)
_BULLET = re.compile(r"(?:[-*•–—→▪◦‣+]+\s+|\(?\d{1,2}[.)]\s+|\(?[a-h][.)]\s+)+")
_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]{12,2000})[\"”“»]")
_MARKS = "\"'“”„«»‘’ `*_|"
_ENDED = re.compile(r"[.!?:;][\"'”»)\]*_]*$")
_WORD = re.compile(r"[^\W\d_]+")
_THINK, _THOUGHT = (
    re.compile(r"<(?:think|thinking|thought|reasoning)>", re.I),
    re.compile(r"</(?:think|thinking|thought|reasoning)>", re.I),
)
_FENCE = re.compile(r"```\w*")


class _Said(msgspec.Struct):
    """A sentence of the reply; `marked`: by a bullet, a number or a label."""

    text: str
    keys: tuple[str, ...] = ()
    marked: bool = True


class _Line(msgspec.Struct, frozen=True):
    """A line without its marks."""

    text: str
    keys: tuple[str, ...]
    quoted: bool
    """It says that it is a quote."""
    sentence: bool
    """It says that it is a sentence: by a label."""
    marked: bool


class ReplyReader:
    """Feed it text as it comes; it gives each draft as soon as what follows shows that it is complete."""

    def __init__(self, pmids: Mapping[str, str], texts: Mapping[str, str]) -> None:
        """`pmids`: PMID of each key handed out. `texts`: the canonical text of each PMID."""
        self._pmids = {_plain(key): pmid for key, pmid in pmids.items()}
        self._texts = texts
        self._line = ""
        self._read = 0
        self._topic = ""
        self._key = ""
        self._before: list[_Said] = []
        self._quotes: list[Quote] = []
        self._after: list[_Said] = []
        self._prose = ""
        self._last = ""
        self._thinking = False
        self._json: list[str] | None = None
        self.no_answer = False

    @property
    def full(self) -> bool:
        """Whether no more of the reply will be read."""
        return self._read > LONGEST

    def feed(self, text: str) -> Iterator[Draft]:
        if self.full:
            return
        self._read += len(text)
        self._line += text
        while "\n" in self._line or len(self._line) > _LONGEST_LINE:
            line, _, self._line = self._line.partition("\n")
            yield from self._take(line[:_LONGEST_LINE])

    def close(self) -> Iterator[Draft]:
        """The drafts that the end of the reply completes."""
        line, self._line = self._line, ""
        yield from self._take(line)
        yield from self._end_json()
        yield from self._finish()

    def cut(self) -> Iterator[Draft]:
        """What was complete when the reply broke off. Its last line may lack the words that matter."""
        self._line = ""
        yield from self._end_json()
        yield from self._finish()

    def _take(self, raw: str) -> Iterator[Draft]:
        line = self._spoken(raw.strip())
        if self._json is not None:
            if _FENCE.fullmatch(line):
                yield from self._end_json()
            else:
                self._json.append(line)
        elif not line or _FENCE.fullmatch(line):
            self._last = "" if not raw.strip() else self._last
        elif is_json(line):
            self._json = [line]
        else:
            for part in untagged(line).split("\n"):
                if part.strip():
                    yield from self._take_line(part.strip())

    def _end_json(self) -> Iterator[Draft]:
        text, self._json = "\n".join(self._json or ()), None
        lines = lines_of_json(text) if text else []
        if text and not any(line.startswith((">", "-")) for line in lines):
            self.no_answer = self.no_answer or not any(len(line.split()) > LEAST_WORDS for line in lines)
        for line in lines:
            yield from self._take_line(line) if line else self._finish()

    def _spoken(self, line: str) -> str:
        """The line without what a reasoning model thinks aloud. A thought that only ends took all before it along."""
        if self._thinking:
            out = _THOUGHT.search(line)
            self._thinking = out is None
            return self._spoken(line[out.end() :].strip()) if out else ""
        if (into := _THINK.search(line)) is not None:
            self._thinking = True
            return (line[: into.start()] + self._spoken(line[into.end() :])).strip()
        if (out := _THOUGHT.search(line)) is not None:
            self._before, self._quotes, self._after, self._prose, self._json = [], [], [], "", None
            return line[out.end() :].strip()
        return line

    def _take_line(self, line: str) -> Iterator[Draft]:
        if _NONE.fullmatch(line):
            self.no_answer = True
            return
        cells = cells_of(line)
        if cells is not None:
            yield from self._row(cells)
            return
        if (heading := self._heading(line)) is not None:
            yield from self._finish()
            self._topic, self._last = heading, "heading"
            return
        read = self._line_of(line)
        if not read.text:
            self._take_key(read)
        elif self._continues(read):
            return
        else:
            yield from self._take_text(read)

    def _heading(self, line: str) -> str | None:
        found = _HEADING.fullmatch(line) or _NUMBERED_HEADING.fullmatch(line)
        said = next(filter(None, found.groups()), "") if found else ""
        if not found and (label := _LABEL.fullmatch(line)) and kind_of(label["name"]) == "heading":
            said = label["rest"]
        said = said.strip(_MARKS + "#:")
        if not said or self._keys(said) or self._standing(said, ""):
            return None
        return said

    def _line_of(self, line: str) -> _Line:
        arrow = line.startswith((">", "&gt;"))
        rest = re.sub(r"\A(?:>|&gt;|\s)+", "", line)
        bare = _BULLET.sub("", rest, count=1) if _BULLET.match(rest) else rest
        marked = arrow or bare != rest
        kind = ""
        if (label := _LABEL.fullmatch(bare)) and (kind := kind_of(label["name"])):
            bare = label["rest"]
        keys = self._keys(bare)
        first = _KEYED.match(bare)
        leads = first is not None and (bare[first.end() :].lstrip()[:1] in "|:–—-" or kind == "quote" or arrow)
        text = _KEYED.sub(" ", bare) if keys else bare
        for key in _BARE_KEY.findall(text):
            if (own := f"src{key.lower()}") in self._pmids:
                keys, text = (*keys, own), text.replace(key, "", 1)
        text = " ".join(re.sub(r"[\[(]\s*[\])]", " ", text).split()).strip(" |").lstrip(":-–— ").strip()
        if keys and not re.search(r"\w{2}", text):
            text = ""
        return _Line(text, keys, arrow or kind == "quote" or leads, kind == "sentence", marked or bool(kind))

    def _keys(self, text: str) -> tuple[str, ...]:
        return tuple(_plain(match.group(1)) for match in _KEYED.finditer(text))

    def _take_key(self, line: _Line) -> None:
        """A key alone: of the quote before it that has none, else of the next."""
        if not line.keys:
            return
        pmid = self._pmids.get(line.keys[0], "")
        if self._last == "quote" and self._quotes and not self._quotes[-1].pmid:
            self._quotes[-1] = Quote(pmid, self._quotes[-1].text)
        else:
            self._key = line.keys[0]

    def _continues(self, line: _Line) -> bool:
        """Whether the line goes on with the one before it, and takes it so."""
        if line.keys or line.sentence or (line.marked and not line.quoted):
            return False
        if self._last == "quote" and self._quotes:
            before = self._quotes[-1]
            joined = f"{before.text} {line.text.strip(_MARKS)}"
            if self._standing(joined, before.pmid):
                self._quotes[-1] = Quote(before.pmid, joined)
                return True
        said = self._after or self._before
        if self._last == "sentence" and said and not line.quoted and not _ENDED.search(said[-1].text):
            said[-1].text = f"{said[-1].text} {line.text}"
            return True
        return False

    def _take_text(self, line: _Line) -> Iterator[Draft]:
        key = line.keys[0] if line.keys else ""
        pmid = self._pmids.get(key or self._key, "")
        words = line.text.strip(_MARKS)
        _, bar, rest = words.partition("|")  # "[1] | words": what stands before is no key, and no words of a record
        if bar and not self._standing(words, pmid) and self._standing(rest.strip(_MARKS), pmid):
            words = rest.strip(_MARKS)
        own = line.quoted or bool(line.keys) or not self._quotes or (bool(self._key) and not line.marked)
        if own and not line.sentence and self._standing(words, pmid):
            if line.marked and not line.quoted:
                yield from self._finish()  # an item of a list is a finding of its own
            yield from self._quote(pmid, words)
            return
        inside = [one for one in _QUOTED.findall(line.text) if self._standing(one.strip(_MARKS), pmid)]
        if inside:
            for one in inside:
                yield from self._quote(pmid, one.strip(_MARKS))
            rest = " ".join(_QUOTED.sub(" ", line.text).split()).strip(_MARKS + ":,;-–—()[] ").lstrip(".,;: ")
            if line.marked:
                self._say(_Said(rest))
        elif line.quoted:
            yield from self._quote(pmid, words)
        elif line.marked or line.sentence or line.keys or (self._quotes and not self._after):
            self._say(_Said(_clean(line.text), line.keys, line.marked or line.sentence or bool(line.keys)))
        else:
            self._prose, self._last = _clean(line.text), "prose"

    def _quote(self, pmid: str, words: str) -> Iterator[Draft]:
        if self._prose:
            self._say(_Said(self._prose, marked=False))
        if self._quotes and self._after:
            next_ones = [one for one in self._after if _common(one.text, words) > self._common_here(one.text)]
            self._after = [one for one in self._after if one not in next_ones]
            topic = self._topic
            yield from self._finish()
            self._topic, self._before = topic, next_ones
        self._quotes.append(Quote(pmid, words))
        self._key, self._prose, self._last = "", "", "quote"

    def _say(self, said: _Said) -> None:
        if len(re.findall(r"\w+", said.text)) < LEAST_WORDS or said.text.endswith(":"):
            return
        (self._after if self._quotes else self._before).append(said)
        self._prose, self._last = "", "sentence"

    def _common_here(self, text: str) -> int:
        return max(_common(text, quote.text) for quote in self._quotes)

    def _row(self, cells: list[str]) -> Iterator[Draft]:
        """A row of a table is a finding of its own."""
        keys = [key for cell in cells for key in self._keys(cell)]
        pmid = self._pmids.get(keys[0], "") if keys else ""
        texts = [cell for cell in (_KEYED.sub("", cell).strip(_MARKS) for cell in cells) if cell]
        standing = [cell for cell in texts if self._standing(cell, pmid)]
        rest = [cell for cell in texts if cell not in standing and len(cell.split()) >= LEAST_WORDS]
        if not standing and not (keys and rest):
            return
        yield from self._finish()
        self._quotes = [Quote(pmid, cell) for cell in standing or rest[:1]]
        self._after = [_Said(cell) for cell in (rest if standing else rest[1:])]
        yield from self._finish()

    def _finish(self) -> Iterator[Draft]:
        quotes, said = tuple(self._quotes), [*self._before, *self._after]
        self._before, self._quotes, self._after, self._prose, self._last = [], [], [], "", ""
        if quotes:
            texts = tuple(dict.fromkeys(one.text for one in said if one.text))
            yield Draft(texts[0] if texts else "", quotes, self._topic, texts[1:])
            return
        for one in said:
            if one.marked and len(one.text.split()) >= LEAST_WORDS:
                own = tuple(Quote(self._pmids.get(key, ""), one.text) for key in one.keys)
                yield Draft(one.text, own, self._topic)

    def _standing(self, words: str, pmid: str) -> bool:
        """Whether the words stand in the record, or to the letter in any where none is named."""
        if len(words.split()) < LEAST_WORDS:
            return False
        if pmid and not isinstance(nearest(words, self._texts.get(pmid, "")), str):
            return True
        return any(not isinstance(locate(words, text), str) for text in self._texts.values())


def is_english(sentence: str) -> bool:
    """Whether enough of the words are English function words; short sentences are believed."""
    words = [word.casefold() for word in _WORD.findall(sentence)]
    if len(words) < 8:
        return sum(character.isascii() for character in sentence) >= 0.8 * len(sentence)
    return sum(word in values("function_words") for word in words) >= 0.1 * len(words)


def _common(one: str, other: str) -> int:
    return len(_telling(one) & _telling(other))


def _telling(text: str) -> set[str]:
    return {word.casefold() for word in re.findall(r"\w+(?:[.]\d+)?", text) if len(word) > 3 or word[0].isdigit()}


def _clean(text: str) -> str:
    return text.strip().strip("*_` ").strip()


def _plain(key: str) -> str:
    return re.sub(r"[^a-z0-9]", "", key.lower())
