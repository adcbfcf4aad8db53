"""Who opens an account on the platform is registered here, if it can be a player."""

from typing import Any

import pytest
from sqlalchemy import select

from core.activity import Type
from core.database.tables import players as profiles
from tests.support.gaming import Platform, event


@pytest.mark.parametrize(
    "wrong",
    [
        {"username": "an\nna"},
        {"username": "\u200b"},
        {"username": "x" * 65},
        {"currency": "euro"},
        {"country": "Atlantis"},
        {"born_on": "1899-12-31"},
        {"born_on": "2084-03-17"},
        {"born_on": 30758},
    ],
)
async def test_registration_of_what_no_player_is_is_refused_alone(platform: Platform, wrong: dict[str, Any]) -> None:
    account = {"username": "ben77", "licence": "MGA", "currency": "EUR"}

    told = await platform.tell(
        event("1", Type.REGISTRATION, {"account": account | wrong}, player="ben"),
        event("2", Type.REGISTRATION, {"account": account | {"country": "mt"}}, player="cleo"),
    )

    [(position, why)] = told.refused
    assert (position, told.registered) == (0, 1)
    assert next(iter(wrong)) in why
    [cleo] = await platform.all(select(profiles).where(profiles.c.username == "ben77"))
    assert (cleo.external_id, cleo.country) == ("cleo", "MT")
