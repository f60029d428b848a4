"""Reads a model's reply line by line, forgivingly in form and strictly in substance.

The form asked for is "## heading", "> KEY | copied words", "- sentence". Small models number their lines, put quotes
in quotation marks, the key in brackets, or the sentence before its quotes; all of that is read. A key that was not
handed out stands for nothing: its quote keeps an empty PMID, and verification drops the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from assistant.knowledge.tables import values
from assistant.records.answer import Draft, Quote

__all__ = ["ReplyReader", "is_english"]

_KEY = r"[\[(<]*\s*(src[-_ ‑–]?[a-z0-9]{2,8})\s*[\])>]*"
_HEADING = re.compile(
    r"#{1,6}\s*(?P<a>.+)|\*\*(?P<b>[^*]{2,80})\*\*:?\s*|(?:topic|heading)\s*:\s*(?P<c>.+)", re.IGNORECASE
)
_QUOTE = re.compile(rf"[>\-*•\d.)\s]*(?:quote\w*\s*:?\s*)?{_KEY}\s*[|:\-–—]*\s*(?P<words>.*)", re.IGNORECASE)
_SENTENCE = re.compile(r"(?:[-*•]|\d{1,2}[.)]|(?:sentence|finding|answer)\s*:)\s*(?P<text>.+)", re.IGNORECASE)
_INLINE = re.compile(rf"\s*{_KEY}", re.IGNORECASE)
_NONE = re.compile(r"\W*no answer\W*", re.IGNORECASE)
_MARKS = "\"'“”„«»‘’ `*_"
_WORD = re.compile(r"[^\W\d_]+")
_THOUGHT, _THOUGHT_OUT = (
    re.compile(r"<(think|thinking|thought)>", re.IGNORECASE),
    re.compile(r".*</think\w*>|.*</thought>", re.I),
)
_LONGEST_LINE = 6000


class ReplyReader:
    """Feed it text as it comes; it gives each draft as soon as the next line shows that it is complete."""

    def __init__(self, pmids: Mapping[str, str]) -> None:
        """`pmids`: PMID of each key handed out."""
        self._pmids = {_plain(key): pmid for key, pmid in pmids.items()}
        self._line = ""
        self._topic = ""
        self._quotes: list[Quote] = []
        self._sentence = ""
        self._thinking = False
        self.no_answer = False
        self.foreign: list[Draft] = []
        """Sentences that are not in English, without their quotes: they cannot be checked, so none can hold."""

    def feed(self, text: str) -> Iterator[Draft]:
        self._line += text
        while "\n" in self._line or len(self._line) > _LONGEST_LINE:
            line, _, self._line = self._line.partition("\n")
            yield from self._take(line[:_LONGEST_LINE])

    def close(self) -> Iterator[Draft]:
        """The draft that the end of the reply completes."""
        line, self._line = self._line, ""
        yield from self._take(line)
        yield from self._finish()

    def cut(self) -> Iterator[Draft]:
        """The draft that was complete when the reply broke off. Its last line may lack the words that matter."""
        self._line = ""
        yield from self._finish()

    def _take(self, line: str) -> Iterator[Draft]:
        line = self._spoken(line.strip())
        if not line or line.startswith("```"):
            return
        if _NONE.fullmatch(line):
            self.no_answer = True
        elif quote := _QUOTE.fullmatch(line):
            if self._sentence and self._quotes:
                yield from self._finish()
            self._quotes.append(self._quote(quote.group(1), quote.group("words")))
        elif heading := _HEADING.fullmatch(line):
            yield from self._finish()
            self._topic = next(part for part in heading.groups() if part).strip(_MARKS + "#:")
        elif sentence := _SENTENCE.fullmatch(line):
            if self._sentence:
                yield from self._finish()
            self._say(sentence.group("text"))
        elif self._quotes and not self._sentence:
            self._say(line)

    def _spoken(self, line: str) -> str:
        """The line without what a reasoning model thinks aloud."""
        if self._thinking:
            said = _THOUGHT_OUT.match(line)
            self._thinking = said is None
            return line[said.end() :].strip() if said else ""
        if opened := _THOUGHT.match(line):
            self._thinking = True
            return self._spoken(line[opened.end() :])
        return line

    def _say(self, text: str) -> None:
        """A sentence; a key written into it counts as a quote of the sentence itself, which must then be verbatim."""
        said = _INLINE.sub("", text).strip()
        if not self._quotes:
            self._quotes = [self._quote(match.group(1), said) for match in _INLINE.finditer(text)]
        self._sentence = said

    def _finish(self) -> Iterator[Draft]:
        text, quotes = self._sentence, tuple(self._quotes)
        self._sentence, self._quotes = "", []
        if not text:
            return
        if not is_english(text):
            self.foreign.append(Draft(text, (), self._topic))
            return
        yield Draft(text, quotes, self._topic)

    def _quote(self, key: str, words: str) -> Quote:
        return Quote(self._pmids.get(_plain(key), ""), words.strip().strip(_MARKS))


def is_english(sentence: str) -> bool:
    """Whether enough of the words are English function words; short sentences are believed."""
    words = [word.casefold() for word in _WORD.findall(sentence)]
    if len(words) < 8:
        return sum(character.isascii() for character in sentence) >= 0.8 * len(sentence)
    return sum(word in values("function_words") for word in words) >= 0.1 * len(words)


def _plain(key: str) -> str:
    return re.sub(r"[^a-z0-9]", "", key.lower())
