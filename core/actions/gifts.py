"""Who must not get bonuses or goodwill: excluded players, closed accounts, minors, and those kept from a bonus."""

from typing import ClassVar

from core import player_blocks
from core.errors import Refused
from core.money import Wallet
from core.office import Scope
from core.players import eligibility
from core.work import Work


class OnlyMoneyOwed(Refused):
    """The player must not get bonuses or goodwill."""

    code: ClassVar[str] = "only_money_owed"


async def refuse_barred(work: Work, player_id: int, wallet: Wallet, *, fields: tuple[str, str]) -> None:
    """Refuse a bonus or goodwill for a player who must not get any: excluded, closed, a minor, or kept from a bonus.

    ``fields`` are what to correct for a player who is excluded, and for one whom a block keeps from a bonus.
    Raises :class:`OnlyMoneyOwed`.
    """
    of_exclusion, of_block = fields
    if why := await eligibility.why_no_gift(work, player_id):
        raise OnlyMoneyOwed(why, field=of_exclusion)
    rows = await player_blocks.open_rows(work.db, player_id, now=work.now)
    if player_blocks.excluded(rows, work.now):
        raise OnlyMoneyOwed(
            f"Player {player_id} is excluded from play: no bonus and no goodwill, only money owed, in cash.",
            field=of_exclusion,
        )
    if wallet is Wallet.BONUS and Scope.BONUS in player_blocks.standing(rows, work.now).blocked:
        raise OnlyMoneyOwed(f"Player {player_id} cannot get a bonus while blocked.", field=of_block)
