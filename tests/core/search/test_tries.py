"""However often and at whatever door somebody tries numbers, no search reads a masked field out, and a walk alarms."""

import asyncio
from datetime import date
from typing import Any

import pytest

from bot.process import transactions
from core import search
from core.audit_trail import TrailKind
from core.audit_trail import look_up as look_up_trail
from core.database import tables
from core.errors import Refused
from core.operations import registry
from core.people import Actor
from core.search import Nothing, One, Several
from tests.core.search.test_searches import BEGINS, everywhere, recorded, searched
from tests.support.edge import Edge
from tests.support.office import World

NAMES = ("annalena77", "annalena", "ann", "ANNALENA77", "Bauer", "bauer annalena", "annalena b", "ánnalena77")
"""Ways to name the same player: by parts of the username and of the name, in either order, in look-alike letters."""


async def target(office: World, **changes: Any) -> int:
    about = {"first_name": "Annalena", "last_name": "Bauer", "phone": "+4915112348642", "born_on": date(1984, 5, 3)}
    return await office.player("annalena77", **about | changes)


async def told(office: World, actor: Actor, where: str, text: str) -> tuple[str, list[int]]:
    """Search, and give what is said and who is offered."""
    try:
        found = await searched(office, actor, where, text)
    except Refused as refusal:
        return refusal.message, []
    if isinstance(found, Several):
        return found.remark, [one.player_id for one in found.matches]
    if isinstance(found, Nothing):
        return found.sentence(), [one.player_id for one in found.near]
    assert not isinstance(found, One)
    return str(found.problem), [one.player_id for one in found.offered]


async def spend(office: World, actor: Actor, name: str = "annalena77", *, numbers: int = 3) -> None:
    for number in range(numbers):
        await told(office, actor, "/player", f"{name} {number:04}")


@everywhere
async def test_after_three_numbers_right_and_wrong_ones_are_answered_alike(office: World, where: str) -> None:
    anna, alice = await target(office), await office.staff("alice")
    await spend(office, alice)

    right, wrong = [await told(office, alice, where, f"annalena77 {end}") for end in ("8642", "9999")]

    assert right[1] == wrong[1] == [anna]
    assert right[0].replace("8642", "9999") == wrong[0]
    assert "Left out: 8642." in right[0]


@pytest.mark.every_wiring
@pytest.mark.parametrize("first", ["ann", "bauer annalena"])
async def test_another_name_of_the_same_player_gives_no_more_tries(office: World, first: str) -> None:
    await target(office)
    alice = await office.staff("alice")
    await spend(office, alice, first)

    for name in NAMES:
        right, wrong = [await told(office, alice, "/player", f"{name} {end}") for end in ("8642", "9999")]
        assert (right[0].replace("8642", "9999"), right[1]) == wrong


@pytest.mark.parametrize("digits", ["86\u200b42", "\uff18\uff16\uff14\uff12", "\U0001d7d6642", "86\u206342"])
async def test_digits_are_counted_however_they_are_written(office: World, digits: str) -> None:
    await target(office)
    alice = await office.staff("alice")
    await spend(office, alice)

    assert "Left out: 8642." in (await told(office, alice, "/player", f"annalena77 {digits}"))[0]


@pytest.mark.parametrize("mark", ["@", "@@ ", "tel:", "TEL: ", "mailto:", "tel:@"])
@pytest.mark.parametrize("words", ["{} annalena77", "annalena77 {}"])
async def test_numbers_behind_a_mark_are_counted(office: World, mark: str, words: str) -> None:
    await target(office)
    alice = await office.staff("alice")
    await spend(office, alice)

    right, wrong = [await told(office, alice, "/player", f"{mark}{words}".format(end)) for end in ("8642", "9999")]

    assert (right[0].replace("8642", "9999"), right[1]) == wrong
    assert "Left out: 8642." in right[0]


@pytest.mark.every_wiring
async def test_years_are_counted_like_numbers(office: World) -> None:
    await target(office)
    alice = await office.staff("alice")
    for year in (1960, 1961, 1962):
        await told(office, alice, "/player", f"annalena77 {year}")

    right, wrong = [await told(office, alice, "/player", f"annalena77 {year}") for year in (1984, 1985)]

    assert right[0].replace("1984", "1985") == wrong[0]
    assert right[1] == wrong[1]


@pytest.mark.parametrize("ends", [("48642", "38642", "28642", "18642"), ("8642", "7642", "6642", "5642")])
async def test_who_may_search_by_parts_alone_goes_through_no_numbers(office: World, ends: tuple[str, ...]) -> None:
    await target(office)
    fred = await office.staff("fred")

    *_, last = [await told(office, fred, "/player", end) for end in ends]

    assert f"Left out: {ends[-1]}." in last[0]


