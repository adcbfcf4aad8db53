"""What the record alarms about reaches security, with ids and codes only."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from bot.process.offline import operator
from core import audit, short_ids
from core.people import PITBOSS
from tests.support.desk import Desk
from tests.support.desk_players import player


async def alarm(desk: Desk, **about: Any) -> str:
    async with desk.work() as work:
        entry = audit.Entry(**{"actor": PITBOSS, "module": "activity"} | about)
        record_id = await audit.alarm(work, entry)
    desk.services.wake_outbox()
    return str(record_id)


async def test_a_role_given_from_the_command_line_is_told_to_security(desk: Desk) -> None:
    facts = {"person": "zoe", "role": "finance"}

    record_id = await alarm(desk, action="staff.added_by_command_line", actor=operator(), facts=facts)

    [record] = await desk.recorded("staff.added_by_command_line")
    named = short_ids.written(datetime.fromisoformat(record["at"]), UUID(record_id))
    told = await desk.sam.wait_for("with no second person", in_="security")
    assert {"zoe", "finance", named} <= set(told.shown.replace(".", "").split())
    assert "zoe" not in told.text


@pytest.mark.parametrize("stranger", [False, True])
async def test_a_players_id_is_told_only_where_everybody_may_see_players(desk: Desk, *, stranger: bool) -> None:
    if stranger:
        desk.slack.join("mallory", "security")

    await alarm(desk, action="balance.overdrawn", player_id=4711, facts={"transaction": "t-1"})

    told = await desk.sam.wait_for("has to check" if stranger else "more than the wallet held", in_="security")
    assert ("4711" in told.shown) == (not stranger)


async def test_who_asks_for_too_many_lists_while_typing_is_named_in_private(desk: Desk) -> None:
    limits = desk.office.limits.model_copy(update={"typeahead_per_hour": 2})
    office = desk.office.model_copy(update={"limits": limits})
    desk.services.desk = type(desk.services.desk)(office=office, keyring=desk.services.desk.keyring)
    await desk.alice.command("/adjust")
    form = await desk.alice.wait_for_form("Player")

    said = [await form.suggest("Player", "nobody") for _ in range(3)]

    assert said[2:] == [["More than 2 lists within an hour. Go on later, or use the search."]]
    named = await desk.cora.wait_for("more lists of players", dm=True)
    told = await desk.sam.wait_for("more lists of players", in_="security")
    assert "By Alice" in named.shown
    assert "Alice" not in told.shown


async def test_who_goes_through_numbers_is_named_to_those_who_watch_the_desk_alone(desk: Desk) -> None:
    await player(desk, "anna42")

    for number in range(7):
        answer = await desk.alice.command(f"/player anna42 000{number}")

    assert "Left out: 0006." in answer.message.shown
    named = await desk.maya.wait_for("one number after the other", dm=True)
    told = await desk.sam.wait_for("one number after the other", in_="security")
    assert "By Alice" in named.shown
    assert "Alice" not in told.shown
