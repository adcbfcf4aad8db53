"""An order that was not answered is asked about before it is sent again, and never done twice."""

import pytest
from sqlalchemy import update

from core import approvals
from core.database.connections import DatabaseUnavailable
from core.database.tables import outbox
from tests.support.desk import Desk
from tests.support.order_screens import NOT_KNOWN, given, passing, trouble
from tests.support.platform import Platform


async def test_a_broken_platform_is_asked_before_it_is_told_again_under_the_same_key(
    desk: Desk, there: Platform
) -> None:
    there.moods = ["broken", "broken"]
    card = await given(desk)
    assert "waiting for the platform" in card.shown

    await passing(desk, tries=2)

    assert [method for method, _ in there.knocks] == ["POST", "GET", "GET", "POST"]
    assert {key for _, key in there.knocks} == {there.only("adjust")}
    assert there.did == {there.only("adjust"): 1}
    assert "in force on the platform" in card.shown


async def test_a_platform_that_is_down_gets_the_order_when_it_is_back(desk: Desk, there: Platform) -> None:
    await there.down()
    card = await given(desk)
    assert "Done here by Bob Borg" in card.shown
    await passing(desk, tries=NOT_KNOWN)
    assert "unknown on the platform: being checked" in card.shown
    assert "Do not request it again" in trouble(desk)
    assert desk.sam.sees("has not reported the outcome", in_="security")

    await there.up()
    await passing(desk)

    assert [method for method, _ in there.knocks] == ["GET", "POST"]
    assert there.did == {there.only("adjust"): 1}
    assert "in force on the platform" in card.shown
    assert "There is nothing left to do" in trouble(desk)


@pytest.mark.usefixtures("impatient")
async def test_a_platform_that_never_answers_is_asked_and_the_order_not_repeated(desk: Desk, there: Platform) -> None:
    there.mood = "silent"
    card = await given(desk)
    await passing(desk, tries=NOT_KNOWN)
    assert "being checked" in card.shown
    there.do(there.only("adjust"))
    posted = [method for method, _ in there.knocks].count("POST")

    there.mood = "at_once"
    await passing(desk)

    assert [method for method, _ in there.knocks].count("POST") == posted
    assert "in force on the platform" in card.shown
    assert len(there.orders) == 1


async def test_a_lost_reply_is_asked_about_and_no_second_doing(desk: Desk, there: Platform) -> None:
    there.moods = ["losing_the_reply"]
    card = await given(desk)

    await passing(desk)

    assert [method for method, _ in there.knocks] == ["POST", "GET"]
    assert there.did == {there.only("adjust"): 1}
    assert "in force on the platform" in card.shown


async def test_an_answer_that_could_not_be_written_down_is_asked_for_again(
    desk: Desk, there: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lost(*_: object, **__: object) -> None:
        raise DatabaseUnavailable("not now")

    with monkeypatch.context() as patched:
        patched.setattr(approvals, "apply_answer", lost)
        card = await given(desk)
        assert "waiting for the platform" in card.shown

    await passing(desk)

    assert [method for method, _ in there.knocks] == ["POST", "GET"]
    assert there.did == {there.only("adjust"): 1}
    assert "in force on the platform" in card.shown


async def test_an_order_whose_sender_died_is_asked_about_before_it_is_sent(desk: Desk, there: Platform) -> None:
    await there.down()
    card = await given(desk)
    async with desk.work() as work:
        await work.db.execute(update(outbox).where(outbox.c.topic == "order").values(lease=1, tries=0))
    await there.up()

    await passing(desk)

    assert [method for method, _ in there.knocks] == ["GET", "POST"]
    assert "in force on the platform" in card.shown


@pytest.mark.parametrize("mood", ["mistrusts", "babbling", "elsewhere"])
async def test_an_answer_about_something_else_settles_nothing(desk: Desk, there: Platform, mood: str) -> None:
    there.moods = [mood]
    card = await given(desk)
    assert "waiting for the platform" in card.shown

    await passing(desk)

    assert "in force on the platform" in card.shown
