"""A mistyped name is answered with the nearest that there is; keys that are masked are never guessed."""

import pytest

from core import search
from core.search import NobodyFits, Nothing, TooLittle, similar
from tests.support.office import World
from tests.support.searching import find

pytestmark = pytest.mark.every_wiring


def test_one_sign_off_is_left_out_added_replaced_or_swapped() -> None:
    near = similar.one_sign_off("anna42")

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
