"""Records drawn: a list in pages, and one record in full."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from slackblocks import Block

from bot import kit
from bot.kit import values
from bot.slack.responses import Answer
from core.audit import FoundRecord, Opened
from core.database.pages import Page
from core.errors import Invalid
from core.fact_values import CODEC
from core.money import Money
from core.phrases import Phrase

TOLD_MOST = 200
"""Characters of what a record says, in a list."""
ROW_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}")
"""An id or a fingerprint: nothing that anybody reads in a list."""
NAME = re.compile(r"[a-z]+(?:_[a-z]+)+")
"""How code names actions and facts."""
NOT_FOR_YOU = "Your role may not read the encrypted part of this record."


@dataclass(frozen=True, slots=True)
class Trail:
    """Whose records, and which page of them."""

    title: str
    player_id: int | None = None
    person: str | None = None
    request_id: UUID | None = None
    ticket: str | None = None
    at: str = ""

    def packed(self) -> str:
        """Write whose they are into a button."""
        request = str(self.request_id) if self.request_id else None
        return json.dumps([self.title, self.player_id, self.person, request, self.ticket])

    @classmethod
    def unpacked(cls, value: str) -> "Trail":
        """Read whose they are and which page from a button.

        Raises :class:`~core.errors.Invalid` for a button of another version.
        """
        try:
            packed, _, at = value.rpartition(":")
            title, player_id, person, request, ticket = json.loads(packed)
            return cls(title, player_id, person, UUID(request) if request else None, ticket, at)
        except (TypeError, ValueError):
            raise Invalid("This button no longer works. Type /audit again.") from None


def page(trail: Trail, found: Page[FoundRecord], *, replace: bool) -> Answer:
    """Draw one page."""
    text = f"Records about {trail.title}"
    blocks = [kit.say(kit.bold(text)), *(_row(one) for one in found)]
    if not found:
        blocks.append(kit.small("There is nothing older." if trail.at else "Nothing is recorded yet."))
    if turners := kit.turners(found, "audit:older", about=trail.packed()):
        blocks.append(kit.buttons(*turners))
    return Answer.of(f"{text}: {len(found)} on this page.", *blocks, replace=replace)


def whole(opened: Opened, *, readable: bool) -> Answer:
    """Draw one record with all it says; what lies under seal only where it is ``readable`` to this person."""
    content = opened.content
    text = f"Record {content['id']}: {mark(opened)}"
    blocks = [
        kit.say(kit.bold(said(content["action"])), " ", kit.code(content["id"])),
        kit.say(kit.bold(mark(opened))),
        *kit.facts(_lines(content)),
        *_people(content["authorisers"]),
        *_part("Not encrypted", content["facts"]),
    ]
    sealed = {"Encrypted": opened.private, "Encrypted, identity of the person": opened.identity}
    for title, part in sealed.items():
        blocks += _part(title, part or {}) if readable else []
    return Answer.of(text, *blocks, *([] if readable else [kit.small(NOT_FOR_YOU)]))


def mark(opened: Opened) -> str:
    """Say whether the record still says what its writer wrote."""
    wrong = "; ".join(opened.broken)
    if not opened.intact:
        return f"broken: {wrong}"
    return f"unchanged, but not all of it can be decrypted: {wrong}" if wrong else "unchanged"


def said(action: str) -> str:
    """Say an action in words: ``player.viewed`` is ``Player viewed``."""
    return action.replace(".", " ").replace("_", " ").capitalize()


def told(facts: Mapping[str, Any]) -> str:
    """Say what a record says, in one line; ids of rows stand in the record itself."""
    plain = ((name, value) for name, value in facts.items() if value != [] and not ROW_ID.fullmatch(str(value)))
    return kit.plain(", ".join(f"{_worded(name)}: {_short(value)}" for name, value in plain), most=TOLD_MOST)


def _row(one: FoundRecord) -> Block:
    outcome = "" if one.outcome == "success" else f" · {one.outcome}{f' ({one.code})' if one.code else ''}"
    about = f" · {one.subject}" if one.subject else ""
    facts = told(one.facts)
    words = f" by {one.name}{about}{outcome}"
    when = f"{kit.moment(one.at)}{f' · {facts}' if facts else ''}"
    button = kit.button(f"Record {str(one.id)[-6:]}", "audit:record", value=str(one.id))
    return kit.say(kit.bold(said(one.action)), words, kit.NEW_LINE, when, beside=button)


def _lines(content: Mapping[str, Any]) -> Iterator[kit.Row]:
    actor, origin, subject = content["actor"], content["origin"], content["subject"]
    yield kit.Row("When", f"<t:{content['at']}>")
    yield kit.Row("Who", f"{actor['name']} ({actor['person']})")
    yield kit.Row("Roles", ", ".join(actor["roles"]))
    yield kit.Row("About", f"{subject['type']} {subject['id']}" if subject else "")
    yield kit.Row("Outcome", f"{content['outcome']}{f' ({code})' if (code := content['code']) else ''}")
    yield kit.Row("Request", content["request"] or "")
    yield kit.Row("Ticket", content["ticket"] or "")
    where = [origin["surface"], origin["workspace"], origin["channel"], f"IP: {origin['address']}"]
    yield kit.Row("From", ", ".join(part for part in where if part))


def _people(authorisers: Sequence[Mapping[str, Any]]) -> Iterator[Block]:
    if authorisers:
        yield kit.say(kit.bold("Votes"))
        yield kit.bullets(
            f"{one['name']} ({', '.join(one['roles'])}): {one['decision']}, <t:{one['at']}>" for one in authorisers
        )


def _part(title: str, part: Mapping[str, Any]) -> Iterator[Block]:
    if part:
        yield kit.say(kit.bold(title))
        yield kit.bullets(f"{_worded(name)}: {_short(value, most=1_000)}" for name, value in list(part.items())[:20])


def _short(value: Any, *, most: int = 80) -> str:
    return kit.plain(" ".join(_text(value).split()), most=most)


def _text(value: Any) -> str:
    """Say a fact's value in words: an amount as money, a list by its parts, a visibility by its name."""
    match value:
        case str():
            return _worded(value)
        case dict():
            return _mapping(value)
        case list():
            return "; ".join(map(_text, value)) if any(isinstance(one, dict) for one in value) else _listed(value)
        case _:
            return {"true": "yes", "false": "no", "null": "none"}.get(plain := json.dumps(value, default=str), plain)


def _listed(several: Sequence[Any]) -> str:
    return ", ".join(map(_text, several)) or "none"


def _mapping(value: Mapping[str, Any]) -> str:
    match value:
        case {"label": str(label), "value": content}:
            return f"{label}: {_text(content)}"
        case {"amount_minor": int(minor), "currency": str(currency), **rest} if not rest:
            return values.money(Money(minor, currency))
        case {"visibility": str(level), **rest} if not rest:
            return level
        case _:
            return _kept(value) or ", ".join(f"{_worded(name)}: {_text(part)}" for name, part in value.items())


def _kept(value: Mapping[str, Any]) -> str:
    """Say a value of a fact as it is kept, ``{"money": …}``; empty for anything else."""
    try:
        return _written(CODEC.read(value))
    except (TypeError, ValueError):
        return ""


def _written(value: object) -> str:
    """Write it as screens do; an instant in UTC, since a line of a record is plain text."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    if isinstance(value, Phrase):
        return value.written(_written)
    return values.text(value)


def _worded(text: str) -> str:
    """Say a name as words: ``block_player`` is ``block player``; anything else stays as it is."""
    return text.replace("_", " ") if NAME.fullmatch(text) else text
