"""What grows with the desk: the cost of a click at two sizes, and the bytes of a player, an event and a record."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bench.figures import Figure, Size, median
from bench.http_requests import SECRET
from bench.votes import actor_of, adjustment, ballot_on, vote
from bench.world import AGENTS, APPROVER, World, environment
from bot.process import transactions
from bot.process.configuration import Settings
from bot.process.services import Services
from core import approvals, audit_trail, home, players, requests, security, tickets
from core.activity import player_activity
from core.approvals import operations
from core.audit_trail import TrailSubject
from core.people import Actor, Permission, Visibility
from core.security import NewAlert, Severity, Shelf, player_check
from core.tickets import NewTicket, TicketList

AT_MOST = 1.5
STEP = 100_000_000
"""Between the ids of a player and of its copies."""
SMALL_OPEN, SMALL_OVER = 100, 1_000
"""Open requests, tickets and alerts of the small desk, and those that are over."""
COPIED = {
    "players": "'id', s.id + n * {step}, 'external_id', s.external_id || '-' || n, 'username', s.username || '-' || n",
    "player_lookups": "'player_id', s.player_id + n * {step}, 'term', s.term || '-' || n",
    "wallets": "'player_id', s.player_id + n * {step}",
    "events": "'player_id', s.player_id + n * {step}, 'id', gen_random_uuid()",
    "event_ids": "'player_id', s.player_id + n * {step}, 'event_id', s.event_id || '-' || n",
    "external_ids": "'player_id', s.player_id + n * {step}, 'external_id', s.external_id || '-' || n",
    "daily_rollups": "'player_id', s.player_id + n * {step}",
    "daily_origins": "'player_id', s.player_id + n * {step}",
    "records": "'id', gen_random_uuid(), 'player_id', s.player_id + n * {step}, 'person', s.person || '-' || n",
}
"""What there is of each player, once more for each copy of the company."""
MULTIPLIED = {
    "requests": """'id', gen_random_uuid(), 'code', 'G' || {mark} || n, 'key', 'g' || {mark} || n,
        'subject', 'g' || {mark} || n, 'requester_person', 'p' || n % 50, 'due_at', s.due_at + n * interval '1 minute',
        'state', CASE WHEN {over} THEN 'declined' ELSE 'pending' END""",
    "tickets": """'id', gen_random_uuid(), 'number', s.number + {mark} * 10000000 + n, 'key', 'g' || {mark} || n,
        'next_at', s.next_at + n * interval '1 minute', 'state', CASE WHEN {over} THEN 'closed' ELSE 'open' END,
        'solved_at', CASE WHEN {over} THEN s.changed_at END""",
    "alerts": """'id', gen_random_uuid(), 'window', 'g' || {mark} || n, 'due_at', s.due_at + n * interval '1 minute',
        'state', CASE WHEN {over} THEN 'benign' ELSE 'open' END""",
}
"""What stands open or is over, made from the first of each."""
BYTES = {
    "a player": ("players", "player_lookups", "wallets", "external_ids"),
    "an event": ("events", "event_ids", "daily_rollups", "daily_origins"),
    "a record": ("records",),
}
"""Tables whose bytes are shared by the rows of the first."""
STORED = """
WITH tables AS (
    SELECT c.oid, coalesce(parent.relname, c.relname) AS name, c.reltuples
    FROM pg_class c LEFT JOIN pg_inherits i ON i.inhrelid = c.oid LEFT JOIN pg_class parent ON parent.oid = i.inhparent
    WHERE c.relkind = 'r'
)
SELECT sum(pg_total_relation_size(oid)), sum(reltuples) FILTER (WHERE name = :counted AND reltuples > 0)
FROM tables WHERE name = ANY(:tables)
"""
IN_EURO = text("""
    SELECT id FROM players WHERE currency = 'EUR' AND id < :step AND NOT (vip OR watched OR staff_owned)
    ORDER BY id OFFSET 1 LIMIT :number
