"""What is under way for a player: withdrawals asked for, open bets, sessions."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import Table
from uuid_utils.compat import uuid5

from core.activity.catalogue import BetBody, EventBody, LoginBody, SessionEndedBody, Type, WinBody, WithdrawalBody
from core.activity.events import StoredEvent
from core.database import bulk
from core.database.tables import bets, play_sessions, withdrawals
from core.work import Work

SPACE = UUID("0b0b6c8e-5a55-4a54-8f6c-0d1f5f2a7c11")
"""The name space in which what a source names always gets the same id."""

Row = dict[str, Any]
Name = tuple[str, int, str]
"""Source, player, and how the source names the thing to this player."""
B = TypeVar("B", bound=EventBody)

STATES: Mapping[str, str] = {
    Type.WITHDRAWAL_REQUESTED: "waiting",
    Type.WITHDRAWAL_CANCELLED: "cancelled",
    Type.WITHDRAWAL_PAID: "paid",
}


async def follow(work: Work, kept: Iterable[StoredEvent]) -> None:
    """Open and close what the events say; an end that comes before its beginning stays the end."""
    withdrawn, staked, visits = _Things(_withdrawal), _Things(_bet), _Things(_session)
    for one in kept:
        match one.body:
            case BetBody() | WinBody() as body:
                staked.take(one, body, body.bet, over=one.event.type != Type.BET)
            case WithdrawalBody() as body:
                withdrawn.take(one, body, body.withdrawal, over=one.event.type != Type.WITHDRAWAL_REQUESTED)
            case LoginBody(success=True, session=str(session)) as body:
                visits.take(one, body, session, over=False)
            case SessionEndedBody() as body:
                visits.take(one, body, body.session, over=True)
    await withdrawn.write(work, withdrawals, "state", "changed_at", "held_by_request_id")
    await staked.write_open(work, bets, "settled_at")
    await visits.write(work, play_sessions, "ended_at")


class _Things(Generic[B]):
    """What one table tells of: the first word about each thing makes its row, the last one ends it."""

    def __init__(self, draw: Callable[[StoredEvent, B], Row]) -> None:
        self._draw = draw
        self._first: dict[Name, tuple[StoredEvent, B]] = {}
        self._begun: set[Name] = set()
        self._over: dict[Name, tuple[StoredEvent, B]] = {}

    def take(self, kept: StoredEvent, body: B, named: str, *, over: bool) -> None:
        name = (kept.event.source, kept.player_id, named)
        self._first.setdefault(name, (kept, body))
        if over:
            self._over[name] = (kept, body)
        else:
            self._begun.add(name)

    async def write(self, work: Work, table: Table, *closing: str) -> None:
        await bulk.add(work.db, table, self._open(), unless_there=True)
        over = [self._row(name) | self._end(name, closing) for name in self._over]
        await bulk.upsert(work.db, table, over, setting=closing)

    async def write_open(self, work: Work, table: Table, closing: str) -> None:
        """Write what is under way, and the ends of it; what began and ended by now never lay open."""
        await bulk.add(work.db, table, self._open(), unless_there=True)
        known = [self._row(name) for name in self._over if name not in self._begun]
        await bulk.upsert(work.db, table, known, setting=(closing,))
        ends = [self._end(name, ("player_id", "id", closing)) for name in self._over if name in self._begun]
        await bulk.change(work.db, table, ends, by=("player_id", "id"))

    def _open(self) -> list[Row]:
        return [self._row(name) for name in self._first if name not in self._over]

    def _row(self, name: Name) -> Row:
        return self._draw(*self._first[name]) | {"id": _id(name)}

    def _end(self, name: Name, columns: Iterable[str]) -> Row:
        row = self._draw(*self._over[name]) | {"id": _id(name)}
        return {each: row[each] for each in columns}


def _id(name: Name) -> UUID:
    """Give the id of what an event names; the same name of the same player and source is the same thing."""
    return uuid5(SPACE, "\n".join(map(str, name)))


def _withdrawal(kept: StoredEvent, body: WithdrawalBody) -> Row:
    return {
        "player_id": kept.player_id,
        "amount_minor": body.amount.amount_minor,
        "currency": body.amount.currency,
        "asked_at": kept.event.at,
        "state": STATES[kept.event.type],
        "held_by_request_id": None,
        "changed_at": kept.event.at,
    }


def _bet(kept: StoredEvent, body: BetBody | WinBody) -> Row:
    over = kept.event.type != Type.BET
    return {
        "player_id": kept.player_id,
        "stake_minor": 0 if isinstance(body, WinBody) else body.amount.amount_minor,
        "currency": body.amount.currency,
        "placed_at": kept.event.at,
        "settled_at": kept.event.at if over else None,
    }


def _session(kept: StoredEvent, body: LoginBody | SessionEndedBody) -> Row:
    return {
        "player_id": kept.player_id,
        "started_at": kept.event.at,
        "device": body.device if isinstance(body, LoginBody) else None,
        "ended_at": kept.event.at if isinstance(body, SessionEndedBody) else None,
    }
