"""Staff monitoring: alerts about colleagues who look up far more players than others of their role."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import delete, func, insert, select

from core import operations, outbox, staff
from core.database import connections
from core.database.tables import lookup_days, records
from core.office import DeskWatch
from core.office.security import Severity
from core.operations import Recorded
from core.outbox import Body, Topic
from core.people import Actor, Permission, SystemRight, Visibility
from core.security.new_alerts import NewAlert, raise_alert
from core.work import Work

RULE = "mass_lookups"
LOOKS_BACK = timedelta(days=14)
"""Days of others to compare with: two weeks of shifts."""
DAYS_LEAST = 5
"""Person-days of others; with fewer nobody knows what is usual."""


LookUps = Mapping[str, Mapping[date, int]]
"""Players looked up, by person and day."""


class WatchBody(Body):
    """The alert about a colleague, and whom it is about."""

    alert_id: UUID
    staff_id: UUID


COLLEAGUE_WATCHED = Topic("watch", WatchBody, subject="watch:{alert_id}", from_machines=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """Far more than usual."""

    lookups: int
    usual: float


@operations.operation(
    "desk.watched", module="security", needs=SystemRight.RUN, doing="monitor the staff", recorded=Recorded.CHANGES
)
async def watch(work: Work, actor: Actor) -> int:  # noqa: ARG001 - each alert is recorded as raised
    """Count the look-ups of today and yesterday, raise an alert about each who did far more, and give how many."""
    await connections.lock(work.db, "watching the desk")
    today = work.office.day(work.now)
    people = [
        one
        for one in (await staff.current(work.db, office=work.office, now=work.now)).values()
        if one.may(Permission.PLAYER_VIEW)
    ]
    fresh = (today - timedelta(days=1), today)
    for day in fresh:
        await _count(work, day, {one.person for one in people})
    days = await _days(work, since=today - LOOKS_BACK)
    usual = Usual(people, days)
    raised = 0
    for one in people:
        own = days.get(one.person, {})
        for day in fresh:
            signal = judged(own.get(day, 0), partial(usual.of_others, one), rule=work.office.watch)
            raised += signal is not None and await _raise(work, one, day, signal)
    return raised


def judged(mine: int, usual: Callable[[], float | None], *, rule: DeskWatch) -> Signal | None:
    """Compare one person's look-ups of a day with what is usual for others, which is found for busy days alone."""
    if mine < rule.lookups_least or (found := usual()) is None:
        return None
    return Signal(lookups=mine, usual=found) if mine > rule.lookups_times * found else None


class Usual:
    """What is usual for others: the look-ups of each role are put in order once, however many people have it."""

    def __init__(self, people: Sequence[Actor], days: LookUps) -> None:
        self._people, self._days = people, days
        self._of_roles: dict[frozenset[str], list[int]] = {}

    def of_others(self, one: Actor) -> float | None:
        """Give the median of others of the same role on days they worked; None where there are too few."""
        if one.roles not in self._of_roles:
            peers = sorted({each.person for each in self._people if each.roles & one.roles})
            self._of_roles[one.roles] = sorted(count for each in peers for count in self._days.get(each, {}).values())
        return median_without(self._of_roles[one.roles], self._days.get(one.person, {}).values())


def median_without(ordered: Sequence[int], own: Iterable[int]) -> float | None:
    """Give the median of numbers in order, leaving out a few that stand among them; None where too few are left."""
    left_out: list[int] = []
    for each in sorted(own):
        left_out.append(max(bisect_left(ordered, each), left_out[-1] + 1 if left_out else 0))
    count = len(ordered) - len(left_out)
    if count < DAYS_LEAST:
        return None
    return (_without(ordered, left_out, (count - 1) // 2) + _without(ordered, left_out, count // 2)) / 2


def _without(ordered: Sequence[int], left_out: Sequence[int], place: int) -> int:
    for each in left_out:
        place += each <= place
    return ordered[place]


async def _count(work: Work, day: date, people: Iterable[str]) -> None:
    """Count the different players that each of them looked up on a day, whichever screen showed them."""
    begin, end = work.office.day_bounds(day)
    viewed = (
        select(records.c.person, func.count(records.c.player_id.distinct()))
        .where(records.c.person.in_(list(people)), records.c.at >= begin, records.c.at < end)
        .where(records.c.action.in_(operations.look_up_actions()), records.c.outcome == "success")
        .group_by(records.c.person)
    )
    rows = [{"person": row[0], "day": day, "lookups": row[1]} for row in await work.db.execute(viewed)]
    await work.db.execute(delete(lookup_days).where(lookup_days.c.day == day))
    if rows:
        await work.db.execute(insert(lookup_days), rows)


async def _days(work: Work, *, since: date) -> LookUps:
    found: dict[str, dict[date, int]] = {}
    for row in await work.db.execute(select(lookup_days).where(lookup_days.c.day >= since)):
        found.setdefault(row.person, {})[row.day] = row.lookups
    return found


async def _raise(work: Work, one: Actor, day: date, signal: Signal) -> bool:
    found = NewAlert(
        rule=RULE,
        subject=f"staff:{one.person}",
        window=day.isoformat(),
        severity=Severity.MEDIUM,
        visibility=Visibility.COMPLIANCE,
        sentence=f"A colleague looked up {signal.lookups} players in a day; {signal.usual:g} is usual for the role.",
        evidence={"lookups": signal.lookups, "usual": signal.usual, "day": day.isoformat()},
    )
    alert_id = await raise_alert(work, found)
    if alert_id is not None:
        await outbox.send(work, COLLEAGUE_WATCHED, WatchBody(alert_id=alert_id, staff_id=one.staff_id))
    return alert_id is not None
