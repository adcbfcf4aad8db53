"""How widely each may search, how many are shown, and what is too little to search for."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from bot.process import transactions
from core import players, search
from core.database import tables
from core.errors import Invalid, NotAllowed
from core.people import Actor
from core.players import Key
from core.search import One, Several, TooLittle, TooManyTries, parts
from tests.support.edge import Edge
from tests.support.office import World
from tests.support.searching import find, listed, samuel, suggest


@pytest.mark.every_wiring
@pytest.mark.parametrize("text", ["muel", "sam8", "4471", "1984", "124471"])
async def test_a_part_alone_does_not_search_for_support(office: World, text: str) -> None:
    await samuel(office)

    with pytest.raises(TooLittle, match="alone is too little"):
        await find(office, text)


@pytest.mark.every_wiring
@pytest.mark.parametrize("text", ["muel", "4471", "8812"])
async def test_who_may_search_wide_finds_by_parts_alone(office: World, text: str) -> None:
    sam = await samuel(office)
    await office.player("other", last_name="Borg")

    found = await find(office, text, wide=True)

    assert [one.player_id for one in listed(found)] == [sam]


@pytest.mark.parametrize("text", ["81.2.69.160", "iPhone-7F", "FP_9a"])
async def test_who_may_search_wide_finds_by_traces(office: World, text: str) -> None:
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


@pytest.mark.every_wiring
async def test_several_are_told_apart_masked(office: World) -> None:
    elder = await office.player("anna1", first_name="Anna", last_name="Borg", country="MT", born_on=date(1984, 1, 1))
    younger = await office.player("anna2", first_name="Anna", last_name="Borg", country="GB", born_on=date(1999, 1, 1))
    async with office.work() as work:
        lately = update(tables.players).where(tables.players.c.id == younger).values(last_login_at=office.now)
        await work.db.execute(lately)

    found = await find(office, "anna borg")

    assert isinstance(found, Several)
    assert not found.more
    apart = {match.player_id: match.apart for match in found.matches}
    told = {each: (one.name, one.country, one.age_band, one.last_login_at) for each, one in apart.items() if one}
    assert told == {
        elder: ("Anna B.", "MT", "35–44", None),  # noqa: RUF001 - an en dash between numbers
        younger: ("Anna B.", "GB", "25–34", office.now),  # noqa: RUF001
    }


async def test_the_newest_comes_first(office: World) -> None:
    ids = [await office.player(f"anna{number}", first_name="Anna", last_name="Borg") for number in range(3)]
    async with office.work() as work:
        for days, player_id in zip((3, 1, 2), ids, strict=True):
            seen = update(tables.players).where(tables.players.c.id == player_id)
            await work.db.execute(seen.values(last_login_at=office.now - timedelta(days=days)))

    found = await find(office, "anna 1984")

    assert isinstance(found, Several)
    assert [match.player_id for match in found.matches] == [ids[1], ids[2], ids[0]]


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
    monkeypatch.setattr(parts, "MOST_GONE_THROUGH", 3)

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
        ("x" * 4_000, "4000 characters long"),
        ("🎰" * 4_000, "4000 characters long"),
    ],
)
async def test_text_in_which_nothing_can_be_looked_for_is_refused(office: World, text: str, advice: str) -> None:
    with pytest.raises(Invalid, match=advice):
        await find(office, text, wide=True)
    assert await suggest(office, text) == []


async def test_tries_are_counted_by_person_and_minute(office: World) -> None:
    most = office.desk.office.limits.typeahead_per_minute
    edge = Edge(office)
    alice, bob = await office.staff("alice"), await office.staff("bob")

    async def tries(actor: Actor, number: int = 1) -> None:
        for _ in range(number):
            await transactions.see(edge, actor, search.suggest, "ann")

    await tries(alice, most)
    with pytest.raises(TooManyTries, match="Wait a minute"):
        await tries(alice)
    await tries(bob)
    office.later(minutes=1)
    await tries(alice)

    counts = {(row.person, row.action, row.count) for row in await office.rows(tables.look_counts)}
    refused_too, first = most + 1, 1
    assert counts == {
        ("alice", "player.suggested", refused_too),
        ("bob", "player.suggested", first),
        ("alice", "player.suggested", first),
    }


@pytest.mark.every_wiring
async def test_a_refused_try_is_on_the_record(office: World) -> None:
    edge, mallory = Edge(office), await office.staff("mallory")

    with pytest.raises(NotAllowed):
        await transactions.see(edge, mallory, search.suggest, "ann")

    (record,) = await office.rows(tables.records, tables.records.c.person == "mallory")
    assert (record.person, record.action, record.outcome) == ("mallory", "player.suggested", "refused")
