"""Bonuses that lapse by the clock: what is left of them goes, once, and the platform may still say what it did."""

from uuid import UUID

from sqlalchemy import Select, exists, select, update

from core import audit, ledger, players
from core.bonuses.queries import BonusState
from core.database.connections import Connection
from core.database.tables import bonuses, platform_orders
from core.ledger import EntryKind, Transaction
from core.money import Money, Wallet
from core.people import PITBOSS
from core.players import open_bonuses
from core.players.open_bonuses import OpenBonus
from core.work import Work

columns = bonuses.c
PROMOTIONS = ledger.of_house("promotions")
BATCH = 100
"""Players looked at in one sweep; the next one comes soon."""
UNSETTLED = ("waiting", "unknown")
ENDING = ("convert_bonus", "void_bonus")
"""Orders about which the platform decides what becomes of a bonus."""


async def due(work: Work) -> list[int]:
    """List players with a bonus whose time is over, and about none of whose bonuses the platform has to answer."""
    query = _due(work).order_by(columns.player_id).limit(BATCH)
    return list(await work.db.scalars(query))


async def lapse(work: Work, player_id: int) -> int:
    """End the bonuses of a player whose time is over, and take what is left of them; give how many there were.

    They are read under the player's lock: one that was converted, taken back or told of meanwhile is left alone.
    """
    await players.hold(work.db, [player_id])
    if not await work.db.scalar(_due(work).where(columns.player_id == player_id)):
        return 0
    over = [one for one in await open_bonuses.of_player(work.db, player_id) if one.lapsed(work.now)]
    for one in over:
        await _lapse(work, player_id, one)
    return len(over)


async def settled(db: Connection, *, player_id: int, bonus_id: UUID) -> Money | None:
    """Say that the platform has told what became of a bonus that lapsed by the clock; give what had been taken.

    None where nothing was.
    """
    this = (columns.player_id == player_id, columns.id == bonus_id)
    await db.execute(update(bonuses).where(*this).values(unconfirmed=False))
    posted_id = await db.scalar(select(columns.end_transaction_id).where(*this))
    if posted_id is None:
        return None
    posted = await ledger.find(db, player_id=player_id, transaction_id=posted_id)
    return abs(posted.wallet_entry.amount)


def _due(work: Work) -> Select[tuple[int]]:
    orders = platform_orders.c
    asked = exists().where(orders.player_id == columns.player_id, orders.kind.in_(ENDING), orders.state.in_(UNSETTLED))
    over = (columns.state == BonusState.OPEN.value, columns.expires_at <= work.now)
    return select(columns.player_id).where(*over, ~asked).group_by(columns.player_id)


async def _lapse(work: Work, player_id: int, bonus: OpenBonus) -> None:
    currency = bonus.amount.currency
    held = await ledger.balance(work.db, player_id=player_id, wallet=Wallet.BONUS, currency=currency)
    left = max(min(held, bonus.amount), Money(0, currency))
    posted = await ledger.post(work, _transaction(player_id, bonus.id, left)) if left.amount_minor else None
    await work.db.execute(
        update(bonuses)
        .where(columns.player_id == player_id, columns.id == bonus.id)
        .values(
            state=BonusState.EXPIRED.value,
            ended_at=work.now,
            end_transaction_id=posted.id if posted else None,
            unconfirmed=True,
        )
    )
    await audit.record(
        work,
        audit.Entry(
            actor=PITBOSS,
            action="bonus.expired",
            module="ledger",
            subject=audit.Subject("player", str(player_id)),
            player_id=player_id,
            facts={"bonus": str(bonus.id)} | ({"transaction": str(posted.id)} if posted else {}),
        ),
    )


def _transaction(player_id: int, bonus_id: UUID, left: Money) -> Transaction:
    return Transaction(
        player_id=player_id,
        kind=EntryKind.BONUS,
        key=f"bonus:{bonus_id}:lapsed",
        entries=ledger.transfer(left, source=ledger.of_player(Wallet.BONUS), target=PROMOTIONS),
    )
