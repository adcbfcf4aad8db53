"""What a fact may hold: typed values, which only bot writes out; and the JSON they are kept as."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, TypeAlias

from pydantic import PlainSerializer, PlainValidator

from core.activity.periods import Period
from core.money import Money
from core.phrases import KINDS, Codec, Country, PlayerRef
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
    | tuple[Any, ...]
)
"""A phrase is a ``str`` too. Requests and records of earlier versions hold plain text alone."""

CODEC = Codec(
    {**KINDS, "period": Period, "standing": PlayerStanding, "verification": Verification, "change": Change},
)


def _known(value: Any) -> Any:
    read = CODEC.read(value)
    CODEC.write(read)  # what cannot be kept is refused as the fact is made, not when the request is stored
    return read


FactValue = Annotated[Value, PlainValidator(_known), PlainSerializer(CODEC.write, when_used="json")]
