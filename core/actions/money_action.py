"""Acts that move a player's money: who asks, and the tier that decides, the same for all of them."""

from typing import Annotated, ClassVar

from pydantic import Field

from core.action import Action, Pick, Policy, Totals
from core.actions.money_tiers import Ladder
from core.money import Direction, Money
from core.office import Office
from core.people import Actor, Permission
from core.players import PlayerId
from core.work import Work


class MoneyAction(Action):
    """An act that moves money of a player, by hand, in the tiers of adjustments and with the totals of the day.

    A subclass with an ``amount`` moves that; another one says in :meth:`counts` what it comes to.
    """

    module: ClassVar[str] = "ledger"
    ask: ClassVar[Permission] = Permission.ADJUSTMENT_ASK
    rule_of: ClassVar[str] = "adjust_balance"
    on_platform: ClassVar[bool] = True
    in_totals: ClassVar[bool] = True
    way: ClassVar[Direction]
    """Whether the player gains by it or loses: the tiers it goes by."""
    verb: ClassVar[str]
    """What its rules are called: ``Grant a bonus up to EUR 50.00``."""

    player_id: Annotated[PlayerId, Pick.PLAYER] = Field(title="Player")

    def about(self) -> PlayerId:
        """Give the player."""
        return self.player_id

    def moves(self) -> Money | None:
        """Give the amount."""
        return getattr(self, "amount", None)

    async def policy(self, *, work: Work, requester: Actor, totals: Totals) -> Policy:
        """Choose the tier of what it comes to, with the day's totals."""
        del requester
        return self.ladder(work.office).policy(await self.counts(work=work), totals, work=work)

    def stricter(self, policy: Policy, *, work: Work) -> Policy:
        """Take the next tier; from the last tier, require one more person."""
        return self.ladder(work.office).above(policy) or super().stricter(policy, work=work)

    def ladder(self, office: Office) -> Ladder:
        """Give the tiers it goes by."""
        return Ladder.of(self.way, office, verb=self.verb)
