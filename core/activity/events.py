"""One event: as it is told, and as it is stored."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)
from pydantic_core import to_json

from core.activity.account_bodies import EventBody

NOBODY = 0
"""The bucket of events whose player is not known; they count towards addresses, never towards a player."""
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""What is older happened before there was anything to play on."""
AHEAD = timedelta(hours=1)
"""How far a source's clock may be ahead of ours; what lies further is no event yet."""
CLOCKS_APART = timedelta(seconds=5)
"""How far two clocks of one platform may be apart: what ends so little before it begins is no contradiction."""
LONGEST_BODY = 8_000
"""Bytes of JSON: far beyond any type of the catalogue."""
DEEPEST = 20
"""Objects and lists within each other: far beyond any type of the catalogue, and far from where reading gives up."""
ZERO = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
"""A zero character as JSON writes it: PostgreSQL keeps none."""

FIELD = re.compile(r"[a-z0-9_]{1,40}")


def _in_utc(at: datetime) -> datetime:
    if at < EARLIEST:
        raise ValueError("is before 1990")
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise ValueError("is beyond the calendar") from None


def _storable(body: dict[str, Any]) -> dict[str, Any]:
    """Refuse what is JSON, or nearly, and no database keeps."""
    try:
        text = to_json(body)
    except ValueError:
        raise ValueError("holds half a character, or what is no JSON") from None
    if len(text) > LONGEST_BODY:
        raise ValueError(f"is {len(text)} bytes long; {LONGEST_BODY} is the most")
    if b"\\u0000" in text and ZERO.search(text):
        raise ValueError("holds a zero character")
    if text.count(b"[") + text.count(b"{") > DEEPEST and _is_deeper(body, DEEPEST):
        raise ValueError(f"is nested more than {DEEPEST} levels deep")
    if (b"NaN" in text or b"Infinity" in text) and _endless(body):
        raise ValueError("holds a number without an end")
    return body


def _is_deeper(body: Any, levels: int) -> bool:
    """Tell whether there are more lists and objects within each other than that."""
    level = [body]
    for _ in range(levels):
        parts = (each.values() if isinstance(each, dict) else each for each in level)
        level = [value for part in parts for value in part if isinstance(value, dict | list)]
    return bool(level)


def _endless(value: Any) -> bool:
    """Tell whether a number in it is none that could be written down."""
    try:
        json.dumps(value, allow_nan=False)
    except ValueError:
        return True
    return False


Key = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")
]
Name = Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9_.]{0,63}$")]


EventKey = tuple[str, str, str]
"""Source, brand and the source's own id: the same event twice is once."""


class Event(BaseModel):
    """Something that happened to a player, told by a source that gives each event an id of its own.

    Keys that an envelope does not have are ignored: sources add theirs without asking.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    source: Key
    event_id: Key
    type: Name
    at: Annotated[AwareDatetime, AfterValidator(_in_utc)]
    brand: Key
    player: Key | None = None
    """The platform's own id of the player; None when it does not know either (an unknown username)."""
    version: int = Field(1, ge=1, le=1000)
    body: Annotated[dict[str, Any], AfterValidator(_storable)] = {}
    request_id: UUID | None = None
    """A request of ours, when the act came from here: proof of what that request did, once."""

    @property
    def key(self) -> EventKey:
        """What is the same event at the next telling."""
        return self.source, self.brand, self.event_id

    @property
    def owner(self) -> tuple[str, str] | None:
        """Whose it is, as players are told apart."""
        return (self.brand, self.player) if self.player is not None else None


class Backing(StrEnum):
    """What stands behind an event that could have been asked for here."""

    NONE = "it names no request"
    UNKNOWN = "it names a request that is none of ours"
    ELSEWHERE = "it names a request about somebody else"
    UNDECIDED = "it names a request that nobody has carried out"
    MISMATCH = "it names a request that asked for something else"
    SPENT = "it names a request that was answered before"
    OURS = "it was asked for here"


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event that is new: whose it is in this database, and its body as the catalogue reads it."""

    id: UUID
    event: Event
    player_id: int
    body: EventBody | None
    """None when the type is unknown."""
    backing: Backing = Backing.NONE

    @property
    def ours(self) -> bool:
        """Whether it proves what a request of ours did; it moves no money and sets no block of its own then."""
        return self.backing is Backing.OURS


def because(wrong: ValueError) -> str:
    """Say why an event was refused: which field and what is wrong with it, never what stood there."""
    if not isinstance(wrong, ValidationError):
        return str(wrong)
    return "; ".join(
        f"{'.'.join(map(_named, one['loc'])) or 'it'}: {one['msg'].removeprefix('Value error, ')}"
        for one in wrong.errors(include_url=False, include_context=False, include_input=False)
    )


def _named(part: int | str) -> str:
    """Name a field as far as it looks like one: where people's words stand for names, they are not repeated."""
    return str(part) if FIELD.fullmatch(str(part)) else "(a name)"
