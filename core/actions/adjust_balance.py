"""Manual adjustments of a player's balance."""

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, StringConstraints

from core import ledger, platform, receivables
from core.action import (
    Command,
    Fact,
    InCurrencyOf,
    Kind,
    Note,
    Pick,
    Receipt,
    Run,
    Ticket,
    Usage,
)
from core.actions import money_acts, money_checks, player_facts
from core.actions.money_acts import Ladder
from core.actions.money_checks import AdjustmentWish, ComparedAction
from core.errors import Invalid, Refused, Unknown
from core.ledger import OwnPostings, Posted
from core.money import Direction, Money, Wallet
from core.office import AdjustmentReason, Office
from core.phrases import Phrase, PlayerRef, alternatives
from core.work import Work


def _named(source_ref: str) -> str:
    if not ledger.source_key(source_ref):
        raise ValueError("type the name of the tournament, round, payment or incident")
    return " ".join(source_ref.split())


SourceRef = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80), AfterValidator(_named)
]
"""The tournament, round, payment or incident behind the adjustment; repeated spaces become one."""


class SameAmountAgain(Refused):
    """The same player was recently adjusted by the same amount, and the repetition was not confirmed."""

    code: ClassVar[str] = "same_amount_again"


def _positive(amount: Money) -> Money:
    if amount.amount_minor <= 0:
        raise ValueError("an amount must be greater than zero; the direction says whether to give or take")
    return amount


