"""Converting a bonus: what is left of it becomes the player's own money."""

from collections.abc import Sequence
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from core import bonuses, ledger, platform, requests
from core.action import (
    Command,
    Fact,
    InCurrencyOf,
    Kind,
    Note,
    Pick,
    Policy,
    Receipt,
    Run,
    Ticket,
    Totals,
    Usage,
)
from core.actions import bonus_facts, money_acts, money_checks, player_facts
from core.actions.bonus_facts import Positive
from core.actions.money_acts import MoneyAction
from core.bonuses import BonusState, OpenBonus
from core.errors import Invalid
from core.money import Direction, Money, Wallet
from core.people import Actor
from core.phrases import Phrase, PlayerRef
from core.players import Prerequisite, open_bonuses
from core.work import Work


class ConvertBonus(MoneyAction):
    """Make an open bonus the player's own money."""

    name: ClassVar[str] = "convert_bonus"
    title: ClassVar[str] = "Convert bonus"
    noun: ClassVar[str] = "conversion of a bonus"
    kind: ClassVar[Kind] = Kind.RELEASING
    prerequisite: ClassVar[Prerequisite | None] = Prerequisite.OPEN_BONUS
    way: ClassVar[Direction] = Direction.GIVE
    verb: ClassVar[str] = "Convert a bonus"
    recorded_as: ClassVar[str] = "bonus.converted"
    undone_by: ClassVar[str] = "“Reverse adjustment”."
    command: ClassVar[Command | None] = Command(
        "/player",
        verb="convert",
        usages=(Usage("anna42 20 EUR because the turnover is done", "asks to turn an open bonus into cash"),),
    )

    bonus_id: Annotated[UUID, Pick.BONUS] = Field(title="Bonus")
    amount: Annotated[Money, Positive, InCurrencyOf("player_id", "wallet")] = Field(title="Amount that becomes cash")
    early: bool = Field(default=False, title="Before the turnover is done")
    note: Note = Field(title="Why")
    ticket: Ticket | None = Field(default=None, title="Ticket")

    def subject(self) -> str:
        """Allow one pending request per bonus, whatever is to become of it."""
        return f"bonus {self.bonus_id}"

    def headline(self) -> str:
        """Say whose bonus, and how much becomes cash."""
        words = "Convert {amount} of a bonus of {player} into cash"
        return Phrase(words, amount=self.amount, player=PlayerRef(self.player_id))

    async def policy(self, *, work: Work, requester: Actor, totals: Totals) -> Policy:
        """Choose the tier of this amount together with what was granted: both give the player money.

        Before the turnover is done it is a gift: one tier more.
        """
        del requester
        bonus = await self._open(work)
        ladder = self.ladder(work.office)
        policy = ladder.policy(self.amount, totals, work=work, earlier=await self._granted_before(work, bonus))
        earned = bonus.fulfilled and self.amount <= await self._own_part(work, bonus)
        return policy if earned else self.stricter(policy, work=work)

    async def preview(self, *, work: Work) -> Sequence[Fact]:
        """List the bonus with its turnover, both balances before and after, and the player's status."""
        bonus = await self._examine(work)
        held = {one.wallet: one.money for one in await self._balances(work)}
        zero = Money(0, self.amount.currency)
        before, cash = held.get(Wallet.BONUS, zero), held.get(Wallet.CASH, zero)
        if before < self.amount:
            raise ledger.Overdrawn.by(self.amount, Wallet.BONUS, held=before, field="amount")
        return [
            *bonus_facts.of_open(bonus, work),
            money_acts.balance_line(Wallet.BONUS, before=before, after=before - self.amount),
            money_acts.balance_line(Wallet.CASH, before=cash, after=cash + self.amount, key="cash_balance"),
            *player_facts.of_player(await player_facts.about(work, self.player_id)),
            *await player_facts.of_alerts(work, self.player_id),
        ]

    async def execute(self, *, run: Run) -> Receipt:
        """Post it and mark the bonus as converted."""
        await self._examine(run.work)
        return await self._converted(run, await ledger.post(run.work, self._transaction(run)))

    async def mirror(self, *, run: Run) -> Receipt:
        """Post what the platform converted."""
        return await self._converted(run, await money_acts.post_mirrored(run.work, self._transaction(run)))

    async def order(self, *, run: Run, step: platform.Step) -> platform.Wish:
        """Have the platform convert the same bonus."""
        del step
        bonus = await bonuses.find(run.work.db, player_id=self.player_id, bonus_id=self.bonus_id)
        return platform.ConvertBonusWish(bonus=bonus.name, of_request=bonus.request_id, amount=self.amount)

    async def _converted(self, run: Run, posted: ledger.Posted) -> Receipt:
        by = bonuses.BonusEnd(state=BonusState.CONVERTED, request_id=run.request_id, transaction_id=posted.id)
        await bonuses.end(run.work, player_id=self.player_id, bonus_id=self.bonus_id, by=by)
        return money_acts.receipt(posted)

    def _transaction(self, run: Run) -> ledger.Transaction:
        bonus, cash = ledger.of_player(Wallet.BONUS), ledger.of_player(Wallet.CASH)
        return ledger.Transaction(
            player_id=self.player_id,
            kind=ledger.EntryKind.BONUS,
            key=f"request:{run.request_id}",
            entries=ledger.transfer(self.amount, source=bonus, target=cash),
            request_id=run.request_id,
        )

    async def _open(self, work: Work) -> OpenBonus:
        return await bonuses.open_of(work.db, player_id=self.player_id, bonus_id=self.bonus_id)

    async def _examine(self, work: Work) -> OpenBonus:
        bonus = await self._open(work)
        if self.amount.currency != bonus.amount.currency:
            raise Invalid(f"The bonus is in {bonus.amount.currency}; type the amount in it.", field="amount")
        if bonus.lapsed(work.now):
            words = "The bonus was valid until {at}. It can only be taken back; what is owed is given by an adjustment."
            raise Invalid(Phrase(words, at=bonus.expires_at or ""), field="bonus_id")
        own = await self._own_part(work, bonus)
        if bonus.fulfilled and self.amount <= own:
            return bonus
        if not self.early:
            tick = type(self).model_fields["early"].title or ""
            words = "{done} of {turnover} are staked. Tick “{tick}” to ask all the same; it takes one tier more."
            if bonus.fulfilled:
                words = (
                    "More than {own} would come from other bonuses, whose turnover is not done. Write less, or tick "
                    "“{tick}” to ask all the same; it takes one tier more."
                )
            raise Invalid(Phrase(words, done=bonus.done, turnover=bonus.turnover, own=own, tick=tick), field="early")
        await money_checks.refuse_barred(work, self.player_id, Wallet.BONUS, fields=("early", "early"))
        return bonus

    async def _granted_before(self, work: Work, bonus: OpenBonus) -> Money | None:
        """Give what was granted, where that stands in no total of today."""
        if bonus.request_id is None:
            return None
        today = work.office.day(work.now).isoformat()
        counted = any(one.total_on == today for one in await requests.of_ids(work.db, [bonus.request_id]))
        return None if counted else bonus.amount

    async def _own_part(self, work: Work, bonus: OpenBonus) -> Money:
        """Give how much of the bonus wallet is this bonus with what was won: what others hold that are not done is not.

        All bonuses lie in one wallet, so a small one that is done must not carry a large one that is not into cash.
        """
        currency = bonus.amount.currency
        every = await open_bonuses.of_player(work.db, self.player_id)
        others = [one.amount for one in every if one.id != bonus.id and not one.fulfilled]
        held = next((one.money for one in await self._balances(work) if one.wallet is Wallet.BONUS), Money(0, currency))
        return max(bonus.amount, held - sum((one for one in others if one.currency == currency), Money(0, currency)))

    async def _balances(self, work: Work) -> list[ledger.Balance]:
        held = await ledger.balances(work.db, self.player_id)
        return [one for one in held if one.money.currency == self.amount.currency]
