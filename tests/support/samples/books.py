"""Samples of verifying the books."""

from typing import Any

from tests.support.office import World
from tests.support.samples import sample


@sample("books.verify_ledger")
async def ledger(office: World) -> dict[str, Any]:
    return {"check": "balanced"}


@sample("books.verify_players")
async def players(office: World) -> dict[str, Any]:
    return {"first": 0}


@sample("books.note")
async def note(office: World) -> dict[str, Any]:
    return {"of": "ledger", "found": 0}


async def nothing(office: World) -> dict[str, Any]:
    return {}


for name in ("count_steps", "verify_days"):
    sample(f"books.{name}")(nothing)


@sample("books.wrong_players")
async def wrong_players(office: World) -> dict[str, Any]:
    return {"first": 0}


@sample("books.wrong_days")
async def wrong_days(office: World) -> dict[str, Any]:
    return {}


@sample("books.repair_player")
async def repaired_player(office: World) -> dict[str, Any]:
    return {"player_id": 1}


@sample("books.repair_days")
async def repaired_days(office: World) -> dict[str, Any]:
    return {"days": []}
