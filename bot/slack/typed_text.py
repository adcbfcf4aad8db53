"""Typed text as it was meant: what Slack and keyboards make of it undone, and a sentence split at its reason."""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

MARKUP = re.compile(r"<((?:[a-z]+:|[@#!])[^<>]*)>|&(amp|lt|gt);", re.IGNORECASE)
"""Slack's own marks: a link, a person, a channel, a date, or an escaped character. Other angle brackets are typed."""
LINKS = re.compile(r"<((?:mailto|tel|https?):[^<>]*)>|&(amp|lt|gt);", re.IGNORECASE)
"""The marks that are pasted into a form; Slack makes none of what is typed there."""
ESCAPED = {"amp": "&", "lt": "<", "gt": ">"}
ADDRESSES = ("mailto:", "tel:")
"""Links that a client makes of an address or a number; nobody types the scheme."""
LINE_ENDS = "\r\v\f\x85\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}"
BLANKS = "\t\x1c\x1d\x1e\x1f" + "".join(
    chr(code) for code in range(0x80, 0x3001) if unicodedata.category(chr(code)) == "Zs"
)
INVISIBLE = "\N{SOFT HYPHEN}\N{ARABIC LETTER MARK}\N{MONGOLIAN VOWEL SEPARATOR}\N{ZERO WIDTH SPACE}" + "".join(
    map(chr, (*range(0x200E, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF))
)
"""Marks without a shape that are copied along; the two joiners stay, since some scripts and emoji need them."""
NON_BREAKING = {"\N{NON-BREAKING HYPHEN}": "-"}
"""Screens write references with it, so that no line break cuts them, and references are copied."""
PLAIN = str.maketrans(
    {**dict.fromkeys(LINE_ENDS, "\n"), **dict.fromkeys(BLANKS, " "), **dict.fromkeys(INVISIBLE, ""), **NON_BREAKING}
)
MISSPELLED = ("becuase", "becasue", "becouse", "becaus", "becase", "becuse", "beacuse", "beacause", "beause")
BECAUSE = re.compile(rf"(?:^|[\s,;])(?:because|{'|'.join(MISSPELLED)})[:,]?(?:\s+|$)", re.IGNORECASE)
TYPOGRAPHY = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"),
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc\u02b9\u00b4\uff07", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02", '"'),
    }
)
"""What keyboards make of a hyphen, an apostrophe and a quotation mark."""
QUOTED = (
    re.compile(r"(`{1,3})([^`]+)\1"),
    re.compile(r'(")([^"]*)"'),
    re.compile(r"(?<!\S)(')((?:[^']|(?<=\w)'(?=\w))*)'(?!\S)"),
)
"""Words in back-ticks or quotes; an apostrophe within a name is none of them."""
OPENING = re.compile(r'\s*(?:(`{1,3})[^`]+\1|"[^"]+")(?!\S)')
NEAR = 0.75
"""How similar a word must be to count as another (0 to 1)."""
MOST_WORDS = 5
"""Words of the longest choice that is read out of a sentence."""


def read(text: str) -> str:
    """Undo what Slack makes of typed text: marks, escaped characters, odd blanks and line ends, invisible marks.

    People, and what else has no words of its own, stay as they are: ``<@U…>``, ``<#C…>``, ``<!here>``.
    """
    return _plain(MARKUP.sub(_meant, text))


def read_field(text: str) -> str:
    """Read what somebody typed into a form, where people and channels are no marks."""
    return _plain(LINKS.sub(_meant, text))


@dataclass(frozen=True, slots=True)
class Sentence:
    """The text before *because*, and the text after it."""

    head: str
    why: str = ""


def parted(text: str) -> Sentence:
    """Split a sentence at its first *because*: what is read word by word, and a reason that stays as it was typed."""
    head, *why = BECAUSE.split(text.strip(), maxsplit=1)
    return Sentence(" ".join(map(_bare, straight(head).split())), why[0].strip() if why else "")


