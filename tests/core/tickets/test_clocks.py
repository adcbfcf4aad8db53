"""Clocks run while somebody is there, through nights, weekends and hours that are skipped or come twice."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import office as offices
from core.office import Category, Priority
from core.office.tickets import Opening
from core.tickets import sla_clocks
from core.tickets.sla_clocks import Clock, Hours

MALTA = ZoneInfo("Europe/Malta")
DAYS = ((Opening(480, 1200),),) * 7
WORKDAYS = (*((Opening(540, 1020),),) * 5, (), ())
NIGHTS = ((Opening(0, 240), Opening(1200, 1440)),) * 7


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def local(*parts: int, zone: ZoneInfo = MALTA) -> datetime:
    return datetime(*parts, tzinfo=zone)


@pytest.mark.parametrize(
    ("week", "start", "span", "over"),
    [
        (DAYS, local(2026, 5, 4, 9), "1h", local(2026, 5, 4, 10)),
        (DAYS, local(2026, 5, 4, 6), "1h", local(2026, 5, 4, 9)),
        (DAYS, local(2026, 5, 4, 19, 30), "1h", local(2026, 5, 5, 8, 30)),
        (DAYS, local(2026, 5, 4, 23), "1h", local(2026, 5, 5, 9)),
        (DAYS, local(2026, 5, 4, 20), "1h", local(2026, 5, 5, 9)),
        (DAYS, local(2026, 5, 4, 19), "1h", local(2026, 5, 4, 20)),
        (DAYS, local(2026, 5, 4, 8), "24h", local(2026, 5, 5, 20)),
        (WORKDAYS, local(2026, 5, 8, 16, 30), "1h", local(2026, 5, 11, 9, 30)),
        (WORKDAYS, local(2026, 5, 9, 12), "30m", local(2026, 5, 11, 9, 30)),
        (WORKDAYS, local(2026, 5, 4, 9), "40h", local(2026, 5, 8, 17)),
        (NIGHTS, local(2026, 5, 4, 23), "3h", local(2026, 5, 5, 2)),
        (NIGHTS, local(2026, 5, 4, 3), "2h", local(2026, 5, 4, 21)),
        (DAYS, local(2026, 12, 31, 19), "2h", local(2027, 1, 1, 9)),
    ],
)
def test_time_counts_only_while_somebody_is_there(
    week: tuple[tuple[Opening, ...], ...], start: datetime, span: str, over: datetime
) -> None:
    counting = Hours(MALTA, week)

    assert sla_clocks.after(start, _span(span), counting) == over
    assert sla_clocks.between(start, over, counting) == _span(span)


@pytest.mark.parametrize(
    ("opening", "day", "begins", "ends"),
    [
        # 29 March 2026: at 02:00 the clocks of Malta jump to 03:00.
        (Opening(0, 1440), (2026, 3, 29), utc(2026, 3, 28, 23), utc(2026, 3, 29, 22)),
        (Opening(60, 240), (2026, 3, 29), utc(2026, 3, 29, 0), utc(2026, 3, 29, 2)),
        (Opening(150, 360), (2026, 3, 29), utc(2026, 3, 29, 1), utc(2026, 3, 29, 4)),
        (Opening(0, 150), (2026, 3, 29), utc(2026, 3, 28, 23), utc(2026, 3, 29, 1)),
        (Opening(120, 180), (2026, 3, 29), None, None),
        (Opening(125, 175), (2026, 3, 29), None, None),
        # 25 October 2026: 02:00 to 03:00 comes twice.
        (Opening(0, 1440), (2026, 10, 25), utc(2026, 10, 24, 22), utc(2026, 10, 25, 23)),
        (Opening(150, 360), (2026, 10, 25), utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 5)),
        (Opening(0, 150), (2026, 10, 25), utc(2026, 10, 24, 22), utc(2026, 10, 25, 1, 30)),
        (Opening(120, 180), (2026, 10, 25), utc(2026, 10, 25, 0), utc(2026, 10, 25, 2)),
    ],
)
def test_hours_that_do_not_exist_or_exist_twice(
    opening: Opening, day: tuple[int, int, int], begins: datetime | None, ends: datetime | None
) -> None:
    weekday = datetime(*day, tzinfo=UTC).weekday()
    counting = Hours(MALTA, tuple((opening,) if place == weekday else () for place in range(7)))
    before, behind = local(*day) - timedelta(hours=2), local(*day) + timedelta(hours=28)

    total = sla_clocks.between(before, behind, counting)

    assert total == (ends - begins if begins and ends else timedelta())
    if begins and ends:
        assert sla_clocks.after(before, timedelta(minutes=1), counting) == begins + timedelta(minutes=1)
        assert sla_clocks.after(before, total, counting) == ends


@pytest.mark.parametrize("parts", [(0, 150, 480), (0, 120, 150, 180, 480), (0, 121, 122, 179, 480), (0, 60, 480)])
def test_hours_parted_within_an_hour_that_comes_twice_count_once(parts: tuple[int, ...]) -> None:
    parted = Hours(MALTA, (tuple(Opening(*each) for each in pairwise(parts)),) * 7)
    midnight, eight = local(2026, 10, 25), local(2026, 10, 25, 8)

    assert sla_clocks.between(midnight, eight, parted) == timedelta(hours=9)
    assert sla_clocks.after(midnight, timedelta(hours=9), parted) == eight


@given(
    start=st.datetimes(datetime(2026, 10, 24), datetime(2026, 10, 26), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds
    length=st.timedeltas(timedelta(0), timedelta(hours=30)),
    parts=st.lists(st.integers(0, 1440), min_size=2, max_size=8, unique=True).map(sorted),
    zone=st.sampled_from(["Europe/Malta", "America/Havana", "Australia/Lord_Howe"]),
)
def test_no_time_counts_more_than_once(start: datetime, length: timedelta, parts: list[int], zone: str) -> None:
    counting = Hours(ZoneInfo(zone), (tuple(Opening(*each) for each in pairwise(parts)),) * 7)

    assert sla_clocks.between(start, start + length, counting) <= length


@pytest.mark.parametrize("zone", ["Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns", "Africa/Casablanca"])
def test_every_year_of_a_strange_zone_has_about_its_hours(zone: str) -> None:
    counting = Hours(ZoneInfo(zone), ((Opening(0, 1440),),) * 7)
    begins, ends = local(2011, 1, 1, zone=ZoneInfo(zone)), local(2012, 6, 1, zone=ZoneInfo(zone))

    assert sla_clocks.between(begins, ends, counting) == ends.astimezone(UTC) - begins.astimezone(UTC)


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
SPANS = st.timedeltas(timedelta(0), timedelta(hours=100))


@given(start=MOMENTS, span=SPANS, week=st.sampled_from([DAYS, WORKDAYS, NIGHTS]))
def test_after_and_between_are_each_others_inverse(
    start: datetime, span: timedelta, week: tuple[tuple[Opening, ...], ...]
) -> None:
    counting = Hours(MALTA, week)

    assert sla_clocks.between(start, sla_clocks.after(start, span, counting), counting) == span


@given(start=MOMENTS, waited=SPANS, span=SPANS, stood=SPANS)
def test_what_was_left_when_it_stopped_is_left_when_it_goes_on(
    start: datetime, waited: timedelta, span: timedelta, stood: timedelta
) -> None:
    counting = Hours(MALTA, WORKDAYS)
    due_at, stopped_at = sla_clocks.after(start, span, counting), start + waited
    now = stopped_at + stood

    resumed = sla_clocks.resumed(due_at, stopped_at=stopped_at, now=now, counting=counting)

    if due_at <= stopped_at:
        assert resumed == due_at
    else:
        assert sla_clocks.between(now, resumed, counting) == sla_clocks.between(stopped_at, due_at, counting)


def test_a_week_without_hours_is_an_error_and_not_an_endless_search() -> None:
    with pytest.raises(ValueError, match="without hours"):
        sla_clocks.after(utc(2026, 5, 4), timedelta(hours=1), Hours(MALTA, ((),) * 7))


def test_each_clock_of_each_priority_is_set_by_the_office_file() -> None:
    office, friday = offices.default(), local(2026, 5, 8, 19)

    normal = sla_clocks.started(office, Priority.NORMAL, Clock.FIRST_RESPONSE, friday)
    urgent = sla_clocks.started(office, Priority.URGENT, Clock.FIRST_RESPONSE, local(2026, 5, 8, 23))
    complaint = sla_clocks.started(office, Priority.LOW, Clock.COMPLAINT, friday)

    assert (normal.warn_at, normal.due_at) == (local(2026, 5, 9, 10), local(2026, 5, 9, 11))
    assert urgent.due_at == local(2026, 5, 8, 23, 15), "urgent ones count every minute"
    assert complaint.due_at - friday == timedelta(days=10)
    assert Clock.COMPLAINT in sla_clocks.which(Category.COMPLAINT)
    assert Clock.COMPLAINT not in sla_clocks.which(Category.BONUS)


def _span(text: str) -> timedelta:
    return timedelta(**{{"h": "hours", "m": "minutes"}[text[-1]]: int(text[:-1])})
