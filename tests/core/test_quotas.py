"""Every quota of the office file is one human's, whichever of their accounts they use."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel
from sqlalchemy import select

from bot.process import transactions
from core import activity, approvals, players, quotas, search
from core.activity import StatementWish
from core.database import tables
from core.database.connections import Database
from core.database.upgrade import migrate
from core.errors import Refused
from core.masks import MaskedField
from core.office import Office
from core.people import Actor, Permission
from core.players import Reveal, Why
from tests.support.asking import block
from tests.support.edge import Edge
from tests.support.migrating import older
from tests.support.office import World

MOST = 2
ACCOUNT = """
INSERT INTO staff (id, slack_user_id, slack_team_id, person, name, state, created_at)
VALUES ('{key}', 'U{number}', 'T1', 'alice', 'Alice', 'active', '{at}')
"""
REVEAL = "INSERT INTO reveals (staff_id, id, at, player_id, field) VALUES ('{key}', '{key}', '{at}', 1, 'email')"
MINUTE = int(datetime(2025, 1, 1, tzinfo=UTC).timestamp()) // 60
Try = Callable[[World, Actor, int], Awaitable[Any]]


async def reveal(office: World, actor: Actor, player_id: int) -> None:
    await transactions.do(Edge(office), actor, players.reveal, None, Reveal(player_id, MaskedField.EMAIL, Why.PHONE))


async def look_for(office: World, actor: Actor, _player_id: int) -> None:
    await transactions.see(Edge(office), actor, search.look_up, "nobody 4471 1984")


async def type_ahead(office: World, actor: Actor, _player_id: int) -> None:
    await transactions.see(Edge(office), actor, search.suggest, "ann")


async def protect(office: World, actor: Actor, player_id: int) -> None:
    async with office.work() as work:
        await approvals.ask(work, block(player_id), actor=actor, key=f"{actor.staff_id} {player_id}")


async def export(office: World, actor: Actor, player_id: int) -> None:
    may = replace(actor, permissions=actor.permissions | {Permission.STATEMENT_EXPORT})
    await transactions.do(Edge(office), may, activity.export_statement, None, player_id, wish=StatementWish())


TRIES: dict[str, tuple[Try, str]] = {
    "roles.<name>.reveal_per_day": (reveal, "masked fields today"),
    "limits.searches_per_hour": (look_for, "within an hour"),
    "limits.typeahead_per_minute": (type_ahead, "within a minute"),
    "limits.typeahead_per_hour": (type_ahead, "within an hour"),
    "limits.typeahead_per_day": (type_ahead, "today"),
    "limits.statement_exports_per_day": (export, "today"),
    "rules.block_player.per_person_per_hour": (protect, "within the hour"),
}
"""How each quota is used up, and what is said then."""


def limited(office: Office, key: str, most: int) -> Office:
    """Give the office another value at a key, whatever the role."""
    file = office.model_dump(mode="json")
    *path, last = key.split(".")
    parts = [file]
    for step in path:
        parts = [each for part in parts for each in (part.values() if step == "<name>" else [part[step]])]
    for part in parts:
        part[last] = part[last] and most
    if key == "limits.typeahead_per_day":
        file["limits"]["typeahead_per_hour"] = most
    return Office.model_validate(file)


def test_every_limit_of_the_office_file_is_a_declared_quota() -> None:
    assert quotas.QUOTAS.keys() == set(_limits(Office)) == TRIES.keys()


@pytest.mark.every_wiring
@pytest.mark.parametrize("key", TRIES)
async def test_two_accounts_of_one_human_have_one_quota(office: World, key: str) -> None:
    attempt, told = TRIES[key]
    office.desk = replace(office.desk, office=limited(office.desk.office, key, MOST))
    await office.staff("sam")
    first, second = await office.staff("alice"), await office.staff("alice2", roles=("support",), person="alice")
    ids = [await office.player(f"player{number}", email=f"p{number}@example.com") for number in range(4)]
    for actor, player_id in zip((first, second), ids[:MOST], strict=True):
        await attempt(office, actor, player_id)
        office.later(hours=2 if key.endswith("per_day") else 0)

    for actor, player_id in zip((first, second), ids[MOST:], strict=True):
        with pytest.raises(Refused, match=told):
            await attempt(office, actor, player_id)
    await attempt(office, await office.staff("bob", roles=("support",)), ids[3])


@pytest.mark.every_wiring
async def test_what_two_accounts_revealed_before_an_upgrade_counts_together(empty_database_url: str) -> None:
    await older(empty_database_url, "0025", _revealed(empty_database_url))
    await migrate(empty_database_url)
    database = Database.open(empty_database_url)

    async with database.read() as db:
        counts = (await db.execute(select(tables.look_counts))).all()

    assert [tuple(row) for row in counts] == [("alice", "player.revealed", MINUTE, 2)]
    await database.close()


def _revealed(url: str) -> Iterator[str]:
    sqlite = url.startswith("sqlite")
    at = "2025-01-01 00:00:30.000000" if sqlite else "2025-01-01 00:00:30+00"
    for number in (1, 2):
        key = UUID(int=number).hex if sqlite else str(UUID(int=number))
        yield ACCOUNT.format(key=key, number=number, at=at)
        yield REVEAL.format(key=key, at=at)


def _limits(model: type[BaseModel], path: str = "") -> Iterator[str]:
    """List the keys of an office file that set how often something may be done."""
    for name, field in model.model_fields.items():
        here = f"{path}{name}"
        if name.endswith(("per_minute", "per_hour", "per_day")):
            yield here
        for part in _models(field.annotation):
            yield from _limits(part, f"{here}.<name>." if "Mapping" in str(field.annotation) else f"{here}.")


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [each for part in getattr(annotation, "__args__", ()) for each in _models(part)]
