"""Searches in the words of a test, and samuel, who is found by many keys."""

from dataclasses import replace
from datetime import date
from typing import Any

from core.people import PITBOSS, Permission
from core.players import Instrument
from core.search import Found, Match, Several, lookup, typeahead
from tests.support.office import World

TODAY = date(2026, 5, 3)
WIDE = replace(PITBOSS, permissions=frozenset({Permission.PLAYER_SEARCH_WIDE}))


async def find(office: World, text: str, *, wide: bool = False, limit: int = 10) -> Found:
    async with office.read() as db:
        return await lookup.find(db, text, actor=WIDE if wide else PITBOSS, today=TODAY, limit=limit)


def listed(found: Found) -> tuple[Match, ...]:
    """Give the players of a list."""
    assert isinstance(found, Several)
    return found.matches


async def suggest(office: World, text: str, limit: int = 10) -> list[tuple[int, str]]:
    async with office.read() as db:
        return await typeahead.beginning_with(db, text, actor=PITBOSS, limit=limit)


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
