"""What about a player somebody has to look at: too young, another birth date, what somebody else has as well."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from core.players import accounts
from core.work import Work

UNDER_AGE, BIRTH_DATE_CHANGED, SHARED_IDENTITY = "under_age", "birth_date_changed", "shared_identity"
OTHERS_MOST = 20
"""Other players named in the evidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Oddity:
    """One of them. The sentence names nobody and no date; the evidence holds ids."""

    rule: str
    """The key under ``security.rules`` in the office file."""
    player_id: int
    window: str
    """The same again within the same window is the same alert."""
    sentence: str
    evidence: Mapping[str, Any] = field(default_factory=dict)


def under_age(work: Work, born: Iterable[tuple[int, date | None]]) -> list[Oddity]:
    """Find the players who are too young to play today."""
    age = work.office.security.rules.under_age.age
    return [
        Oddity(
            rule=UNDER_AGE,
            player_id=player_id,
            window="age",
            sentence=f"By the birth date reported, this player is younger than {age}.",
        )
        for player_id, born_on in born
        if accounts.under_age(work, born_on)
    ]


def birth_date_changed(work: Work, player_id: int) -> Oddity:
    """Tell of a player who was born on another day than before, once a day."""
    return Oddity(
        rule=BIRTH_DATE_CHANGED,
        player_id=player_id,
        window=work.office.day(work.now).isoformat(),
        sentence="Another birth date was reported for this player than before; the new one is in the profile.",
    )


def shared(player_id: int, what: str, thing: UUID, others: Iterable[int]) -> Oddity:
    """Tell of something that more than one player has; a household may have it too."""
    return Oddity(
        rule=SHARED_IDENTITY,
        player_id=player_id,
        window=f"{what}:{thing}",
        sentence=f"A {what} of this player is another player's as well.",
        evidence={"players": sorted(others)[:OTHERS_MOST]},
    )
