"""Summaries: what one player did in a period, against the period before."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.activity import biggest_moves, daily_sums, summary_query
from core.activity.comparison import Adjustments, CountAndSum, LoginOrigin, Origins, Side, Summary, amounts
from core.activity.periods import Period, same_hour
from core.database.connections import Connection
from core.office import Office
from core.players.profile_parts import Values

STEPS_MOST = 20
"""Steps that a period is cut into: as many as a chart shows well."""
WEEKS, WEEK = 26, 7
"""Weeks that are looked back on, and days of one."""
DAY = timedelta(days=1)
NEVER = date(1, 1, 1)
"""A day on which nothing happened."""

Lists = Mapping[str, list[Values]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """Whose days are added up, and in steps of how many."""

    player_id: int
    period: Period
    office: Office
    now: datetime | None
    width: int


async def summary(
    db: Connection, *, player_id: int, period: Period, office: Office, now: datetime | None = None
) -> Summary:
    """Add up what a player did, by statements whose cost follows the days and not the events.

    A period that is not over ``now`` is compared with the one before up to the same hour.
    """
    width = -(-period.days // STEPS_MOST)
    return await _read(db, _Asked(player_id=player_id, period=period, office=office, now=now, width=width))


async def weeks(db: Connection, *, player_id: int, office: Office, now: datetime) -> Summary:
    """Add up what a player did in each of the last half year's weeks, from Monday on, the one going on included."""
    today = office.day(now)
    period = Period(today - (today.weekday() + (WEEKS - 1) * WEEK) * DAY, today)
    return await _read(db, _Asked(player_id=player_id, period=period, office=office, now=now, width=WEEK))


async def _read(db: Connection, wish: _Asked) -> Summary:
    period, office, now = wish.period, wish.office, wish.now
    days = {"first": period.before.first, "since": period.first, "last": period.last}
    ends = {"begin": period.before.first, "middle": period.first, "end": period.last + DAY}
    instants = {name: office.day_bounds(day)[0] for name, day in ends.items()}
    until = same_hour(period.before, now, zone=office.zone) if now and office.day(now) <= period.last else None
    asked = {"player_id": wish.player_id, "mark": daily_sums.name(office), "width": wish.width, **days, **instants}
    asked |= _part(period, until, office)
    row = (await db.execute(summary_query.statement(db.dialect.name, office.zone), asked)).mappings().one()
    found = {name: value or [] for name, value in row.items()}
    by_step: defaultdict[int, list[Values]] = defaultdict(list)
    for each in found["sums"]:
        by_step[each["step"]].append(each)
    order = office.by_weight(_moved(found))
    before = _sums(by_step.pop(summary_query.BEFORE, []))
    during = _sums(one for rows in by_step.values() for one in rows)
    steps = [
        Side(step, _sums(by_step[number]), currencies=order) for number, step in enumerate(_cut(period, wish.width))
    ]
    moves = not during.keys().isdisjoint(biggest_moves.KINDS)
    return Summary(
        player_id=wish.player_id,
        now=Side(period, during, _adjustments(found, order, now=True), order),
        before=Side(period.before, before, _adjustments(found, order, now=False), order),
        steps=tuple(steps),
        compared_until=until,
        countries=_origins(found, "country"),
        devices=_origins(found, "device"),
        biggest=await biggest_moves.find(db, player_id=wish.player_id, period=period, office=office) if moves else (),
    )


def _part(period: Period, until: datetime | None, office: Office) -> dict[str, date | datetime]:
    begin = office.day_bounds(period.before.last)[0]
    if until is None:
        return {
            "part_day": NEVER,
            "part_from": begin,
            "part_until": begin,
            "before_until": office.day_bounds(period.first)[0],
        }
    return {"part_day": period.before.last, "part_from": begin, "part_until": until, "before_until": until}


def _moved(found: Lists) -> Mapping[str, int]:
    """Add up how much moved in each currency, whichever way."""
    minor: defaultdict[str, int] = defaultdict(int)
    for row in found["sums"]:
        minor[row["currency"]] += int(row["amount_minor"])
    for row in found["adjusted"]:
        minor[row["currency"]] += sum(int(row[name]) for name in summary_query.BY_HAND)
    return minor


def _cut(period: Period, width: int) -> Iterable[Period]:
    for start in range(0, period.days, width):
        first = period.first + start * DAY
        yield Period(first, min(first + (width - 1) * DAY, period.last))


def _sums(rows: Iterable[Values]) -> Mapping[str, Mapping[str, CountAndSum]]:
    sums: defaultdict[str, dict[str, CountAndSum]] = defaultdict(dict)
    for row in rows:
        had = sums[row["kind"]].get(row["currency"], CountAndSum(0, 0))
        more = CountAndSum(had.count + int(row["count"]), had.amount_minor + int(row["amount_minor"]))
        sums[row["kind"]][row["currency"]] = more
    return dict(sums)


def _adjustments(found: Lists, order: tuple[str, ...], *, now: bool) -> Adjustments:
    rows = [row for row in found["adjusted"] if row["now"] == now]
    sums = {
        name: amounts({row["currency"]: int(row[name]) for row in rows}, order=order) for name in summary_query.BY_HAND
    }
    return Adjustments(sum(row["count"] for row in rows), **sums)


def _origins(found: Lists, kind: str) -> Origins:
    rows = sorted((row for row in found["origins"] if row["kind"] == kind), key=lambda row: int(row["place"]))
    if not rows:
        return Origins()
    return Origins(tuple(map(_origin, rows)), int(rows[0]["in_all"]), int(rows[0]["with_logins"]))


def _origin(row: Values) -> LoginOrigin:
    new = not int(row["earlier"]) and bool(int(row["logins_earlier"]))
    return LoginOrigin(row["value"], int(row["succeeded"]), int(row["failed"]), new)
