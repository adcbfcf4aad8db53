"""Reading a typed request field by field as far as possible; the form asks for the rest."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from bot.approvals.submission import Draft
from bot.cards import action_fields
from bot.cards.action_fields import ActionField, Widget
from bot.parsing import amounts, people
from bot.parsing.amounts import SignedAmount
from bot.parsing.people import MENTION
from bot.slack import typed_text
from core.action import Action, Pick
from core.money import Direction
from core.office import Office

WAYS = {"+": Direction.GIVE, "-": Direction.TAKE}
SAID = {"give": "+", "add": "+", "plus": "+", "credit": "+", "take": "-", "remove": "-", "minus": "-", "debit": "-"}
"""Words for the direction, by the sign that says the same."""
TOWARDS = frozenset({"to", "from"})
"""What stands between an amount and the player behind it."""
A_SHORT_NUMBER = re.compile(r"^(?=.*\d)(?!\d{4,}$)")
"""A number that is not the end of a phone or card and no year, perhaps with letters: ``30d``, ``7``."""
TYPED: Mapping[type | None, re.Pattern[str]] = {
    int: re.compile(r"[0-9]{1,3}"),
    date: re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
}
"""How a word looks that a field of a type can hold; its own check says whether it may."""
JOINING = frozenset({"for", "as", "of", "to", "from", "in", "on", "the", "a", "an", "and", "with"})


def draft(action: type[Action], text: str, office: Office) -> Draft:
    """Read ``anna42 +50 EUR goodwill because the prize was late``: who, how much, which choice, and why.

    What is none of these stays in the field of the amount, which refuses it, or else stands above the form.
    """
    said = typed_text.parted(text)
    total = _directed(amounts.find(said.head)) if _has_amount(action) else SignedAmount(said.head)
    read = _read(action, total, said.why, office)
    if total.unsure:
        return replace(_read(action, SignedAmount(said.head), said.why, office), otherwise=read)
    who, words = _by_fewer_words(read.named, amount_read=bool(total.amount) or not _has_amount(action))
    if not words or action_fields.player_field(action) is None:
        return read
    if not _has_amount(action):
        return replace(read, otherwise=_behind(replace(read, named=who), words, office))
    amount = next(one.name for one in action_fields.of(action) if one.amount)
    other = _read(action, replace(total, who=who, rest=f"{words} {total.rest}".strip()), said.why, office)
    if other.filled.get(amount, "") != total.amount:
        other = replace(read, named=who, filled=_kept(read, amount, total, words))
    return replace(read, otherwise=other)


def _directed(total: SignedAmount) -> SignedAmount:
    """Read *give* and *take* before an amount without a sign, at either end of what names the player."""
    words, (towards, _, player) = total.who.split(), total.rest.partition(" ")
    if total.amount and player and towards.casefold() in TOWARDS and all(word.casefold() in SAID for word in words):
        way = total.sign or (SAID[words[-1].casefold()] if words else "")
        return replace(total, who="", rest=player, sign=way)
    if not total.amount or len(words) <= 1:
        return total
    for said, others in ((words[-1], words[:-1]), (words[0], words[1:])):
        if sign := SAID.get(said.casefold()):
            who = " ".join(others)
            if total.sign in {"", sign}:
                return replace(total, who=who, sign=sign)
            return replace(total, who=who, sign="", amount=f"{said} {total.sign}{total.amount}")
    return total


def _by_fewer_words(named: str, *, amount_read: bool) -> tuple[str, str]:
    """Part what may name the player alone from words behind it; both empty where every word may belong to a name."""
    words = named.split()
    if phone := amounts.phone_words(words):
        return " ".join(words[:phone]), " ".join(words[phone:])
    if any(char.isdigit() or char in "@+" for char in words[0]) if words else False:
        return words[0], " ".join(words[1:])
    if amount_read:
        return (" ".join(words[:-1]), words[-1]) if len(words) > 1 and A_SHORT_NUMBER.search(words[-1]) else ("", "")
    begin = next((place for place, word in enumerate(words) if place and _speaks_of_money(word)), len(words))
    who, rest = " ".join(words[:begin]), " ".join(words[begin:])
    return ("", "") if rest.replace(" ", "").isdecimal() else (who, rest)


def _behind(read: Draft, words: str, office: Office) -> Draft:
    """Read the words behind the player: what the sentence left open, and fields that have a usual answer."""
    filled = dict(read.filled)
    for one in action_fields.of(read.action):
        if filled.get(one.name):
            continue
        if titles := _titles(one, office, usual_too=True):
            words, filled[one.name] = typed_text.taken(words, titles)
        elif pattern := TYPED.get(one.kind):
            words, filled[one.name] = _matching(words, pattern, one.title)
    return Draft(read.action, filled, named=read.named, unread=_meaning(words))


def _matching(words: str, pattern: re.Pattern[str], title: str) -> tuple[str, str | None]:
    """Take the first word that a field can hold out of the others, with the title of the field before it."""
    several = words.split()
    place = next((place for place, word in enumerate(several) if pattern.fullmatch(word)), None)
    if place is None:
        return words, None
    begin = place - 1 if place and several[place - 1].casefold() == title.casefold() else place
    return " ".join(several[:begin] + several[place + 1 :]), several[place]


def _speaks_of_money(word: str) -> bool:
    """Tell whether a word has a number, or begins with a sign, so that it is not a part of a name."""
    return any(map(str.isnumeric, word)) or not (word[0].isalnum() or word[0] in "'\"(-")


def _kept(read: Draft, amount: str, total: SignedAmount, words: str) -> Mapping[str, Any]:
    """Keep words beside player and amount that fit no field in the amount, as they were typed; it refuses them."""
    behind = total.amount and not total.who
    typed = f"{total.amount} {words}" if behind else f"{words} {total.sign}{read.filled.get(amount, '')}"
    return {**read.filled, amount: typed.strip()}


def chosen(action: type[Action], value: str) -> Draft:
    """Read a button's value: values of the first fields in order, ``42`` or ``42:0190…``."""
    names = [one.name for one in action_fields.of(action)]
    return Draft(action, dict(zip(names, value.split(":"), strict=False)))


