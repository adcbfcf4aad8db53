"""Who must not get bonuses or goodwill: excluded players, closed accounts, minors, and those kept from a bonus."""

from typing import ClassVar

from sqlalchemy import select

from core import player_blocks
from core.database.tables import players
from core.errors import Refused, Unknown
from core.money import Wallet
from core.office import Scope
from core.players import oddities
from core.work import Work

CLOSED = frozenset({"closed", "self_closed"})
"""Accounts that were closed, by the desk or by the player."""


class OnlyMoneyOwed(Refused):
    """The player must not get bonuses or goodwill."""

    code: ClassVar[str] = "only_money_owed"


async def refuse_barred(work: Work, player_id: int, wallet: Wallet, *, fields: tuple[str, str]) -> None:
    """Refuse a bonus or goodwill for a player who must not get any: excluded, closed, a minor, or kept from a bonus.

    ``fields`` are what to correct for a player who is excluded, and for one whom a block keeps from a bonus.
    Raises :class:`OnlyMoneyOwed`, and :class:`~core.errors.Unknown` when there is no such player.
    """
    of_exclusion, of_block = fields
    if why := await _why_not(work, player_id):
        raise OnlyMoneyOwed(why, field=of_exclusion)
    rows = await player_blocks.open_rows(work.db, player_id, now=work.now)
    if player_blocks.excluded(rows, work.now):
        raise OnlyMoneyOwed(
            f"Player {player_id} is excluded from play: no bonus and no goodwill, only money owed, in cash.",
            field=of_exclusion,
        )
    if wallet is Wallet.BONUS and Scope.BONUS in player_blocks.standing(rows, work.now).blocked:
        raise OnlyMoneyOwed(f"Player {player_id} cannot get a bonus while blocked.", field=of_block)


async def _why_not(work: Work, player_id: int) -> str:
    """Say why the account or the age is against it; empty where neither is."""
    query = select(players.c.lifecycle, players.c.born_on).where(players.c.id == player_id)
    row = (await work.db.execute(query)).one_or_none()
    if row is None:
        raise Unknown(f"There is no player {player_id}.", field="player_id")
    if row.lifecycle in CLOSED:
        return f"The account of player {player_id} is closed: no bonus and no goodwill, only money owed, in cash."
    if oddities.under_age(work, [(player_id, row.born_on)]):
        return f"Player {player_id} is under age by the birth date on record: no bonus and no goodwill."
    return ""
