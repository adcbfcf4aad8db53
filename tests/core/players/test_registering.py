"""Players are told by the platform, again and again, and are found by what was told last."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from core import players
from core.database import tables
from core.players import Instrument, Key, NewPlayer, search_terms
from tests.support.office import World

pytestmark = pytest.mark.every_wiring


def told(number: int = 1, **changes: Any) -> NewPlayer:
    plain = {
        "brand": "royal",
        "licence": "MGA",
        "external_id": f"x{number}",
        "username": f"player{number}",
        "currency": "EUR",
        "registered_at": datetime(2025, 1, 1, tzinfo=UTC),
    }
    return NewPlayer(**plain | changes)


async def lookups(office: World, player_id: int) -> set[tuple[str, str]]:
    rows = await office.rows(tables.player_lookups, tables.player_lookups.c.player_id == player_id)
    return {(row.kind, row.term) for row in rows}


async def register(office: World, *new: NewPlayer) -> players.Registered:
    async with office.work() as work:
        return await players.register(work, new)


async def test_telling_the_same_players_again_changes_nothing(office: World) -> None:
    many = [told(number, email=f"p{number}@example.com") for number in range(1_203)]

    first = await register(office, *many)
    again = await register(office, *many)

    assert (first.added, first.changed, first.same) == (1_203, 0, 0)
    assert (again.added, again.changed, again.same) == (0, 0, 1_203)
    assert again.ids == first.ids
    assert len(set(first.ids.values())) == 1_203


async def test_a_player_told_twice_in_one_batch_is_one(office: World) -> None:
    outcome = await register(office, told(1), told(1, email="late@example.com"))

    assert outcome.added == 1
    assert ("email", "late@example.com") in await lookups(office, outcome.ids["royal", "x1"])


async def test_the_same_external_id_at_two_brands_is_two_players(office: World) -> None:
    outcome = await register(office, told(1), told(1, brand="noble"))

    assert outcome.added == 2


async def test_what_is_told_anew_replaces_what_the_player_was_found_by(office: World) -> None:
    first = await register(office, told(1, email="old@example.com", first_name="Anna", phone="+35699123456"))
    player_id = first.ids["royal", "x1"]

    outcome = await register(office, told(1, email="new@example.com"))

    found_by = await lookups(office, player_id)
    assert (outcome.added, outcome.changed) == (0, 1)
    assert ("email", "new@example.com") in found_by
    assert ("email", "old@example.com") not in found_by
    assert {("name", "anna"), ("phone", "+35699123456")} <= found_by  # not told again, so kept


async def test_a_player_is_found_by_every_form_of_name_and_number(office: World) -> None:
    new = told(1, first_name="Jürgen", last_name="MÜLLER", phone="07911 123456", country="GB", username="ＪÜ")
    card = Instrument("card", "fp_9A", last_four="4471")

    outcome = await register(office, told(2), NewPlayer(**{**_values(new), "instruments": (card,)}))

    assert await lookups(office, outcome.ids["royal", "x1"]) == {
        ("external_id", "x1"),
        ("username", "jü"),
        ("username_alike", "ju"),
        ("name", "jurgenmuller"),
        ("name", "mullerjurgen"),
        ("phone", "+447911123456"),
        ("phone", "07911123456"),
        ("phone_end", "654321119744"),
        ("instrument", "fp_9a"),
        ("card_end", "1744"),
    }


def _values(new: NewPlayer) -> dict[str, Any]:
    return {name: getattr(new, name) for name in NewPlayer.__dataclass_fields__}


@pytest.mark.parametrize(
    ("field", "word"),
    [
        *(("username", word) for word in ("NULL", "-", "#N/A", "(null)")),
        ("external_id", "NULL"),
        ("external_id", "N/A"),
    ],
)
def test_a_word_for_a_missing_value_names_nobody(field: str, word: str) -> None:
    with pytest.raises(ValidationError, match="a word for a missing value"):
        told(1, **{field: word})


async def test_a_number_or_address_that_is_none_is_kept_as_told(office: World) -> None:
    outcome = await register(office, told(1, phone="ask his wife", email="a@b@c.com"), told(2, phone="12"))

    rows = await office.rows(tables.players)
    assert outcome.added == 2
    assert {row.phone for row in rows} == {"ask his wife", "12"}


@pytest.mark.parametrize("username", ["Null", "=anna", "-anna-", "a-(b)", "none", '=HYPERLINK("http://x.example")'])
def test_a_player_may_have_an_odd_username(username: str) -> None:
    assert told(1, username=username).username == username


async def test_an_address_once_seen_is_remembered_once(office: World) -> None:
    anna = await office.player("anna")

    for _ in range(2):
        async with office.work() as work:
            await players.remember(work, [Key(anna, "ip", "81.2.69.160"), Key(anna, "device", "iPhone-7F")])

    assert {("ip", "81.2.69.160"), ("device", "iphone-7f")} <= await lookups(office, anna)


@pytest.mark.parametrize(
    ("prefix", "following"), [("anna", "annb"), ("\ud7ff", "\ue000"), ("a\U0010ffff", "b"), ("z", "{")]
)
def test_a_prefix_is_a_range_by_code_points(prefix: str, following: str) -> None:
    assert search_terms.following(prefix) == following


async def test_the_database_refuses_two_players_of_one_brand_and_external_id(office: World) -> None:
    await office.player("anna")
    row = (await office.rows(tables.external_ids))[0]

    with pytest.raises(IntegrityError):
        async with office.work() as work:
            await work.db.execute(insert(tables.external_ids), {**row._mapping, "player_id": 99})
