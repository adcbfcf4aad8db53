"""Players whom a list brings alarm like those who register by events, bounded and gathered into one card."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from core import imports, players
from core.actions.self_exclude import SelfExclude, SelfExclusionTerm
from core.database import tables
from core.people import PITBOSS
from core.players import Instrument, Key, NewPlayer
from core.security import alerts
from core.security.gathering import ONE_BY_ONE
from tests.support.asking import NOTE, ask
from tests.support.office import World

ALARMS = 3
"""The card that two accounts have, the exclusion that holds for the new one, and that both are linked."""
CARD = (Instrument(kind="card", fingerprint="fp-1", last_four="4471"),)


def newcomer(office: World, name: str, **told: Any) -> NewPlayer:
    plain = {"brand": "royal", "licence": "MGA", "external_id": f"x-{name}", "username": name, "currency": "EUR"}
    return NewPlayer(**plain | {"registered_at": office.now - timedelta(days=1)} | told)


async def brought(office: World, *new: NewPlayer) -> None:
    async with office.work() as work:
        await imports.register(work, PITBOSS, new=new)


async def excluded(office: World) -> int:
    anna = await office.player("anna", first_name="Anna", last_name="Mueller", born_on=office.now.date().replace(1984))
    await brought(office, newcomer(office, "anna", instruments=CARD))
    wish = SelfExclude(player_id=anna, term=SelfExclusionTerm.YEAR, note=NOTE)
    await ask(office, "alice", wish)
    return anna


async def rules(office: World) -> list[str]:
    """What alarmed, but for cards that two accounts have, which alarm by themselves."""
    return sorted(row.rule for row in await office.rows(tables.alerts) if row.rule != "shared_identity")


async def test_an_excluded_person_who_comes_by_a_list_is_excluded_and_alarms(office: World) -> None:
    await excluded(office)

    await brought(office, newcomer(office, "anna2", instruments=CARD), newcomer(office, "ben"))

    assert await rules(office) == ["excluded_person", "linked_excluded"]
    held = await office.rows(tables.player_blocks, tables.player_blocks.c.reached_from.isnot(None))
    assert len(held) == 1


async def test_one_who_is_like_an_excluded_person_alarms_and_is_not_excluded(office: World) -> None:
    await excluded(office)
    like = {"first_name": "Anna", "last_name": "Muller", "born_on": office.now.date().replace(1984)}

    await brought(office, newcomer(office, "anna2", **like))

    assert await rules(office) == ["linked_excluded"]
    assert len(await office.rows(tables.player_blocks)) == 1


async def test_many_at_once_are_one_card_and_again_alarms_nothing(office: World) -> None:
    await excluded(office)
    several = [newcomer(office, f"again{number}", instruments=CARD) for number in range(ONE_BY_ONE + 5)]

    await brought(office, *several)
    before = await rules(office)
    await brought(office, *several)

    assert await rules(office) == before
    linked = [row for row in await office.rows(tables.alerts) if row.rule == "linked_excluded"]
    assert len(linked) == 1
    assert linked[0].sentence.startswith("15 times within an hour")


@pytest.mark.parametrize(("brand", "seen"), [("royal", ALARMS), ("regal", ALARMS - 1)])
async def test_an_alert_about_two_brands_is_for_those_who_work_for_all(office: World, brand: str, seen: int) -> None:
    await excluded(office)
    await brought(office, newcomer(office, "anna2", brand=brand, instruments=CARD))

    fred, cora = await office.staff("fred"), await office.staff("cora")
    async with office.read() as db:
        everything = await db.scalars(tables.alerts.select().with_only_columns(tables.alerts.c.id))
        known = [(await db.scalars(_seen(one, brand))).all() for one in (fred, cora)]

    assert len(everything.all()) == ALARMS
    assert len({each for several in known for each in several}) == seen


def _seen(actor: Any, brand: str) -> Any:

    bound = replace(actor, brand=brand)
    return tables.alerts.select().with_only_columns(tables.alerts.c.id).where(alerts.seen_by(bound))


async def test_several_accounts_on_one_device_in_a_list_alarm(office: World) -> None:
    others = [await office.player(f"first{number}") for number in range(4)]
    async with office.work() as work:
        await players.remember(work, [Key(each, "device", "tablet-1") for each in others])

    await brought(office, *(newcomer(office, f"more{number}", instruments=CARD) for number in range(5)))

    assert set(await rules(office)) == {"linked_accounts"}


async def test_what_more_accounts_share_than_the_limit_makes_nobody_a_suspect(office: World) -> None:
    file = office.desk.office
    limits = file.limits.model_copy(update={"link_hub": 2})
    office.desk = replace(office.desk, office=file.model_copy(update={"limits": limits}))
    await brought(office, *(newcomer(office, f"guest{number}", instruments=CARD) for number in range(3)))
    await excluded(office)

    await brought(office, newcomer(office, "late", instruments=CARD))

    assert await rules(office) == []
