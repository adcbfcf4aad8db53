"""A vote that executes an adjustment, against the very statements it sends, sent by hand over the same driver."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiosqlite
import asyncpg
from sqlalchemy import event, select

from bench.figures import Figure, Size, ratio_of_each
from bench.http_requests import SECRET
from bench.lookups import NAMES
from bench.world import AGENTS, APPROVER, World, environment
from bot.process import transactions
from bot.process.configuration import Settings
from bot.process.services import Services
from core import approvals, staff
from core.actions.adjust_balance import AdjustBalance
from core.approvals import Ballot, Decision, votes
from core.database.tables import players
from core.money import Direction, Money, Wallet
from core.people import Actor
from core.requests import Request


@dataclass(frozen=True, slots=True)
class Sent:
    """One statement as the driver got it."""

    text: str
    values: Any
    many: bool


Vote = list[Sent]
Replay = Callable[[Vote], Awaitable[None]]


async def executed(world: World, size: Size, kind: str) -> AsyncIterator[Figure]:
    """Vote on the same requests in three copies of one database: dictating, by Pitboss, and by hand."""
    asked = world.database(kind)
    requests = await _asked(asked, size.votes)
    dictated, ours, theirs = (world.database(kind, like=asked) for _ in range(3))
    votes = await _dictated(dictated, requests)
    taken, by_hand = list[float](), list[float]()
    async with AsyncExitStack() as stack:
        services = await stack.enter_async_context(Services.opened(_settings(ours)))
        replay = await stack.enter_async_context(_by_hand(theirs))
        voter = await actor_of(services, APPROVER)
        for request, vote in zip(requests, votes, strict=True):
            ballot = await ballot_on(services, request, voter)
            taken.append(await _timed(vote(services, ballot, voter)))
            by_hand.append(await _timed(replay(vote)))
    name = f"A vote that executes an adjustment on {NAMES[kind]}, against its {len(votes[-1])} statements by hand"
    yield Figure(name=name, measured=ratio_of_each(taken, by_hand), at_most=3)


async def _asked(url: str, number: int) -> list[Request]:
    """Ask for so many small adjustments, each for another player."""
    async with Services.opened(_settings(url)) as services:
        requester = await actor_of(services, AGENTS[0])
        async with services.database.write() as db:
            in_euro = select(players.c.id).where(players.c.currency == "EUR").order_by(players.c.id).limit(number)
            ids = list(await db.scalars(in_euro))
            work = services.work(db)
            return [
                await approvals.ask(work, adjustment(player_id), actor=requester, key=f"ask {player_id}")
                for player_id in ids
            ]


def adjustment(player_id: int) -> AdjustBalance:
    return AdjustBalance(
        player_id=player_id,
        wallet=Wallet.CASH,
        direction=Direction.GIVE,
        amount=Money(10, "EUR"),
        reason="payment_error",
        source_ref=f"incident {player_id}",
        note="The payment came in twice and was booked once.",
    )


async def _dictated(url: str, requests: list[Request]) -> list[Vote]:
    """Vote on every request and write down what was sent."""
    async with Services.opened(_settings(url)) as services:
        sent: Vote = []

        def keep(*told: Any) -> None:
            _, _, text, values, _, many = told
            sent.append(Sent(text, values, many))

        voter = await actor_of(services, APPROVER)
        votes = []
        for request in requests:
            ballot = await ballot_on(services, request, voter)
            event.listen(services.database.writer.sync_engine, "before_cursor_execute", keep)
            sent.clear()
            await vote(services, ballot, voter)
            votes.append(list(sent))
            event.remove(services.database.writer.sync_engine, "before_cursor_execute", keep)
        return votes


async def ballot_on(services: Services, request: Request, voter: Actor) -> Ballot:
    async with services.database.read() as db:
        review = await approvals.review(services.work(db), request.id, actor=voter)
    return Ballot(
        request_id=request.id,
        version=request.version,
        fingerprint=request.fingerprint,
        material_digest=review.material_digest,
        decision=Decision.APPROVE,
    )


async def vote(services: Services, ballot: Ballot, voter: Actor) -> None:
    key = f"form:{ballot.request_id}"
    done, _ = await transactions.do(services, voter, votes.cast, key, request_id=ballot.request_id, ballot=ballot)
    if done.state != "done":
        raise RuntimeError(f"the vote left the request {done.state}: {done.close_reason}")


@asynccontextmanager
async def _by_hand(url: str) -> AsyncIterator[Replay]:
    """Give what sends a vote's statements over the driver alone, in one transaction."""
    if url.startswith("sqlite"):
        async with aiosqlite.connect(url.partition(":///")[2], isolation_level=None) as db:
            for pragma in (
                "journal_mode = WAL",
                "synchronous = FULL",
                "foreign_keys = ON",
                "wal_autocheckpoint = 20000",
            ):
                await db.execute(f"PRAGMA {pragma}")
            yield lambda vote: _over_sqlite(db, vote)
    else:
        connection = await asyncpg.connect(url.replace("+asyncpg", ""))
        for name in ("json", "jsonb"):
            await connection.set_type_codec(name, schema="pg_catalog", encoder=str, decoder=str)
        yield lambda vote: _over_postgres(connection, vote)
        await connection.close()


async def _over_sqlite(db: aiosqlite.Connection, vote: Vote) -> None:
    for sent in vote:
        if sent.many:
            await db.executemany(sent.text, sent.values)
        else:
            await db.execute_fetchall(sent.text, sent.values)
    await db.commit()


async def _over_postgres(connection: asyncpg.Connection, vote: Vote) -> None:
    async with connection.transaction():
        for sent in vote:
            if sent.many:
                await connection.executemany(sent.text, sent.values)
            else:
                await connection.fetch(sent.text, *sent.values)


async def actor_of(services: Services, user: str) -> Actor:
    async with services.database.read() as db:
        found = await staff.by_account(db, user, office=services.office, now=services.clock().now)
    return found[0].actor


async def _timed(doing: Awaitable[None]) -> float:
    began = time.perf_counter()
    await doing
    return time.perf_counter() - began


def _settings(url: str) -> Settings:
    return Settings.read(environment(url, "http://127.0.0.1:9/", SECRET))
