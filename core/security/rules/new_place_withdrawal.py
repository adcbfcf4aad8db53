"""Somebody else came in and takes the money out: a login from a new device or country, then a withdrawal."""

from collections.abc import Sequence
from datetime import timedelta

from core.activity import Type
from core.activity.catalogue import LoginBody
from core.office.security import NewPlaceWithdrawal
from core.security.verdicts import Happening, Rule, RuleOutcome, RuleVerdict, long, not_enough, nothing


def judge(events: Sequence[Happening], limits: NewPlaceWithdrawal) -> RuleVerdict:
    """Alert where a withdrawal follows a login from where this player has never been seen before."""
    logins = [(one, one.body) for one in events if isinstance(one.body, LoginBody) and one.body.success]
    if len(logins) <= limits.known_logins:
        return not_enough(f"{_counted(len(logins))} known; {limits.known_logins} must come before.")
    newest = events[-1]
    if newest.type != Type.WITHDRAWAL_REQUESTED:
        return nothing("No withdrawal was asked for.")
    for place in range(len(logins) - 1, limits.known_logins - 1, -1):
        login, body = logins[place]
        since = newest.at - login.at
        if since > limits.within:
            break
        if new := _new(body, [before for _, before in logins[:place]]):
            return RuleVerdict(
                RuleOutcome.ALERT,
                f"A withdrawal was asked for {_after(since)} the first login from {new}.",
                window=str(login.id),
                evidence={"login": str(login.id), "withdrawal": str(newest.id)},
            )
    return nothing("The last withdrawal followed no login from a new device or country.")


def _new(login: LoginBody, before: Sequence[LoginBody]) -> str:
    """Say what about a login was never seen before; where nothing was ever told, nothing is new."""
    devices, countries = {one.device for one in before} - {None}, {one.country for one in before} - {None}
    new = ["a new device"] if login.device is not None and devices and login.device not in devices else []
    if login.country is not None and countries and login.country not in countries:
        new.append(f"a new country ({login.country})")
    return " and ".join(new)


def _counted(count: int) -> str:
    return {0: "No successful login is", 1: "1 successful login is"}.get(count, f"{count} successful logins are")


def _after(span: timedelta) -> str:
    return f"{long(span)} after" if span >= timedelta(minutes=1) else "right after"


RULE = Rule(
    name="new_place_withdrawal",
    title="New device or country, then withdrawal",
    judge=judge,
    judges=frozenset({Type.WITHDRAWAL_REQUESTED.value}),
    reads=frozenset({Type.LOGIN.value, Type.WITHDRAWAL_REQUESTED.value}),
    past=frozenset({Type.LOGIN.value}),
    back=lambda limits: limits.looks_back,
    remembers=lambda _limits: 50,
    words=lambda limits: (
        f"a withdrawal within {long(limits.within)} after the first login from a device or country "
        f"not seen in {long(limits.looks_back)}"
    ),
)
