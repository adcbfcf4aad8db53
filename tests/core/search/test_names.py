"""Players are found by their names as people write them, and by a number after the word player."""

import pytest

from core.search import Nothing, One, Several
from tests.support.office import World
from tests.support.searching import find, listed, suggest

pytestmark = pytest.mark.every_wiring

PEOPLE = (
    ("Łukasz", "Żółć", "lukasz zolc"),
    ("İsmail", "Işık", "ISMAIL ISIK"),
    ("Sean", "O’Brien", "sean obrien"),
    ("Pat", "O'Hara", "O`Hara Pat"),
    ("Anna-Maria", "Müller", "anna maria mueller"),
    ("Eva Sophie", "Groß", "Eva Gross"),
    ("Anna Maria", "Mühlheim", "anna muhlheim"),
    ("Zoë", "Ahlström", "Zoe M. Ahlstroem"),
    ("娜", "李", "李娜"),
    ("민준", "김", "김 민준"),
    ("서연", "박", "박서연"),
    ("Øystein", "Kjær", "oystein kjaer"),
)


async def test_a_player_is_found_by_a_name_as_people_write_it(office: World) -> None:
    people = [
        await office.player(f"x{n}", first_name=first, last_name=last) for n, (first, last, _) in enumerate(PEOPLE)
    ]

    found = [await find(office, typed) for _, _, typed in PEOPLE]

    assert found == [One(person, "name") for person in people]


async def test_the_beginning_of_a_name_is_folded_too(office: World) -> None:
    person = await office.player("x1", first_name="Łukasz", last_name="Żółć", phone="+447911124471")

    for typed in ("lukasz zol 1984", "żół 4471", "zolc lu 1984", "zolcl 4471"):
        assert [one.player_id for one in listed(await find(office, typed))] == [person], typed


async def test_two_characters_search_where_they_are_a_name(office: World) -> None:
    person = await office.player("x1", first_name="小龍", last_name="李", phone="+447911124471")

    assert [one.player_id for one in listed(await find(office, "李小 4471"))] == [person]
    assert [player_id for player_id, _ in await suggest(office, "李小")] == [person]


async def test_typing_offers_names_and_usernames_however_they_are_written(office: World) -> None:
    person = await office.player("łucja_1", first_name="Łucja", last_name="O’Neil")

    for typed in ("luc", "ŁUC", "oneil", "o'ne", "x-łu"):
        assert [player_id for player_id, _ in await suggest(office, typed)] == [person], typed


async def test_a_username_that_looks_alike_is_found_and_never_hides_the_one_that_is_meant(office: World) -> None:
    cyrillic = await office.player("аnnа42", first_name="Eve", external_id="e1")

    assert await find(office, "anna42") == One(cyrillic, "username")

    latin = await office.player("anna42", first_name="Anna")
    third = await office.player("ánna42", first_name="Mallory", external_id="m1")

    assert await find(office, "anna42") == One(latin, "username")
    assert await find(office, "аnnа42") == One(cyrillic, "username")
    found = await find(office, "annà42")
    assert isinstance(found, Several)
    assert {one.player_id for one in found.matches} == {cyrillic, latin, third}


async def test_a_number_after_the_word_player_is_an_id(office: World) -> None:
    anna = await office.player("anna")

    for typed in ("player {}", "#{}", "Player #{}", "player: {}", "PLAYER ID {}", "id {}", "user id: {}"):
        assert await find(office, typed.format(anna)) == One(anna, "id"), typed
        assert isinstance(await find(office, typed.format(anna + 1)), Nothing), typed
