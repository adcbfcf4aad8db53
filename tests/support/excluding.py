"""Exclusions on the player's word, in the words of a test."""

from typing import Any

from core import players
from core.actions.cool_off import CoolOff
from core.actions.self_exclude import SelfExclude
from core.players.registration import Key
from tests.support.asking import NOTE
from tests.support.blocking import standing_now
from tests.support.office import World


def cool_off(player_id: int, term: str = "7_days", **fields: Any) -> CoolOff:
    return CoolOff(**{"player_id": player_id, "term": term, "note": NOTE} | fields)


def self_exclude(player_id: int, term: str = "1_year", **fields: Any) -> SelfExclude:
    return SelfExclude(**{"player_id": player_id, "term": term, "note": NOTE} | fields)


async def person(office: World, *told: dict[str, Any]) -> list[int]:
    """Register accounts of one person: all of them used one device."""
    ids = [await office.player(f"anna{number}", **each) for number, each in enumerate(told)]
    async with office.work() as work:
        await players.remember(work, [Key(each, "device", "phone-1") for each in ids])
    return ids


async def excluded(office: World, player_id: int) -> bool:
    return "Cannot: deposit, bet" in await standing_now(office, player_id)
