"""Receivables: what players owe because a wallet held less than was to be taken; nothing is ever collected by itself.

A posting from the house account of receivables stands in for what is missing, so that what was to be taken is taken
whole and no balance becomes negative by an act of ours.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import func, insert, select, update

from core import ledger
from core.database.connections import Connection
from core.database.tables import receivables
from core.errors import Refused
from core.ledger import RECEIVABLE, EntryKind, Posted, Transaction
from core.money import Money, Wallet
from core.phrases import Phrase
from core.work import Work

columns = receivables.c
STANDS_IN = ":receivable"
"""How the keys end of postings that stand in for what was missing."""


class OwesLess(Refused):
    """The player owes less than was to be settled."""

    code: ClassVar[str] = "owes_less"


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """What a request could not take: whose, how much, and the request."""

    player_id: int
    missing: Money
    request_id: UUID


async def stand_in(work: Work, wanted: StandIn) -> Posted:
    """Put what is missing into the cash wallet, once per request, and write down that the player owes it."""
    posted = await ledger.post(
        work,
        Transaction(
            player_id=wanted.player_id,
            kind=EntryKind.ADJUSTMENT,
            key=f"request:{wanted.request_id}{STANDS_IN}",
            entries=ledger.transfer(wanted.missing, source=ledger.OWED, target=ledger.of_player(Wallet.CASH)),
            reason=RECEIVABLE,
            request_id=wanted.request_id,
        ),
    )
    row = {
        "player_id": wanted.player_id,
        "id": posted.id,
        "amount_minor": wanted.missing.amount_minor,
        "currency": wanted.missing.currency,
        "at": posted.at,
        "request_id": wanted.request_id,
    }
    if not await work.db.scalar(select(columns.id).where(*_this(wanted.player_id, posted.id))):
        await work.db.execute(insert(receivables).values(row))
    return posted


async def owed(db: Connection, *, player_id: int, currency: str) -> Money:
    """Add up what the player owes in a currency."""
    left = func.coalesce(func.sum(columns.amount_minor - columns.settled_minor), 0)
    query = select(left).where(columns.player_id == player_id, columns.currency == currency)
    return Money(int(await db.scalar(query) or 0), currency)


async def of_request(db: Connection, *, player_id: int, request_id: UUID) -> Money | None:
    """Give what a request could not take; None where it took all."""
    query = select(columns.amount_minor, columns.currency)
    this = (columns.player_id == player_id, columns.request_id == request_id)
    row = (await db.execute(query.where(*this))).one_or_none()
    return Money(row.amount_minor, row.currency) if row else None


async def unsettled(db: Connection, *, player_id: int, request_id: UUID) -> Money | None:
    """Give what is still owed of what a request could not take; None where nothing is."""
    left = columns.amount_minor - columns.settled_minor
    this = (columns.player_id == player_id, columns.request_id == request_id, left > 0)
    row = (await db.execute(select(left.label("minor"), columns.currency).where(*this))).one_or_none()
    return Money(row.minor, row.currency) if row else None


def settlement(*, player_id: int, amount: Money, request_id: UUID) -> Transaction:
    """Make the transaction by which a player pays some of it from the cash wallet."""
    return Transaction(
        player_id=player_id,
        kind=EntryKind.ADJUSTMENT,
        key=f"request:{request_id}",
        entries=ledger.transfer(amount, source=ledger.of_player(Wallet.CASH), target=ledger.OWED),
        reason=RECEIVABLE,
        request_id=request_id,
    )


async def settle(work: Work, *, player_id: int, amount: Money) -> None:
    """Count an amount as paid, the oldest debt first; the caller holds the player and posts the money.

    Raises :class:`OwesLess` where the player owes less.
    """
    await refuse_more(work.db, player_id=player_id, amount=amount)
    await _spread(work, player_id, amount, paid=True)


async def unsettle(work: Work, *, player_id: int, amount: Money) -> None:
    """Count an amount as owed again, the newest debt first, because its payment was reversed."""
    await _spread(work, player_id, amount, paid=False)


async def refuse_more(db: Connection, *, player_id: int, amount: Money) -> None:
    """Refuse to settle more than is owed.

    Raises :class:`OwesLess`.
    """
    owes = await owed(db, player_id=player_id, currency=amount.currency)
    if owes < amount:
        words = "The player owes {owes}; {amount} is more." if owes.amount_minor else "The player owes nothing."
        raise OwesLess(Phrase(words, owes=owes, amount=amount), field="amount")


def stands_in(posted: Posted) -> bool:
    """Tell whether a posting stands in for what was missing, and so is settled and never reversed."""
    return posted.transaction.key.endswith(STANDS_IN)


def settles(posted: Posted) -> bool:
    """Tell whether a posting is a payment of what was owed."""
    told = posted.transaction
    owed = any(entry.account == ledger.OWED for entry in told.entries)
    return owed and told.kind is EntryKind.ADJUSTMENT and not stands_in(posted)


async def _spread(work: Work, player_id: int, amount: Money, *, paid: bool) -> None:
    order = (columns.at, columns.id) if paid else (columns.at.desc(), columns.id.desc())
    query = select(receivables).where(columns.player_id == player_id, columns.currency == amount.currency)
    rows = (await work.db.execute(query.order_by(*order))).all()
    for row, share in _shares(rows, amount.amount_minor, paid=paid):
        settled = row.settled_minor + (share if paid else -share)
        await work.db.execute(update(receivables).where(*_this(player_id, row.id)).values(settled_minor=settled))


def _shares(rows: Any, minor: int, *, paid: bool) -> Iterator[tuple[Any, int]]:
    for row in rows:
        room = row.amount_minor - row.settled_minor if paid else row.settled_minor
        if share := min(room, minor):
            minor -= share
            yield row, share


def _this(player_id: int, row_id: UUID) -> tuple[Any, ...]:
    return columns.player_id == player_id, columns.id == row_id
