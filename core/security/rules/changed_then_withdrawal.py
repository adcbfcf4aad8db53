"""Account takeover: credentials or payment details are changed, then money is withdrawn."""

from collections.abc import Sequence
from datetime import timedelta

from core.activity import Type
from core.office.security import ChangedThenWithdrawal
from core.security.verdicts import Happening, Rule, RuleOutcome, RuleVerdict, long, not_enough, nothing

CHANGES = {
    Type.PASSWORD_CHANGED.value: "the password was changed",
    Type.EMAIL_CHANGED.value: "the e-mail address was changed",
    Type.PHONE_CHANGED.value: "the phone number was changed",
    Type.INSTRUMENT_CHANGED.value: "a payment instrument was changed",
}


def judge(events: Sequence[Happening], limits: ChangedThenWithdrawal) -> RuleVerdict:
    """Alert where a withdrawal follows such a change within the time."""
    if not events:
        return not_enough("Neither a change nor a withdrawal is known.")
    newest = events[-1]
    if newest.type != Type.WITHDRAWAL_REQUESTED:
        return nothing("No withdrawal was asked for since.")
    changes = [one for one in events if one.type in CHANGES and newest.at - one.at <= limits.within]
    if not changes:
        return nothing(f"Nothing was changed within {long(limits.within)} before the last withdrawal.")
    last = changes[-1]
    return RuleVerdict(
        RuleOutcome.ALERT,
        f"A withdrawal was asked for {_after(newest.at - last.at)} {CHANGES[last.type]}.",
        window=str(last.id),
        evidence={"changed": [str(one.id) for one in changes[-5:]], "withdrawal": str(newest.id)},
    )


def _after(span: timedelta) -> str:
    return f"{long(span)} after" if span >= timedelta(minutes=1) else "right after"


RULE = Rule(
    name="changed_then_withdrawal",
    title="Credentials changed, then withdrawal",
    judge=judge,
    judges=frozenset({Type.WITHDRAWAL_REQUESTED.value}),
    reads=frozenset({*CHANGES, Type.WITHDRAWAL_REQUESTED.value}),
    past=frozenset(CHANGES),
    back=lambda limits: limits.within,
    remembers=lambda _limits: 10,
    words=lambda limits: (
        f"a withdrawal within {long(limits.within)} after a change of password, e-mail address, phone number "
        "or payment instrument"
    ),
)
