"""Work done around Pitboss: an act by hand on the platform that nobody asked for here."""

from collections.abc import Sequence
from datetime import timedelta

from core.activity import Type, findings
from core.activity.catalogue import BalanceBody
from core.activity.events import Backing
from core.office.security import RuleSettings
from core.security.verdicts import Happening, Rule, RuleOutcome, RuleVerdict, not_enough, nothing


def judge(events: Sequence[Happening], limits: RuleSettings) -> RuleVerdict:
    """Alert about an adjustment, a block or a lift behind which no request of ours stands.

    Of balances told it is given only those that differ from the wallet kept here: all others mirror it, or are it.
    """
    del limits
    acts = [one for one in events if one.type in ACTS]
    if not acts:
        return not_enough("The platform has reported no adjustment, block or lift.")
    newest = acts[-1]
    if newest.backing is Backing.OURS:
        return nothing("What the platform did last was asked for here.")
    return RuleVerdict(
        RuleOutcome.ALERT,
        findings.done_elsewhere(newest.type, newest.body, newest.backing),
        window=_window(newest),
        evidence={"event": str(newest.id)},
    )


def _window(act: Happening) -> str:
    """Tell acts apart; one cause makes every balance told after it differ, so those are one a wallet and day."""
    if isinstance(act.body, BalanceBody):
        return f"balance:{act.body.wallet.value}:{act.body.balance.currency}:{act.at:%Y-%m-%d}"
    return str(act.id)


ACTS = frozenset({Type.SUSPENSION.value, Type.BALANCE_UPDATE.value, Type.PLATFORM_ACT.value, "exclusion_lifted"})

RULE = Rule(
    name="done_elsewhere",
    title="Done elsewhere",
    judge=judge,
    judges=ACTS,
    reads=ACTS,
    past=frozenset(),
    back=lambda _limits: timedelta(0),
    remembers=lambda _limits: 5,
    words=lambda _limits: (
        "an adjustment, block or lift on the platform without a request of ours that did exactly that; "
        "any event that names a request which did something else, or was answered before; "
        "where Pitboss is the wallet, also a reported balance that differs from it"
    ),
)
