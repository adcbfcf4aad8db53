"""A summary tells a period and the one before it: sums, net, origins, what stands out, and what was given by hand."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event as listening

from bot.cards import activity_text
from core import activity, ledger
from core.activity import FAILED, Period, Type, measures, player_summary
from core.activity.measures import DEPOSITS
from core.money import Money, Wallet
from tests.support.counted import folded, summed
from tests.support.gaming import DESK, EUR, NOW, Platform, event, login, money

TODAY = NOW.date()
WEEK = Period.ending(TODAY, days=7)
LAST_WEEK = NOW - timedelta(days=9)


def paid(name: str, type_: str, minor: int, **more: Any) -> activity.Event:
    extra = {"withdrawal": name} if type_.startswith("withdrawal") else {}
    return event(name, type_, {"amount": money(minor), **extra}, **more)


async def by_hand(platform: Platform, minor: int, *, reversed_: bool = False) -> None:
    async with platform.work() as work:
        mine, house = ledger.of_player(Wallet.CASH), ledger.of_house("goodwill")
        source, target = (house, mine) if minor > 0 else (mine, house)
        posted = await ledger.post(
            work,
            ledger.Transaction(
                player_id=platform.anna,
                kind=ledger.EntryKind.ADJUSTMENT,
                key=f"hand:{minor}",
                entries=ledger.transfer(Money(abs(minor), EUR), source=source, target=target),
                reason="goodwill",
            ),
        )
        if reversed_:
            await ledger.reverse(work, player_id=platform.anna, transaction_id=posted.id, key=f"undone:{minor}")


@pytest.mark.parametrize("when", ["before folding", "after folding"])
async def test_a_summary_sets_a_period_against_the_one_before(platform: Platform, when: str) -> None:
    await platform.tell(
        paid("d1", Type.DEPOSIT, 10_000),
        paid("d2", Type.DEPOSIT, 2_500, at=NOW - timedelta(days=3)),
        paid("d3", Type.DEPOSIT, 4_000, at=LAST_WEEK),
        paid("w1", Type.WITHDRAWAL_REQUESTED, 3_000),
        paid("w1 paid", Type.WITHDRAWAL_PAID, 3_000),
        login("l1"),
        login("l2", success=False),
        login("l3", at=LAST_WEEK),
    )
    if when == "after folding":
        await folded(platform)

    told = await summed(platform, platform.anna, WEEK)

    assert (told.now.count(Type.DEPOSIT), told.before.count(Type.DEPOSIT)) == (2, 1)
    assert told.now.measured(measures.DEPOSITS) == (Money(12_500, EUR),)
    assert told.now.measured(measures.NET) == (Money(9_500, EUR),)
    assert (told.now.count(Type.LOGIN), told.now.count(FAILED), told.before.count(Type.LOGIN)) == (1, 1, 1)
    assert [(one.kind, one.amount.amount_minor, one.day) for one in told.biggest] == [
        (Type.DEPOSIT, 10_000, TODAY),
        (Type.WITHDRAWAL_PAID, 3_000, TODAY),
        (Type.DEPOSIT, 2_500, TODAY - timedelta(days=3)),
    ]


@pytest.mark.parametrize("when", ["before folding", "after folding"])
async def test_day_so_far_is_compared_with_the_same_hours(platform: Platform, when: str) -> None:
    yesterday = NOW - timedelta(days=1)
    await platform.tell(
        paid("early", Type.DEPOSIT, 100, at=yesterday - timedelta(minutes=1)),
        paid("late", Type.DEPOSIT, 5_000, at=yesterday + timedelta(minutes=1)),
        paid("today", Type.DEPOSIT, 300),
        paid("older", Type.DEPOSIT, 7, at=yesterday - timedelta(days=1, minutes=1)),
        login("late login", at=yesterday + timedelta(hours=1)),
    )
    if when == "after folding":
        await folded(platform)

    async with platform.database.read() as db:
        asked = {"player_id": platform.anna, "office": DESK.office, "now": NOW}
        day = await player_summary.summary(db, period=Period(TODAY, TODAY), **asked)
        two = await player_summary.summary(db, period=Period.ending(TODAY, days=2), **asked)
        past = await player_summary.summary(db, period=Period.ending(TODAY - timedelta(days=1), days=1), **asked)

    assert (day.now.measured(DEPOSITS), day.before.measured(DEPOSITS)) == ((Money(300, EUR),), (Money(100, EUR),))
    assert (day.before.count(Type.LOGIN), day.compared_until) == (0, yesterday)
    assert two.now.measured(DEPOSITS) == (Money(5_400, EUR),)
    assert two.before.measured(DEPOSITS) == (Money(7, EUR),)
    assert (past.now.measured(DEPOSITS), past.compared_until) == ((Money(5_100, EUR),), None)


async def test_a_summary_is_cut_into_steps_for_a_chart(platform: Platform) -> None:
    await platform.tell(paid("d1", Type.DEPOSIT, 100), paid("d2", Type.DEPOSIT, 200, at=NOW - timedelta(days=6)))

    for days, steps, width in ((1, 1, 1), (7, 7, 1), (30, 15, 2), (180, 20, 9), (365, 20, 19)):
        told = await summed(platform, platform.anna, Period.ending(TODAY, days=days))
        assert len(told.steps) == steps
        assert told.steps[0].period.days == width
        assert [one.period.first for one in told.steps[1:]] == [
            one.period.last + timedelta(days=1) for one in told.steps[:-1]
        ]
        assert told.steps[-1].period.last == TODAY
        assert sum(one.count(Type.DEPOSIT) for one in told.steps) == told.now.count(Type.DEPOSIT)


async def test_devices_and_countries_are_told_with_what_is_new_and_what_failed(platform: Platform) -> None:
    await platform.tell(
        login("1"),
        login("2"),
        login("3", body={"country": "RU", "device": "phone-2"}, success=False),
        login("4", at=LAST_WEEK),
        login("5", at=LAST_WEEK, body={"country": "SE"}),
    )
    await folded(platform)

    told = await summed(platform, platform.anna, WEEK)

    countries = [(one.value, one.succeeded, one.failed, one.new) for one in told.countries.first]
    assert countries == [("MT", 2, 0, False), ("RU", 0, 1, True)]
    assert [(one.value, one.new) for one in told.devices.first] == [("phone-1", False), ("phone-2", True)]
    assert (told.countries.in_all, told.devices.in_all) == (2, 2)


@pytest.mark.parametrize("when", ["before folding", "after folding"])
async def test_one_success_among_hundreds_of_failures_stands_first(platform: Platform, when: str) -> None:
    tries = [login(f"{each}", success=False, body={"device": f"bot {each:03}"}) for each in range(300)]
    await platform.tell(*tries, *tries[:9], login("in", body={"device": "thief", "country": "BR"}))
    if when == "after folding":
        await folded(platform)

    told = await summed(platform, platform.anna, WEEK)

    assert [(one.value, one.succeeded, one.failed) for one in told.countries.first] == [("BR", 1, 0), ("MT", 0, 300)]
    assert (told.devices.first[0].value, told.devices.first[1].value) == ("thief", "bot 000")
    assert (told.devices.in_all, told.devices.succeeded, len(told.devices.first)) == (301, 1, 20)
    assert activity_text.origins(told.countries) == "BR 1, MT 0 (300 failed)"
    assert activity_text.origins(told.devices).startswith("thief 1, bot 000 0 (1 failed), ")
    assert activity_text.origins(told.devices).endswith(" and 295 more, only failed logins")


async def test_what_was_used_long_before_is_not_new(platform: Platform) -> None:
    year_ago = NOW - timedelta(days=365)
    await platform.tell(login("1", at=year_ago), login("2", at=year_ago, success=False, body={"device": "old try"}))
    await folded(platform)
    await platform.tell(login("3"), login("4", body={"device": "old try"}))

    told = await summed(platform, platform.anna, WEEK)

    assert [(one.value, one.new) for one in told.devices.first] == [("old try", True), ("phone-1", False)]


async def test_nothing_is_new_to_an_account_that_has_just_begun(platform: Platform) -> None:
    await platform.tell(*(login(f"{each}", body={"device": f"phone {each}"}) for each in range(9)))

    told = await summed(platform, platform.anna, WEEK)

    assert not any(one.new for one in told.devices.first)
    assert activity_text.origins(told.devices).endswith(" and 3 more, 3 of them with logins")


async def test_adjustments_come_from_the_ledger_and_reversals_stand_apart(platform: Platform) -> None:
    for minor, undone in ((5_000, False), (-1_000, False), (700, True), (-300, True)):
        await by_hand(platform, minor, reversed_=undone)

    told = (await summed(platform, platform.anna, WEEK)).now.adjustments

    assert (told.count, told.given, told.taken) == (4, (Money(5_700, EUR),), (Money(1_300, EUR),))
    assert (told.taken_back, told.given_back) == ((Money(700, EUR),), (Money(300, EUR),))


async def test_nothing_is_moved_by_hand_in_a_quiet_time(platform: Platform) -> None:
    await by_hand(platform, 5_000)

    told = await summed(platform, platform.anna, WEEK)

    assert not told.now.quiet
    assert told.before.quiet


async def test_nothing_at_all_is_quiet(platform: Platform) -> None:
    told = await summed(platform, platform.anna, WEEK)

    assert told.now.quiet
    assert told.before.quiet
    assert (told.countries.in_all, told.devices.in_all, told.biggest) == (0, 0, ())
    assert activity_text.origins(told.devices) == "none"


async def test_a_summary_tells_of_one_player_only(platform: Platform) -> None:
    await platform.register("ben")
    await platform.tell(paid("d1", Type.DEPOSIT, 100, player="ben"), login("l1", player="ben"))
    await folded(platform)
    await platform.tell(login("l2", player="ben"))

    assert (await summed(platform, platform.anna, WEEK)).now.quiet


async def test_a_summary_is_one_round_trip(platform: Platform) -> None:
    said: list[str] = []
    listening.listen(
        platform.database.reader.sync_engine, "before_cursor_execute", lambda *heard: said.append(str(heard[2]))
    )

    await summed(platform, platform.anna, WEEK)

    assert len(said) == 1


@pytest.mark.parametrize(
    ("typed", "first", "days"),
    [
        ("7d", date(2026, 4, 27), 7),
        ("30 days", date(2026, 4, 4), 30),
        ("180D", date(2025, 11, 5), 180),
        ("1d", date(2026, 5, 3), 1),
        ("today", date(2026, 5, 3), 1),
        ("yesterday", date(2026, 5, 2), 1),
        ("2026-04-01..2026-04-30", date(2026, 4, 1), 30),
        ("2026-04-01-2026-04-30", date(2026, 4, 1), 30),
        ("01.04.2026-30.04.2026", date(2026, 4, 1), 30),
        ("01.04.2026..30.4.2026", date(2026, 4, 1), 30),
        ("2026-04-01 … yesterday", date(2026, 4, 1), 32),
        ("2026-04-01 to 2026-04-30", date(2026, 4, 1), 30),
        ("2026-05-01..", date(2026, 5, 1), 3),
        ("2026-04-30", date(2026, 4, 30), 1),
    ],
)
def test_periods_are_read_as_people_type_them(typed: str, first: date, days: int) -> None:
    read = activity.read_period(typed, today=date(2026, 5, 3))

    assert (read.first, read.days) == (first, days)
    assert activity.parted(f"anna42 {typed}") == ("anna42", typed)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("31.02.", "has no year"),
        ("31.02.2026", "no day “31.02.2026” in the calendar"),
        ("2026-13-01", "no day “2026-13-01” in the calendar"),
        ("31.02.26..01.03.26", "only two digits"),
        ("26-02-01..26-03-01", "only two digits"),
        ("0d", "Write 7d, 30d, 180d"),
        ("-3d", "no day in it"),
        ("999999d", "more than the 3660 days"),
        ("9" * 400 + "d", "more than the 3660 days"),
        ("tomorrow", "Nothing has happened tomorrow"),
        ("month", "Say which month, in days"),
        ("2026-04-30..2026-04-01", "Write 2026-04-01..2026-04-30"),
        ("2026-06-01..2026-06-30", "today is 2026-05-03"),
        ("2026-05-01..2026-06-30", "Write 2026-05-01..2026-05-03"),
        ("1066-10-14..2026-01-01", "before 2000"),
        ("0001-01-01", "before 2000"),
        ("2001-01-01..2026-01-01", "more than the 3660 days"),
        ("..2026-01-01", "not a date I can read"),
        ("5w", "not a date I can read"),
        ("1/2..3/4", "not a date I can read"),
    ],
)
def test_what_is_no_period_is_refused_with_what_to_write(typed: str, told: str) -> None:
    with pytest.raises(activity.periods.Invalid, match=r"(?s).*") as refused:
        activity.read_period(typed, today=date(2026, 5, 3))

    assert told in refused.value.message
    assert "2026-0" in refused.value.message
    assert activity.parted(f"muel 4471 {typed}") == ("muel 4471", typed)


@pytest.mark.parametrize("typed", ["anna42", "muel 4471 1984", "anna@example.com", "+356 9912 4471", "anna to", "12"])
def test_what_names_a_player_is_not_taken_for_a_period(typed: str) -> None:
    assert activity.parted(typed) == (typed, "")
