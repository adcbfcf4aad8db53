"""The tier that an amount needs, together with what counts towards the day's running totals."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from core.action import Policy, Totals
from core.actions import money_facts
from core.money import Direction, Money
from core.office import Office, Quorum, Tier
from core.people import Permission
from core.phrases import Phrase
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
        together = money_facts.together(both, totals)
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
