"""What changes on the platform changes the profile here, by its newest word; what is odd about it is an alert."""

import itertools
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core import event_intake, imports
from core.activity import Event, Type
from core.database.tables import alerts, events, player_instruments, player_lookups
from core.database.tables import players as rows
from core.people import PITBOSS
from core.players import Instrument, NewPlayer
from tests.support.gaming import NOW, Platform, event

pytestmark = pytest.mark.every_wiring

ACCOUNT = {"username": "ben", "licence": "MGA", "currency": "EUR", "country": "MT"}
CARD = {"kind": "card", "fingerprint": "fp-1", "last_four": "0042"}


async def tell(platform: Platform, *told: Event) -> None:
    async with platform.work() as work:
        assert (await event_intake.take(work, told)).refused == []


async def profile(platform: Platform, *names: str, player: str = "anna") -> tuple[Any, ...]:
    [row] = await platform.all(select(*(rows.c[name] for name in names)).where(rows.c.external_id == player))
    return tuple(row)


async def found(platform: Platform) -> list[tuple[str, int]]:
    return sorted(map(tuple, await platform.all(select(alerts.c.rule, alerts.c.player_id))))


def change(type_: str, hours_ago: float, body: dict[str, Any], player: str = "anna") -> Event:
    return event(f"{type_} {hours_ago} {player}", type_, body, at=NOW - timedelta(hours=hours_ago), player=player)


async def test_new_values_stand_in_the_profile_are_found_and_do_not_stay_with_the_event(platform: Platform) -> None:
    new = {"last_name": "Borg", "address": "1 Main Street\nSliema", "city": "Sliema", "country": "mt"}

    await tell(
        platform,
        change(Type.EMAIL_CHANGED, 3, {"email": "new@example.com", "ip": "81.2.69.142"}),
        change(Type.PHONE_CHANGED, 3, {"phone": "+356 9912 4471"}),
        change(Type.PROFILE_CHANGED, 2, new),
        change(Type.INSTRUMENT_CHANGED, 1, {"instrument": CARD}),
    )

    names = ("email", "phone", "last_name", "address", "city", "country")
    assert await profile(platform, *names) == (
        "new@example.com", "+35699124471", "Borg", "1 Main Street, Sliema", "Sliema", "MT",
    )  # fmt: skip
    terms = {term for (term,) in await platform.all(select(player_lookups.c.term))}
    assert terms >= {"new@example.com", "+35699124471", "borg", "fp-1"}
    assert await platform.all(select(player_instruments.c.last_four)) == [("0042",)]
    bodies = [body for (body,) in await platform.all(select(events.c.body))]
    assert sorted(map(str, bodies)) == sorted(map(str, [{"ip": "81.2.69.142"}, {}, {}, {}]))
    assert await found(platform) == []


async def test_a_list_told_later_keeps_what_an_event_has_changed_and_counts_it(platform: Platform) -> None:
    await tell(
        platform,
        change(Type.EMAIL_CHANGED, 3, {"email": "new@example.com"}),
        change(Type.PROFILE_CHANGED, 2, {"city": "Sliema"}),
    )
    [known] = await platform.all(select(rows).where(rows.c.external_id == "anna"))
    mine = {"brand": known.brand, "licence": known.licence, "external_id": "anna", "username": known.username}
    rest = {"currency": known.currency, "registered_at": known.registered_at}
    listed = NewPlayer(**mine, **rest, email="old@example.com", city="Valletta", last_name="Borg")

    async with platform.work() as work:
        registered = await imports.register(work, PITBOSS, new=[listed])

    assert (registered.changed, registered.newer) == (1, 2)
    assert await profile(platform, "email", "city", "last_name") == ("new@example.com", "Sliema", "Borg")


