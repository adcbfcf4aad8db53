"""Open bonuses of a player, how much of their turnover is done, and what the player owes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from core.database.connections import Connection
from core.money import Money
from core.players import profile_parts
from core.players.money_sections import SEPARATOR
from core.players.profile_parts import Values, instant


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBonus:
    """A bonus that was neither converted nor taken back, and did not lapse as far as told."""

    id: UUID
    amount: Money
    turnover: Money
    """The stakes asked for before it becomes cash."""
    staked: Money
    """The stakes since it was granted that count, before an older bonus takes its share."""
    done: Money
    """How much of the turnover is done: a stake counts for the oldest bonus that still needs it."""
    games: tuple[str, ...]
    """The games whose stakes count; empty for every game."""
    granted_at: datetime
    expires_at: datetime | None
    source: str | None
    name: str | None
    """What the platform calls it."""
    request_id: UUID | None
    transaction_id: UUID | None

    @property
    def fulfilled(self) -> bool:
        """Whether its turnover is done."""
        return not self.done < self.turnover

    def lapsed(self, now: datetime) -> bool:
        """Tell whether its time is over, so that it can only be taken back."""
        return self.expires_at is not None and self.expires_at <= now


async def of_player(db: Connection, player_id: int) -> tuple[OpenBonus, ...]:
    """Read the open bonuses of a player, oldest first."""
    found = await profile_parts.read(db, "bonuses", player_id=player_id)
    return read(found["bonuses"])


def read(rows: Sequence[Values]) -> tuple[OpenBonus, ...]:
    """Read the open bonuses from the rows of their section."""
    return shared_out([_bonus(row) for row in rows])


def shared_out(oldest_first: Iterable[OpenBonus]) -> tuple[OpenBonus, ...]:
    """Say how much of each turnover is done: no stake counts twice, and the oldest bonus comes first.

    What an older bonus on the same games leaves are the newest stakes, so a later one gets the fewer of those and of
    its own. On other games that overlap, all that the older one used counts as used.
    """
    left = dict[tuple[str, frozenset[str]], int]()
    used = list[tuple[OpenBonus, int]]()
    for one in oldest_first:
        pot, staked = (one.amount.currency, frozenset(one.games)), max(one.staked.amount_minor, 0)
        elsewhere = sum(minor for other, minor in used if _overlap(one, other))
        usable = max(min(staked, left.get(pot, staked)) - elsewhere, 0)
        done = min(usable, one.turnover.amount_minor)
        left[pot] = usable - done
        used.append((one, done))
    return tuple(replace(one, done=Money(done, one.amount.currency)) for one, done in used)


def _overlap(one: OpenBonus, other: OpenBonus) -> bool:
    """Tell whether a stake may count for both, although they count on different games."""
    mine, theirs = frozenset(one.games), frozenset(other.games)
    together = not mine or not theirs or bool(mine & theirs)
    return one.amount.currency == other.amount.currency and mine != theirs and together


def games_text(games: Iterable[str]) -> str:
    """Write the games as they are stored."""
    listed = SEPARATOR.join(game.replace(SEPARATOR, "/") for game in games)
    return f"{SEPARATOR}{listed}{SEPARATOR}" if listed else ""


def _bonus(row: Values) -> OpenBonus:
    code = row["currency"]
    return OpenBonus(
        id=UUID(row["id"]),
        amount=Money(row["amount_minor"], code),
        turnover=Money(row["turnover_minor"], code),
        staked=Money(int(row["staked_minor"]), code),
        done=Money(0, code),
        games=tuple(filter(None, row["games"].split(SEPARATOR))),
        granted_at=instant(row["granted_at"]),
        expires_at=instant(row["expires_at"]) if row["expires_at"] else None,
        **_ids(row),
    )


def _ids(row: Values) -> dict[str, Any]:
    ids = {name: UUID(value) if (value := row[name]) else None for name in ("request_id", "transaction_id")}
    return {"source": row["source"], "name": row["name"], **ids}
