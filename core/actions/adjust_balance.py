"""Give money to a player's wallet or take it, by hand."""

from collections.abc import Sequence
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, StringConstraints

from core import ledger, platform, player_blocks
from core.action import (
    Action,
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
from core.actions import money_facts, player_facts
from core.errors import Conflict, Invalid, Refused, Unknown
from core.ledger import Posted
from core.money import Direction, Money, Wallet
from core.office import AdjustmentReason, Office, Quorum, Scope, Tier
from core.people import Actor, Permission
from core.phrases import Phrase, PlayerRef
from core.players import PlayerId
from core.work import Work


def _named(source_ref: str) -> str:
    if not ledger.source_key(source_ref):
        raise ValueError("this names nothing; type the tournament, round, payment or incident")
    return " ".join(source_ref.split())


SourceRef = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80), AfterValidator(_named)
]
"""The tournament, round, payment or incident that money is moved for; blanks are single, letters as typed."""


class AlreadySettled(Conflict):
    """The player's balance was adjusted for this source and reason before."""

    code: ClassVar[str] = "already_settled"


class SameAmountAgain(Invalid):
    """The same amount went to the same player a short while ago, and nobody said that this is meant."""

    code: ClassVar[str] = "same_amount_again"


class OnlyMoneyOwed(Refused):
    """The player is kept from getting presents."""

    code: ClassVar[str] = "only_money_owed"


def _positive(amount: Money) -> Money:
    if amount.amount_minor <= 0:
        raise ValueError("an amount is more than zero; the direction says which way it goes")
    return amount


