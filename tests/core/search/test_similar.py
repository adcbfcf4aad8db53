"""A mistyped name is answered with the nearest that there is; keys that are masked are never guessed."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import update

from core import search
from core.database.tables import players
from core.errors import Invalid
from core.people import PITBOSS
from core.search import NobodyFits, Nothing, TooLittle, one_off, similar
from tests.support.office import World
from tests.support.searching import find

pytestmark = pytest.mark.every_wiring


def test_one_sign_off_is_left_out_added_replaced_or_swapped() -> None:
    near = one_off.off("anna42")

    assert {"ana42", "annna42", "anne42", "nana42", "anna24", "anna 42", "anna_42"} <= near
    assert "anna42" not in near
    assert "ana24" not in near


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("ana42", ["anna42"]),
        ("anna-42", ["anna42"]),
        ("nana42", ["anna42"]),
        ("anna mulller", ["anna42"]),
        ("ana muler", ["anna42"]),
        ("muler ana", ["anna42"]),
    ],
)
async def test_a_mistyped_name_finds_the_nearest(office: World, typed: str, near: list[str], *, wide: bool) -> None:
    await office.player("anna42", first_name="Anna", last_name="Muller")
    await office.player("bert77", first_name="Bert", last_name="Olsen")

    found = await find(office, typed, wide=wide)

    assert isinstance(found, Nothing)
    assert [one.username for one in found.near] == near


@pytest.mark.parametrize("typed", ["anna@example.con", "35699124470", "zzzz99", "an4"])
async def test_nothing_is_guessed_of_masked_keys_or_far_off_words(office: World, typed: str) -> None:
    await office.player("anna42", first_name="Anna", email="anna@example.com", phone="+35699124471")

    try:
        found = await find(office, typed)
    except TooLittle:
        return
    assert isinstance(found, Nothing)
    assert found.near == ()


async def test_who_is_refused_reads_who_may_have_been_meant(office: World) -> None:
    player_id = await office.player("anna42", first_name="Anna")

    with pytest.raises(NobodyFits, match=rf"Did you mean anna42 \(player {player_id}\)\?") as refused:
        search.the_one(await find(office, "ana42"), named="ana42")

    assert [one.player_id for one in refused.value.offered] == [player_id]


async def test_a_username_that_reads_like_an_id_is_a_username(office: World) -> None:
    first, second = await office.player("player2"), await office.player("player1")

    found = [await find(office, typed) for typed in ("player2", "player 2", "player#2", "#2")]

    assert [one.player_id for one in found if isinstance(one, search.One)] == [first, second, second, second]


async def test_a_misspelled_name_says_how_it_matched_whatever_stands_beside_it(office: World) -> None:
    mark = await office.player("mark77", first_name="Mark", last_name="Calleja", country="MT", phone="+35699124471")
    jo = await office.player("jo55", first_name="Jo", last_name="Calleza", country="ES", born_on=date(1990, 1, 2))

    told = {}
    for typed in ("callef", "mark callef", "callef 1990", "callef 4471", "callef spain", "callef royal 9999"):
        found = await find(office, typed)
        assert isinstance(found, Nothing)
        told[typed] = [(one.player_id, one.how) for one in found.near]

    first, second = (mark, "similar name: Callef → Calleja"), (jo, "similar name: Callef → Calleza")
    assert told == {
        "callef": [first, second],
        "mark callef": [first],
        "callef 1990": [second, first],
        "callef 4471": [first, second],
        "callef spain": [second, first],
        "callef royal 9999": [first, second],
    }


async def test_a_list_that_a_masked_number_ordered_shows_nothing_that_was_not_typed(office: World) -> None:
    await office.player("mark77", first_name="Mark", last_name="Calleja", phone="+35699124471")

    with_number, without = [await find(office, typed) for typed in ("mark callef 4471", "mark callef")]

    assert isinstance(with_number, Nothing)
    assert isinstance(without, Nothing)
    assert [one.apart for one in with_number.near] == [None]
    assert [one.apart is None for one in without.near] == [False]


async def test_players_of_another_brand_and_honey_players_are_not_similar(office: World) -> None:
    await office.player("mark77", first_name="Mark", last_name="Calleja", brand="lucky")
    await office.player("john55", first_name="John", last_name="Calleja", brand="royal")
    async with office.work() as work:
        await work.db.execute(update(players).where(players.c.username == "john55").values(honey=True))

    async with office.read() as db:
        near = await similar.nearest(db, "callef", actor=replace(PITBOSS, brand="royal"), limit=9)

    assert near == []


async def test_a_part_of_a_name_finds_those_who_have_it(office: World) -> None:
    player_id = await office.player("mark77", first_name="Mark", last_name="Vanderbilt")

    async with office.read() as db:
        near = {part: await similar.nearest(db, part, actor=PITBOSS, limit=9) for part in ("derbilt", "bilt", "erbi")}

    assert {part: [(one.player_id, one.how) for one in found] for part, found in near.items()} == {
        part: [(player_id, f"similar name: {part.title()} → Vanderbilt")] for part in near
    }


@pytest.mark.parametrize(
    "typed",
    [
        "%%%%",
        "____",
        "''''",
        "a",
        "a" * 10_000,
        "😀😀😀😀",
        "\u202eanna",
        "an\x00na",
        "李李李李",
        "שלום",
        "ññññ",
        "a b c d e f g",
    ],
)
async def test_anything_typed_is_answered_with_players_or_a_sentence(office: World, typed: str) -> None:
    await office.player("mark77", first_name="Mark", last_name="Calleja")

    try:
        found = await find(office, typed)
    except (Invalid, TooLittle) as refusal:
        said = refusal.message
    else:
        assert isinstance(found, Nothing)
        said = found.sentence()
    assert said.endswith(".")
