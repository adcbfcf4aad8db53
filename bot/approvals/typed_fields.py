"""Reading a typed request field by field as far as possible; the form asks for the rest."""

from collections.abc import Mapping
from typing import Any

from bot.approvals.submission import Draft
from bot.cards import action_fields
from bot.cards.action_fields import ActionField, Widget
from bot.parsing import sentences
from bot.parsing.people import MENTION
from core.action import Action, Pick
from core.money import Direction
from core.office import Office

WAYS = {"+": Direction.GIVE, "-": Direction.TAKE}


def draft(action: type[Action], text: str, office: Office) -> Draft:
    """Read ``anna42 +50 EUR goodwill because the prize was late``: who, how much, which choice, and why."""
    said = sentences.parted(text)
    filled, who, rest = _amount(action, said.head)
    if colleague := next((one for one in action_fields.of(action) if one.widget is Widget.STAFF), None):
        mentioned, who = MENTION.search(who), MENTION.sub("", who)
        filled[colleague.name] = mentioned["user"] if mentioned else None
    if action_fields.looked_up(action) is None:
        who, rest = "", f"{who} {rest}"
    for one in action_fields.of(action):
        if one.name in filled or not (titles := _titles(one, office)):
            continue
        if rest or _has_amount(action):
            rest, filled[one.name] = _choice(one, rest, titles)
        else:
            who, filled[one.name] = sentences.ending(who, titles)
    if note := next((one for one in action_fields.of(action) if one.widget is Widget.LONG), None):
        filled[note.name] = said.why
    return Draft(action, filled, named=who)


def chosen(action: type[Action], value: str) -> Draft:
    """Read a button's value: values of the first fields in order, ``42`` or ``42:0190…``."""
    names = [one.name for one in action_fields.of(action)]
    return Draft(action, dict(zip(names, value.split(":"), strict=False)))


def _amount(action: type[Action], head: str) -> tuple[dict[str, Any], str, str]:
    """Extract the amount and its sign; return the text before it (the player) and the text after it."""
    if not _has_amount(action):
        return {}, head, ""
    total = sentences.summed(head)
    filled: dict[str, Any] = {
        one.name: total.amount if one.amount else WAYS.get(total.sign)
        for one in action_fields.of(action)
        if one.amount or one.choices is Direction
    }
    return filled, total.who, total.rest if total.amount else ""


def _choice(one: ActionField, words: str, titles: Mapping[str, str]) -> tuple[str, str | None]:
    """Extract a choice: a field's own few choices anywhere in the words, one of the office file at the end."""
    if one.choices is not None:
        return sentences.taken(words, titles)
    rest, key = sentences.ending(f"for {words}", titles)
    return rest.removeprefix("for").strip(), key


def _titles(one: ActionField, office: Office) -> Mapping[str, str]:
    """Return the choices that can be typed; none for a field that can be filled in only in the form."""
    match one.pick:
        case Pick.ROLE:
            return {key: role.title for key, role in office.roles.items()}
        case Pick.BLOCK_REASON:
            return {key: reason.title for key, reason in office.reasons.items()}
        case Pick.ADJUSTMENT_REASON:
            return {key: reason.title for key, reason in office.adjustment_reasons.items()}
    if one.choices is None or one.default is not None:
        return {}
    return {choice.value: action_fields.word(choice) for choice in action_fields.choices(one.choices)}


def _has_amount(action: type[Action]) -> bool:
    return any(one.amount for one in action_fields.of(action))
