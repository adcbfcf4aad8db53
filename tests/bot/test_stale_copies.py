"""A card stands once: a second copy is removed as it is posted, or when somebody presses a button on it."""

from typing import Any

import pytest

from bot.cards.drawing import Message
from bot.workflows.posted_messages import MessagePosting
from core import posted_messages
from core.posted_messages import Position, PostedMessage
from tests.support.cards import asked, state, told
from tests.support.desk import Desk
from tests.support.wirings import ON_SQLITE

pytestmark = ON_SQLITE


async def test_a_button_on_another_copy_does_nothing_answers_and_removes_it(desk: Desk) -> None:
    card = await asked(desk)
    await desk.services.slack.chat_postMessage(
        channel="C0APPROVALS", text="a copy of the card", blocks=card.blocks, metadata=card.metadata
    )
    copy = desk.bob.messages("approvals")[-1]

    await desk.bob.press("Approve", on=copy)

    assert await told(desk, desk.bob, "This is an old copy")
    assert await state(desk) == "pending"
    await desk.settled()
    assert [each.ts for each in desk.bob.messages("approvals") if "Give EUR" in each.shown] == [card.ts]


async def test_what_another_process_posted_meanwhile_stands_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    post = MessagePosting._post

    async def beside(self: MessagePosting, channel: str, message: Message, how: dict[str, Any]) -> str:
        """Post as another process that posts the same at this moment, and remembers its own first."""
        ours, theirs = [await post(self, channel, message, how) for _ in range(2)]
        said = how["metadata"]["event_payload"]
        kept = PostedMessage(said["place"], channel, channel, theirs, "")
        async with desk.work() as work:
            await posted_messages.remember(work, Position(said["subject"], said["place"], channel), kept)
        return ours

    monkeypatch.setattr(MessagePosting, "_post", beside)
    await asked(desk)
    await desk.settled()

    [card] = [each for each in desk.bob.messages("approvals") if "Give EUR" in each.shown]
    async with desk.look() as work:
        known = [each.ts for each in await posted_messages.about(work.db, said_of(card)["subject"], place="approvals")]
    assert known == [card.ts]


def said_of(card: Any) -> dict[str, str]:
    return dict(card.metadata["event_payload"])
