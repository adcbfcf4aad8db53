"""Settling what a player owes, from the cash wallet: never by itself, always by people."""

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from core import ledger, platform, receivables
from core.action import (
    Command,
    Fact,
    InCurrencyOf,
    Kind,
    Note,
    Receipt,
    Run,
    Ticket,
    Usage,
)
from core.actions import money_acts, player_facts
from core.actions.bonus_facts import Positive
from core.actions.money_acts import MoneyAction
from core.money import Direction, Money, Wallet
from core.phrases import Phrase, PlayerRef
from core.players import Prerequisite
from core.work import Work


class SettleReceivable(MoneyAction):
    """Take from the player's cash what the player owes, the oldest debt first."""

    name: ClassVar[str] = "settle_receivable"
    title: ClassVar[str] = "Settle what is owed"
    noun: ClassVar[str] = "settlement"
    kind: ClassVar[Kind] = Kind.RELEASING
    prerequisite: ClassVar[Prerequisite | None] = Prerequisite.DEBT
    way: ClassVar[Direction] = Direction.TAKE
    verb: ClassVar[str] = "Settle"
    recorded_as: ClassVar[str] = "receivable.settled"
    undone_by: ClassVar[str] = "“Reverse adjustment”."
    command: ClassVar[Command | None] = Command(
        "/player",
        verb="settle",
        usages=(Usage("anna42 30 EUR because the player deposited again", "asks to take what the player owes"),),
    )

    amount: Annotated[Money, Positive, InCurrencyOf("player_id", "wallet")] = Field(title="Amount")
    note: Note = Field(title="Why now")
    ticket: Ticket | None = Field(default=None, title="Ticket")

    def subject(self) -> str:
        """Allow one pending settlement per player and currency."""
        return f"player {self.player_id} owes {self.amount.currency}"

    def headline(self) -> str:
        """Say who pays how much."""
        return Phrase("Take {amount} that {player} owes", amount=self.amount, player=PlayerRef(self.player_id))

    async def preview(self, *, work: Work) -> Sequence[Fact]:
        """List what is owed before and after, the balance, and the player's status."""
        await receivables.refuse_more(work.db, player_id=self.player_id, amount=self.amount)
        code = self.amount.currency
        before = await ledger.balance(work.db, player_id=self.player_id, wallet=Wallet.CASH, currency=code)
        if before < self.amount:
            raise ledger.Overdrawn.by(self.amount, Wallet.CASH, held=before, field="amount")
        owes = await receivables.owed(work.db, player_id=self.player_id, currency=code)
        return [
            Fact(key="owes", label="The player owes", value=owes, material=True, private=False),
            Fact(key="left", label="Then still owed", value=owes - self.amount, private=False),
            money_acts.balance_line(Wallet.CASH, before=before, after=before - self.amount),
            *player_facts.of_player(await player_facts.about(work, self.player_id)),
            *await player_facts.of_alerts(work, self.player_id),
        ]

    async def execute(self, *, run: Run) -> Receipt:
        """Post it and count it as paid."""
        await receivables.settle(run.work, player_id=self.player_id, amount=self.amount)
        return money_acts.receipt(await ledger.post(run.work, self._transaction(run)))

    async def mirror(self, *, run: Run) -> Receipt:
        """Post what the platform took."""
        await receivables.settle(run.work, player_id=self.player_id, amount=self.amount)
        return await money_acts.mirrored(run.work, self._transaction(run))

    async def order(self, *, run: Run, step: platform.Step) -> platform.Wish:
        """Have the platform take the same money."""
        del run, step
        return platform.AdjustWish(
            wallet=Wallet.CASH,
            direction=Direction.TAKE,
            amount=self.amount,
            reason=ledger.RECEIVABLE,
            source_ref=None,
        )

    def _transaction(self, run: Run) -> ledger.Transaction:
        return receivables.settlement(player_id=self.player_id, amount=self.amount, request_id=run.request_id)