async def test_a_number_that_was_counted_narrows_again_and_so_do_other_players(office: World) -> None:
    anna, alice = await target(office), await office.staff("alice")
    ben = await office.player("benji", first_name="Ben", last_name="Otto", phone="+4915112340002")
    await told(office, alice, "/player", "annalena77 8642")
    await spend(office, alice)

    assert await told(office, alice, "/player", "annalena77 8642") == ("", [anna])
    assert await told(office, alice, "/player", "benji 0002") == ("", [ben])


async def test_tries_are_forgotten_after_a_day_and_belong_to_one_person(office: World) -> None:
    anna = await target(office)
    alice, bob, other = [
        await office.staff("alice"),
        await office.staff("bob"),
        await office.staff("zoe", roles=("support",), person="alice"),
    ]
    await spend(office, alice)

    assert await told(office, bob, "/player", "annalena77 8642") == ("", [anna])
    assert "Left out" in (await told(office, other, "/player", "annalena77 8642"))[0]
    office.later(hours=24, minutes=1)
    assert await told(office, alice, "/player", "annalena77 8642") == ("", [anna])


@pytest.mark.every_wiring
async def test_tries_at_once_get_no_more_than_three(office: World) -> None:
    await target(office)
    alice = await office.staff("alice")

    answers = await asyncio.gather(*(told(office, alice, "/player", f"annalena77 {n:04}") for n in range(8)))

    assert sum("Left out" in said for said, _ in answers) == 5


async def test_a_walk_alarms_once(office: World) -> None:
    await target(office)
    alice = await office.staff("alice")

    await spend(office, alice, numbers=9)

    assert [facts["numbers"] for _, facts in await recorded(office, "search.walked")] == [6, 7, 8, 9]
    assert len(await office.rows(tables.outbox, tables.outbox.c.topic == "colleague_alarm")) == 1


@pytest.mark.every_wiring
async def test_what_a_whole_key_names_is_no_try(office: World) -> None:
    anna, alice = await target(office), await office.staff("alice")

    for number in range(9):
        typed = search.Typed(f"annalena77 500{number}", before_end="annalena77")
        found = await transactions.see(Edge(office), alice, search.find, typed)
        assert (found.player_id, found.without_end) == (anna, True)

    assert await office.rows(tables.search_tries) == []


async def test_the_record_of_a_player_is_found_by_the_same_search(office: World) -> None:
    await target(office)
    sam = await office.staff("sam")
    await spend(office, sam)

    with pytest.raises(search.SeveralFit, match=r"Left out: 8642\."):
        await transactions.see(Edge(office), sam, look_up_trail, TrailKind.PLAYER, "annalena77 8642")


def test_every_door_to_the_search_counts_what_is_tried() -> None:
    searching = {each.declaration.name for each in registry() if "player.searched" in each.declaration.actions}
    counting = {each.declaration.name for each in registry() if each.declaration.before is not None}

    assert searching == counting
    assert {query.declaration.name for query, _ in BEGINS.values()} < counting


MISSPELLED = ("annalena bauwer", "analena bauer", "bauerr annalena", "annalema bauer", "annalena baucr")
"""Ways to misspell the same player's name."""


@everywhere
async def test_a_number_beyond_the_limit_neither_lists_nor_orders_similar_names(office: World, where: str) -> None:
    anna = await target(office)
    other = await office.player("annelena55", first_name="Annelena", last_name="Bauer", born_on=date(1991, 1, 1))
    alice = await office.staff("alice")
    before = await told(office, alice, where, f"{MISSPELLED[0]} 1991")
    for name, year in zip(MISSPELLED[1:], (1960, 1961), strict=False):
        await told(office, alice, where, f"{name} {year}")

    answers = [await told(office, alice, where, f"{MISSPELLED[-1]} {year}") for year in (1984, 1992, 1999)]

    assert before[1] == [other, anna]
    assert [ids for _, ids in answers] == [answers[0][1]] * 3
    assert {said.replace(year, "…") for (said, _), year in zip(answers, ("1984", "1992", "1999"), strict=True)} == {
        answers[0][0].replace("1984", "…")
    }
    assert "Left out: 1984." in answers[0][0]


@pytest.mark.every_wiring
async def test_misspelling_a_name_gives_no_more_tries_of_it(office: World) -> None:
    await target(office)
    alice = await office.staff("alice")
    await spend(office, alice, "annalena bauer")

    for name in MISSPELLED:
        right, wrong = [await told(office, alice, "/player", f"{name} {end}") for end in ("8642", "9999")]
        assert (right[0].replace("8642", "9999"), right[1]) == wrong
        assert "Left out: 8642." in right[0]
