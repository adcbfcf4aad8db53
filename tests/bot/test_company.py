"""The pretend company: the same by its seed, plausible, and never at odds with the ledger."""

import unicodedata
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.cards import player_card
from bot.demo.history import History
from bot.demo.people import chance, crowd
from bot.demo.simulation import LONGEST_STORY_DAYS, AlreadyHere, Company, simulate
from core import ledger, office, player_blocks, players
from core.activity import Event
from core.database.connections import Database
from core.database.tables import events, outbox, withdrawals
from core.database.tables import players as player_rows
from core.keyring import Keyring
from core.people import PITBOSS, Permission, Visibility
from core.players import profile_card
from core.search import One, Several, lookup
from core.work import Desk

NOW = datetime.now(UTC).replace(microsecond=0)
DESK = Desk(office=office.default(), keyring=Keyring(bytes(32)))
SMALL = Company(players=60, days=20, seed=3, now=NOW)
ALL = frozenset(Visibility)
WIDE = replace(PITBOSS, permissions=frozenset({Permission.PLAYER_SEARCH_WIDE}))
STAFF = frozenset({Visibility.STAFF})


@pytest.fixture
async def company(database_url: str) -> AsyncIterator[Database]:
    database = Database.open(database_url)
    await simulate(database, DESK, SMALL)
    yield database
    await database.close()


async def profile(database: Database, text: str, sees: frozenset[Visibility] = ALL) -> players.Profile:
    async with database.read() as db:
        found = await lookup.find(db, text, actor=PITBOSS, today=NOW.date())
        assert isinstance(found, One), found
        return await profile_card.profile(db, found.player_id, actor=replace(PITBOSS, sees=sees), now=NOW)


def told(seed: int) -> list[list[Event]]:
    people = crowd(players=150, seed=seed, now=NOW)
    return [list(History(person, chance(seed), NOW).days(20)) for person in people]


def test_the_same_seed_makes_the_same_company() -> None:
    assert told(1) == told(1)


def test_another_seed_makes_another_one() -> None:
    assert told(1) != told(2)


def test_nobody_acts_before_registering_or_after_now() -> None:
    for person in crowd(players=150, seed=1, now=NOW):
        past = [event.at for event in History(person, chance(1), NOW).days(400)]
        assert min(past) >= person.player.registered_at
        assert max(past) <= NOW


def test_some_names_break_careless_software() -> None:
    names = "".join(person.player.first_name or "" for person in crowd(players=1_200, seed=1, now=NOW))

    assert "<!channel>" in names
    assert {unicodedata.bidirectional(sign) for sign in names} >= {"L", "R", "AL", "RLO"}


async def test_the_books_are_sound_and_nothing_overdrew(company: Database) -> None:
    async with company.read() as db:
        assert await ledger.verify(db) == []
        assert (await db.execute(select(func.count()).select_from(outbox))).scalar_one() == 0
        assert (await db.execute(select(func.count()).select_from(player_rows))).scalar_one() == 60
        assert (await db.execute(select(func.count()).select_from(withdrawals))).scalar_one() > 1
        assert (await db.execute(select(func.min(events.c.at)))).scalar_one() > NOW - timedelta(days=LONGEST_STORY_DAYS)


async def test_a_second_company_of_the_same_seed_is_refused_and_changes_nothing(company: Database) -> None:
    with pytest.raises(AlreadyHere):
        await simulate(company, DESK, SMALL)

    async with company.read() as db:
        assert (await db.execute(select(func.count()).select_from(player_rows))).scalar_one() == 60


async def test_anna_has_what_her_story_needs(company: Database) -> None:
    anna = await profile(company, "anna42", STAFF)

    assert (
        player_card.in_flight(anna.in_flight, NOW)
        == "1 withdrawal EUR 900.00 asked 12 min ago, 3 open bets EUR 45.00, 1 session"
    )
    assert [note.priority for note in anna.notes] == ["high"]
    assert anna.logins[0].country != anna.logins[-1].country


async def test_muel_is_found_by_parts(company: Database) -> None:
    async with company.read() as db:
        found = await lookup.find(db, "muel 4471 1984", actor=PITBOSS, today=NOW.date())

    assert isinstance(found, Several)
    assert [one.username for one in found.matches] == ["muel71"]


async def test_petra_has_excluded_herself_and_tomas_takes_a_break(company: Database) -> None:
    petra, tomas = await profile(company, "petra77"), await profile(company, "tomas65")

    assert [player_blocks.excluded(one.blocks, NOW) is not None for one in (petra, tomas)] == [True, True]
    assert [one.blocks[0].kind for one in (petra, tomas)] == ["self_exclusion", "cool_off"]


async def test_a_household_shares_a_card_and_a_tablet(company: Database) -> None:
    async with company.read() as db:
        card = await lookup.find(db, "card-household-5b7f6a52", actor=WIDE, today=NOW.date())
        tablet = await lookup.find(db, "tablet-family01", actor=WIDE, today=NOW.date())

    assert [{match.username for match in found.matches} for found in (card, tablet)] == [{"hana31", "hugo33"}] * 2
