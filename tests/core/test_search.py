from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, update

from core import players, search, tables
from core.errors import Invalid
from core.players import Instrument, Key
from core.search import Found, Nothing, One, Several, TooLittle, TooManyTries, finding, parts
from tests.support.office import World

TODAY = date(2026, 5, 3)


async def find(office: World, text: str, *, wide: bool = False, limit: int = 10) -> Found:
    async with office.read() as db:
        return await search.find(db, text, wide=wide, today=TODAY, limit=limit)


async def suggest(office: World, text: str, limit: int = 10) -> list[tuple[int, str]]:
    async with office.read() as db:
        return await search.suggest(db, text, limit=limit)


async def samuel(office: World, **changes: Any) -> int:
    about = {
        "external_id": "EXT-77",
        "first_name": "Samuel",
        "last_name": "Müller",
        "email": "Sam.Mueller@Example.com",
        "phone": "07911 124471",
        "country": "GB",
        "instruments": (Instrument("card", "fp_9A", last_four="8812"),),
    }
    return await office.player("Sam84", **about | changes)


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


@pytest.mark.parametrize(
    "text", ["muel 4471 1984", "sam 4471", "sam 71", "muell 1984", "1984 muel", "müll 71 1984 4471", "sam84 8812"]
)
async def test_parts_find_the_player_together(office: World, text: str) -> None:
    sam = await samuel(office)
    await office.player("muelx", last_name="Muelheim", phone="+35699123456", born_on=date(1990, 1, 1))

    found = await find(office, text)

    assert isinstance(found, One)
    assert found.player_id == sam


@pytest.mark.parametrize("text", ["muel 4472", "muel 1985", "anna 4471", "muel 4471 8813", "muel 9124471 1983"])
async def test_a_part_that_does_not_fit_finds_nobody(office: World, text: str) -> None:
    await samuel(office)

    found = await find(office, text)

    assert isinstance(found, Nothing)
    assert f"“{text}” as id, external id, username, e-mail, phone, name" in found.sentence()


async def test_what_was_tried_is_told_in_words(office: World) -> None:
    found = await find(office, "muel 4471 1984")

    assert isinstance(found, Nothing)
    assert found.sentence() == (
        "No player found. Tried: “muel 4471 1984” as id, external id, username, e-mail, phone, name; "
        "a name or username that begins with “muel” with a phone or card number that ends in 4471 "
        "with a birth in 1984, or a number that ends so."
    )


async def test_four_digits_like_a_year_may_be_the_end_of_a_number(office: World) -> None:
    sam = await samuel(office, phone="+447911121984", born_on=date(1970, 1, 1))

    assert await find(office, "muel 1984") == One(sam, "parts")


@pytest.mark.parametrize("text", ["muel", "sam8", "4471", "1984", "124471"])
async def test_a_part_alone_does_not_search_for_support(office: World, text: str) -> None:
    await samuel(office)

    with pytest.raises(TooLittle, match="alone is too little"):
        await find(office, text)


@pytest.mark.parametrize("text", ["muel", "4471", "8812", "81.2.69.160", "iPhone-7F", "FP_9a"])
async def test_who_may_search_wide_finds_by_parts_alone_and_by_traces(office: World, text: str) -> None:
    sam = await samuel(office)
    await office.player("other", last_name="Borg")
    async with office.work() as work:
        await players.remember(work, [Key(sam, "ip", "81.2.69.160"), Key(sam, "device", "iPhone-7F")])

    found = await find(office, text, wide=True)

    assert isinstance(found, One)
    assert found.player_id == sam


@pytest.mark.parametrize("text", ["81.2.69.160", "iphone-7f", "fp_9a"])
async def test_traces_are_not_searched_for_support(office: World, text: str) -> None:
    sam = await samuel(office)
    async with office.work() as work:
        await players.remember(work, [Key(sam, "ip", "81.2.69.160"), Key(sam, "device", "iPhone-7F")])

    with pytest.raises(TooLittle):
        await find(office, text)


async def test_several_are_told_apart_masked(office: World) -> None:
    elder = await office.player("anna1", first_name="Anna", last_name="Borg", country="MT", born_on=date(1984, 1, 1))
    younger = await office.player("anna2", first_name="Anna", last_name="Borg", country="GB", born_on=date(1999, 1, 1))
    async with office.work() as work:
        lately = update(tables.players).where(tables.players.c.id == younger).values(last_login_at=office.now)
        await work.db.execute(lately)

    found = await find(office, "anna borg")

    assert isinstance(found, Several)
    assert not found.more
    told = {
        match.player_id: (match.name, match.country, match.age_band, match.last_login_at) for match in found.matches
    }
    assert told == {
        elder: ("Anna B.", "MT", "35–44", None),  # noqa: RUF001 - an en dash between numbers
        younger: ("Anna B.", "GB", "25–34", office.now),  # noqa: RUF001
    }