def first_word(text: str) -> tuple[str, str]:
    """Split a sentence behind its first word, or behind the words that stand in quotes there."""
    if quoted := OPENING.match(text.translate(TYPOGRAPHY)):
        return straight(quoted[0]), text[quoted.end() :].strip()
    word, *rest = text.split(maxsplit=1) or [""]
    return straight(word), rest[0].strip() if rest else ""


def straight(text: str) -> str:
    """Write words with the plain signs of a keyboard, without the quotes or back-ticks that stand around them."""
    plain = text.translate(TYPOGRAPHY)
    for quoted in QUOTED:
        plain = quoted.sub(r"\2", plain)
    return plain.replace("`", "'").strip()


def unread(words: str) -> str:
    """Say of words that they fit none of a form's fields."""
    return f"“{words}” fits none of the fields. Fill in what you meant by it."


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Find the word somebody probably meant."""
    close = difflib.get_close_matches(word.casefold(), [each.casefold() for each in known], n=1, cutoff=NEAR)
    return next((each for each in known if close and each.casefold() == close[0]), None)


def ending(head: str, titles: Mapping[str, str]) -> tuple[str, str | None]:
    """Split a choice off the end of a sentence, by key or title, or by a close match; else unchanged."""
    words = head.split()
    keys = {name.casefold(): key for key, title in titles.items() for name in (key, key.replace("_", " "), title)}
    for length in range(min(len(words) - 1, MOST_WORDS), 0, -1):
        tail = " ".join(words[-length:]).casefold()
        if tail in keys:
            return " ".join(words[:-length]), keys[tail]
    if not words or any(map(str.isnumeric, words[-1])) or not any(map(str.isalpha, words[-1])):
        return head.strip(), None  # a number is no word misspelt, whatever letters stand beside it
    for length in range(min(len(words) - 1, MOST_WORDS), 1, -1):
        if near := nearest(" ".join(words[-length:]), [key for key in keys if key.count(" ") == length - 1]):
            return " ".join(words[:-length]), keys[near.casefold()]
    if len(words) > 1 and (near := nearest(words[-1], tuple(keys))):
        return " ".join(words[:-1]), keys[near.casefold()]
    return head.strip(), None


def taken(text: str, titles: Mapping[str, str]) -> tuple[str, str | None]:
    """Take a choice, by key or title, out of the words around it; otherwise return them unchanged."""
    words = text.split()
    keys = {name.casefold(): key for key, title in titles.items() for name in (key, key.replace("_", " "), title)}
    for length in range(min(len(words), MOST_WORDS), 0, -1):
        for begin in range(len(words) - length + 1):
            if key := keys.get(" ".join(words[begin : begin + length]).casefold()):
                left = words[:begin] + words[begin + length :]
                return " ".join(left), key
    return " ".join(words), None


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").translate(PLAIN)


def _meant(found: re.Match[str]) -> str:
    if found[2]:
        return ESCAPED[found[2].lower()]
    target, _, label = (_unescaped(part) for part in found[1].partition("|"))
    match target[0]:
        case "@":
            return found[0]
        case "#":
            return f"#{label}" if label else found[0]
        case "!":
            return label or found[0]
    return _linked(target, label)


def _linked(target: str, label: str) -> str:
    """Write a link as it was typed: its words, and its target where the words do not show it."""
    address = next((target[len(each) :] for each in ADDRESSES if target.lower().startswith(each)), target)
    if not label:
        return address
    return label if _same(label, address) else f"{label} ({address})"


def _same(label: str, address: str) -> bool:
    """Tell whether the words of a link show its target: the address itself, or the number however it is grouped."""
    shown, meant = ("".join(_essence(each)) for each in (label, address))
    return bool(shown) and shown in meant


def _essence(text: str) -> Iterator[str]:
    return (sign for sign in text.casefold() if sign.isalnum())


def _unescaped(text: str) -> str:
    return re.sub(r"&(amp|lt|gt);", lambda found: ESCAPED[found[1].lower()], text, flags=re.IGNORECASE)


def _bare(word: str) -> str:
    """Take off a word what only separates it from the next; numbers keep their commas."""
    return word.rstrip(",;:") if any(map(str.isalpha, word)) else word
