"""The examples that are documented carry real files in, and the desk works on what came."""

from typing import Any

import pytest
from sqlalchemy import func, select

from bot.importing import Carrying, What, carry, read_mapping
from bot.process.offline import operator
from core.database.tables import events, players
from tests.support.desk import Desk as Everything
from tests.support.importing import Files
from tests.support.shared import ROOT, shared
from tests.support.wirings import ON_BOTH_DATABASES

EXAMPLES = ROOT / "docs/examples"


@pytest.mark.every_wiring
async def test_the_real_players_come_in_once(files: Files) -> None:
    path = shared("data", "gaming1", "players.csv")
    wanted = Carrying(path=path, mapping=_example("gaming1-players.yml", What.PLAYERS), actor=operator())

    first = await carry(files.here, wanted)
    second = await carry(files.here, wanted)

    assert (first.added, first.refused, second.added, second.again) == (2_713, 0, 0, 2_713)
    assert await files.all(select(func.count()).select_from(players).where(players.c.born_on.isnot(None))) == [(0,)]


@pytest.mark.every_wiring
async def test_the_real_logins_come_in_once_on_their_own_minutes(files: Files) -> None:
    path = shared("data", "rba", "logins.csv")
    mapping = _example("rba-logins.yml", What.EVENTS)
    wanted = Carrying(path=path, mapping=mapping, actor=operator(), create_players=True)

    first = await carry(files.here, wanted)
    second = await carry(files.here, wanted)

    assert (first.added, first.created, first.nobody, first.refused) == (2_000, 838, 667, 0)
    assert (second.added, second.again) == (0, 2_000)
    [(earliest, latest)] = await files.all(select(func.min(events.c.at), func.max(events.c.at)))
    assert (f"{earliest:%H:%M:%S}", f"{latest:%H:%M:%S}") == ("12:43:30", "13:09:53")


@ON_BOTH_DATABASES
async def test_a_real_player_is_found_blocked_confirmed_and_credited(desk: Everything) -> None:
    path = shared("data", "gaming1", "players.csv")
    wanted = Carrying(path=path, mapping=_example("gaming1-players.yml", What.PLAYERS), actor=operator())
    await carry(desk.services, wanted)

    found = await desk.alice.command("/player g1-high-risk-1027", in_="player-desk")
    await desk.alice.command("/block g1-high-risk-1027 harm because the player wrote of losing control")
    await (await desk.alice.wait_for_form("What would happen")).submit()
    placed = await desk.sam.wait_for("In force, unconfirmed", in_="approvals")
    await desk.sam.press("Confirm", on=placed)
    await (await desk.sam.wait_for_form("Remark")).submit()
    await desk.sam.wait_for("Confirmed by", in_="approvals")
    await desk.alice.command("/adjust g1-high-risk-1027 +40 EUR winnings not paid because of round 9")
    form = await desk.alice.wait_for_form("What would happen")
    assert (await (await form.fill(source_ref="round 9")).submit()).ok, form.errors
    asked = await desk.bob.wait_for("Give EUR 40.00", in_="approvals")
    await desk.bob.press("Approve", on=asked)
    await (await desk.bob.wait_for_form("Remark")).submit()
    await desk.bob.wait_for("Done by", in_="approvals")

    assert "g1-High-Risk-1027" in found.text
    after = await desk.alice.command("/player g1-high-risk-1027", in_="player-desk")
    assert "cash: EUR 40.00" in after.text
    assert "Cannot: deposit, bet" in after.text


def _example(name: str, what: What) -> Any:
    return read_mapping(EXAMPLES / name, what)
