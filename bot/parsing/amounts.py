"""Finding the amount in a sentence, and telling it from what names the player: a phone number, an id, a name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core import money
from core.players import search_terms

SIGNS = ("+", "-")
WRITTEN = re.compile(r"(?P<before>\D{0,8}?)(?P<number>\d[\d.,]*)(?P<after>\D{0,8})")
"""A number with what is written onto it, such as ``€50`` or ``500kr``."""
PREFIXED = re.compile(r"[^\W\d_]{0,3}[^\w\s]?[.,]?\d")
"""How an amount goes on behind its sign: at most three letters and one other sign before the digits."""
THOUSANDS = re.compile(r"\d{3}(?:[.,]\d+)?\D{0,8}")
"""A further group of thousands, behind a group of at most three digits."""
CODE = re.compile(r"[A-Z]{3,5}")
"""How currencies and coins are written. Behind a number any such word counts: the form refuses a wrong one."""
NUMBER = re.compile(r"\d[\d.,]*")
DECIMALS = re.compile(r"\d[.,]\d")
PHONE = re.compile(r"\(?\+?(?=[()/.-]*\d)[\d()/.-]*")
ABROAD = ("+", "00", "(+", "(00")
"""How a phone number begins that names its country."""
SIGN_INSIDE = re.compile(r"([^\d+-]{1,8})([+-])(\d.*)")
"""An amount with its sign between currency and number: ``€+50``."""
STOP = re.compile(r"(?<=\d)[.,;:]$")
"""A mark of the sentence behind a number."""
PHONE_WORDS_MOST = 7
"""Words in which somebody writes a phone number."""
STARTS_MOST = 12
"""Places at which an amount is looked for; a sentence has one or two."""
GROUPS_MOST = 8
"""Words of the longest amount."""
GROUP = 3
"""Digits of a group of thousands."""
SURE_DIGITS_MOST = 3
"""Digits of a bare number that is an amount for sure: more may be the end of a phone number or a year of birth."""


@dataclass(frozen=True, slots=True)
class SignedAmount:
    """An amount within a sentence as it was typed, with the words before and behind it."""

    who: str
    sign: str = ""
    amount: str = ""
    rest: str = ""
    unsure: bool = False
    """Whether it may as well be a part of what names the player."""

    @property
    def has_currency(self) -> bool:
        """Whether a known currency is written beside the number."""
        return any(money.currencies(mark) for mark in re.split(r"[\d.,\s]+", self.amount) if mark)


@dataclass(frozen=True, slots=True)
class _Group:
    """Words that are an amount: from the first to before the last."""

    begin: int
    end: int
    sign: str = ""


def find(head: str) -> SignedAmount:
    """Find ``+50 EUR`` in the part of a sentence before its reason. It stays as typed: the form checks it."""
    words = [_sign_first(STOP.sub("", word)) for word in head.split()]
    if not words:
        return SignedAmount("")
    if (group := _signed(words) or _unsigned(words)) is None:
        return _bare(words)
    begin = group.begin
    amount = [word for word in (words[begin][len(group.sign) :], *words[begin + 1 : group.end]) if word]
    if begin and _is_mark(words[begin - 1]) and not _has_mark(amount):
        begin -= 1
        amount = [words[begin], *amount]
    return SignedAmount(" ".join(words[:begin]), group.sign, " ".join(amount), " ".join(words[group.end :]))


def phone_words(words: Sequence[str], begin: int = 0) -> int:
    """Give how many words from here on are an international phone number; zero where none is."""
    if begin >= len(words) or not words[begin].startswith(ABROAD):
        return 0
    length, number, found = 0, "", 0
    for word in words[begin : begin + PHONE_WORDS_MOST]:
        if not PHONE.fullmatch(word) or (number and word.startswith("+")):
            break
        length, number = length + 1, number + word
        if search_terms.international(number):
            found = length
    following, behind = (*words[begin + found : begin + found + 2], "", "")[:2]
    is_an_amount = _is_mark(following) and not behind.startswith(SIGNS)
    return 0 if found and is_an_amount else found


def _signed(words: Sequence[str]) -> _Group | None:
    """Find the first amount with a sign; a phone number is taken for one only behind other words, and alone."""
    starts = [place for place in range(len(words)) if _begins(words, place)][:STARTS_MOST]
    phones = {place: length for place in starts if (length := phone_words(words, place))}
    inside = {place + step for place, length in phones.items() for step in range(1, length)}
    several = [place for place in starts if place not in inside]
    amounts = [place for place in several if place not in phones]
    if not amounts and phones and _unsigned(words) is None:
        amounts = [place for place in several if place > 0]
    if not amounts:
        return None
    begin = amounts[0]
    sign = "+" if words[begin].startswith("+") else "-"
    return _Group(begin, _end(words, begin, words[begin][1:]), sign)


def _begins(words: Sequence[str], place: int) -> bool:
    """Tell whether a signed number begins here; the sign may stand alone, or before a currency's code."""
    if not words[place].startswith(SIGNS):
        return False
    behind = words[place][1:]
    following = words[place + 1] if place + 1 < len(words) else ""
    if behind and not money.currencies(behind):
        return bool(PREFIXED.match(behind))
    return bool(PREFIXED.match(following)) or (not behind and bool(money.currencies(following)))


