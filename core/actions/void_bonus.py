"""Taking back an open bonus: what is left of it goes, and it can never become cash."""

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from core import bonuses, ledger, platform
from core.action import Command, Fact, Kind, Note, Pick, Receipt, Run, Ticket, Usage
from core.actions import bonus_facts, money_acts, player_facts
from core.actions.grant_bonus import PROMOTIONS
from core.actions.money_acts import MoneyAction
from core.bonuses import BonusState, OpenBonus
from core.fact_values import FactValue
from core.money import Direction, Money, Wallet
from core.phrases import Phrase, PlayerRef
from core.players import Prerequisite
from core.work import Work


class VoidBonus(MoneyAction):
    """Take an open bonus back."""

    name: ClassVar[str] = "void_bonus"
    title: ClassVar[str] = "Take back bonus"
    noun: ClassVar[str] = "taking back of a bonus"
    kind: ClassVar[Kind] = Kind.RELEASING
    prerequisite: ClassVar[Prerequisite | None] = Prerequisite.OPEN_BONUS
    way: ClassVar[Direction] = Direction.TAKE
    verb: ClassVar[str] = "Take back a bonus"
    recorded_as: ClassVar[str] = "bonus.voided"
    undone_by: ClassVar[str] = "A new bonus."
    command: ClassVar[Command | None] = Command(
        "/player",
        verb="void",
        usages=(Usage("anna42 because two accounts took the welcome bonus", "asks to take an open bonus back"),),
    )

    bonus_id: Annotated[UUID, Pick.BONUS] = Field(title="Bonus")
    note: Note = Field(title="Why")
    ticket: Ticket | None = Field(default=None, title="Ticket")

    def subject(self) -> str:
        """Allow one pending request per bonus, whatever is to become of it."""
        return f"bonus {self.bonus_id}"

    def headline(self) -> str:
        """Say whose bonus; which one, its amount says."""
        return Phrase("Take back a bonus of {player}", player=PlayerRef(self.player_id))

    def heading(self, facts: Mapping[str, FactValue]) -> str:
        """Say how much goes."""
        if not isinstance(amount := facts.get("amount"), Money):
            return self.headline()
        return Phrase("Take back a bonus of {amount} of {player}", amount=amount, player=PlayerRef(self.player_id))

    async def counts(self, *, work: Work) -> Money:
        """Count the whole bonus: how much of it is left changes while the player plays."""
        return (await self._open(work)).amount

    async def preview(self, *, work: Work) -> Sequence[Fact]:
        """List the bonus, what is left of it, and the player's status."""
        bonus = await self._open(work)
        before, taken = await self._left(work, bonus)
        return [
            Fact(key="amount", label="Bonus", value=bonus.amount, private=False),
            Fact(key="taken", label="Left to be taken", value=taken),
            *bonus_facts.of_open(bonus, work),
            money_acts.balance_line(Wallet.BONUS, before=before, after=before - taken),
            *player_facts.of_player(await player_facts.about(work, self.player_id)),
            *await player_facts.of_alerts(work, self.player_id),
        ]

    async def execute(self, *, run: Run) -> Receipt:
        """Take what is left of it and mark it as taken back."""
        _, taken = await self._left(run.work, await self._open(run.work))
        posted = await ledger.post(run.work, self._transaction(run, taken)) if taken.amount_minor else None
        return await self._voided(run, posted)

    async def mirror(self, *, run: Run) -> Receipt:
        """Post what the platform was ordered to take."""
        order = await platform.of_request(run.work.db, run.request_id)
        ordered = order.body["data"]["amount"] if order else None
        taken = Money(**ordered) if ordered else (await self._left(run.work, await self._open(run.work)))[1]
        posted = None
        if taken.amount_minor:
            posted = await money_acts.post_mirrored(run.work, self._transaction(run, taken))
        return await self._voided(run, posted)

    async def order(self, *, run: Run, step: platform.Step) -> platform.Wish:
        """Have the platform take the same money and end the bonus."""
        del step
        work = run.work
        bonus = await bonuses.find(work.db, player_id=self.player_id, bonus_id=self.bonus_id)
        taken = Money(0, bonus.amount.currency)
        if posted_id := bonus.end_transaction_id:
            posted = await ledger.find(work.db, player_id=self.player_id, transaction_id=posted_id)
            taken = abs(posted.wallet_entry.amount)
        return platform.VoidBonusWish(bonus=bonus.name, of_request=bonus.request_id, amount=taken)

    async def _voided(self, run: Run, posted: ledger.Posted | None) -> Receipt:
        by = bonuses.BonusEnd(
            state=BonusState.VOIDED, request_id=run.request_id, transaction_id=posted.id if posted else None
        )
        await bonuses.end(run.work, player_id=self.player_id, bonus_id=self.bonus_id, by=by)
        if posted is None:
            return Receipt(lines=(Fact(key="amount", label="Taken", value="nothing was left of it"),))
        return money_acts.receipt(posted)

    def _transaction(self, run: Run, taken: Money) -> ledger.Transaction:
        return ledger.Transaction(
            player_id=self.player_id,
            kind=ledger.EntryKind.BONUS,
            key=f"request:{run.request_id}",
            entries=ledger.transfer(taken, source=ledger.of_player(Wallet.BONUS), target=PROMOTIONS),
            request_id=run.request_id,
        )

    async def _left(self, work: Work, bonus: OpenBonus) -> tuple[Money, Money]:
        """Give the bonus balance, and how much of it is this bonus at most."""
        currency = bonus.amount.currency
        held = await ledger.balance(work.db, player_id=self.player_id, wallet=Wallet.BONUS, currency=currency)
        return held, max(min(held, bonus.amount), Money(0, currency))

    async def _open(self, work: Work) -> OpenBonus:
        return await bonuses.open_of(work.db, player_id=self.player_id, bonus_id=self.bonus_id)
