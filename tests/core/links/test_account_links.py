"""Who is linked to a player, by what, and as far as somebody may know of it."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import event as listening

from core import links, players
from core.links import Evidence, Likeness, Link, Strength, account_links
from core.people import Actor
from core.players import Key
from core.work import Desk
from tests.support.office import BEGINNING, World

pytestmark = pytest.mark.every_wiring

HOME = {"address": "12 Strait Street", "post_code": "VLT 1434", "city": "Valletta"}
PEOPLE: dict[str, dict[str, Any]] = {
    "anna": HOME | {"first_name": "Anna", "last_name": "Borg", "born_on": date(1984, 3, 11)},
    "ann": HOME | {"first_name": "Ann", "last_name": "Borg", "born_on": date(1984, 11, 3), "address": "Strait Str. 12"},
    "peter": HOME | {"first_name": "Peter", "last_name": "Borg", "born_on": date(1981, 6, 2)},
    "zoe": {"first_name": "Zoe", "last_name": "Vella", "born_on": date(1990, 1, 1), "city": "Valletta"},
    "max": {"first_name": "Max", "last_name": "Vella", "born_on": date(1991, 2, 2), "city": "Sliema"},
}


async def live(office: World, *names: str, **told: Any) -> list[int]:
    return [await office.player(name, **PEOPLE[name] | told) for name in names]


async def linked(office: World, player_id: int) -> list[Link]:
    async with office.work() as work:
        return await links.linked(work, player_id)


async def test_a_person_with_typing_errors_and_a_household_are_found_by_what_is_known_of_them(office: World) -> None:
    anna, ann, peter, _ = await live(office, "anna", "ann", "peter", "zoe")

    found = await linked(office, anna)

    assert [(each.player_id, tuple(each.evidence), each.household) for each in found] == [
        (ann, (Evidence.PERSON, Evidence.ADDRESS), False),
        (peter, (Evidence.ADDRESS,), True),
    ]
    assert {each.strength for each in found} == {Strength.SOFT}
    assert [each.player_id for each in await linked(office, ann)] == [anna, peter]


async def test_what_is_changed_in_a_profile_links_and_parts(office: World) -> None:
    anna, ann = await live(office, "anna", "ann")
    async with office.work() as work:
        await players.profile_changes.change(work, {ann: {"born_on": date(1970, 5, 5), "post_code": "SLM 1000"}})

    assert await linked(office, anna) == []

    async with office.work() as work:
        await players.profile_changes.change(work, {ann: {"post_code": "VLT 1434"}})
    assert [each.player_id for each in await linked(office, anna)] == [ann]


async def test_verified_name_and_birth_date_are_hard_and_say_so_from_both_sides(office: World) -> None:
    verified = {"verification_status": "verified", "verification_level": 2}
    [anna] = await live(office, "anna", **verified)
    other = await office.player("other", **PEOPLE["anna"] | verified | {"address": None, "brand": "noble"})

    for one, another in ((anna, other), (other, anna)):
        [link] = await linked(office, one)
        assert (link.player_id, link.strength) == (another, Strength.HARD)
        assert link.match.likeness is Likeness.SAME_PERSON
        assert set(link.evidence) == {Evidence.IDENTITY, Evidence.PERSON}


async def test_since_when_is_when_the_second_account_had_it(office: World) -> None:
    zoe, max_ = await live(office, "zoe", "max")
    first, second = BEGINNING - timedelta(days=9), BEGINNING - timedelta(days=3)
    async with office.work() as work:
        await players.remember(work, [Key(zoe, "device", "d1", first), Key(max_, "device", "d1", second)])
        await players.remember(work, [Key(zoe, "ip", "81.2.69.142"), Key(max_, "ip", "81.2.69.142")])

    [link] = await linked(office, zoe)

    assert link.evidence == {Evidence.DEVICE: second, Evidence.IP: BEGINNING}


async def test_more_people_at_an_address_than_the_limit_are_a_hostel(office: World) -> None:
    office.desk = _with_hub(office, 3)
    anna, *_ = await live(office, "anna", "peter")
    assert len(await linked(office, anna)) == 1

    for number, name in enumerate(("Karl Abela", "Rita Zammit")):
        first, last = name.split()
        own = {"first_name": first, "last_name": last, "born_on": date(1950 + number, 4, 20)}
        await office.player(f"guest{number}", **HOME | own)

    assert await linked(office, anna) == []


async def test_links_are_the_same_from_both_sides_and_as_many_as_the_limit_allows(office: World) -> None:
    office.desk = _with_hub(office, 4)
    dice = Random(7)  # noqa: S311 - a test repeats itself
    everybody = [
        await office.player(f"p{number}", first_name=f"F{number}", last_name=f"L{number}", born_on=None)
        for number in range(10)
    ]
    shares = {(kind, each): dice.sample(everybody, dice.randint(1, 7)) for kind in ("device", "ip") for each in "abcd"}
    async with office.work() as work:
        keys = [Key(each, kind, term) for (kind, term), several in shares.items() for each in several]
        await players.remember(work, keys)

    found = {each: {link.player_id: set(link.evidence) for link in await linked(office, each)} for each in everybody}

    expected: dict[int, dict[int, set[Evidence]]] = {each: {} for each in everybody}
    for (kind, _), several in shares.items():
        for one in several if len(several) <= 4 else ():
            for other in set(several) - {one}:
                expected[one].setdefault(other, set()).add(Evidence(kind))
    assert found == expected


async def test_who_shares_is_found_by_indexes_alone(office: World) -> None:
    if office.db.gate is None:
        pytest.skip("PostgreSQL plans by what a table holds, and an empty one is quickest read whole")
    given = account_links.parameters(1, hub=20)
    async with office.read() as db:
        said: list[Any] = []
        engine = office.db.reader.sync_engine
        listening.listen(engine, "before_cursor_execute", heard := lambda *each: said.append((each[2], each[3])))
        await account_links.SHARED.send(db, given)
        listening.remove(engine, "before_cursor_execute", heard)
        [(statement, values)] = said
        steps = [row.detail for row in await db.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]

    assert [step for step in steps if step.startswith("SCAN") and "mine" not in step] == []


async def test_a_page_leaves_out_players_of_other_brands(office: World) -> None:
    zoe, max_ = await live(office, "zoe", "max")
    away = await office.player("away", **PEOPLE["zoe"] | {"brand": "noble", "born_on": None, "first_name": "Eve"})
    async with office.work() as work:
        await players.remember(work, [Key(each, "device", "d1") for each in (zoe, max_, away)])
    alice = await office.staff("alice")

    async with office.work() as work:
        everybody = (await links.of_player.function(work, alice, zoe)).value
        kept = (await links.of_player.function(work, _kept_to(alice, "royal"), zoe)).value

    assert {each.player_id for each in everybody.page} == {max_, away}
    assert {each.player_id for each in kept.page} == {max_}
    assert kept.page.total == 1


def _kept_to(actor: Actor, brand: str) -> Actor:
    return replace(actor, brand=brand)


def _with_hub(office: World, hub: int) -> Desk:
    file = office.desk.office
    limits = file.limits.model_copy(update={"link_hub": hub})
    return replace(office.desk, office=file.model_copy(update={"limits": limits}))
