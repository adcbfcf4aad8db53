"""Players are found by their names as people write them, and by a number after the word player."""

import pytest
from sqlalchemy import delete, insert, text

from core.database import tables
from core.database.upgrade import migrate
from core.search import Nothing, One, Several
from tests.support.office import World
from tests.support.searching import find, suggest


@pytest.mark.parametrize(
    ("first", "last", "typed"),
    [
        ("Łukasz", "Żółć", "lukasz zolc"),
        ("İsmail", "Işık", "ISMAIL ISIK"),
        ("Sean", "O’Brien", "sean obrien"),
        ("Sean", "O'Brien", "O`Brien Sean"),
        ("Anna-Maria", "Müller", "anna maria mueller"),
        ("Anna Maria", "Müller", "Anna Muller"),
        ("Anna", "Müller", "Anna M. Müller"),
        ("娜", "李", "李娜"),
        ("민준", "김", "김 민준"),
        ("민준", "김", "김민준"),
        ("Øystein", "Kjær", "oystein kjaer"),
    ],
)
async def test_a_player_is_found_by_a_name_as_people_write_it(office: World, first: str, last: str, typed: str) -> None:
    person = await office.player("x1", first_name=first, last_name=last)
    await office.player("x2", first_name="Berta", last_name="Brecht")

    assert await find(office, typed) == One(person, "name")


@pytest.mark.parametrize("typed", ["lukasz zol 1984", "żół 4471", "zolc lu 1984", "zolcl 4471"])
async def test_the_beginning_of_a_name_is_folded_too(office: World, typed: str) -> None:
    person = await office.player("x1", first_name="Łukasz", last_name="Żółć", phone="+447911124471")

    assert await find(office, typed) == One(person, "parts")


async def test_two_characters_search_where_they_are_a_name(office: World) -> None:
    person = await office.player("x1", first_name="小龍", last_name="李", phone="+447911124471")

    assert await find(office, "李小 4471") == One(person, "parts")
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


@pytest.mark.parametrize(
    "typed", ["player {}", "#{}", "Player #{}", "player: {}", "PLAYER ID {}", "id {}", "user id: {}"]
)
async def test_a_number_after_the_word_player_is_an_id(office: World, typed: str) -> None:
    anna = await office.player("anna")

    assert await find(office, typed.format(anna)) == One(anna, "id")
    assert isinstance(await find(office, typed.format(anna + 1)), Nothing)


async def test_names_that_were_kept_before_are_folded_when_migrating(office: World, database_url: str) -> None:
    lookups = tables.player_lookups
    person = await office.player("łucja", first_name="Łucja", last_name="O’Neil", email="l@example.com")
    for number in range(3):
        await office.player(f"plain{number}")
    async with office.db.write() as db:
        await db.execute(delete(lookups).where(lookups.c.kind.in_(["name", "username_alike"])))
        await db.execute(insert(lookups).values(term="łucja o’neil", kind="name", player_id=person))
        await db.execute(text("UPDATE alembic_version SET version_num = '0014'"))
    await office.db.close()

    await migrate(database_url)

    assert await find(office, "lucja oneil") == One(person, "name")
    assert await find(office, "lucja") == One(person, "username")
    assert await find(office, "l@example.com") == One(person, "email")
    rows = await office.rows(lookups, lookups.c.player_id == person)
    assert {row.term for row in rows if row.kind == "name"} == {"lucjaoneil", "oneillucja"}