def _read(action: type[Action], total: SignedAmount, why: str, office: Office) -> Draft:
    filled, who, rest = _amount(action, total), total.who, total.rest
    if colleague := next((one for one in action_fields.of(action) if one.widget is Widget.STAFF), None):
        mentioned, who = MENTION.search(who), MENTION.sub("", who, count=1)
        filled[colleague.name] = mentioned["user"] if mentioned else None
    if action_fields.looked_up(action) is None:
        who, rest = "", f"{who} {rest}"
    for one in action_fields.of(action):
        if one.name in filled or not (titles := _titles(one, office)):
            continue
        if rest or _has_amount(action):
            rest, filled[one.name] = _choice(one, rest, titles)
        else:
            who, filled[one.name] = typed_text.ending(who, titles)
    if note := next((one for one in action_fields.of(action) if one.widget is Widget.LONG), None):
        filled[note.name] = why
    return _with_rest(action, replace(total, who=who, rest=_meaning(rest)), filled)


def _with_rest(action: type[Action], total: SignedAmount, filled: dict[str, Any]) -> Draft:
    """Put the words that are left where they are read: before the amount they may name the player."""
    named = total.who or (total.rest if total.amount else "")
    amount = next((one for one in action_fields.of(action) if one.amount), None)
    if amount is None:
        return Draft(action, filled, named=named, unread=people.readable(total.rest))
    if total.rest and (total.who or not total.has_currency):
        filled[amount.name] = f"{total.amount} {total.rest}"
    return Draft(action, filled, named=named)


def _meaning(words: str) -> str:
    """Leave out words that only join others."""
    return "" if all(word.casefold() in JOINING for word in words.split()) else words


def _amount(action: type[Action], total: SignedAmount) -> dict[str, Any]:
    """Fill in the amount and its direction."""
    if not _has_amount(action):
        return {}
    return {
        one.name: total.amount if one.amount else WAYS.get(total.sign)
        for one in action_fields.of(action)
        if one.amount or one.choices is Direction
    }


def _choice(one: ActionField, words: str, titles: Mapping[str, str]) -> tuple[str, str | None]:
    """Extract a choice: a field's own few choices anywhere in the words, one of the office file at the end."""
    if one.choices is not None:
        return typed_text.taken(words, titles)
    rest, key = typed_text.ending(f"for {words}", titles)
    return rest.removeprefix("for").strip(), key


def _titles(one: ActionField, office: Office, *, usual_too: bool = False) -> Mapping[str, str]:
    """Return the choices that can be typed; none for a field that can be filled in only in the form.

    Those of a field with a usual answer are read only where no word can belong to a name: ``usual_too``.
    """
    match one.pick:
        case Pick.ROLE:
            return {key: role.title for key, role in office.roles.items()}
        case Pick.BLOCK_REASON:
            return {key: reason.title for key, reason in office.reasons.items()}
        case Pick.ADJUSTMENT_REASON:
            return {key: reason.title for key, reason in office.adjustment_reasons.items()}
    if one.choices is None or (one.default is not None and not usual_too):
        return {}
    return {choice.value: action_fields.word(choice) for choice in action_fields.choices(one.choices)}


def _has_amount(action: type[Action]) -> bool:
    return any(one.amount for one in action_fields.of(action))
