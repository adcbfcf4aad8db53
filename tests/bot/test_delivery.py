"""The outbox in fair weather and foul: each message once, in its place, shown only to whom it may be."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import select

from bot.cards.drawing import Drawing, Message
from bot.workflows import audiences
from core import outbox
from core.database.tables import outbox as outbox_table
from core.database.tables import posted_messages
from sandbox.changes import WAIT_SECONDS
from tests.bot import ping
from tests.support import notes
from tests.support.desk import Desk, Plan, booted
from tests.support.wirings import ON_BOTH_DATABASES

pytestmark = ON_BOTH_DATABASES

CARD = Message("a card", ({"type": "section", "text": {"type": "plain_text", "text": "the card"}},))


@pytest.fixture
async def desk(database_url: str, transport: str, patience: None) -> AsyncIterator[Desk]:
    async with booted(Plan(database_url, transport, **ping.ALONE, commands=["/ping"])) as desk:
        yield desk


@pytest.fixture
def drawn() -> Iterator[list[Drawing]]:
    """What the drawer of these tests draws."""
    ping.DRAWN[:] = [Drawing(place="card", channel="C0APPROVALS", message=CARD)]
    yield ping.DRAWN
    ping.DRAWN.clear()


async def queue(desk: Desk) -> None:
    async with desk.work() as work:
        await outbox.send(work, ping.PING, ping.PingBody(rest="1"))
    desk.services.wake_outbox()


async def state(desk: Desk) -> list[tuple[bool, bool, str | None]]:
    table = outbox_table.c
    async with desk.look() as work:
        query = select(table.done_at, table.failed_at, table.last_error).order_by(table.promised_at)
        return [(row[0] is not None, row[1] is not None, row[2]) for row in await work.db.execute(query)]


def cards(desk: Desk, text: str = "the card") -> list[str]:
    return [each.shown for each in desk.bob.messages("approvals") if text in each.shown]


async def test_message_is_posted_as_soon_as_it_is_queued(desk: Desk, drawn: list[Drawing]) -> None:
    await queue(desk)

    await desk.bob.wait_for("the card", in_="approvals")


async def test_delivery_with_nothing_due_waits_for_no_writer(desk: Desk) -> None:
    await desk.settled()

    async with desk.services.database.write():
        assert await asyncio.wait_for(desk.bot.message_worker.deliver_due(), WAIT_SECONDS) == 0


async def test_message_is_changed_where_it_stands_and_the_same_again_is_not_sent(
    desk: Desk, drawn: list[Drawing]
) -> None:
    await queue(desk)
    await desk.settled()
    await queue(desk)
    await desk.settled()
    assert desk.slack.traffic.of("chat.update") == []

    drawn[:] = [Drawing(place="card", channel="C0APPROVALS", message=Message("changed"))]
    await queue(desk)
    await desk.settled()

    assert cards(desk) == []
    assert cards(desk, "changed") == ["changed"]


async def test_message_whose_reply_was_lost_is_found_again_and_not_posted_twice(
    desk: Desk, drawn: list[Drawing]
) -> None:
    desk.slack.faults.set(lose_reply=1, only="chat.postMessage")

    await queue(desk)
    await _until_done(desk)

    assert len(cards(desk)) == 1
    assert len(desk.slack.traffic.of("chat.postMessage")) == 1


async def test_later_message_also_finds_the_message_whose_reply_was_lost(desk: Desk, drawn: list[Drawing]) -> None:
    desk.slack.faults.set(lose_reply=1, only="chat.postMessage")

    await queue(desk)
    await desk.settled()
    await queue(desk)
    await desk.settled()
    assert len(cards(desk)) == 1

    await _until_done(desk)
    assert len(cards(desk)) == 1


@pytest.mark.parametrize("fault", ["fail_429", "fail_500"])
async def test_passing_fault_is_waited_out(desk: Desk, drawn: list[Drawing], fault: str) -> None:
    desk.slack.faults.set(**{fault: 2}, only="chat.postMessage")

    await queue(desk)
    await _until_done(desk)

    assert len(cards(desk)) == 1


async def test_slack_that_is_down_is_waited_for(desk: Desk, drawn: list[Drawing]) -> None:
    desk.slack.faults.set(down=True)
    await queue(desk)
    await desk.bot.message_worker.deliver_due()
    assert not (await state(desk))[0][0]

    desk.slack.faults.clear()
    await _until_done(desk)

    assert len(cards(desk)) == 1


@pytest.mark.parametrize("word", ["C0NOWHERE", "C0FLOORX"])
async def test_channel_that_is_gone_is_tried_again_for_a_day_and_told(
    desk: Desk, drawn: list[Drawing], word: str, caplog: pytest.LogCaptureFixture
) -> None:
    drawn[:] = [Drawing(place="card", channel=word, message=CARD)]

    await queue(desk)
    await desk.settled()

    assert await state(desk) == [(False, False, "channel_not_found")]
    assert any(each.levelno == logging.WARNING and word in each.getMessage() for each in caplog.records)


async def test_archived_channel_does_not_keep_other_places_waiting(desk: Desk, drawn: list[Drawing]) -> None:
    desk.slack.channel("security").archived = True
    drawn[:] = [
        Drawing(place="alarm", channel="C0SECURITY", message=CARD),
        Drawing(place="card", channel="C0APPROVALS", message=CARD),
    ]

    await queue(desk)
    await desk.settled()

    assert len(cards(desk)) == 1
    assert await state(desk) == [(False, False, "is_archived")]


async def test_message_that_slack_will_never_take_is_given_up_and_told(
    desk: Desk, drawn: list[Drawing], caplog: pytest.LogCaptureFixture
) -> None:
    broken = Message("x", ({"type": "section"},))
    drawn[:] = [Drawing(place="card", channel="C0APPROVALS", message=broken)]

    await queue(desk)
    await desk.settled()

    assert await state(desk) == [(False, True, "invalid_blocks")]
    assert any(each.levelno == logging.ERROR for each in caplog.records)


async def test_chart_that_slack_refuses_is_replaced_by_words(desk: Desk, drawn: list[Drawing]) -> None:
    chart = Message("three pongs", ({"type": "data_visualization"},))
    drawn[:] = [Drawing(place="card", channel="C0APPROVALS", message=chart)]

    await queue(desk)
    await desk.settled()

    assert cards(desk, "three pongs")
    assert (await state(desk))[0][0]


async def test_deleted_message_is_posted_anew(desk: Desk, drawn: list[Drawing]) -> None:
    await queue(desk)
    await desk.settled()
    desk.slack.channel("approvals").messages[-1].deleted = True
    drawn[:] = [Drawing(place="card", channel="C0APPROVALS", message=Message("anew"))]

    await queue(desk)
    await desk.settled()

    assert cards(desk, "anew") == ["anew"]
    async with desk.look() as work:
        assert len((await work.db.execute(select(posted_messages.c.id))).all()) == 1


async def test_person_is_written_to_privately(desk: Desk, drawn: list[Drawing]) -> None:
    drawn[:] = [Drawing(place="requester", channel="U0ALICE", message=CARD)]

    await queue(desk)
    await desk.settled()

    assert desk.alice.sees("the card", dm=True)
    assert not desk.bob.sees("the card")


@pytest.mark.parametrize(
    ("channel", "key", "shown"),
    [
        ("C0APPROVALS", "bob", "the card"),
        ("C0FLOOR", "alice", "something waits"),
        ("C0GENERAL", "alice", "something waits"),
        ("U0ALICE", "alice", "the card"),
        ("U0MALLORY", "mallory", "something waits"),
    ],
    ids=["all may", "mallory reads along", "public and shared", "alice alone", "mallory alone"],
)
async def test_player_data_go_only_where_every_reader_may_see_players(
    desk: Desk, drawn: list[Drawing], channel: str, key: str, shown: str
) -> None:
    instead = Message("something waits")
    drawn[:] = [Drawing(place="card", channel=channel, message=CARD, instead=instead)]

    await queue(desk)
    await desk.settled()

    texts = [each.shown for each in desk.person(key).messages() if each.user == "U0PITBOSS" or each.bot_id]
    assert [shown] == [each for each in texts if each in {"the card", "a card", "something waits"} or shown in each]


async def test_newcomer_to_the_channel_is_noticed_when_the_answer_is_old(
    desk: Desk, drawn: list[Drawing], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn[:] = [Drawing(place="card", channel="C0APPROVALS", message=CARD, instead=Message("something waits"))]
    await queue(desk)
    await desk.settled()

    desk.slack.channel("approvals").members.append("U0MALLORY")
    monkeypatch.setattr(audiences, "LASTS_SECONDS", 0.0)
    drawn[:] = [
        Drawing(place="card", channel="C0APPROVALS", message=Message("newer"), instead=Message("something waits"))
    ]
    await queue(desk)
    await desk.settled()

    assert desk.mallory.sees("something waits", in_="approvals")
    assert not desk.mallory.sees("the card", in_="approvals")


async def test_message_without_a_drawer_is_tried_again_and_told(
    desk: Desk, drawn: list[Drawing], caplog: pytest.LogCaptureFixture
) -> None:
    async with desk.work() as work:
        await notes.send(work, "a topic that this version does not know")
    desk.services.wake_outbox()
    await desk.settled()

    assert await state(desk) == [(False, False, "KeyError")]
    assert any(each.levelno == logging.ERROR for each in caplog.records)


async def test_body_that_is_not_its_topics_reaches_no_drawer_and_is_told(
    desk: Desk, drawn: list[Drawing], caplog: pytest.LogCaptureFixture
) -> None:
    async with desk.work() as work:
        message_id = await outbox.send(work, ping.PING, ping.PingBody(rest="1"))
        broken = outbox_table.update().where(outbox_table.c.id == message_id).values(body={"rest": ["1"]})
        await work.db.execute(broken)
    desk.services.wake_outbox()
    await desk.settled()

    assert await state(desk) == [(False, False, "ValidationError")]
    assert cards(desk) == []
    assert any(each.levelno == logging.ERROR for each in caplog.records)


async def test_message_that_an_older_version_queued_is_delivered(desk: Desk, drawn: list[Drawing]) -> None:
    ping.DRAWN.clear()
    async with desk.work() as work:
        row = {"topic": "ping", "subject": "ping:old", "body": {"rest": "old", "more": 1}}
        row |= {"promised_at": work.now, "due_at": work.now}
        await work.db.execute(outbox_table.insert().values(id=work.at.ids(), **row))
    desk.services.wake_outbox()
    await desk.settled()

    assert cards(desk, "ping old")


async def _until_done(desk: Desk) -> None:
    for _ in range(10):
        desk.advance(seconds=61)
        await desk.settled()
        if all(done for done, _, _ in await state(desk)):
            return
    raise AssertionError(await state(desk))