async def test_a_long_list_says_that_it_is_cut(office: World) -> None:
    for number in range(5):
        await office.player(f"anna{number}", first_name="Anna", last_name="Borg")

    whole, cut = await find(office, "anna borg", limit=5), await find(office, "anna borg", limit=4)
    by_parts = await find(office, "anna 1984", limit=4)

    assert isinstance(whole, Several)
    assert isinstance(cut, Several)
    assert isinstance(by_parts, Several)
    assert (len(whole.matches), whole.more) == (5, False)
    assert (len(cut.matches), cut.more) == (4, True)
    assert (len(by_parts.matches), by_parts.more) == (4, True)


async def test_parts_that_fit_too_many_are_refused_instead_of_missing_somebody(
    office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        await office.player(f"anna{number}")
    monkeypatch.setattr(finding, "MOST_GONE_THROUGH", 3)

    with pytest.raises(TooLittle, match="type more of the name"):
        await find(office, "anna 1984")


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("", "Type what you know"),
        ("   \n\t ", "Type what you know"),
        ("\u200b\u200f", "Type what you know"),
        ("🎰🎰", "no letter and no digit"),
        ("<!>", "no letter and no digit"),
        ("anna\x00borg", "control characters"),
        ("anna\x07", "control characters"),
        ("an\ud800na", "control characters"),
        ("x" * 4_000, "4,000 characters long"),
        ("🎰" * 4_000, "4,000 characters long"),
    ],
)
async def test_text_in_which_nothing_can_be_looked_for_is_refused(office: World, text: str, advice: str) -> None:
    with pytest.raises(Invalid, match=advice):
        await find(office, text, wide=True)
    assert await suggest(office, text) == []


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


async def test_typing_offers_players_by_their_first_letters(office: World) -> None:
    sam = await samuel(office)
    anna = await office.player("anna", first_name="Samantha", last_name=None, country=None)

    assert await suggest(office, "sam") == [
        (sam, f"{sam} · Sam84 · Samuel M. · GB"),
        (anna, f"{anna} · anna · Samantha"),
    ]
    assert [each for each, _ in await suggest(office, "muel")] == [sam]
    assert [each for each, _ in await suggest(office, "ext-")] == [sam]
    assert await suggest(office, "sa") == []
    assert await suggest(office, "sam.mueller@") == []


async def test_typing_an_id_offers_that_player_first(office: World) -> None:
    anna = await office.player("anna")
    await office.player("ben", external_id=f"{anna}00")

    assert (await suggest(office, str(anna)))[0][0] == anna


async def test_no_more_is_offered_than_wanted(office: World) -> None:
    for number in range(8):
        await office.player(f"anna{number}", first_name="Anna", last_name="Annason")

    offered = await suggest(office, "anna", limit=5)

    assert len(offered) == 5
    assert len(await suggest(office, "anna", limit=100)) == 8


async def test_labels_hide_what_is_masked(office: World) -> None:
    await samuel(office)

    ((_, label),) = await suggest(office, "samuel")

    assert "Müller" not in label
    assert "example" not in label
    assert "7911" not in label


async def test_tries_are_counted_by_person_and_minute(office: World) -> None:
    most = office.desk.office.limits.typeahead_per_minute

    async def tries(person: str, number: int = 1) -> None:
        for _ in range(number):
            async with office.work() as work:
                await search.count_try(work, person)

    await tries("alice", most)
    with pytest.raises(TooManyTries, match="Wait a minute"):
        await tries("alice")
    await tries("bob")
    office.later(minutes=1)
    await tries("alice")

    counts = {(row.person, row.count) for row in await office.rows(tables.typeahead_counts)}
    assert counts == {("alice", most), ("bob", 1), ("alice", 1)}


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
    given = parts.parts(text, TODAY)

    assert (given.name, given.ends, given.years) == taken


async def test_the_newest_comes_first(office: World) -> None:
    ids = [await office.player(f"anna{number}", first_name="Anna", last_name="Borg") for number in range(3)]
    async with office.work() as work:
        for days, player_id in zip((3, 1, 2), ids, strict=True):
            seen = update(tables.players).where(tables.players.c.id == player_id)
            await work.db.execute(seen.values(last_login_at=office.now - timedelta(days=days)))

    found = await find(office, "anna 1984")

    assert isinstance(found, Several)
    assert [match.player_id for match in found.matches] == [ids[1], ids[2], ids[0]]