""")
"""Players who are looked up without a purpose."""
Click = Callable[["Clicked"], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Clicked:
    """A desk that somebody works at."""

    services: Services
    actor: Actor
    voter: Actor
    player_ids: tuple[int, ...]
    turn: int = 0

    @property
    def player_id(self) -> int:
        """Another player at each turn."""
        return self.player_ids[self.turn]


async def grown(world: World, size: Size) -> AsyncIterator[Figure]:
    """Click in turns at a desk of ten thousand players and at one of many times as many."""
    small = world.database("postgres")
    await _stocked(small)
    await _multiplied(small, SMALL_OPEN, SMALL_OVER, mark=1)
    large = world.database("postgres", like=small)
    await _copied(large, size.copies)
    await _multiplied(large, SMALL_OPEN * size.copies, SMALL_OVER * size.copies, mark=2)
    for url in (small, large):
        await _analysed(url)
    taken: Mapping[str, tuple[list[float], list[float]]] = {name: ([], []) for name in CLICKS}
    async with AsyncExitStack() as stack:
        desks = [await _opened(stack, url, size.votes) for url in (small, large)]
        for turn in range(size.votes):
            for name, click in CLICKS.items():
                for desk, seconds in zip(desks, taken[name], strict=True):
                    seconds.append(await _timed(click(replace(desk, turn=turn))))
    for name, (before, after) in taken.items():
        ratio = median(after) / median(before)
        title = (
            f"{name} on PostgreSQL, {size.copies + 1} times the players, records and requests against 10,000 players"
        )
        yield Figure(name=title, measured=ratio, at_most=AT_MOST)
    async for figure in _bytes(large):
        yield figure


async def _stocked(url: str) -> None:
    """Let there be one request, one ticket and one alert."""
    async with Services.opened(_settings(url)) as services:
        actor = await actor_of(services, AGENTS[0])
        async with services.database.write() as db:
            work = services.work(db)
            await approvals.ask(work, adjustment(await _first_player(db)), actor=actor, key="the first")
            await tickets.open(work, actor, NewTicket(text="What became of it?", category="account", key="the first"))
            found = NewAlert(rule="bonus_abuse", subject="player:1", window="w", severity=Severity.LOW, sentence="So.")
            await security.raise_alert(work, found)


async def _first_player(db: Any) -> int:
    return int(await db.scalar(text("SELECT min(id) FROM players WHERE currency = 'EUR'")))


async def _opened(stack: AsyncExitStack, url: str, number: int) -> Clicked:
    services = await stack.enter_async_context(Services.opened(_settings(url)))
    async with services.database.read() as db:
        ids = tuple(await db.scalars(IN_EURO, {"step": STEP, "number": number}))
    agent = await actor_of(services, AGENTS[0])
    actor = replace(agent, permissions=frozenset(Permission), sees=frozenset(Visibility))
    return Clicked(services, actor, await actor_of(services, APPROVER), ids)


async def _copied(url: str, copies: int) -> None:
    for table, changed in COPIED.items():
        source = f"{table} s, generate_series(1, {copies}) n"
        await _insert(url, table, changed.format(step=STEP), source)


async def _multiplied(url: str, open_ones: int, over: int, *, mark: int) -> None:
    for table, changed in MULTIPLIED.items():
        values = changed.format(mark=mark, over=f"n > {open_ones}")
        closed = f"{values}, 'closed_at', CASE WHEN n > {open_ones} THEN s.changed_at END"
        first = f"(SELECT * FROM {table} ORDER BY id LIMIT 1) s, generate_series(1, {open_ones + over}) n"  # noqa: S608 - ours
        await _insert(url, table, closed, first)


async def _insert(url: str, table: str, changed: str, source: str) -> None:
    row = f"jsonb_populate_record(NULL::{table}, to_jsonb(s) || jsonb_build_object({changed})) copy"
    await _run(url, f"INSERT INTO {table} SELECT copy.* FROM {source}, {row} ON CONFLICT DO NOTHING")  # noqa: S608 - ours


async def _analysed(url: str) -> None:
    await _run(url, "VACUUM ANALYZE")


async def _run(url: str, statement: str) -> None:
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.exec_driver_sql(statement)
    await engine.dispose()


async def _bytes(url: str) -> AsyncIterator[Figure]:
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        for name, tables in BYTES.items():
            told = await connection.execute(text(STORED), {"tables": list(tables), "counted": tables[0]})
            stored, rows = told.one()
            yield Figure(
                name=f"Bytes of {name} on PostgreSQL, with its indexes", measured=float(stored) / rows, unit="B"
            )
    await engine.dispose()


async def _see(desk: Clicked, query: Any, *args: Any, **named: Any) -> None:
    await transactions.see(desk.services, desk.actor, query, *args, **named)


async def _asked(desk: Clicked) -> None:
    async with desk.services.database.write() as db:
        wish = adjustment(desk.player_id)
        await approvals.ask(desk.services.work(db), wish, actor=desk.actor, key=f"ask {desk.player_id}")


async def _voted(desk: Clicked) -> None:
    async with desk.services.database.read() as db:
        asked = await requests.by_key(db, f"ask {desk.player_id}")
    if asked is None:
        raise RuntimeError("what is voted on was not asked for")
    await vote(desk.services, await ballot_on(desk.services, asked, desk.voter), desk.voter)


CLICKS: Mapping[str, Click] = {
    "/player": lambda desk: _see(desk, players.card, desk.player_id, by="typed"),
    "/activity": lambda desk: _see(desk, player_activity.summary, desk.player_id, period="30d"),
    "/check": lambda desk: _see(desk, player_check.check, desk.player_id),
    "/audit": lambda desk: _see(desk, audit_trail.trail, TrailSubject(player_id=desk.player_id)),
    "/ticket queue": lambda desk: _see(desk, tickets.list_tickets, TicketList.QUEUE),
    "/ticket all": lambda desk: _see(desk, tickets.list_tickets, TicketList.ALL),
    "/alerts closed": lambda desk: _see(desk, security.list_alerts, Shelf.CLOSED),
    "/approvals": lambda desk: _see(replace(desk, actor=desk.voter), operations.to_decide),
    "Home": lambda desk: _see(replace(desk, actor=desk.voter), home.content),
    "Asking": _asked,
    "Voting": _voted,
}


async def _timed(doing: Awaitable[Any]) -> float:
    began = time.perf_counter()
    await doing
    return time.perf_counter() - began


def _settings(url: str) -> Settings:
    return Settings.read(environment(url, "http://127.0.0.1:9/", SECRET))