async def test_the_newest_word_on_each_part_counts_in_whichever_order_it_comes(platform: Platform) -> None:
    told = [
        (Type.PROFILE_CHANGED, 3, {"last_name": "First", "city": "Valletta"}),
        (Type.PROFILE_CHANGED, 2, {"last_name": "Second"}),
        (Type.PROFILE_CHANGED, 1, {"last_name": "Third"}),
        (Type.ACCOUNT_CLOSED, 3.5, {"by": "player"}),
        (Type.ACCOUNT_REOPENED, 2.5, {}),
        (Type.ACCOUNT_CLOSED, 1.5, {"reason": "duplicate"}),
    ]
    for number, order in enumerate(itertools.permutations(range(3))):
        name = f"p{number}"
        await platform.register(name)

        for place in order:
            await tell(platform, change(*told[place], name), change(*told[place + 3], name))

        assert await profile(platform, "last_name", "city", "lifecycle", player=name) == ("Third", "Valletta", "closed")


@pytest.mark.parametrize("database_kind", ["sqlite"])
@pytest.mark.parametrize(("born_on", "young"), [("2008-05-03", False), ("2008-05-04", True), ("2012-01-01", True)])
async def test_somebody_under_age_is_registered_and_is_an_alert(
    platform: Platform, born_on: str, *, young: bool
) -> None:
    account = ACCOUNT | {"born_on": born_on}

    await tell(platform, change(Type.REGISTRATION, 1, {"account": account}, "ben"))

    assert [rule for rule, _player in await found(platform)] == ["under_age"] * young


async def test_a_birth_date_that_changes_is_an_alert_and_one_that_was_missing_is_none(platform: Platform) -> None:
    await tell(platform, change(Type.PROFILE_CHANGED, 4, {"born_on": "1984-03-17"}))
    assert await found(platform) == []

    await tell(platform, change(Type.PROFILE_CHANGED, 3, {"born_on": "1984-03-17"}))
    await tell(platform, change(Type.PROFILE_CHANGED, 2, {"born_on": "2010-03-17"}))

    assert await found(platform) == [("birth_date_changed", platform.anna), ("under_age", platform.anna)]
    assert await profile(platform, "born_on") == (date(2010, 3, 17),)


async def test_a_document_or_an_instrument_of_two_players_is_an_alert_once(platform: Platform) -> None:
    await platform.register("ben")
    proof = {"level": 2, "status": "verified", "document": "MT 0123-456"}
    same = proof | {"document": "mt0123456"}

    for player, told in (("anna", proof), ("ben", same)):
        await tell(platform, change(Type.VERIFICATION, 3, told, player))
        await tell(platform, change(Type.INSTRUMENT_CHANGED, 2, {"instrument": CARD}, player))
    await tell(platform, change(Type.INSTRUMENT_CHANGED, 1, {"instrument": CARD}, "ben"))

    [(_, ben)] = {(rule, player) for rule, player in await found(platform)}
    assert len(await found(platform)) == 2
    assert ben != platform.anna
    assert "0123" not in str(await platform.all(select(events.c.body)))


async def test_what_a_file_of_players_brings_is_looked_at_alike(platform: Platform) -> None:
    about = {"brand": "lucky", "licence": "MGA", "currency": "EUR", "registered_at": NOW}
    card = (Instrument("card", "fp-1", "0042"),)

    def told(name: str, born_on: date) -> NewPlayer:
        return NewPlayer(**about, external_id=name, username=name, born_on=born_on, instruments=card)

    async with platform.work() as work:
        await imports.register(work, PITBOSS, new=[told("ben", date(1990, 1, 1)), told("carl", date(2012, 1, 1))])
        await imports.register(work, PITBOSS, new=[told("ben", date(1991, 1, 1))])

    rules = [rule for rule, _player in await found(platform)]
    assert rules == ["birth_date_changed", "shared_identity", "shared_identity", "under_age"]


async def test_what_was_changed_before_the_player_was_known_is_changed_once_they_are(platform: Platform) -> None:
    await tell(platform, change(Type.EMAIL_CHANGED, 1, {"email": "new@example.com"}, "ben"))
    await platform.register("ben")

    async with platform.work() as work:
        await event_intake.join_orphans(work, PITBOSS)

    assert await profile(platform, "email", player="ben") == ("new@example.com",)
