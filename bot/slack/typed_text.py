"""Typed text as it was meant: what Slack and keyboards make of it is read here, once, before anything else."""

import re
import unicodedata
from collections.abc import Iterator

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


def read(text: str) -> str:
    """Undo what Slack makes of typed text: marks, escaped characters, odd blanks and line ends, invisible marks.

    People, and what else has no words of its own, stay as they are: ``<@U…>``, ``<#C…>``, ``<!here>``.
    """
    return _plain(MARKUP.sub(_meant, text))


def read_field(text: str) -> str:
    """Read what somebody typed into a form, where people and channels are no marks."""
    return _plain(LINKS.sub(_meant, text))


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
