"""Facts, as approvers read them, and what they may hold: typed values, which only bot writes out, kept as JSON."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, TypeAlias
from uuid import UUID

from pydantic import BaseModel, ConfigDict, PlainSerializer, PlainValidator

from core.activity.periods import Period
from core.money import Money
from core.people import Visibility
from core.phrases import KINDS, Codec, Country, Phrase, PlayerRef
from core.players import PlayerStanding, Verification


@dataclass(frozen=True, slots=True)
class Change:
    """What would become of an amount."""

    before: Money
    after: Money


Value: TypeAlias = (
    str
    | int
    | Money
    | datetime
    | date
    | time
    | timedelta
    | Country
    | PlayerRef
    | Period
    | PlayerStanding
    | Verification
    | Change
    | UUID
    | tuple[Any, ...]
)
"""A phrase is a ``str`` too. Requests and records of earlier versions hold plain text alone."""

CODEC = Codec(
    {**KINDS, "period": Period, "standing": PlayerStanding, "verification": Verification, "change": Change},
)


def _players(value: object) -> Iterator[int]:
    match value:
        case PlayerRef(player_id=player_id):
            yield player_id
        case Phrase(values=values):
            for each in values.values():
                yield from _players(each)
        case tuple():
            for each in value:
                yield from _players(each)


def _known(value: Any) -> Any:
    read = CODEC.read(value)
    CODEC.write(read)  # what cannot be kept is refused as the fact is made, not when the request is stored
    return read


FactValue = Annotated[Value, PlainValidator(_known), PlainSerializer(CODEC.write, when_used="json")]


class Fact(BaseModel):
    """One line shown to an approver. ``key`` is stable; a vote is refused when a ``material`` fact has changed."""

    model_config = ConfigDict(frozen=True)

    key: str
    label: str
    value: FactValue
    material: bool = False
    to_tick: bool = False
    """Whether everybody who approves states, by a tick of their own, that they looked at it."""
    private: bool = True
    """Shown only behind *Details*: names, balances, notes, free text. Others may appear on a card in a channel."""
    visibility: Visibility = Visibility.STAFF
    """Who may see it; others read ``instead``."""
    instead: FactValue | None = None
    """What those read who may not see it, also on a card; without it they do not see the line at all."""

    @property
    def players(self) -> frozenset[int]:
        """Name the players whom the value mentions."""
        return frozenset(_players(self.value))

    def without(self, foreign: frozenset[int]) -> "Fact | None":
        """Give the line without players whom somebody may not know of; None where it is about them alone."""
        if self.players.isdisjoint(foreign):
            return self
        if not isinstance(self.value, tuple):
            return None
        left = tuple(each for each in self.value if foreign.isdisjoint(_players(each)))
        return self.model_copy(update={"value": left}) if left else None

    def seen_by(self, sees: Collection[Visibility]) -> "Fact | None":
        """Give the line as somebody may read it; None where they may not know of it."""
        if self.visibility in sees:
            return self
        if self.instead is None:
            return None
        told = {"value": self.instead, "instead": None, "visibility": Visibility.STAFF, "private": False}
        return self.model_copy(update=told)
