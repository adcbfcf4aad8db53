"""Acts that move a player's money: the tier that decides, who asks, and the facts and receipts all of them show."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated, ClassVar

from pydantic import Field

from core import activity, ledger
from core.action import Action, Fact, Pick, Policy, Receipt, Totals
from core.errors import Invalid
from core.fact_values import Change
from core.ledger import Posted, Transaction
from core.money import Direction, Money, Wallet, known
from core.office import Office, Quorum, Tier
from core.people import Actor, Permission
from core.phrases import Phrase
from core.players import PlayerId
from core.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """The tiers of one way of moving money, and what its rules are called: ``Give up to EUR 500.00``."""

    verb: str
    tiers: tuple[Tier, ...]
    find: Callable[[Money | None], Tier]

    @classmethod
    def of(cls, direction: Direction, office: Office, *, verb: str = "") -> "Ladder":
        """Give the tiers for what a player gains or loses."""
        rule = office.rules.adjust_balance
        return cls(
            verb=verb or direction.capitalize(),
            tiers=rule.give if direction is Direction.GIVE else rule.take,
            find=partial(office.adjustment_tier, direction),
        )

    @classmethod
    def of_reversals(cls, office: Office) -> "Ladder":
        """Give the tiers for taking back what the desk posted."""
        return cls(verb="Reverse", tiers=office.rules.reverse_adjustment.tiers, find=office.reversal_tier)

    def policy(self, amount: Money | None, totals: Totals, *, work: Work, earlier: Money | None = None) -> Policy:
        """Choose the tier by this amount plus the larger of the requester's and the player's total of the day.

        Without an amount the strictest applies. ``earlier`` is what this one completes and what was asked for on
        another day: it counts as well.
        """
        alone = work.office.in_base(amount) if amount else None
        both = self._plus(alone, earlier, work.office)
        together = with_totals(both, totals)
        tier = self.find(together)
        rule = self.words(tier)
        if together is None:
            rule = Phrase("{rule}, because today's total has an unknown rate", rule=rule)
        elif tier != self.find(alone):
            words = "{rule}, because today's adjustments count together: {together}"
            if earlier is not None and both is not None and tier == self.find(both):
                words = "{rule}, because what was granted counts together with it: {together}"
            rule = Phrase(words, rule=rule, together=together)
        return Policy(rule=rule, quorum=tier, permission=Permission.ADJUSTMENT_APPROVE)

    def above(self, policy: Policy) -> Policy | None:
        """Give the policy of the next tier; None from the last one."""
        steps: list[Quorum] = list(self.tiers)
        above = self.tiers[steps.index(policy.quorum) + 1 :] if policy.quorum in steps else ()
        return policy.model_copy(update={"quorum": above[0], "rule": self.words(above[0])}) if above else None

    def words(self, tier: Tier) -> Phrase:
        """Name the rule: ``Give up to EUR 500.00``."""
        if tier.up_to:
            return Phrase(f"{self.verb} up to {{limit}}", limit=tier.up_to)
        below = [lower.up_to for lower in self.tiers if lower.up_to]
        return Phrase(f"{self.verb} above {{limit}}", limit=below[-1]) if below else Phrase(f"{self.verb} any amount")

    def _plus(self, alone: Money | None, earlier: Money | None, office: Office) -> Money | None:
        if alone is None or earlier is None:
            return alone
        before = office.in_base(earlier)
        return alone + before if before is not None else None


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


def balance_line(wallet: Wallet, *, before: Money, after: Money, key: str = "balance") -> Fact:
    """Show a wallet's balance before and after; not material, as it changes while the player plays."""
    return Fact(key=key, label=f"{wallet.value.capitalize()} balance", value=Change(before, after))


def receipt(posted: Posted) -> Receipt:
    """List what was posted, with the balance of each wallet before and after."""
    moved = posted.wallet_entry
    verb = "Given" if moved.amount.amount_minor > 0 else "Taken"
    lines = [
        Fact(key="amount", label=verb, value=abs(moved.amount), private=False),
        Fact(key="transaction", label="Transaction", value=str(posted.id)),
        *_balances(posted),
    ]
    return Receipt(lines=tuple(lines), ids={"transaction": str(posted.id)})


def _balances(posted: Posted) -> Iterator[Fact]:
    key = "balance"
    for entry in posted.transaction.entries:
        if entry.wallet and entry.balance_before is not None and entry.balance_after is not None:
            yield balance_line(entry.wallet, before=entry.balance_before, after=entry.balance_after, key=key)
            key = f"{entry.wallet}_balance_after"


async def mirrored(work: Work, transaction: Transaction) -> Receipt:
    """Post what the platform has moved, and list it."""
    return receipt(await post_mirrored(work, transaction))


async def post_mirrored(work: Work, transaction: Transaction) -> Posted:
    """Post what the platform has moved, even if a balance event reported it first; an overdraft raises an alarm."""
    await activity.unmirror(work, transaction)
    posted = await ledger.post(work, replace(transaction, reported=True))
    if any(entry.overdraws for entry in posted.transaction.entries):
        await activity.alarm_overdrawn(work, posted)
    return posted


def what_and_when(posted: Posted) -> Phrase:
    """Summarise a transaction: ``EUR 20.00 given 3 May 2026, 14:03``."""
    amount = posted.wallet_entry.amount
    verb = "given" if amount.amount_minor > 0 else "taken"
    return Phrase("{amount} {verb} {at}", amount=abs(amount), verb=verb, at=posted.at)


def refuse_ended(amount: Money) -> None:
    """Refuse to give or take money of a currency that is in use no more; what it moved while it was stays readable.

    Raises :class:`~core.errors.Invalid`.
    """
    if not known(amount.currency):
        words = "{currency} is not in use any more, so no money is given or taken in it."
        raise Invalid(Phrase(words, currency=amount.currency), field="amount")


def with_totals(alone: Money | None, totals: Totals) -> Money | None:
    """Add the larger of the day's two running totals; None where an amount is unknown."""
    if alone is None or totals.of_requester_minor is None or totals.of_player_minor is None:
        return None
    others = max(totals.of_requester_minor, totals.of_player_minor)
    return alone + Money(others, alone.currency)
