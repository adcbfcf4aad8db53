"""What is under way for a player: withdrawals asked for, open bets, sessions."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Table

from core import bulk
from core.activity.catalogue import Bet, Login, SessionEnded, Type, Win, Withdrawal
from core.activity.events import Kept
from core.tables import bets, play_sessions, withdrawals
from core.work import Work

SPACE = UUID("0b0b6c8e-5a55-4a54-8f6c-0d1f5f2a7c11")
"""The name space in which what a source names always gets the same id."""

Row = dict[str, Any]

STATES: Mapping[str, str] = {
    Type.WITHDRAWAL_REQUESTED: "waiting",
    Type.WITHDRAWAL_CANCELLED: "cancelled",
    Type.WITHDRAWAL_PAID: "paid",
}


def named(kept: Kept, name: str) -> UUID:
    """Give the id of what an event names; the same name of the same player and source is the same thing."""
    return _id(f"{kept.event.source}\n{kept.player_id}\n{name}")


@lru_cache(maxsize=4096)  # an end mostly follows soon on its beginning
def _id(name: str) -> UUID:
    return uuid5(SPACE, name)


async def follow(work: Work, kept: Iterable[Kept]) -> None:
    """Open and close what the events say; an end that comes before its beginning stays the end."""
    withdrawn, staked, visits = _Things(), _Things(), _Things()
    for one in kept:
        match one.body:
            case Withdrawal():
                withdrawn.take(_withdrawal(one, one.body), over=one.event.type != Type.WITHDRAWAL_REQUESTED)
            case Bet() | Win():
                staked.take(_bet(one, one.body), over=one.event.type != Type.BET)
            case Login(success=True, session=str()):
                visits.take(_session(one, one.body), over=False)
            case SessionEnded():
                visits.take(_session(one, one.body), over=True)
    await withdrawn.write(work, withdrawals, "state", "changed_at", "held_by_request_id")
    await staked.write_open(work, bets, "settled_at")
    await visits.write(work, play_sessions, "ended_at")


class _Things:
    """Rows of one table: the first word about each makes it, the last one ends it."""

    def __init__(self) -> None:
        self._first: dict[UUID, Row] = {}
        self._begun: set[UUID] = set()
        self._over: dict[UUID, Row] = {}

    def take(self, row: Row, *, over: bool) -> None:
        self._first.setdefault(row["id"], row)
        if over:
            self._over[row["id"]] = row
        else:
            self._begun.add(row["id"])

    async def write(self, work: Work, table: Table, *closing: str) -> None:
        begun = [row for name, row in self._first.items() if name not in self._over]
        over = [self._first[name] | {each: row[each] for each in closing} for name, row in self._over.items()]
        await bulk.add(work.db, table, begun, unless_there=True)
        await bulk.put(work.db, table, over, setting=closing)

    async def write_open(self, work: Work, table: Table, closing: str) -> None:
        """Write what is under way, and the ends of it; what began and ended by now never lay open."""
        begun = [row for name, row in self._first.items() if name not in self._over]
        known = [row for name, row in self._over.items() if name not in self._begun]
        passed = [row for name, row in self._over.items() if name in self._begun]
        await bulk.add(work.db, table, begun, unless_there=True)
        await bulk.put(work.db, table, known, setting=(closing,))
        ends = [{name: row[name] for name in ("player_id", "id", closing)} for row in passed]
        await bulk.change(work.db, table, ends, by=("player_id", "id"))


def _withdrawal(kept: Kept, body: Withdrawal) -> Row:
    return {
        "player_id": kept.player_id,
        "id": named(kept, body.withdrawal),
        "amount_minor": body.amount.amount_minor,
        "currency": body.amount.currency,
        "asked_at": kept.event.at,
        "state": STATES[kept.event.type],
        "held_by_request_id": None,
        "changed_at": kept.event.at,
    }


def _bet(kept: Kept, body: Bet | Win) -> Row:
    over = kept.event.type != Type.BET
    return {
        "player_id": kept.player_id,
        "id": named(kept, body.bet),
        "stake_minor": 0 if isinstance(body, Win) else body.amount.amount_minor,
        "currency": body.amount.currency,
        "placed_at": kept.event.at,
        "settled_at": kept.event.at if over else None,
    }


def _session(kept: Kept, body: Login | SessionEnded) -> Row:
    return {
        "player_id": kept.player_id,
        "id": named(kept, body.session or ""),
        "started_at": kept.event.at,
        "device": body.device if isinstance(body, Login) else None,
        "ended_at": kept.event.at if isinstance(body, SessionEnded) else None,
    }
