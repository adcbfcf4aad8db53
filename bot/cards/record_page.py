"""One record whole: its sentence, when, who, which module, why, old and new side by side, and the rest of its words."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from slackblocks import Block

from bot import kit
from bot.cards import action_fields, record_sentences, record_values
from bot.cards.record_sentences import Told
from bot.cards.request_card import DECISIONS
from bot.slack.responses import Answer
from core import actions, short_ids
from core.audit import Opened
from core.errors import Unknown

ROW_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}")
"""An id or a fingerprint: it stands with the other ids at the end."""
NOT_FOR_YOU = "Your role may not read the encrypted part of this record."
WHY = ("reason", "why", "purpose", "note")
"""Names under which a record says why something was done: the chosen reason, then words."""
SIDES = ("before", "after")
ABOVE = frozenset({*SIDES, *WHY, "action", "version"})
"""What the lines above say already, or what concerns machines alone."""
POLICY = ("rule", "within")
"""What is worth reading of the policy that a request was asked under."""
PARTS_MOST = 30
SURFACES: Mapping[str, str] = {
    "slash_command": "a command",
    "button": "a button",
    "form": "a form",
    "closed_form": "a form that was closed",
    "typeahead": "typing in a form",
    "shortcut": "a shortcut",
    "event": "a message or a visit to Home",
    "timer": "Pitboss's own clock",
    "api": "HTTP",
    "command_line": "the command line",
    "environment": "the settings of the process",
}
"""Where something was done, by what a record calls it."""
FOUND_BY: Mapping[str, str] = {
    "id": "the player's number",
    "external_id": "the platform's id",
    "username": "the username",
    "email": "the e-mail address",
    "phone": "the phone number",
    "instrument": "a card or account",
    "device": "a device",
    "ip": "an IP address",
    "parts": "parts of the name, ends of numbers or a year of birth",
    "list": "a list of players",
    "again": "the card itself",
    "more": "the card itself",
    "purpose": "the answer to what for",
    "ticket": "a ticket",
}
"""How somebody came to a player, by what a record calls it."""


def draw(opened: Opened, *, readable: bool, zone: str) -> Answer:
    """Draw one record with all it says; what lies encrypted only where it is ``readable`` to this person."""
    content = opened.content
    sentence = record_sentences.sentence(Told.within(content))
    sealed = {**(opened.private or {}), **(opened.identity or {})} if readable else {}
    said = {**content["facts"], **sealed}
    return Answer.of(
        f"{sentence}. The record is {mark(opened)}.",
        kit.say(kit.bold(sentence)),
        kit.say(kit.bold(mark(opened)), f" · record {_short_id(content)}"),
        *kit.facts(_lines(content, said, zone)),
        *kit.facts(_sides(said, zone)),
        *_votes(content, zone),
        *_parts(content, said, zone),
        *([] if readable else [kit.small(NOT_FOR_YOU)]),
        kit.small(*_ids(content, said)),
    )


def mark(opened: Opened) -> str:
    """Say whether the record still says what its writer wrote."""
    wrong = "; ".join(opened.broken)
    if not opened.intact:
        return f"broken: {wrong}"
    return f"unchanged, but not all of it can be decrypted: {wrong}" if wrong else "unchanged"


def _short_id(content: Mapping[str, Any]) -> str:
    return short_ids.written(datetime.fromisoformat(content["at"]), UUID(content["id"]))


def _lines(content: Mapping[str, Any], said: Mapping[str, Any], zone: str) -> Iterator[kit.Row]:
    actor, origin = content["actor"], content["origin"]
    yield kit.Row("When", _clock(content["at"], zone))
    yield kit.Row("Who", f"{actor['name']} ({', '.join([actor['person'], *actor['roles']])})")
    yield kit.Row("Module", content["module"].replace("_", " "))
    code = f" ({record_values.worded(content['code'])})" if content["code"] else ""
    yield kit.Row("Outcome", f"{content['outcome']}{code}")
    if why := _why(said):
        yield kit.Row("Reason", why)
    if subject := content["subject"]:
        named = "" if ROW_ID.fullmatch(subject["id"]) else f" {subject['id']}"
        yield kit.Row("About", f"{subject['type']}{named}")
    if content["ticket"]:
        yield kit.Row("Ticket", content["ticket"])
    yield kit.Row(
        "From",
        ", ".join(filter(None, (SURFACES.get(origin["surface"], origin["surface"]), f"IP: {origin['address']}"))),
    )


def _why(said: Mapping[str, Any]) -> str:
    asked = said.get("asked")
    places = (asked if isinstance(asked, dict) else {}, said)
    found = [str(place[name]) for place in places for name in WHY if place.get(name)]
    return ": ".join(record_values.worded(one) for one in found if not ROW_ID.fullmatch(one))


def _sides(said: Mapping[str, Any], zone: str) -> Iterator[kit.Row]:
    if any(said.get(side) is not None for side in SIDES):
        for side in SIDES:
            yield kit.Row(side.capitalize(), record_values.text(said.get(side), zone=zone))


def _votes(content: Mapping[str, Any], zone: str) -> Iterator[Block]:
    if authorisers := content["authorisers"]:
        yield kit.say(kit.bold("Votes"))
        yield kit.bullets(
            f"{one['name']} ({', '.join(one['roles'])}): {_decided(one)}, {_clock(one['at'], zone)}"
            for one in authorisers
        )


def _decided(one: Mapping[str, Any]) -> str:
    return DECISIONS.get(one["decision"], str(one["decision"]))


def _parts(content: Mapping[str, Any], said: Mapping[str, Any], zone: str) -> Iterator[Block]:
    told = [part for name, value in said.items() if name not in ABOVE for part in _part(content, name, value, zone)]
    if told:
        yield kit.say(kit.bold("What it says"))
        yield kit.bullets(told[:PARTS_MOST])
    if told[PARTS_MOST:]:
        yield kit.small(f"{len(told) - PARTS_MOST} more lines: pitboss audit show {_short_id(content)}.")


def _part(content: Mapping[str, Any], name: str, value: Any, zone: str) -> Iterator[str]:
    """Say one part of a record, by lines; what says nothing is left out."""
    if value in (None, "", [], {}) or ROW_ID.fullmatch(str(value)):
        return
    match name, value:
        case "by", str() if value in FOUND_BY:
            yield f"Found by: {FOUND_BY[value]}"
        case "for", list():
            yield f"Kept for: {record_values.text(value)}"
        case "policy", dict():
            told = ((key, value[key]) for key in POLICY if key in value)
            yield from (f"{key.capitalize()}: {record_values.text(each, zone=zone)}" for key, each in told)
        case "asked", dict():
            for field, chosen in value.items():
                if chosen not in (None, "", [], False) and not ROW_ID.fullmatch(str(chosen)):
                    yield f"{_title(content, field)}: {record_values.text(chosen, zone=zone)}"
        case _, list() if all(isinstance(one, dict) and "label" in one for one in value):
            yield from (record_values.text(one, zone=zone) for one in value)
        case _:
            yield f"{record_values.worded(name).capitalize()}: {record_values.text(value, zone=zone)}"


def _title(content: Mapping[str, Any], field: str) -> str:
    """Name a field of what was asked as its form does."""
    try:
        known = action_fields.named(actions.named(str(content["facts"].get("action"))), field)
    except Unknown:
        known = None
    return known.title if known else record_values.worded(field).capitalize()


def _ids(content: Mapping[str, Any], said: Mapping[str, Any]) -> Iterator[str]:
    yield f"record {content['id']}"
    if content["request"]:
        yield f"request {content['request']}"
    yield from (f"{record_values.worded(name)} {value}" for name, value in said.items() if ROW_ID.fullmatch(str(value)))


def _clock(at: str, zone: str) -> str:
    """Write a time of a record to the second, as every other time of it is written: in the reader's zone."""
    return kit.exact(datetime.fromisoformat(at), zone=zone)
