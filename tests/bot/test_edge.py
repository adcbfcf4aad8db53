"""Looking and changing: what is committed, what is recorded, what the person hears."""

from collections.abc import AsyncIterator

import pytest
from rfc8785 import CanonicalizationError
from sqlalchemy import select

from bot.process import transactions
from core import staff
from core.database.connections import DatabaseUnavailable
from core.database.tables import outbox, seen_deliveries
from core.errors import Invalid
from core.people import Actor
from tests.bot import ping
from tests.support.desk import Desk, Plan, booted


@pytest.fixture
async def desk(database_url: str, transport: str, patience: None) -> AsyncIterator[Desk]:
    async with booted(Plan(database_url, transport, **ping.ALONE, commands=["/ping"])) as desk:
        yield desk


async def test_view_is_recorded_before_it_is_shown(desk: Desk) -> None:
    answer = await desk.alice.command("/ping looked", in_="player-desk")

    assert answer.text == "seen"
    (record,) = await desk.recorded("ping.looked")
    assert record["actor"]["person"] == "alice"
    assert record["outcome"] == "success"
    assert record["origin"]["surface"] == "slash_command"
    assert record["origin"]["channel"] == "C0DESK"


async def test_view_whose_record_cannot_be_written_is_not_shown(desk: Desk) -> None:
    with pytest.raises(transactions.Broken) as broken:
        await transactions.see(desk.services, await actor(desk), ping.look_unwritable)

    assert isinstance(broken.value.__cause__, CanonicalizationError)


@pytest.mark.parametrize("road", ["looked", "changed"])
async def test_refusal_is_recorded_with_its_code_and_told(desk: Desk, road: str) -> None:
    answer = await desk.alice.command(f"/ping {road} refuse", in_="player-desk")

    assert answer.text == "Not like this."
    (record,) = await desk.recorded(f"ping.{road}")
    assert (record["outcome"], record["code"]) == ("refused", "invalid")


@pytest.mark.parametrize("road", ["looked", "changed"])
async def test_bug_is_recorded_under_the_reference_that_the_person_sees(desk: Desk, road: str) -> None:
    answer = await desk.alice.command(f"/ping {road} bug", in_="player-desk")

    (record,) = await desk.recorded(f"ping.{road}")
    assert record["outcome"] == "failed"
    assert record["code"] in answer.text


@pytest.mark.parametrize("rest", ["refuse", "bug"])
async def test_nothing_of_a_change_that_failed_stays(desk: Desk, rest: str) -> None:
    await desk.alice.command(f"/ping changed {rest}", in_="player-desk")

    async with desk.look() as work:
        assert (await work.db.execute(select(outbox.c.id))).all() == []
        changes = seen_deliveries.c.key.not_like("signature:%")  # that a request came is kept whatever becomes of it
        assert (await work.db.execute(select(seen_deliveries.c.key).where(changes))).all() == []


async def test_change_is_made_once_for_one_delivery(desk: Desk) -> None:
    alice = await actor(desk)

    await transactions.do(desk.services, alice, ping.change, "form:V1:h1", rest="x")
    with pytest.raises(transactions.Repeated):
        await transactions.do(desk.services, alice, ping.change, "form:V1:h1", rest="x")

    async with desk.look() as work:
        assert len((await work.db.execute(select(outbox.c.id))).all()) == 1


async def test_refused_form_may_be_sent_again_from_the_same_state(desk: Desk) -> None:
    alice = await actor(desk)

    with pytest.raises(Invalid):
        await transactions.do(desk.services, alice, ping.change, "form:V1:h1", rest="refuse")

    assert await transactions.do(desk.services, alice, ping.change, "form:V1:h1", rest="x") == "changed"


async def test_database_that_is_gone_is_told_and_shows_nothing(desk: Desk) -> None:
    with pytest.raises(DatabaseUnavailable):
        await transactions.see(desk.services, await actor(desk), ping.look_without_database)


async def actor(desk: Desk) -> Actor:
    async with desk.look() as work:
        (alice,) = await staff.by_account(work.db, desk.alice.id, office=work.office, now=work.now)
    return alice.actor
