"""The limits that players set for themselves, and whether a new one would loosen what they have."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select

from core.database import bulk
from core.database.connections import Connection
from core.database.tables import player_limits
from core.money import Money
from core.work import Work

SET_HERE = "desk"
"""The source of a limit that was set from here."""


class LimitKind(StrEnum):
    """What a limit holds down."""

    DEPOSIT = "deposit"
    LOSS = "loss"
    STAKE = "stake"


class LimitPeriod(StrEnum):
    """The period a limit counts within."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


KIND_WORDS: Mapping[LimitKind, tuple[str, ...]] = {
    LimitKind.DEPOSIT: ("deposit",),
    LimitKind.LOSS: ("loss", "lose"),
    LimitKind.STAKE: ("stake", "wager", "bet", "turnover"),
}
"""Words within what platforms call the kinds of limits: ``deposits``, ``max_deposit``, ``DailyDepositLimit``."""
PERIOD_WORDS: Mapping[LimitPeriod, frozenset[str]] = {
    LimitPeriod.DAY: frozenset({"day", "daily", "24h", "1d", "p1d"}),
    LimitPeriod.WEEK: frozenset({"week", "weekly", "7d", "p7d", "p1w"}),
    LimitPeriod.MONTH: frozenset({"month", "monthly", "30d", "p30d", "p1m"}),
}
"""What platforms call the periods."""
DAYS: Mapping[LimitPeriod, tuple[int, int]] = {
    LimitPeriod.DAY: (1, 1),
    LimitPeriod.WEEK: (7, 7),
    LimitPeriod.MONTH: (28, 31),
}
"""The fewest and the most days of a period: what is compared counts the way that is stricter."""


@dataclass(frozen=True, slots=True)
class OwnLimit:
    """One limit of a player in money, in the words of its source."""

    kind: str
    period: str
    amount: Money

    def holds_down(self, kind: LimitKind) -> bool:
        """Tell whether it is of this kind."""
        return any(word in self.kind.casefold() for word in KIND_WORDS[kind])

    @property
    def within(self) -> LimitPeriod | None:
        """Give the period; None where it names none that is known."""
        return next((each for each, words in PERIOD_WORDS.items() if self.period.casefold() in words), None)


@dataclass(frozen=True, slots=True)
class WantedLimit:
    """The limit a player asks for."""

    kind: LimitKind
    within: LimitPeriod
    amount: Money


def loosened(standing: Iterable[OwnLimit], wanted: WantedLimit) -> OwnLimit | None:
    """Find a limit that the wanted one is not below: one of the same period must be higher, one of another as strict.

    Every limit of the kind is compared, so that no longer period and no second limit lets through what one stops.
    Where a period is not known the amounts alone are compared; what is in another currency cannot be, and counts as
    loosened.
    """
    mine = [each for each in standing if each.holds_down(wanted.kind)]
    return next((each for each in mine if not _at_most(wanted, each)), None)


async def own_limits(db: Connection, player_id: int) -> list[OwnLimit]:
    """List the limits of a player in money, by kind and period."""
    columns = player_limits.c
    query = select(columns.kind, columns.period, columns.amount_minor, columns.currency).where(
        columns.player_id == player_id, columns.amount_minor.isnot(None), columns.currency.isnot(None)
    )
    rows = await db.execute(query.order_by(columns.kind, columns.period))
    return [OwnLimit(row.kind, row.period, Money(row.amount_minor, row.currency)) for row in rows]


async def lower(work: Work, player_id: int, wanted: WantedLimit, *, request_id: UUID) -> None:
    """Set a limit, under the words the platform uses for one of its kind and period; the caller has compared it."""
    known = await own_limits(work.db, player_id)
    same = next((each for each in known if each.holds_down(wanted.kind) and each.within is wanted.within), None)
    row = {
        "player_id": player_id,
        "kind": same.kind if same else wanted.kind.value,
        "period": same.period if same else wanted.within.value,
        "amount_minor": wanted.amount.amount_minor,
        "currency": wanted.amount.currency,
        "set_at": work.now,
        "source": SET_HERE,
        "request_id": request_id,
    }
    changing = ("amount_minor", "currency", "set_at", "source", "request_id")
    await bulk.upsert(work.db, player_limits, [row], setting=changing)


def _at_most(wanted: WantedLimit, other: OwnLimit) -> bool:
    if wanted.amount.currency != other.amount.currency:
        return False
    new, old = wanted.amount.amount_minor, other.amount.amount_minor
    if other.within is wanted.within:
        return new < old
    if other.within is None:
        return new <= old
    fewest, most = DAYS[wanted.within][0], DAYS[other.within][1]
    return new * most <= old * fewest
