"""Who opens an account on the platform is registered here, if it can be a player."""

from typing import Any

import pytest
from sqlalchemy import select

from core.activity import Type
from core.database.tables import players as profiles
from tests.support.gaming import Platform, event

WRONG: tuple[dict[str, Any], ...] = (
    {"username": "an\nna"},
    {"username": "\u200b"},
    {"username": "x" * 65},
    {"currency": "euro"},
    {"country": "Atlantis"},
    {"born_on": "1899-12-31"},
    {"born_on": "2084-03-17"},
    {"born_on": 30758},
)


@pytest.mark.every_wiring
async def test_registration_of_what_no_player_is_is_refused_alone(platform: Platform) -> None:
    account = {"username": "ben77", "licence": "MGA", "currency": "EUR"}
    told = [
        event(f"wrong{number}", Type.REGISTRATION, {"account": account | wrong}, player=f"ben{number}")
        for number, wrong in enumerate(WRONG)
    ]

    outcome = await platform.tell(
        *told, event("2", Type.REGISTRATION, {"account": account | {"country": "mt"}}, player="cleo")
    )

    assert [position for position, _ in outcome.refused] == list(range(len(WRONG)))
    assert all(next(iter(wrong)) in why for wrong, (_, why) in zip(WRONG, outcome.refused, strict=True))
    [cleo] = await platform.all(select(profiles).where(profiles.c.username == "ben77"))
    assert (outcome.registered, cleo.external_id, cleo.country) == (1, "cleo", "MT")
