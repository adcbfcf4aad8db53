"""Somebody tries passwords: many failed logins of one player, or from one address, within a while."""

from collections.abc import Sequence
from datetime import timedelta

from core.activity import FAILED, Type
from core.activity.catalogue import LoginBody
from core.office.security import FailedLogins
from core.security.verdicts import Happening, Rule, RuleOutcome, RuleVerdict, long, not_enough, nothing


def judge(events: Sequence[Happening], limits: FailedLogins) -> RuleVerdict:
    """Alert at the failure that makes it so many within the time, the first and the last included.

    A burst that goes on is one alert: it trips only where the failure before did not.
    """
    if not events:
        return not_enough("No login is known.")
    failures = [one for one in events if isinstance(one.body, LoginBody) and not one.body.success]
    newest = events[-1]
    count = sum(1 for one in failures if one.at >= newest.at - limits.within)
    if not failures or failures[-1] is not newest or count < limits.tries:
        return nothing(f"{_counted(count)} within {long(limits.within)} before the last login.")
    if _reached(failures[:-1], limits):
        return nothing(f"{_counted(count)} within {long(limits.within)}, as part of a burst that has an alert already.")
    first = failures[-limits.tries]
    took = f"within {_apart(newest.at - first.at)}" if newest.at > first.at else "at once"
    return RuleVerdict(
        RuleOutcome.ALERT,
        f"{_counted(limits.tries)} {took}; {limits.tries} within {long(limits.within)} are an alert.",
        window=f"{newest.at:%Y-%m-%dT%H}",
        evidence={"first": str(first.id), "last": str(newest.id), "tries": limits.tries},
    )


def _reached(failures: Sequence[Happening], limits: FailedLogins) -> bool:
    """Tell whether the burst was on at the failure before."""
    enough = len(failures) >= limits.tries
    return enough and failures[-1].at - failures[-limits.tries].at <= limits.within


def _counted(count: int) -> str:
    return "1 failed login" if count == 1 else f"{count} failed logins"


def _apart(span: timedelta) -> str:
    return long(span) if span >= timedelta(minutes=1) else f"{int(span.total_seconds())} seconds"


RULE = Rule(
    name="failed_logins",
    title="Failed logins",
    judge=judge,
    judges=frozenset({FAILED}),
    reads=frozenset({FAILED, Type.LOGIN.value}),
    past=frozenset({FAILED, Type.LOGIN.value}),
    back=lambda limits: 2 * limits.within,
    remembers=lambda limits: limits.tries,
    words=lambda limits: f"{limits.tries} failed logins within {long(limits.within)}, of a player or from an address",
    of_addresses=True,
)
