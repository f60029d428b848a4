"""What of a text the scrubber can read: letters in the forms it knows, the Latin script, and English sentences.

A name in another script is a name to no list of ours, and a word of another language is told from a name by nobody who
does not speak it. So these parts do not leave at all: a run of letters of another script is withheld as it is, and of a
sentence in another language only the words that medicine has everywhere stay.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from assistant.engines.known_words import known, medical
from assistant.knowledge.tables import values, words_in

__all__ = ["WITHHELD", "plain_form", "withhold_foreign", "withhold_scripts"]

WITHHELD = "[TEXT]"
"""Stands for what cannot be read."""
_INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F)])
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_LETTERS = re.compile(r"[^\W\d_]+")
_JOINED = re.compile(rf"{re.escape(WITHHELD)}(?:[\W\d_]*?{re.escape(WITHHELD)})+")
_SENTENCE = re.compile(r"[^.?!;\n]+(?:\.(?=\S)[^.?!;\n]*)*[.?!;\n]*")
_WORD = re.compile(r"(?<![\w\[*/@.-])[^\W\d_]{2,}(?:['’-][^\W\d_]+)*(?![\w*@\]]|[/-]\d)")
_FOREIGN = 3
"""Words in lower case that are no English ones, from which a sentence is of another language; accents count as one."""
_SHARE = 0.3
"""Share of unknown words from which a sentence of a foreign text is foreign as well."""
_SYMBOL = 2
"""Greek letters in a row up to which they are a symbol ("αβ"), no word."""


def plain_form(text: str) -> str:
    """The text with its letters composed, wide and ornate ones as plain ones, and without invisible ones."""
    text = _PRIVATE.sub(" ", unicodedata.normalize("NFC", text.translate(_INVISIBLE)))
    return text if text.isascii() else "".join(_plain(c) for c in text if unicodedata.category(c)[0] != "M")


def _plain(letter: str) -> str:
    if letter.isascii() or not (letter.isalpha() or letter.isdecimal()):
        return letter
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    folded = unicodedata.normalize("NFKC", letter)
    return folded if folded.isascii() and unicodedata.category(letter) in ("Lu", "Ll") else letter


def withhold_scripts(text: str) -> str:
    """Without words in scripts other than the Latin; Greek letters that stand for themselves are left."""
    if text.isascii():
        return text
    return _JOINED.sub(WITHHELD, _LETTERS.sub(lambda match: _readable(match.group()), text))


def _readable(word: str) -> str:
    """The word, or its parts between letters of another script."""
    made = re.sub(r"\x00+", WITHHELD, "".join(c if _is_latin(c) else "\x00" for c in word))
    greek = [c for c in word if not _is_latin(c)]
    symbol = all("\u0370" <= c <= "\u03ff" for c in greek) and len(greek) <= _SYMBOL
    return word if symbol else made


@cache
def _is_latin(letter: str) -> bool:
    return letter < "\u0250" or unicodedata.name(letter, "").startswith(("LATIN", "MODIFIER LETTER"))


def withhold_foreign(text: str) -> str:
    """Without the words of sentences in another language; names of medicine, symbols and figures stay."""
    foreign, share = _foreign(text, text.isupper())
    about = foreign > _FOREIGN and share > 0.5
    return _JOINED.sub(WITHHELD, _SENTENCE.sub(lambda match: _sentence(match.group(), text.isupper(), about), text))


def _foreign(text: str, shouting: bool) -> tuple[int, float]:
    """How many words in lower case no English reader knows, accents as one, and the share of unknown words."""
    words = [word for word in _WORD.findall(text) if shouting or not word.isupper()]
    unread = [word for word in words if not _is_read(word)]
    lower = sum(shouting or word[0].islower() for word in unread)
    return lower + (lower > 0 and not text.isascii()), len(unread) / max(1, len(words))


def _sentence(text: str, shouting: bool, about: bool) -> str:
    """The sentence, without its words if it is of another language; one of a foreign text (`about`) is so sooner."""
    foreign, share = _foreign(text, shouting)
    if not (foreign >= _FOREIGN and share > 0.5) and not (about and foreign and share > _SHARE):
        return text
    return _WORD.sub(
        lambda match: match.group() if medical(match.group()) and match.group().isascii() else WITHHELD, text
    )


def _is_read(word: str) -> bool:
    """Whether it is a word of English or one that records and labels use."""
    return word.isascii() and (known(word) or all(part.lower() in _words() for part in re.split("['’-]", word)))


@cache
def _words() -> frozenset[str]:
    names = values("proper_pairs") | values("proper_pairs", 1)
    named = {word for name in names for word in name.split()} | values("proper_words")  # "brand" is a word itself
    return words_in("plain_words") | words_in("proper_words") | named
