"""Bets as far as they lie open: placed and raised, then settled or given back, never both."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.activity import thing_ids
from core.activity.catalogue import BetBody, Type, WinBody
from core.activity.consequences import Followed
from core.activity.events import CLOCKS_APART, StoredEvent
from core.activity.findings import contradicting
from core.activity.thing_ids import Name
from core.database import bulk
from core.database.connections import Connection
from core.database.tables import bets
from core.database.tables import events as told
from core.work import Work

KEY = ("player_id", "id")
BET, VOIDED = Type.BET.value, Type.BET_VOIDED.value
"""Looked up once: there are many thousand bets a minute."""
Told = tuple[StoredEvent, BetBody | WinBody]


@dataclass(frozen=True, slots=True)
class KnownBet:
    """How a bet stands."""

    settled_at: datetime | None = None
    """None while it lies open."""
    voided: bool = False


@dataclass(slots=True)
class _BetNews:
    """What one batch tells of one bet, oldest event first."""

    known: KnownBet | None = None
    stake_minor: int = 0
    """What lies open of it, raises included."""
    events: list[Told] = field(default_factory=list)
    changed: bool = False
    begun: bool = False
    voids: bool = False

    def tell(self, one: StoredEvent, body: BetBody | WinBody) -> None:
        """Add an event."""
        self.events.append((one, body))
        self.begun |= one.event.type == BET
        self.voids |= one.event.type == VOIDED


async def follow(work: Work, kept: Iterable[StoredEvent]) -> Followed:
    """Open and close bets; a bet that is settled before its stake arrives is never opened."""
    news, followed = dict[Name, _BetNews](), Followed()
    for one in kept:
        if isinstance(one.body, BetBody | WinBody):
            name = (one.event.source, one.player_id, one.body.bet)
            if (mine := news.get(name)) is None:
                mine = news[name] = _BetNews()
            mine.tell(one, one.body)
    if news:
        await _look_up(work.db, news)
        _step_all(news.values(), followed)
        await _write(work, news, followed)
    return followed


def step(known: KnownBet | None, type_: str, at: datetime) -> KnownBet | str:
    """Decide what an event makes of a bet, or say what it contradicts."""
    over = known is not None and known.settled_at is not None
    if type_ == BET:
        late = known is not None and known.settled_at is not None and at > known.settled_at + CLOCKS_APART
        return "A stake was reported on a bet that had been settled before" if late else known or KnownBet()
    if known is not None and known.voided:
        again = "given back" if type_ == VOIDED else "settled"
        return f"A bet was reported as {again} and had been given back before"
    if type_ == VOIDED:
        return "A bet was reported as given back and had been settled before" if over else KnownBet(at, voided=True)
    return known if known is not None and over else KnownBet(at)


def _step_all(news: Iterable[_BetNews], followed: Followed) -> None:
    for each in news:
        for one, body in each.events:
            made = step(each.known, one.event.type, one.event.at)
            if not isinstance(made, str):
                raised = _staked(each, one, body) if made.settled_at is None else 0
                each.stake_minor += raised
                each.changed |= made != each.known or bool(raised)
                each.known = made
            elif one.id not in followed.contradictions:
                followed.contradictions[one.id] = made
                followed.findings.append(contradicting(one, made))


def _staked(each: _BetNews, one: StoredEvent, body: BetBody | WinBody) -> int:
    """Give by how much an event raises the stake; a second currency is not added up with the first."""
    first = each.events[0][1].amount.currency
    return body.amount.amount_minor if one.event.type == BET and body.amount.currency == first else 0


async def _look_up(db: Connection, news: dict[Name, _BetNews]) -> None:
    """Read how the bets stand that a batch ends without beginning them, and those it gives back."""
    wanted = {thing_ids.of(name): name for name, each in news.items() if each.voids or not each.begun}
    if not wanted:
        return
    keys = sorted((name[1], thing_id) for thing_id, name in wanted.items())
    for row in await db.execute(select(bets).where(bulk.among(db, bets, KEY, keys))):
        _know(news[wanted[row.id]], row)
    unknown = {name: each for name, each in news.items() if each.voids and each.known is None}
    if unknown:
        for name, at, voided in await _ends(db, unknown):
            news[name].known = KnownBet(at, voided)


async def _ends(db: Connection, voided: dict[Name, _BetNews]) -> list[tuple[Name, datetime, bool]]:
    """Find what was told before of the ends of bets that never lay open here."""
    mine = [one.id for each in voided.values() for one, _ in each.events]
    bet = told.c.body["bet"].as_string()
    query = select(told.c.source, told.c.player_id, bet.label("bet"), told.c.at, told.c.type).where(
        told.c.player_id.in_({player_id for _, player_id, _ in voided}),
        told.c.type.in_((Type.WIN.value, VOIDED)),
        bet.in_({named for _, _, named in voided}),
        told.c.id.not_in(mine),
        told.c.contradicts.is_(None),
    )
    rows = [((row.source, row.player_id, row.bet), row.at, row.type) for row in await db.execute(query)]
    return [(name, at, type_ == VOIDED) for name, at, type_ in rows if name in voided]


async def _write(work: Work, news: dict[Name, _BetNews], followed: Followed) -> None:
    """Write how the bets stand, those as well that began and ended by now: a stake told later must find its end."""
    begun = {name: each for name, each in news.items() if each.begun and each.changed}
    rows = [_row(name, each) for name, each in begun.items()]
    made = set(map(tuple, await bulk.add(work.db, bets, rows, unless_there=True, returning=KEY)))
    there = {name: each for name, each in begun.items() if (name[1], thing_ids.of(name)) not in made}
    if there:
        await _step_again(work, there, followed)
    rest = [(name, each) for name, each in news.items() if each.changed and (name in there or not each.begun)]
    written = [_row(name, each) for name, each in rest]
    await bulk.upsert(work.db, bets, written, setting=("stake_minor", "settled_at", "voided"))


async def _step_again(work: Work, there: dict[Name, _BetNews], followed: Followed) -> None:
    """Decide anew about bets that were told before: their stakes are raised, or came after their end."""
    names = {thing_ids.of(name): name for name in there}
    keys = sorted((name[1], thing_id) for thing_id, name in names.items())
    for row in await work.db.execute(select(bets).where(bulk.among(work.db, bets, KEY, keys))):
        each = there[names[row.id]]
        _know(each, row)
        each.changed = False
        _step_all([each], followed)


def _know(each: _BetNews, row: Any) -> None:
    each.known, each.stake_minor = KnownBet(row.settled_at, row.voided), row.stake_minor


def _row(name: Name, each: _BetNews) -> dict[str, Any]:
    one, body = each.events[0]
    known: KnownBet = each.known or KnownBet()
    return {
        "player_id": one.player_id,
        "id": thing_ids.of(name),
        "stake_minor": each.stake_minor,
        "currency": body.amount.currency,
        "placed_at": one.event.at,
        "settled_at": known.settled_at,
        "voided": known.voided,
    }
