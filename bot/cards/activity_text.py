"""A summary in words: days, amounts, and each figure compared with the previous period."""

from collections.abc import Iterable, Iterator
from datetime import date

from bot import kit
from core.activity import FAILED, Period, Side, Summary, Type, measures
from core.activity.biggest_moves import Big
from core.activity.comparison import LoginOrigin, Origins
from core.money import Money

ORIGINS_MOST = 6
"""Devices or countries listed one by one."""
ALSO_MOST = 8
LINES = (measures.LOGINS, measures.FAILED_LOGINS, *measures.MONEY, measures.FAILED_DEPOSITS)
TOLD = measures.kinds(LINES)
WHEN_ANY = frozenset({measures.CHARGEBACKS, measures.BETS_VOIDED, measures.FAILED_DEPOSITS})
"""Shown only where there was one, now or before; the others are shown also when they are zero."""


def days(period: Period, *, today: date) -> str:
    """Say which days: ``27 Apr to 3 May``; the year where it is not this one."""
    first, last = (day(each, today=today) for each in (period.first, period.last))
    return first if first == last else f"{first} to {last}"


def covers(period: Period, *, today: date) -> str:
    """Say which days, and whether the last of them is still going on: ``3 May, so far``."""
    return f"{days(period, today=today)}{', so far' if period.last >= today else ''}"


def day(each: date, *, today: date) -> str:
    """Write a day as briefly as possible."""
    return f"{each.day} {each:%b}" if each.year == today.year else f"{each.day} {each:%b %Y}"


def amounts(several: Iterable[Money]) -> str:
    """Write amounts of several currencies; empty if there are none."""
    return " + ".join(kit.money(one) for one in several)


def figures(told: Summary) -> Iterator[kit.Row]:
    """Return each figure, with its value in the previous period where anything happened in that one."""
    now, before = told.now, told.before
    for one in LINES:
        if one is measures.NET:
            yield kit.Row(one.label, _net(now) if before.quiet else _net_against(now, before))
        elif one not in WHEN_ANY or any(side.count(kind) for side in (now, before) for kind in one.plus):
            sides = [(sum(map(side.count, one.plus)), side.measured(one)) for side in (now, before)]
            yield kit.Row(one.label, _figure(*sides[0]) if before.quiet else against(*sides))
    yield kit.Row("Adjustments by hand", _by_hand(now) if before.quiet else _adjustments(now, before))


def against(now: tuple[int, tuple[Money, ...]], before: tuple[int, tuple[Money, ...]]) -> str:
    """Write a figure and whether it is more, less or the same as before."""
    return kit.stacked([_figure(*now), _change(now, before)])


def origins(found: Origins) -> str:
    """Write where logins came from, then where they only failed, what is new, and how many more there are."""
    parts = [f"{kit.typed(one.value)} {kit.number(one.succeeded)}{_remark(one)}" for one in found.first[:ORIGINS_MOST]]
    if not (rest := found.in_all - len(parts)):
        return ", ".join(parts) or "none"
    with_logins = max(found.succeeded - len(parts), 0)
    what = "only failed logins" if not with_logins else f"{kit.number(with_logins)} of them with logins"
    return f"{', '.join(parts)} and {kit.number(rest)} more, {what}"


def biggest(told: Summary, *, today: date) -> str:
    """Say the largest single amounts."""
    return kit.stacked(_big(one, today) for one in told.biggest) or "none"


def also(side: Side) -> str:
    """Say what else happened, by kind."""
    rest = {kind: side.count(kind) for kind in side.sums if kind not in TOLD}
    several = sorted(rest.items(), key=lambda one: (-one[1], one[0]))
    parts = [f"{_kind(kind)} {kit.number(number)}" for kind, number in several[:ALSO_MOST]]
    more = f" and {len(several) - ALSO_MOST} more kinds" if several[ALSO_MOST:] else ""
    return ", ".join(parts) + more


def _kind(kind: str) -> str:
    """Write a kind of event as people say it."""
    return kind.replace("_", " ").replace("email", "e-mail")


def by_step(told: Summary, *, today: date) -> str:
    """Describe the charts, for people who cannot see them."""
    return "; ".join(f"{days(step.period, today=today)}: {_step(step)}" for step in told.steps if not step.quiet)


def _step(step: Side) -> str:
    parts = [
        f"in {amounts(paid)}" if (paid := step.measured(measures.DEPOSITS)) else "",
        f"out {amounts(out)}" if (out := step.measured(measures.WITHDRAWALS_PAID)) else "",
        kit.counted(logins, "login") if (logins := step.count(Type.LOGIN)) else "",
        f"{kit.number(failed)} failed" if (failed := step.count(FAILED)) else "",
    ]
    return ", ".join(part for part in parts if part) or "no money and no login"


def _figure(count: int, moved: tuple[Money, ...]) -> str:
    return " · ".join(part for part in (kit.number(count) if count else "none", amounts(moved)) if part)


def _change(now: tuple[int, tuple[Money, ...]], before: tuple[int, tuple[Money, ...]]) -> str:
    if now == before:
        return "as before"
    if not before[0] and not before[1]:
        return "none before"
    comparable = len(now[1]) <= 1 and len(before[1]) == 1 and now[1] and now[1][0].currency == before[1][0].currency
    if comparable:
        return f"{_way(now[1][0].amount_minor, before[1][0].amount_minor)} {_figure(*before)}"
    return f"{_way(now[0], before[0])} {_figure(*before)}"


def _way(now: int, before: int) -> str:
    return "up from" if now > before else "down from" if now < before else "before:"


def _net(side: Side) -> str:
    return amounts(side.measured(measures.NET)) or "nothing"


def _net_against(now: Side, before: Side) -> str:
    same = now.measured(measures.NET) == before.measured(measures.NET)
    return kit.stacked([_net(now), "as before" if same else f"before: {_net(before)}"])


def _adjustments(now: Side, before: Side) -> str:
    same = now.adjustments == before.adjustments
    return kit.stacked([_by_hand(now), "as before" if same else f"before: {_by_hand(before)}"])


def _by_hand(side: Side) -> str:
    one = side.adjustments
    moved = {
        "given": one.given,
        "taken": one.taken,
        "taken back by reversals": one.taken_back,
        "given back by reversals": one.given_back,
    }
    parts = [f"{how} {amounts(several)}" for how, several in moved.items() if several]
    return " · ".join([kit.number(one.count) if one.count else "none", *parts])


def _remark(one: LoginOrigin) -> str:
    parts = [f"{kit.number(one.failed)} failed" if one.failed else "", "new" if one.new else ""]
    told = ", ".join(part for part in parts if part)
    return f" ({told})" if told else ""


def _big(one: Big, today: date) -> str:
    return f"{kit.money(one.amount)} {one.kind.replace('_', ' ')}, {day(one.day, today=today)}"
