"""Every day has its digest at one instant: once, never twice, never none, whatever the clocks do."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.process import transactions
from core import digests, jobs, office
from core.activity import Period
from core.database.tables import digest_subscriptions
from core.digests import AlreadyScheduled, Schedule, delivery
from core.errors import NotAllowed, Unknown
from core.office import DigestName, OfficeRefused, Weekday
from core.people import PITBOSS, Permission
from tests.support.edge import Edge
from tests.support.office import World

MALTA = "Europe/Malta"
WEEK = frozenset(Weekday)
ZONES = ("Europe/Malta", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Beirut", "UTC")


def schedule(at: str = "08:00", *days: Weekday, name: DigestName = DigestName.SECURITY) -> Schedule:
    wanted = frozenset(days) or WEEK
    return Schedule(name=name, place="C0FLOOR", channel="C0FLOOR", at=time.fromisoformat(at), days=wanted)


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def test_it_is_due_at_the_offices_hour_and_covers_the_day_before() -> None:
    before, after = utc("2026-05-03T05:59:59"), utc("2026-05-03T06:00:00")

    assert schedule().due(before, zone=MALTA).period == Period(date(2026, 5, 1), date(2026, 5, 1))
    assert schedule().due(after, zone=MALTA).period == Period(date(2026, 5, 2), date(2026, 5, 2))
    assert schedule().next(after, zone=MALTA) == utc("2026-05-04T06:00:00")


@pytest.mark.parametrize(
    ("days", "covers"),
    [
        ([Weekday.MONDAY], Period(date(2026, 4, 27), date(2026, 5, 3))),
        ([Weekday.MONDAY, Weekday.FRIDAY], Period(date(2026, 5, 1), date(2026, 5, 3))),
        ([Weekday.SUNDAY], Period(date(2026, 4, 26), date(2026, 5, 2))),
    ],
)
def test_it_covers_the_days_since_the_one_before(days: list[Weekday], covers: Period) -> None:
    monday = utc("2026-05-04T06:30:00")

    assert schedule("08:00", *days).due(monday, zone=MALTA).period == covers


def test_an_hour_that_the_clock_skips_comes_an_hour_later_and_that_day_too() -> None:
    spring = schedule("02:30")

    assert digests.instant(date(2026, 3, 29), time(2, 30), zone=MALTA) == utc("2026-03-29T01:30:00")
    assert spring.due(utc("2026-03-29T01:29:59"), zone=MALTA).day == date(2026, 3, 28)
    assert spring.due(utc("2026-03-29T01:30:00"), zone=MALTA).day == date(2026, 3, 29)


def test_an_hour_that_the_clock_shows_twice_counts_the_first_time_only() -> None:
    autumn = schedule("02:30")

    due = [autumn.due(utc(f"2026-10-25T{hour}:30:00"), zone=MALTA).day for hour in ("00", "01", "02")]

    assert due == [date(2026, 10, 25)] * 3
    assert autumn.due(utc("2026-10-25T00:29:59"), zone=MALTA).day == date(2026, 10, 24)


@given(
    zone=st.sampled_from(ZONES),
    at=st.times(timezones=st.none()).map(lambda at: at.replace(second=0, microsecond=0)),
    first=st.dates(date(2025, 1, 1), date(2027, 12, 1)),
)
def test_each_day_comes_once_and_in_order_in_every_zone(zone: str, at: time, first: date) -> None:
    daily = schedule(f"{at:%H:%M}")
    moment = digests.instant(first, at, zone=zone)

    seen = [
        daily.due(now, zone=zone).day
        for day in range(4)
        for now in (
            digests.instant(first + timedelta(days=day), at, zone=zone),
            digests.instant(first + timedelta(days=day), at, zone=zone) + timedelta(minutes=90),
        )
    ]

    assert list(dict.fromkeys(seen)) == [first + timedelta(days=day) for day in range(4)]
    assert daily.next(moment, zone=zone) == digests.instant(first + timedelta(days=1), at, zone=zone)


async def test_what_the_office_file_names_comes_where_the_channel_is_known(office: World) -> None:
    async with office.read() as db:
        standing = await digests.standing(db, office=office.desk.office)
        nowhere = await digests.standing(db, office=office.desk.office.with_channels({"approvals": "C0APPROVALS"}))

    assert [(one.name, one.channel, f"{one.at:%H:%M}") for one in standing] == [
        ("security", "C0SECURITY", "08:00"),
        ("activity", "C0MANAGERS", "08:00"),
        ("adjustments", "C0MANAGERS", "08:05"),
        ("exceptions", "C0SECURITY", "08:05"),
        ("exceptions", "C0MANAGERS", "08:05"),
    ]
    assert nowhere == []


async def test_two_purposes_of_one_channel_bring_a_digest_once(office: World) -> None:
    both = office.desk.office.with_channels({"security": "C0ONE", "managers": "C0ONE"})

    async with office.read() as db:
        standing = await digests.standing(db, office=both)

    assert [one.name for one in standing] == ["security", "activity", "adjustments", "exceptions"]


async def test_a_channel_subscribes_changes_its_hour_and_ends(office: World) -> None:
    maya = await office.staff("maya")
    for at in ("07:00", "09:30"):
        async with office.work() as work:
            await digests.subscribe(work, maya, schedule(at, Weekday.MONDAY))

    async with office.read() as db:
        [mine] = [one for one in await digests.standing(db, office=office.desk.office) if one.by]
    assert (mine.at, mine.days, mine.by) == (time(9, 30), {Weekday.MONDAY}, "Maya")

    async with office.work() as work:
        await digests.unsubscribe(work, maya, name=DigestName.SECURITY, channel="C0FLOOR")
        with pytest.raises(Unknown):
            await digests.unsubscribe(work, maya, name=DigestName.SECURITY, channel="C0FLOOR")


@pytest.mark.parametrize("lacks", [Permission.DIGEST_READ, Permission.DIGEST_SCHEDULE])
async def test_nobody_sends_what_they_may_not_read(office: World, lacks: Permission) -> None:
    maya = await office.staff("maya")
    less = replace(maya, permissions=maya.permissions - {lacks})

    async with office.work() as work:
        with pytest.raises(NotAllowed, match="digests"):
            await digests.subscribe(work, less, schedule())

    assert await office.rows(digest_subscriptions) == []


async def test_only_who_sends_digests_stops_one(office: World) -> None:
    maya, sam = await office.staff("maya"), await office.staff("sam")

    async with office.work() as work:
        await digests.subscribe(work, maya, schedule())
        with pytest.raises(NotAllowed, match="decide where and when digests are posted"):
            await digests.unsubscribe(work, sam, name=DigestName.SECURITY, channel="C0FLOOR")


async def test_whoever_works_for_one_brand_sends_nobody_what_is_about_all(office: World) -> None:
    maya = replace(await office.staff("maya"), brand="royal")

    async with office.work() as work:
        with pytest.raises(NotAllowed, match="every brand"):
            await digests.subscribe(work, maya, schedule())


async def test_subscribing_anew_sends_nothing_for_the_past(office: World) -> None:
    maya = await office.staff("maya")
    async with office.work() as work:
        await digests.subscribe(work, maya, schedule())
        await digests.unsubscribe(work, maya, name=DigestName.SECURITY, channel="C0FLOOR")
    office.later(days=30)
    async with office.work() as work:
        await digests.subscribe(work, maya, schedule())
        run = (await jobs.newest(work.db, [schedule().job]))[schedule().job]

    assert run.period_start == office.desk.office.day_bounds(office.desk.office.day(office.now))[0]
    assert run.done_at is not None


async def test_what_the_office_file_sends_cannot_be_subscribed_beside_it(office: World) -> None:
    maya = await office.staff("maya")
    there = Schedule(
        name=DigestName.SECURITY, place="C0SECURITY", channel="C0SECURITY", at=time(9), days=frozenset(Weekday)
    )

    async with office.work() as work:
        with pytest.raises(AlreadyScheduled, match="08:00"):
            await digests.subscribe(work, maya, there)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("at: 08:00}", "at: 24:00}", "'24:00' is not a valid time of day; use e.g. 08:00"),
        ("at: 08:00}", "at: eight}", "'eight' is not a valid time of day"),
        ("at: 08:00}", "at: 08:00, days: []}", "must not be empty; give at least one"),
        ("at: 08:00}", "at: 08:00, days: [frday]}", "unknown value 'frday'; did you mean 'friday'?"),
        ("{digest: security", "{digest: securty", "unknown value 'securty'; did you mean 'security'?"),
        ("digest: exceptions, channel: managers", "digest: exceptions, channel: security", "already goes to security"),
    ],
)
def test_a_schedule_that_cannot_be_is_refused_with_its_line(before: str, after: str, told: str) -> None:
    text = (office.loader.files("core.office") / "default.yml").read_text(encoding="utf-8")

    with pytest.raises(OfficeRefused) as refused:
        office.load(text.replace(before, after, 1))

    assert told in refused.value.message
    assert "(line " in refused.value.message


def test_an_office_file_without_digests_still_loads_and_sends_none() -> None:
    text = (office.loader.files("core.office") / "default.yml").read_text(encoding="utf-8")

    assert office.load(text.partition("\n# Digests:")[0]).digests == ()


@pytest.mark.parametrize(
    ("came_at", "changed_to", "next_at"),
    [
        pytest.param("09:00", "17:00", "2026-05-05T15:00:00", id="later on a day that had one: the next day"),
        pytest.param("09:00", "08:00", "2026-05-05T06:00:00", id="earlier on a day that had one: the next day"),
        pytest.param("17:00", "09:00", "now", id="earlier on a day that had none: now"),
        pytest.param("17:00", "18:00", "2026-05-04T16:00:00", id="later on a day that had none: today"),
        pytest.param("", "09:00", "2026-05-05T07:00:00", id="new, and its hour is past: the next day"),
        pytest.param("", "17:00", "2026-05-04T15:00:00", id="new, and its hour comes: today"),
    ],
)
async def test_changed_hour_says_when_it_comes_next_and_that_is_when_it_comes(
    office: World, came_at: str, changed_to: str, next_at: str
) -> None:
    maya = await office.staff("maya")
    if came_at:
        async with office.work() as work:
            await digests.subscribe(work, maya, schedule(came_at))
    office.now = utc("2026-05-04T10:00:00")
    await _come(office)

    async with office.work() as work:
        told = await digests.subscribe(work, maya, schedule(changed_to))
    [listed] = [one for one in await transactions.see(Edge(office), maya, digests.list_schedules) if one.schedule.by]

    assert told == listed.at == (office.now if next_at == "now" else utc(next_at))
    office.now = told - timedelta(minutes=1)
    assert await _come(office) == (1 if next_at == "now" else 0)
    office.now = told
    assert await _come(office) == (0 if next_at == "now" else 1)


async def _come(office: World) -> int:
    """Let the subscribed digest come if its hour has come; give how many did."""
    edge = Edge(office)
    waiting = [one for one in await transactions.see(edge, PITBOSS, delivery.waiting) if one.schedule.by]
    for one in waiting:
        claim = await transactions.do(edge, PITBOSS, delivery.claim, None, one, holder="test")
        if claim is not None:
            async with office.work() as work:
                await jobs.done(work, claim)
    return len(waiting)
