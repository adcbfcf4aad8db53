"""Granting a bonus: money that becomes cash once enough was staked."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, ClassVar

from pydantic import Field

from core import bonuses, ledger, platform
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
from core.actions import money_acts, money_checks, player_facts
from core.actions.adjust_balance import SourceRef
from core.actions.bonus_facts import Days, Games, Positive, Times
from core.actions.money_checks import AdjustmentWish, ComparedAction
from core.errors import Invalid, Unknown
from core.money import Direction, Money, Wallet
from core.phrases import Phrase, PlayerRef
from core.players import open_bonuses
from core.work import Work

TURNOVER_MOST_MINOR = 10**15
"""Minor units; no player stakes that much."""
PROMOTIONS = ledger.of_house("promotions")


class GrantBonus(ComparedAction):
    """Give a player a bonus with a turnover and an end."""

    name: ClassVar[str] = "grant_bonus"
    title: ClassVar[str] = "Grant bonus"
    noun: ClassVar[str] = "bonus"
    kind: ClassVar[Kind] = Kind.RELEASING
    way: ClassVar[Direction] = Direction.GIVE
    verb: ClassVar[str] = "Grant a bonus"
    recorded_as: ClassVar[str] = "bonus.granted"
    undone_by: ClassVar[str] = "“Take back bonus”."
    command: ClassVar[Command | None] = Command(
        "/player",
        verb="grant",
        usages=(Usage("anna42 20 EUR because the welcome bonus was missed", "asks for a bonus"),),
    )

    amount: Annotated[Money, Positive, InCurrencyOf("player_id", "wallet")] = Field(title="Amount")
    turnover_times: Times = Field(
        title="Turnover", description="How many times the amount must be staked first; 0 for none."
    )
    days: Days = Field(title="Valid for (days)")
    games: Games = Field(
        default=None, title="Games", description="Names with commas between them; empty for every game."
    )
    source_ref: SourceRef | None = Field(default=None, title="What it is for (campaign, tournament, incident)")
    note: Note = Field(title="Why")
    ticket: Ticket | None = Field(default=None, title="Ticket")

    def subject(self) -> str:
        """Allow one pending grant per player and source."""
        return f"player {self.player_id} bonus for {ledger.source_key(self.source_ref or 'nothing named')}"

    def headline(self) -> str:
        """Say who gets which bonus."""
        words = "Grant {player} a bonus of {amount}, turnover {times} times"
        return Phrase(words, player=PlayerRef(self.player_id), amount=self.amount, times=self.turnover_times)

    @property
    def wish(self) -> AdjustmentWish:
        """Give what similar gifts are compared by."""
        return AdjustmentWish(
            player_id=self.player_id, direction=Direction.GIVE, amount=self.amount, source=self.source_ref
        )

    @property
    def turnover(self) -> Money:
        """Give the stakes that it asks for."""
        return Money(self.amount.amount_minor * self.turnover_times, self.amount.currency)

    async def preview(self, *, work: Work) -> Sequence[Fact]:
        """List the bonus, the balance before and after, and the player's status."""
        own = await self._examine(work)
        currency = self.amount.currency
        before = await ledger.balance(work.db, player_id=self.player_id, wallet=Wallet.BONUS, currency=currency)
        player = await player_facts.about(work, self.player_id)
        already = tuple(one.amount for one in await open_bonuses.of_player(work.db, self.player_id))
        return [
            Fact(key="turnover", label="Turnover", value=self.turnover, private=False),
            Fact(key="expires", label="Valid until", value=self._expires_at(work)),
            money_acts.balance_line(Wallet.BONUS, before=before, after=before + self.amount),
            *money_checks.similar_facts(self.wish.earlier(own, work)),
            Fact(key="open", label="Open bonuses", value=already or "none", material=True),
            *player_facts.of_player(player),
            *await player_facts.of_alerts(work, self.player_id),
        ]

    async def execute(self, *, run: Run) -> Receipt:
        """Post it and write the bonus down."""
        if not run.previewed:
            await self._examine(run.work)
        posted = await ledger.post(run.work, self._transaction(run))
        return await self._granted(run, posted, money_acts.receipt(posted))

    async def mirror(self, *, run: Run) -> Receipt:
        """Post what the platform granted."""
        posted = await money_acts.post_mirrored(run.work, self._transaction(run))
        return await self._granted(run, posted, money_acts.receipt(posted))

    async def order(self, *, run: Run, step: platform.Step) -> platform.Wish:
        """Have the platform grant the same bonus."""
        del step
        return platform.GrantBonusWish(
            amount=self.amount,
            turnover=self.turnover,
            games=self._games,
            expires_at=self._expires_at(run.work),
            source_ref=self.source_ref,
        )

    async def _granted(self, run: Run, posted: ledger.Posted, receipt: Receipt) -> Receipt:
        granted = bonuses.GrantedBonus(
            player_id=self.player_id,
            amount=self.amount,
            turnover=self.turnover,
            games=self._games,
            expires_at=self._expires_at(run.work),
            request_id=run.request_id,
            transaction_id=posted.id,
        )
        bonus_id = await bonuses.grant(run.work, granted)
        return receipt.model_copy(update={"ids": {**receipt.ids, "bonus": str(bonus_id)}})

    def _transaction(self, run: Run) -> ledger.Transaction:
        return ledger.Transaction(
            player_id=self.player_id,
            kind=ledger.EntryKind.BONUS,
            key=f"request:{run.request_id}",
            entries=ledger.transfer(self.amount, source=PROMOTIONS, target=ledger.of_player(Wallet.BONUS)),
            source_ref=self.source_ref,
            request_id=run.request_id,
        )

    async def _examine(self, work: Work) -> ledger.OwnPostings:
        """Refuse what is not possible; give what the desk has posted to the player before."""
        money_acts.refuse_ended(self.amount)
        codes = await ledger.currencies(work.db, player_id=self.player_id, wallet=Wallet.CASH)
        if not codes:
            raise Unknown(f"There is no player {self.player_id}.", field="player_id")
        if self.amount.currency not in codes:
            raise Invalid(f"The player plays in {' and '.join(codes)}; type the amount in {codes[0]}.", field="amount")
        if self.amount.amount_minor * self.turnover_times > TURNOVER_MOST_MINOR:
            raise Invalid("A turnover of that size cannot be kept; grant less.", field="amount")
        await money_checks.refuse_barred(work, self.player_id, Wallet.BONUS, fields=("player_id", "player_id"))
        own = await ledger.own_postings(work.db, self.player_id)
        self.wish.refuse_settled(own)
        return own

    def _expires_at(self, work: Work) -> datetime:
        return work.now + timedelta(days=self.days)

    @property
    def _games(self) -> tuple[str, ...]:
        return tuple(self.games.split(", ")) if self.games else ()