def _end(words: Sequence[str], begin: int, first: str) -> int:
    """Give the place behind an amount: perhaps a mark, the number in its groups, perhaps a mark."""
    texts = [first, *words[begin + 1 : begin + GROUPS_MOST]]
    place = 0 if first else 1
    place += place < len(texts) - 1 and bool(money.currencies(texts[place]))
    digits = sum(map(str.isdigit, texts[place]))
    place += 1
    while digits <= GROUP and place < len(texts) and THOUSANDS.fullmatch(texts[place]):
        place += 1
    if place < len(texts) and (money.currencies(texts[place]) or CODE.fullmatch(texts[place])):
        place += 1
    return begin + place


def _unsigned(words: Sequence[str]) -> _Group | None:
    """Find an amount without a sign by its currency or decimals; the form asks for the direction."""
    behind = phone_words(words, 0)
    for place in (*range(max(behind, 1), min(len(words), STARTS_MOST * 4)), *([] if behind else [0])):
        if not (_is_mark(words[place]) or WRITTEN.fullmatch(words[place])):
            continue
        end = _end(words, place, words[place])
        group = words[place:end]
        numbers = [word for word in group if any(map(str.isdigit, word))]
        decimal = place > 0 and any(map(DECIMALS.search, group))
        if numbers and all(map(_is_readable, numbers)) and (decimal or _has_mark(group)):
            return _Group(place, end)
    return None


def _bare(words: Sequence[str]) -> SignedAmount:
    """Take a bare number at the end for an amount, where it stands behind a name or an id and no other number does."""
    *who, last = words
    head = " ".join(words)
    phone = phone_words(words, 0)
    numbers = [word for word in who[1:] if NUMBER.fullmatch(word)]
    if not who or not NUMBER.fullmatch(last) or phone == len(words) or (numbers and not phone):
        return SignedAmount(head)
    return SignedAmount(" ".join(who), "", last, unsure=len(last) > SURE_DIGITS_MOST and not phone)


def _sign_first(word: str) -> str:
    """Write ``+€50`` for ``€+50``, where it is a currency that stands before the sign."""
    found = SIGN_INSIDE.fullmatch(word)
    return f"{found[2]}{found[1]}{found[3]}" if found and money.currencies(found[1]) else word


def _is_mark(word: str) -> bool:
    """Tell whether a word is a currency wherever it stands: small letters may be a word like any other."""
    return bool(money.currencies(word)) and (word.isupper() or money.is_mark(word))


def _is_readable(word: str) -> bool:
    """Tell whether nothing but a currency is written onto a number."""
    found = WRITTEN.fullmatch(word)
    return found is not None and all(not mark or money.currencies(mark) for mark in (found["before"], found["after"]))


def _has_mark(words: Sequence[str]) -> bool:
    return any(
        money.currencies(mark) or CODE.fullmatch(mark) for word in words for mark in re.split(r"[\d.,]+", word) if mark
    )