class AdjustBalance(ComparedAction):
    """Give money to a player's wallet or take it, manually."""

    name: ClassVar[str] = "adjust_balance"
    title: ClassVar[str] = "Adjust balance"
    noun: ClassVar[str] = "balance adjustment"
    kind: ClassVar[Kind] = Kind.RELEASING
    recorded_as: ClassVar[str] = "balance.adjusted"
    undone_by: ClassVar[str] = "“Reverse adjustment”."
    command: ClassVar[Command | None] = Command(
        "/adjust",
        "Ask to give to a player or take from a player",
        hint="player +50 EUR because tournament credited late",
        usages=(
            Usage("anna42", "opens the form; nothing moves before a second person agrees"),
            Usage(
                "anna42 +50 EUR because tournament credited late",
                "gives; opens the form filled in. “What would happen?” then shows the balance and who must agree",
            ),
            Usage("anna42 -20 EUR bonus because booked twice", "takes, here from the bonus wallet"),
        ),
    )
    shortcut: ClassVar[str | None] = "Adjust a balance"

    wallet: Wallet = Field(title="Wallet")
    direction: Direction = Field(title="Give or take")
    amount: Annotated[Money, AfterValidator(_positive), InCurrencyOf("player_id", "wallet")] = Field(title="Amount")
    reason: Annotated[str, Pick.ADJUSTMENT_REASON] = Field(title="Reason")
    source_ref: SourceRef | None = Field(default=None, title="What it is for (tournament, round, payment)")
    again: bool = Field(default=False, title="The same amount again")
    receivable: bool = Field(default=False, title=money_checks.OWE)
    note: Note = Field(title="What happened")
    ticket: Ticket | None = Field(default=None, title="Ticket")

    def subject(self) -> str:
        """Allow one pending request per player, direction and source, however the source is spelled."""
        return f"player {self.player_id} {self.direction} for {ledger.source_key(self.source_ref or 'nothing named')}"

    def headline(self) -> str:
        """Say who gets or loses how much, and why."""
        way = "Give {amount} to" if self.direction is Direction.GIVE else "Take {amount} from"
        return Phrase(
            f"{way} {{player}}, {{wallet}}: {{reason}}",
            amount=self.amount,
            player=PlayerRef(self.player_id),
            wallet=self.wallet.value,
            reason=self.reason.replace("_", " "),
        )

    def ladder(self, office: Office) -> Ladder:
        """Give the tiers of what is given, or of what is taken."""
        return Ladder.of(self.direction, office)

    @property
    def wish(self) -> AdjustmentWish:
        """Give what similar adjustments are compared by."""
        return AdjustmentWish(
            player_id=self.player_id, direction=self.direction, amount=self.amount, source=self.source_ref
        )

    async def preview(self, *, work: Work) -> Sequence[Fact]:
        """List the balance before and after, similar adjustments, goodwill, and the player's status."""
        before, own = await self._examine(work)
        same = self._same(own, work)
        lacking = self._missing(before)
        after = before + self.wish.signed + (lacking or Money(0, before.currency))
        repeated = money_acts.what_and_when(same) if same else "none"
        return [
            money_acts.balance_line(self.wallet, before=before, after=after),
            *money_checks.owed_facts(lacking),
            Fact(key="same_amount", label="Same amount recently", value=repeated, material=True),
            *money_checks.similar_facts(self.wish.earlier(own, work)),
            Fact(key="goodwill", label="Goodwill in the last 12 months", value=self._goodwill(own, work) or "none"),
            *player_facts.of_player(await player_facts.about(work, self.player_id)),
            *await player_facts.of_alerts(work, self.player_id),
        ]

    async def execute(self, *, run: Run) -> Receipt:
        """Post it."""
        if not run.previewed:
            await self._examine(run.work)
        owing = await money_checks.stand_in_for(run, self.player_id, await self._owing(run.work))
        receipt = money_acts.receipt(await ledger.post(run.work, self._transaction(run)))
        return receipt.model_copy(update={"lines": (*receipt.lines, *owing)})

    async def mirror(self, *, run: Run) -> Receipt:
        """Post what the platform moved, even where the wallet here becomes negative."""
        owing = await money_checks.stand_in_for(run, self.player_id, await money_checks.debt_ordered(run))
        receipt = await money_acts.mirrored(run.work, self._transaction(run))
        return receipt.model_copy(update={"lines": (*receipt.lines, *owing)})

    async def order(self, *, run: Run, step: platform.Step) -> platform.Wish:
        """Have the platform move the same money, as far as it is there."""
        del step
        owed = await receivables.of_request(run.work.db, player_id=self.player_id, request_id=run.request_id)
        return platform.AdjustWish(
            wallet=self.wallet,
            direction=self.direction,
            amount=self.amount - owed if owed else self.amount,
            reason=self.reason,
            source_ref=self.source_ref,
            owed=owed,
        )

    def _transaction(self, run: Run) -> ledger.Transaction:
        known = run.work.office.adjustment_reasons.get(self.reason)
        ends = (ledger.of_house(known.house if known else self.reason), ledger.of_player(self.wallet))
        source, target = ends if self.direction is Direction.GIVE else reversed(ends)
        return ledger.Transaction(
            player_id=self.player_id,
            kind=ledger.EntryKind.ADJUSTMENT,
            key=f"request:{run.request_id}",
            entries=ledger.transfer(self.amount, source=source, target=target),
            reason=self.reason,
            source_ref=self.source_ref,
            request_id=run.request_id,
        )

    async def _owing(self, work: Work) -> Money | None:
        """Give what the player is to owe; what is given lacks nothing, whatever the wallet holds."""
        return self._missing(await self._held(work)) if self.direction is Direction.TAKE else None

    def _missing(self, held: Money) -> Money | None:
        """Give what the wallet lacks to be taken from, where the player is to owe that."""
        if self.direction is Direction.GIVE:
            return None
        return money_checks.shortfall(self.amount, wallet=self.wallet, held=held, owe=self.receivable, field="amount")

    async def _examine(self, work: Work) -> tuple[Money, OwnPostings]:
        """Refuse what is not possible; give the balance, and what the desk has posted to the player before."""
        money_acts.refuse_ended(self.amount)
        reason = self._checked_reason(work)
        held = await self._held(work)
        await self._refuse_gift(work, reason)
        own = await ledger.own_postings(work.db, self.player_id)
        self.wish.refuse_settled(own)
        if (same := self._same(own, work)) and not self.again:
            before = money_acts.what_and_when(same)
            tick = type(self).model_fields["again"].title
            words = "The same amount was adjusted recently: {before}. Tick “{tick}” if you want to repeat it."
            raise SameAmountAgain(Phrase(words, before=before, tick=tick or ""), field="again")
        return held, own

    def _same(self, own: OwnPostings, work: Work) -> Posted | None:
        return own.same_amount(self.wish.signed, since=work.now - work.office.limits.adjustment_repeat)

    def _checked_reason(self, work: Work) -> AdjustmentReason:
        """Give the reason, after checking that it allows this wallet and direction."""
        if self.wallet is Wallet.LOCKED:
            raise Invalid("Locked money belongs to open bets and withdrawals; it cannot be adjusted.", field="wallet")
        reason = work.office.adjustment_reasons.get(self.reason)
        if reason is None:
            raise Invalid(f"The office file has no adjustment reason “{self.reason}”; choose another.", field="reason")
        if self.wallet not in reason.wallets:
            allowed = alternatives(sorted(reason.wallets))
            raise Invalid(f"“{reason.title}” is for the {allowed} wallet only.", field="wallet")
        if self.direction not in reason.directions:
            raise Invalid(f"“{reason.title}” cannot {self.direction} money.", field="direction")
        if reason.needs_source and not self.source_ref:
            raise Invalid(f"“{reason.title}” needs the tournament, round, payment or incident.", field="source_ref")
        return reason

    async def _held(self, work: Work) -> Money:
        """Give what the wallet holds in this currency, which has to be one of its own."""
        held = await ledger.held(work.db, player_id=self.player_id, wallet=self.wallet)
        if not held:
            raise Unknown(f"There is no player {self.player_id}.", field="player_id")
        if self.amount.currency not in held:
            sentence = f"The {self.wallet} wallet is in {' and '.join(held)}; type the amount in {next(iter(held))}."
            raise Invalid(sentence, field="amount")
        return held[self.amount.currency]

    async def _refuse_gift(self, work: Work, reason: AdjustmentReason) -> None:
        """Refuse a bonus or goodwill for a player who must not get any; only money owed may be paid."""
        bonus = self.wallet is Wallet.BONUS
        if self.direction is Direction.TAKE or not (bonus or reason.goodwill):
            return
        await money_checks.refuse_barred(work, self.player_id, self.wallet, fields=("reason", "wallet"))

    def _goodwill(self, own: OwnPostings, work: Work) -> tuple[Money, ...]:
        reasons = [key for key, reason in work.office.adjustment_reasons.items() if reason.goodwill]
        return own.goodwill_of_year(reasons, now=work.now)
