"""Reading full sentences: who, how much, and why, as people type them after a command."""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core import money

BECAUSE = re.compile(r"(?:^|\s)because(?:\s+|$)", re.IGNORECASE)
SIGNED = re.compile(r"(?:^|\s)(?P<sign>[+\-\N{MINUS SIGN}])\s*(?=\S*\d|[A-Za-z]{3}\s*\d)")
MONEY = re.compile(r"\d[.,]\d|[€£$¥]\s?\d|\d\s?[€£$¥]")
"""Marks a word as money and not the end of a phone number: decimals, or a currency sign."""
PLAIN_NUMBER = re.compile(r"[\d., ]+")
CODE = re.compile(r"[A-Z]{3}")
"""How a currency is written (ISO 4217). Behind a plain number any such word counts: the form refuses a wrong one."""
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


@dataclass(frozen=True, slots=True)
class Sentence:
    """The text before *because*, and the text after it."""

    head: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class SignedAmount:
    """A signed amount within a sentence, with the text before and after it."""

    who: str
    sign: str = ""
    amount: str = ""
    rest: str = ""


def parted(text: str) -> Sentence:
    """Split a sentence at its first *because*: what is read word by word, and a reason that stays as it was typed."""
    head, *why = BECAUSE.split(text.strip(), maxsplit=1)
    return Sentence(" ".join(straight(head).split()), why[0].strip() if why else "")


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


def summed(head: str) -> SignedAmount:
    """Find ``+50 EUR`` in a sentence. The amount stays as typed: the form checks it."""
    found = SIGNED.search(head)
    if found is None:
        return _unsigned(head)
    words = head[found.end() :].split()
    taken = [word for place, word in enumerate(words) if _of_amount(word) and all(map(_of_amount, words[:place]))]
    behind = words[len(taken) : len(taken) + 1]
    if PLAIN_NUMBER.fullmatch(" ".join(taken)) and any(map(CODE.fullmatch, behind)):
        taken += behind
    sign = "+" if found["sign"] == "+" else "-"
    return SignedAmount(head[: found.start()].strip(), sign, " ".join(taken), " ".join(words[len(taken) :]))


def _unsigned(head: str) -> SignedAmount:
    """Find an amount without a sign, by its currency or decimals, after the first word; the form asks the direction."""
    who, *words = head.split() or [""]
    begin = next((place for place, word in enumerate(words) if _is_money(word)), None)
    if begin is None:
        return SignedAmount(head.strip())
    while begin and _of_amount(words[begin - 1]):
        begin -= 1
    end = begin
    while end < len(words) and _of_amount(words[end]):
        end += 1
    return SignedAmount(" ".join([who, *words[:begin]]), "", " ".join(words[begin:end]), " ".join(words[end:]))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Find the word somebody probably meant."""
    close = difflib.get_close_matches(word.casefold(), [each.casefold() for each in known], n=1, cutoff=NEAR)
    return next((each for each in known if close and each.casefold() == close[0]), None)


def ending(head: str, titles: Mapping[str, str]) -> tuple[str, str | None]:
    """Split a choice off the end of a sentence, by key or title, or by a close match; else unchanged."""
    words = head.split()
    keys = {name.casefold(): key for key, title in titles.items() for name in (key, key.replace("_", " "), title)}
    for length in range(min(len(words) - 1, 5), 0, -1):
        tail = " ".join(words[-length:]).casefold()
        if tail in keys:
            return " ".join(words[:-length]), keys[tail]
    if len(words) > 1 and (near := nearest(words[-1], tuple(keys))):
        return " ".join(words[:-1]), keys[near.casefold()]
    return head.strip(), None


def taken(text: str, titles: Mapping[str, str]) -> tuple[str, str | None]:
    """Take a choice of one word, by key or title, out of the words around it; otherwise return them unchanged."""
    words = text.split()
    keys = {name.casefold(): key for key, title in titles.items() for name in (key, title)}
    said = next((word.casefold() for word in words if word.casefold() in keys), None)
    return " ".join(word for word in words if word.casefold() != said), keys[said] if said else None


def _is_money(word: str) -> bool:
    return bool(MONEY.search(word)) or (word.isupper() and money.known(word))


def _of_amount(word: str) -> bool:
    """Say whether a word belongs to an amount: it has digits, or is a currency's code or sign."""
    return any(char.isdigit() for char in word) or money.known(word.upper()) or not any(map(str.isalnum, word))
