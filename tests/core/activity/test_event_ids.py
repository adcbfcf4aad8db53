"""An event is known by source, brand and id: told again it counts once, and another event under its id is refused."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from core import event_intake
from core.activity import Event, Type
from core.activity.ingestion import CONFLICT
from core.activity.store import digest
from core.database.tables import alerts, event_ids, events, players
from core.money import Wallet
from tests.support.gaming import NOW, Platform, event, login, money

DEPOSIT = event("1", Type.DEPOSIT, {"amount": money(1_000), "method": "card"})
OTHER: dict[str, dict[str, Any]] = {
    "another amount": {"body": {"amount": money(9_000), "method": "card"}},
    "another type": {"type": Type.DEPOSIT_FAILED},
    "another time": {"at": NOW - timedelta(hours=1)},
    "another player": {"player": "ben"},
    "a player nobody knows": {"player": "nobody42"},
    "no player": {"player": None},
    "another version": {"version": 2},
    "another method": {"body": {"amount": money(1_000), "method": "transfer"}},
    "a request": {"request_id": "0b0b6c8e-5a55-4a54-8f6c-0d1f5f2a7c11"},
}


@pytest.mark.parametrize("together", [False, True])
async def test_another_event_under_the_same_id_is_refused_and_counted(platform: Platform, *, together: bool) -> None:
    await platform.register("ben")
    others = [Event.model_validate(DEPOSIT.model_dump() | change) for change in OTHER.values()]

    outcomes = [await platform.tell(DEPOSIT)]
    if together:
        outcomes = [await platform.tell(DEPOSIT, *others)]
    else:
        outcomes += [await platform.tell(DEPOSIT, other) for other in others]

    assert sum(told.conflicts for told in outcomes) == len(others)
    assert {why for told in outcomes for _position, why in told.refused} == {CONFLICT}
    assert await platform.holds(Wallet.CASH) == 1_000


async def test_keys_in_another_order_and_another_zone_say_the_same(platform: Platform) -> None:
    amount = {"currency": "EUR", "amount_minor": 1_000}
    same = {"body": {"method": "card", "amount": amount}, "at": DEPOSIT.at.astimezone().isoformat()}
    await platform.tell(DEPOSIT)

    told = await platform.tell(Event.model_validate(DEPOSIT.model_dump() | same))

    assert (told.again, told.conflicts) == (1, 0)


@pytest.mark.parametrize("together", [False, True])
async def test_keys_that_nobody_reads_make_no_other_event(platform: Platform, *, together: bool) -> None:
    amount = {"amount_minor": 1_000, "currency": "EUR", "formatted": "EUR 10.00"}
    again = Event.model_validate(DEPOSIT.model_dump() | {"body": {"amount": amount, "method": "card", "trace": [{}]}})
    account = {"username": "eve", "licence": "MGA", "currency": "EUR"}
    opened = event("2", Type.REGISTRATION, {"account": account}, player="eve")
    opened_again = event("2", Type.REGISTRATION, {"account": account | {"theme": "dark"}}, player="eve")

    told = [DEPOSIT, opened, again, opened_again]
    outcomes = [await platform.tell(*told)] if together else [await platform.tell(one) for one in told]

    assert sum(one.conflicts for one in outcomes) == 0
    assert sum(one.again for one in outcomes) == 2


async def test_what_was_digested_with_keys_that_nobody_reads_is_the_same_told_again(platform: Platform) -> None:
    told = Event.model_validate(DEPOSIT.model_dump() | {"body": {"amount": money(1_000), "trace": "t-1"}})
    await platform.tell(told)
    async with platform.work() as work:
        await work.db.execute(update(event_ids).values(content=digest(told)))

    outcome = await platform.tell(told)

    assert (outcome.again, outcome.conflicts) == (1, 0)


async def test_the_same_id_of_two_brands_is_two_events_also_of_players_nobody_knows(platform: Platform) -> None:
    named = await platform.tell(login("1", brand="a", player="x"), login("1", brand="b", player="x"))
    nobody = await platform.tell(login("2", brand="a", player=None), login("2", brand="b", player=None))

    assert (named.added, nobody.added) == (2, 2)


@pytest.mark.every_wiring
async def test_a_conflict_about_a_player_is_one_alert_a_day_and_leaves_nobody_registered(platform: Platform) -> None:
    account = {"username": "eve", "licence": "MGA", "currency": "EUR"}
    await platform.tell(DEPOSIT, login("2"))
    changed = [login(f"{number}", body={"device": "another"}) for number in (1, 2)]
    opened = event("1", Type.REGISTRATION, {"account": account}, player="eve")

    async with platform.work() as work:
        outcome = await event_intake.take(work, [*changed, opened])

    assert (outcome.conflicts, outcome.registered) == (3, 0)
    assert [row.rule for row in await platform.all(select(alerts.c.rule))] == ["contradiction"]
    assert len(await platform.all(select(players.c.id))) == 1


async def test_of_what_came_before_digests_were_kept_another_player_alone_is_a_conflict(platform: Platform) -> None:
    await platform.register("ben")
    await platform.tell(DEPOSIT)
    async with platform.work() as work:
        await work.db.execute(update(event_ids).values(content=None))

    told = await platform.tell(
        DEPOSIT, event("1", Type.DEPOSIT, {"amount": money(1)}, player="ben"), login("1", brand="b", player=None)
    )

    assert (told.again, told.conflicts, told.added) == (1, 1, 1)


def test_a_digest_is_the_same_on_every_machine() -> None:
    assert digest(DEPOSIT).hex() == "97926044425ec4b4642fa03ba5fc7fd4"


@pytest.mark.every_wiring
async def test_what_is_told_again_is_stored_once(platform: Platform) -> None:
    for _ in range(2):
        await platform.tell(DEPOSIT, login("2"), login("3", player=None))

    assert len(await platform.all(select(events.c.id))) == len(await platform.all(select(event_ids.c.event_id))) == 3
