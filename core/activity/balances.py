"""What wallets hold on the platform: mirrored where the platform keeps the money, compared where the ledger does."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from core import audit, ledger
from core.activity import movements
from core.activity.catalogue import BalanceBody, Type, read
from core.activity.events import StoredEvent
from core.activity.pending_orders import Place, explained, under_way
from core.database import bulk
from core.database.connections import insert_unless_there
from core.database.tables import events as told
from core.database.tables import ledger_entries, ledger_transactions, seen_deliveries, wallets
from core.money import Money, Wallet
from core.people import PITBOSS
from core.work import Work

DOUBT_LASTS = timedelta(days=7)
"""How long a balance that differs is put down to events that contradict each other."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A balance reported that is not what the ledger held at that time, nor what it held but for what was under way."""

    kept: StoredEvent
    wallet: Wallet
    amount: Money
    """By how much the platform has more."""


async def follow(work: Work, kept: Iterable[StoredEvent]) -> dict[UUID, Money]:
    """Compare the newest balance of each wallet with the ledger; give by how much events differ. Oldest event first.

    Where the platform keeps the money the ledger follows it; where the ledger does, a difference alarms. It also does
    where events of the player were not booked of late because they contradict each other.
    """
    last = {_place(one, one.body): one for one in kept if isinstance(one.body, BalanceBody)}
    if not last:
        return {}
    since = min(one.event.at for one in last.values())
    later = await _later_word(work, last, since)
    held = await _held(work, last, since)
    ours = await under_way(work, {place: one.event.at for place, one in last.items()})
    differing = [
        one
        for place, kept in last.items()
        if place not in later and (one := _difference(kept, held[place], ours.get(place, ())))
    ]
    if work.office.authority == "platform":
        await ledger.post_reported(work, [movements.mirrored(one.kept, one.wallet, one.amount) for one in differing])
        doubtful = await _doubtful(work, {one.kept.player_id for one in differing})
        alarming = [one for one in differing if one.kept.player_id in doubtful]
    else:
        alarming = differing
    await _mark(work, [one.kept for one in alarming])
    for one in alarming:
        await _alarm(work, one)
    return {one.kept.id: one.amount for one in differing}


def _place(kept: StoredEvent, body: BalanceBody) -> Place:
    return kept.player_id, body.wallet, body.balance.currency


def _difference(kept: StoredEvent, held_minor: int, ours: Sequence[int]) -> Difference | None:
    if not isinstance(kept.body, BalanceBody):
        return None
    balance = kept.body.balance
    difference = balance.amount_minor - held_minor
    left = difference - explained(difference, ours)
    return Difference(kept, kept.body.wallet, Money(left, balance.currency)) if left else None


async def _later_word(work: Work, last: Mapping[Place, StoredEvent], since: datetime) -> frozenset[Place]:
    """Name the wallets of which something newer was told before."""
    query = select(told.c.player_id, told.c.at, told.c.version, told.c.body).where(
        bulk.among(work.db, told, ("player_id",), sorted({(player_id,) for player_id, _, _ in last})),
        told.c.type == Type.BALANCE_UPDATE,
        told.c.at > since,
    )
    found = set()
    for row in await work.db.execute(query):
        body = read(Type.BALANCE_UPDATE, row.version, row.body)
        if isinstance(body, BalanceBody):
            place = (row.player_id, body.wallet, body.balance.currency)
            found |= {place} if place in last and row.at > last[place].event.at else set()
    return frozenset(found)


async def _held(work: Work, last: Mapping[Place, StoredEvent], since: datetime) -> dict[Place, int]:
    """Tell what each wallet held when its balance was reported: what it holds now, less what came after."""
    held = dict.fromkeys(last, 0)
    mine = sorted({(player_id,) for player_id, _, _ in last})
    now = select(wallets).where(bulk.among(work.db, wallets, ("player_id",), mine))
    for row in await work.db.execute(now):
        if (place := (row.player_id, Wallet(row.wallet), row.currency)) in held:
            held[place] = row.balance_minor
    by_account = {(place[0], ledger.of_player(place[1]), place[2]): place for place in last}
    for row in await work.db.execute(_since(work, mine, since)):
        moved = by_account.get((row.player_id, row.account, row.currency))
        if moved and row.at > last[moved].event.at:
            held[moved] -= row.amount_minor
    return held


def _since(work: Work, mine: list[tuple[int]], since: datetime) -> Any:
    entries, transactions = ledger_entries.c, ledger_transactions.c
    joined = (entries.player_id == transactions.player_id) & (entries.transaction_id == transactions.id)
    return (
        select(entries.player_id, entries.account, entries.currency, entries.amount_minor, transactions.at)
        .join_from(ledger_transactions, ledger_entries, joined)
        .where(bulk.among(work.db, ledger_transactions, ("player_id",), mine), transactions.at > since)
    )


async def _doubtful(work: Work, player_ids: Collection[int]) -> frozenset[int]:
    """Name the players of whom events came lately that contradict each other."""
    if not player_ids:
        return frozenset()
    query = select(told.c.player_id).where(
        told.c.player_id.in_(player_ids),
        told.c.type.in_(movements.MAY_CONTRADICT),
        told.c.contradicts.isnot(None),
        told.c.received_at > work.now - DOUBT_LASTS,
    )
    return frozenset(await work.db.scalars(query.distinct()))


async def _mark(work: Work, kept: Iterable[StoredEvent]) -> None:
    """Note on the events that no act of ours explains them: rules look at such balances, and at no others."""
    named = [(one.player_id, one.event.at, one.event.source, one.event.event_id) for one in kept]
    if named:
        these = bulk.among(work.db, told, ("player_id", "at", "source", "event_id"), named)
        await work.db.execute(update(told).where(these).values(differs=True))


async def _alarm(work: Work, one: Difference) -> None:
    """Alarm once a player, wallet and day: one cause makes every report after it differ."""
    player_id, day = one.kept.player_id, work.office.day(work.now)
    once = {"key": f"alarm:balance:{player_id}:{one.wallet.value}:{day}", "at": work.now}
    if not (await work.db.execute(insert_unless_there(work.db, seen_deliveries).values(once))).rowcount:
        return
    entry = audit.Entry(
        actor=PITBOSS,
        action="balance.differs",
        module="activity",
        subject=audit.Subject("player", str(player_id)),
        player_id=player_id,
        facts={"wallet": one.wallet.value, "source": one.kept.event.source, "event": one.kept.event.event_id},
        private={"difference": str(one.amount)},
    )
    await audit.alarm(work, entry)
