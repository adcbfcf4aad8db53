"""Each event counts once, on its own day, for a player who is known; what is none is refused alone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select, text

from core.activity import Event, Type
from core.database import partitions
from core.database.tables import events, player_lookups, wallets
from core.database.tables import players as player_rows
from tests.support.gaming import EUR, NOW, Platform, event, login, money

pytestmark = pytest.mark.every_wiring


async def test_every_type_has_a_body() -> None:
    from core.activity.catalogue import BODIES

    assert {type_ for type_, _version in BODIES} == set(Type)


async def test_the_same_event_twice_is_once(platform: Platform) -> None:
    first = await platform.tell(login("1"), login("2"), login("2"))
    second = await platform.tell(login("2"), login("3"))

    assert (first.added, first.again) == (2, 1)
    assert (second.added, second.again) == (1, 1)
    assert len(await platform.all(select(events))) == 3


async def test_the_same_id_of_another_source_is_another_event(platform: Platform) -> None:
    told = await platform.tell(login("1"), login("1", source="sports"))

    assert told.added == 2


async def test_a_late_event_lands_on_its_own_day(platform: Platform) -> None:
    long_ago = NOW - timedelta(days=400)

    await platform.tell(login("1", at=long_ago))

    [row] = await platform.all(select(events))
    assert (row.at, row.received_at) == (long_ago, NOW)


async def test_an_older_login_does_not_become_the_last_one(platform: Platform) -> None:
    await platform.tell(login("new", at=NOW - timedelta(hours=1)))
    await platform.tell(login("old", at=NOW - timedelta(days=9), body={"country": "FI"}))

    [row] = await platform.all(select(player_rows))
    assert row.last_login_at == NOW - timedelta(hours=1)


async def test_a_failed_login_is_not_the_last_login_but_leaves_its_address(platform: Platform) -> None:
    await platform.tell(login("1", success=False))

    [row] = await platform.all(select(player_rows))
    found = await platform.all(select(player_lookups.c.term).where(player_lookups.c.kind.in_(["ip", "device"])))
    assert row.last_login_at is None
    assert {term for (term,) in found} == {"81.2.69.142", "phone-1"}


async def test_unknown_players_lie_in_a_bucket_of_their_own_and_are_counted(platform: Platform) -> None:
    told = await platform.tell(login("1", player="nobody42"), login("2", player=None), login("3"))

    rows = await platform.all(select(events.c.event_id, events.c.body).where(events.c.player_id == 0))
    assert (told.added, told.nobody, dict(told.unknown_players)) == (3, 1, {("lucky", "nobody42"): 1})
    assert {row.event_id: row.body.get("unknown_player") for row in rows} == {"1": "nobody42", "2": None}


async def test_an_unknown_type_is_kept_as_told_and_counted(platform: Platform) -> None:
    told = await platform.tell(event("1", "slot.jackpot", {"size": "huge"}), login("2", version=9))

    rows = await platform.all(select(events.c.type, events.c.body).order_by(events.c.event_id))
    assert dict(told.unknown_types) == {"slot.jackpot": 1, "login": 1}
    assert rows[0] == ("slot.jackpot", {"size": "huge"})


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (event("x", Type.LOGIN, {}), "success"),
        (event("x", Type.LOGIN, {"success": True, "country": "Malta"}), "country"),
        (event("x", Type.DEPOSIT, {"amount": money(-5)}), "more than zero"),
        (event("x", Type.DEPOSIT, {"amount": {"amount_minor": 5, "currency": "XXL"}}), "XXL"),
        (event("x", Type.DEPOSIT, {"amount": {"amount_minor": 0.5, "currency": EUR}}), "integer"),
        (login("x", at=NOW + timedelta(days=2)), "future"),
    ],
)
async def test_an_event_that_is_not_what_its_type_says_is_refused_alone(
    platform: Platform, wrong: Event, why: str
) -> None:
    told = await platform.tell(login("1"), wrong, login("2"))

    [(position, sentence)] = told.refused
    assert (told.added, position) == (2, 1)
    assert why in sentence


async def test_money_of_a_currency_that_ended_is_booked_at_its_time(platform: Platform) -> None:
    amount = {"amount_minor": 7_500, "currency": "HRK"}

    outcome = await platform.tell(event("1", Type.DEPOSIT, {"amount": amount}, at=datetime(2022, 5, 1, 12, tzinfo=UTC)))

    assert (outcome.added, outcome.refused) == (1, [])
    assert await platform.all(select(wallets.c.currency, wallets.c.balance_minor)) == [("HRK", 7_500)]


def test_no_day_told_from_outside_makes_more_partitions_than_are_ever_kept() -> None:
    every_day = [date(1990, 1, 1) + timedelta(days=number) for number in range(0, 365 * 110, 5)]

    made = partitions.months(every_day, now=NOW)

    assert len(made) == partitions.MONTHS_BACK + 2
    assert (min(made), max(made)) == (date(2016, 5, 1), date(2026, 6, 1))


async def test_partitions_are_made_for_the_months_asked_for(platform: Platform) -> None:
    async with platform.database.write() as db:
        await partitions.ensure(db, months=2, first=datetime(2020, 1, 31, tzinfo=UTC).date())
        await partitions.ensure(db, months=2, first=datetime(2020, 1, 1, tzinfo=UTC).date())

    await platform.tell(login("1", at=datetime(2020, 2, 3, 12, 43, tzinfo=UTC)))

    if platform.database.gate is None:
        [(lying_in,)] = await platform.all(select(text("tableoid::regclass::text")).select_from(events))
        assert lying_in == "events_2020_02"
    assert await platform.all(select(func.count()).select_from(events)) == [(1,)]
