"""A player is found by any whole key and by parts together, in one round trip."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from core.errors import Invalid
from core.people import PITBOSS
from core.search import Found, Match, Nothing, One, Several, TooLittle, Typed, lookup, parts
from tests.support.office import World
from tests.support.searching import TODAY, find, listed, samuel


@pytest.mark.parametrize(
    "text",
    [
        "EXT-77",
        "ext-77",
        " sam84 ",
        "SAM84",
        "\uff53\uff41\uff4d84",
        "sam.mueller@example.com",
        "+447911124471",
        "+44 7911 124471",
        "0044 7911 124471",
        "+44 (0)7911 124471",
        "07911 124471",
        "07911-124.471",
        "(07911) 124471",
        "447911124471",
        "(+44) 7911-124471",
        "+(44) 7911 124471",
        "(0044) 7911.124471",
        "+44(0)7911/124471",
        "@sam84",
        "@ Sam84",
        "@@sam84",
        "tel:+447911124471",
        "mailto:sam.mueller@example.com",
        "@sam.mueller@example.com",
        "Samuel Müller",
        "müller samuel",
        "samuel muller",
        "Samuel  Mueller",
        "Samuel\u200b M\u00fc\u200eller",
        "Samuel Mu\u0308ller",
    ],
)
async def test_any_whole_key_finds_the_player(office: World, text: str) -> None:
    sam = await samuel(office)
    await office.player("other")

    found = await find(office, text)

    assert isinstance(found, One)
    assert found.player_id == sam


async def test_the_player_id_wins_over_every_other_key(office: World) -> None:
    anna = await office.player("anna")
    await office.player("ben", external_id=str(anna), phone="+35699123456")

    assert await find(office, str(anna)) == One(anna, "id")
    assert await find(office, f"#{anna}") == One(anna, "id")


@pytest.mark.every_wiring
@pytest.mark.parametrize(
    "text", ["muel 4471 1984", "sam 4471", "muell 1984", "1984 muel", "müll 4471 1984 124471", "sam84 8812"]
)
async def test_parts_find_the_player_together(office: World, text: str) -> None:
    sam = await samuel(office)
    await office.player("muelx", last_name="Muelheim", phone="+35699123456", born_on=date(1990, 1, 1))

    assert [one.player_id for one in listed(await find(office, text))] == [sam]


@pytest.mark.parametrize("text", ["muel 4471", "4471 1984", "muel 1984"])
async def test_a_list_by_parts_shows_nothing_that_was_not_typed(office: World, text: str) -> None:
    sam = await samuel(office)

    found = await find(office, text)

    shown = Match(player_id=sam, username="Sam84", lifecycle="active")
    assert found == Several((shown,), more=False, parts=tuple(text.split()))


@pytest.mark.every_wiring
@pytest.mark.parametrize("short", ["1", "71", "471"])
@pytest.mark.parametrize("text", ["samuel84 {}", "samuel 1984 {}", "{} 4471", "{} 1984", "samuel 4471 {}"])
@pytest.mark.parametrize("search", ["support", "wide"])
async def test_a_number_that_narrows_needs_four_digits(office: World, text: str, short: str, search: str) -> None:
    await office.player("Samuel84", phone=f"+44791112{short.zfill(4)}")

    try:
        told = _nothing(await find(office, text.format(short), wide=search == "wide")).sentence()
    except TooLittle as refusal:
        told = refusal.message

    assert f"“{short}”" in told or f"{short} left out" in told
    assert "4 digits" in told


@pytest.mark.every_wiring
@pytest.mark.parametrize("text", ["muel 4472", "muel 1985", "anna 4471", "muel 4471 8813", "muel 9124471 1983"])
async def test_a_part_that_does_not_fit_finds_nobody(office: World, text: str) -> None:
    await samuel(office)

    found = await find(office, text)

    assert isinstance(found, Nothing)
    assert f"“{text}” as id, external id, username, e-mail, phone, name" in found.sentence()


@pytest.mark.every_wiring
async def test_what_was_tried_is_told_in_words(office: World) -> None:
    found = await find(office, "muel 4471 1984")

    assert isinstance(found, Nothing)
    assert found.sentence() == (
        "No player found. Tried: “muel 4471 1984” as id, external id, username, e-mail, phone, name; "
        "a name or username that begins with “muel” with a phone or card number that ends in 4471 "
        "with a birth in 1984, or a number that ends so."
    )


@pytest.mark.every_wiring
@pytest.mark.parametrize(
    "typed",
    [
        "Margaréta",
        "MARGARETA ÓNeill 471",
        "Margaréta 1984",
        "Žižka\N{RIGHT SINGLE QUOTATION MARK}s 4471",
        "nobody@Example.COM",
        "Ma",
        "@Zoë 12",
        "¿?",
    ],
)
async def test_a_refusal_quotes_what_was_typed(office: World, typed: str) -> None:
    words = " ".join(word for word in typed.lstrip("@").split() if not word.isdigit())

    try:
        found = await find(office, typed)
    except (Invalid, TooLittle) as refusal:
        said = refusal.message
    else:
        assert isinstance(found, Nothing)
        said = found.sentence()

    assert f"“{words}” " in said or f"“{words}”," in said


async def test_four_digits_like_a_year_may_be_the_end_of_a_number(office: World) -> None:
    sam = await samuel(office, phone="+447911121984", born_on=date(1970, 1, 1))

    assert [one.player_id for one in listed(await find(office, "muel 1984"))] == [sam]


@pytest.mark.parametrize(
    "name", ["דוד כהן", "\u202eאנה", "🎰 Anna 🎰", "<!channel>", "O'Brien %_\\", "İstanbul ẞ", "李 小龍"]
)
async def test_a_player_of_any_name_is_found_by_it(office: World, name: str) -> None:
    odd = await office.player("odd", first_name=name, last_name=None, email=None)

    assert await find(office, name) == One(odd, "name")


@pytest.mark.parametrize(
    "text", ["99999999999999999999", "9223372036854775808", "\uff19\uff19", "-1", "12", "%", "an", "a%", "_"]
)
async def test_odd_numbers_and_signs_find_nobody(office: World, text: str) -> None:
    await office.player("anna")

    try:
        found = await find(office, text, wide=True)
    except (Invalid, TooLittle):
        return

    assert isinstance(found, Nothing)


async def test_a_search_is_one_round_trip_for_a_whole_key(office: World) -> None:
    await samuel(office)
    statements: list[str] = []
    event.listen(
        office.db.reader.sync_engine, "before_cursor_execute", lambda *context: statements.append(str(context[2]))
    )

    await find(office, "sam84")

    assert len(statements) == 1
    assert "LIKE" not in statements[0]


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("muel 4471 1984", ("muel", ("4471",), (1984,))),
        ("anna muel", ("anna muel", (), ())),
        ("muel 2027", ("muel", ("2027",), ())),
        ("muel 1899", ("muel", ("1899",), ())),
        ("muel 12 345", ("muel", ("345", "12"), ())),
        ("sam84", ("sam84", (), ())),
    ],
)
def test_words_are_taken_for_what_they_can_be(text: str, taken: tuple[Any, ...]) -> None:
    given = parts.read(text, TODAY)

    assert (given.name, given.ends, given.years) == taken


@pytest.mark.parametrize(
    ("name", "end", "is_enough"),
    [
        ("sam84", "1", True),
        ("sam84", "4471", True),
        ("Samuel Müller", "71", True),
        ("07911", "124471", False),
    ],
)
async def test_an_end_narrows_only_where_the_words_before_it_do_not_name_one_player(
    office: World, name: str, end: str, *, is_enough: bool
) -> None:
    sam = await samuel(office)

    async with office.read() as db:
        typed = Typed(f"{name} {end}", before_end=name)
        found = await lookup.find_parsed(db, typed, actor=PITBOSS, today=TODAY)

    assert isinstance(found, One)
    assert (found.player_id, found.without_end) == (sam, is_enough)


@pytest.mark.parametrize(("name", "end"), [("muel 4471", "1984"), ("muel", "4471")])
async def test_an_end_goes_with_parts_that_name_nobody_for_sure(office: World, name: str, end: str) -> None:
    sam = await samuel(office)

    async with office.read() as db:
        typed = Typed(f"{name} {end}", before_end=name)
        found = await lookup.find_parsed(db, typed, actor=PITBOSS, today=TODAY)

    assert [one.player_id for one in listed(found)] == [sam]


def _nothing(found: Found) -> Nothing:
    assert isinstance(found, Nothing)
    return found


@pytest.mark.every_wiring
async def test_a_year_of_birth_that_was_corrected_is_the_one_that_finds(office: World) -> None:
    sam = await samuel(office)
    await samuel(office, born_on=date(1985, 2, 1))

    assert [one.player_id for one in listed(await find(office, "muel 1985"))] == [sam]
    assert _nothing(await find(office, "muel 1984"))