class AdjustBalance(Action):
    """Give money to a player's wallet or take it, by hand."""

    name: ClassVar[str] = "adjust_balance"
    title: ClassVar[str] = "Adjust balance"
    kind: ClassVar[Kind] = Kind.RELEASING
    module: ClassVar[str] = "ledger"
    recorded_as: ClassVar[str] = "balance.adjusted"
    ask: ClassVar[Permission] = Permission.ADJUSTMENT_ASK
    command: ClassVar[Command | None] = Command(
        "/adjust",
        "Ask to give to a player or take from a player",
        hint="player +50 EUR because tournament credited late",
        usages=(
            Usage("anna42", "opens the form; nothing moves before a second person agrees"),
            Usage(
                "anna42 +50 EUR because tournament credited late",
                "gives; opens the form filled in, with the balance and who has to agree",
            ),
            Usage("anna42 -20 EUR bonus because booked twice", "takes, here from the bonus wallet"),
        ),
    )
    shortcut: ClassVar[str | None] = "Adjust a balance"
    on_platform: ClassVar[bool] = True

    player_id: Annotated[PlayerId, Pick.PLAYER] = Field(title="Player")
    wallet: Wallet = Field(title="Wallet")
    direction: Direction = Field(title="Give or take")
    amount: Annotated[Money, AfterValidator(_positive), InCurrencyOf("player_id", "wallet")] = Field(title="Amount")
    reason: Annotated[str, Pick.ADJUSTMENT_REASON] = Field(title="Reason")
    source_ref: SourceRef | None = Field(default=None, title="What it is for (tournament, round, payment)")
    again: bool = Field(default=False, title="The same amount again")
    note: Note = Field(title="What happened")
    ticket: Ticket | None = Field(default=None, title="Ticket")

    def about(self) -> PlayerId:
        """Name the player."""
        return self.player_id

    def subject(self) -> str:
        """Let one request wait for each player and source, however the source is spelled."""
        return f"player {self.player_id} for {ledger.source_key(self.source_ref or 'nothing named')}"

    def headline(self) -> str:
        """Say who gets or loses how much and why."""
        way = "Give {amount} to" if self.direction is Direction.GIVE else "Take {amount} from"
        return Phrase(
            f"{way} {{player}}, {{wallet}}: {{reason}}",
            amount=self.amount,
            player=PlayerRef(self.player_id),
            wallet=self.wallet.value,
            reason=self.reason.replace("_", " "),
        )

    def moves(self) -> Money:
        """Give the amount."""
        return self.amount

    def source(self) -> str | None:
        """Name what it is for."""
        return self.source_ref

    async def policy(self, *, work: Work, requester: Actor, totals: Totals) -> Policy:  # noqa: ARG002 - all weigh the same
        """Choose the tier by this amount together with the requester's and with the player's others of the day."""
        alone = work.office.in_base(self.amount)
        together = _together(alone, totals)
        tier = work.office.adjustment_tier(self.direction, together)
        rule = self._words(tier, work.office)
        if together is None:
            rule = Phrase("{rule}, as what moved today cannot be told in one currency", rule=rule)
        elif tier != work.office.adjustment_tier(self.direction, alone):
            rule = Phrase("{rule}, as today's adjustments count together", rule=rule)
        return Policy(rule=rule, quorum=tier, permission=Permission.ADJUSTMENT_APPROVE)

    def stricter(self, policy: Policy, *, work: Work) -> Policy:
        """Take the next tier; from the last one, ask for one person more."""
        ladder = self._ladder(work.office)
        steps: list[Quorum] = list(ladder)
        above = ladder[steps.index(policy.quorum) + 1 :]
        if not above:
            return super().stricter(policy, work=work)
        words = self._words(above[0], work.office)
        rule = Phrase("{rule}, as the same was declined a short while ago", rule=words)
        return policy.model_copy(update={"quorum": above[0], "rule": rule})

    async def preview(self, *, work: Work) -> Sequence[Fact]:
        """Tell the balance before and after, what was given before, and what stands in the player's way."""
        _, same = await self._examine(work)
        before = await ledger.balance(
            work.db, player_id=self.player_id, wallet=self.wallet, currency=self.amount.currency
        )
        after = before + self._signed
        if after.amount_minor < 0 and self.direction is Direction.TAKE:
            raise ledger.Overdrawn.by(self.amount, self.wallet, held=before, field="amount")
        repeated = money_facts.what_and_when(same, work=work) if same else "not lately"
        return [
            money_facts.balance_line(self.wallet, before=before, after=after),
            Fact(key="same_amount", label="The same amount before", value=repeated, material=True),
            Fact(key="goodwill", label="Goodwill in the last 12 months", value=await self._goodwill(work) or "none"),
            *player_facts.of_player(await player_facts.about(work, self.player_id)),
            *await player_facts.of_alerts(work, self.player_id),
        ]

    async def execute(self, *, run: Run) -> Receipt:
        """Post it."""
        await self._examine(run.work)
        return money_facts.receipt(await ledger.post(run.work, self._transaction(run)))

    async def mirror(self, *, run: Run) -> Receipt:
        """Post what the platform moved, also where more was taken than the wallet holds here."""
        return await money_facts.mirrored(run.work, self._transaction(run))

    async def order(self, *, run: Run, step: platform.Step) -> platform.Wish:
        """Have the platform move the same money."""
        del run, step
        moved = {"wallet": self.wallet.value, "direction": self.direction.value, "source_ref": self.source_ref}
        amount = {"amount_minor": self.amount.amount_minor, "currency": self.amount.currency}
        return platform.Wish(platform.OrderKind.ADJUST, {**moved, "amount": amount, "reason": self.reason})

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

    async def _examine(self, work: Work) -> tuple[AdjustmentReason, Posted | None]:
        """Refuse what reality does not allow; give the reason, and the same amount moved lately where it is meant."""
        reason = await self._bound(work)
        await self._refuse_present(work, reason)
        if self.source_ref:
            await self._refuse_settled(work, self.source_ref)
        since = work.now - work.office.limits.adjustment_repeat
        same = await ledger.same_amount_recently(work.db, player_id=self.player_id, amount=self._signed, since=since)
        if same and not self.again:
            told = money_facts.what_and_when(same, work=work)
            tick = type(self).model_fields["again"].title
            words = "The same was done before: {before}. Tick “{tick}” if it is meant."
            raise SameAmountAgain(Phrase(words, before=told, tick=tick or ""), field="again")
        return reason, same

    async def _bound(self, work: Work) -> AdjustmentReason:
        """Give the reason, if it binds this wallet, direction and currency."""
        if self.wallet is Wallet.LOCKED:
            raise Invalid("Locked money belongs to running bets and withdrawals; no hand moves it.", field="wallet")
        reason = work.office.adjustment_reasons.get(self.reason)
        if reason is None:
            raise Invalid(f"The office file has no adjustment reason “{self.reason}”; choose another.", field="reason")
        if self.wallet not in reason.wallets:
            kept = " or ".join(sorted(reason.wallets))
            raise Invalid(f"“{reason.title}” is for the {kept} wallet only.", field="wallet")
        if self.direction not in reason.directions:
            raise Invalid(f"“{reason.title}” cannot {self.direction} money.", field="direction")
        if reason.needs_source and not self.source_ref:
            raise Invalid(f"“{reason.title}” needs the tournament, round, payment or incident.", field="source_ref")
        await self._refuse_other_currency(work)
        return reason

    async def _refuse_other_currency(self, work: Work) -> None:
        kept = await ledger.currencies(work.db, player_id=self.player_id, wallet=self.wallet)
        if not kept:
            raise Unknown(f"There is no player {self.player_id}.", field="player_id")
        if self.amount.currency not in kept:
            sentence = f"The {self.wallet} wallet is in {' and '.join(kept)}; type the amount in {kept[0]}."
            raise Invalid(sentence, field="amount")

    async def _refuse_present(self, work: Work, reason: AdjustmentReason) -> None:
        """Refuse a bonus or goodwill to whoever must not get any: only money owed is paid then."""
        bonus = self.wallet is Wallet.BONUS
        if self.direction is Direction.TAKE or not (bonus or reason.goodwill):
            return
        rows = await player_blocks.open_rows(work.db, self.player_id, now=work.now)
        if player_blocks.excluded(rows, work.now):
            raise OnlyMoneyOwed(
                f"Player {self.player_id} is excluded from play: no bonus and no goodwill, only money owed, in cash.",
                field="reason",
            )
        if bonus and Scope.BONUS in player_blocks.standing(rows, work.now).blocked:
            raise OnlyMoneyOwed(f"Player {self.player_id} cannot get a bonus while a block stands.", field="wallet")

    async def _refuse_settled(self, work: Work, source_ref: str) -> None:
        earlier = await ledger.adjustment_for_source(
            work.db, player_id=self.player_id, reason=self.reason, source_ref=source_ref
        )
        if earlier is None:
            return
        words = "“{source}” was settled before: {before}."
        if earlier.reversed_by:
            words += " It was reversed; call this one “{source}, corrected”."
        before = money_facts.what_and_when(earlier, work=work)
        raise AlreadySettled(Phrase(words, source=source_ref, before=before), field="source_ref")

    async def _goodwill(self, work: Work) -> tuple[Money, ...]:
        reasons = [key for key, reason in work.office.adjustment_reasons.items() if reason.goodwill]
        given = await ledger.goodwill_of_year(work.db, player_id=self.player_id, reasons=reasons, now=work.now)
        return tuple(given)

    @property
    def _signed(self) -> Money:
        return self.amount if self.direction is Direction.GIVE else -self.amount

    def _ladder(self, office: Office) -> tuple[Tier, ...]:
        rule = office.rules.adjust_balance
        return rule.give if self.direction is Direction.GIVE else rule.take

    def _words(self, tier: Tier, office: Office) -> Phrase:
        """Say which rule it is: ``Give up to EUR 500.00``."""
        verb, ladder = self.direction.capitalize(), self._ladder(office)
        if tier.up_to:
            return Phrase(f"{verb} up to {{limit}}", limit=tier.up_to)
        below = [lower.up_to for lower in ladder if lower.up_to]
        return Phrase(f"{verb} above {{limit}}", limit=below[-1]) if below else Phrase(f"{verb} any amount")


def _together(alone: Money | None, totals: Totals) -> Money | None:
    """Add the larger of both running totals of the day; None where one of the three cannot be told."""
    if alone is None or totals.of_requester_minor is None or totals.of_player_minor is None:
        return None
    beside = max(totals.of_requester_minor, totals.of_player_minor)
    return alone + Money(beside, alone.currency)
