"""Posting one drawing: once, then updated where it stands, and found again when Slack's reply was lost."""

import hashlib
import json
from datetime import timedelta
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.cards.drawing import Drawing, Message
from bot.process.services import Services
from bot.slack.api_errors import SERVER_ERROR, Unsent, asked_wait, error_of
from bot.slack.responder import without_native
from bot.slack.stale_copies import MARK
from bot.workflows import channel_pace
from bot.workflows.audiences import Audiences
from bot.workflows.channel_pace import ChannelPace
from core import outbox, posted_messages
from core.outbox import OutboxMessage
from core.people import Visibility
from core.posted_messages import Position, PostedMessage

GONE = frozenset({"message_not_found", "cant_update_message"})
"""Slack's codes for a message that somebody deleted: it is posted again."""
HISTORY_SLACK_SECONDS = 60
"""How far before the message was queued a lost one is searched for: our clock and Slack's may differ."""
PAGE = 100
PAGES_MOST = 5


class MessagePosting:
    """Posts and updates messages in Slack, and remembers where they stand."""

    def __init__(self, services: Services, audiences: Audiences) -> None:
        self._services = services
        self._audiences = audiences
        self._pace = ChannelPace()

    async def put(self, queued: OutboxMessage[Any], drawing: Drawing) -> None:
        """Make the message stand as drawn.

        Raises Slack's fault when it does not take it.
        """
        channel = await self._audiences.resolve(drawing.channel)
        message = drawing.message
        if drawing.instead is not None and not await self._may_read(drawing):
            message = drawing.instead
        where = Position(queued.subject, drawing.place, channel)
        head = await self._head(queued, drawing, channel)
        standing = await self._standing(where)
        if standing is None and (queued.doubtful or await self._tried_before(queued)):
            standing = await self._found_again(queued, where, head, drawing.channel)
        digest = _digest(message)
        if standing is not None and standing.drawn == digest:
            return
        if standing is not None and await self._change(channel, standing.ts, message):
            await self._remember_drawn(where, digest)
            return
        if drawing.only_change:
            return
        ts = await self._paced(channel, message, {"metadata": _metadata(queued, drawing), "thread_ts": head}, queued)
        posted = PostedMessage(where.place, where.channel, drawing.channel, ts, digest)
        kept = await self._remember(where, posted, instead_of=standing.ts if standing else None)
        if kept.ts != ts:
            await self._yield_to(kept, posted)

    async def _yield_to(self, kept: PostedMessage, twin: PostedMessage) -> None:
        """Remove a message beside which another process posted the same; what stands there is drawn again.

        Raises :class:`~bot.slack.api_errors.Unsent` where the other one is drawn differently.
        """
        await self._services.slack.chat_delete(channel=twin.channel, ts=twin.ts)
        if kept.drawn != twin.drawn:
            raise Unsent("posted_meanwhile", status=SERVER_ERROR)

    async def _may_read(self, drawing: Drawing) -> bool:
        """Tell whether every reader there may see it; for one person alone the drawer has checked."""
        if not await self._audiences.safe(drawing.channel):
            return False
        anybody = drawing.sees is Visibility.STAFF or drawing.channel.startswith(("U", "W"))
        return anybody or drawing.sees in await self._audiences.sees(drawing.channel)

    async def _standing(self, where: Position) -> PostedMessage | None:
        async with self._services.database.read() as db:
            return await posted_messages.at(db, where)

    async def _head(self, queued: OutboxMessage[Any], drawing: Drawing, channel: str) -> str | None:
        """Find the head of the thread that the message belongs to.

        Raises :class:`~bot.slack.api_errors.Unsent` while it does not stand yet.
        """
        if drawing.thread is None:
            return None
        head = await self._standing(Position(queued.subject, drawing.thread, channel))
        if head is None:
            raise Unsent("no_thread_yet", status=SERVER_ERROR)
        return str(head.ts)

    async def _tried_before(self, queued: OutboxMessage[Any]) -> bool:
        """Tell whether another message about the same subject was tried, and may stand in Slack unknown to us."""
        async with self._services.database.read() as db:
            return await outbox.other_was_tried(db, queued, now=self._services.clock().now)

    async def _found_again(
        self, queued: OutboxMessage[Any], where: Position, head: str | None, reader: str
    ) -> PostedMessage | None:
        """Look for a message of an earlier try that reached Slack though its reply was lost."""
        about = {"subject": where.subject, "place": where.place}
        slack, cursor = self._services.slack, None
        within: dict[str, Any] = {"ts": head} if head else {}
        for _ in range(PAGES_MOST):
            asking = slack.conversations_replies if head else slack.conversations_history
            page = await asking(
                channel=where.channel,
                **within,
                include_all_metadata=True,
                oldest=str(queued.queued_at.timestamp() - HISTORY_SLACK_SECONDS),
                limit=PAGE,
                cursor=cursor,
            )
            for message in page["messages"]:
                said = (message.get("metadata") or {}).get("event_payload") or {}
                if said.items() >= about.items():
                    found = PostedMessage(where.place, where.channel, reader, message["ts"], "")
                    return await self._remember(where, found)
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                break
        return None

    async def _change(self, channel: str, ts: str, message: Message) -> bool:
        """Change the message; False when it is not there any more."""
        slack = self._services.slack
        try:
            try:
                await slack.chat_update(channel=channel, ts=ts, **_said(message))
            except SlackApiError as fault:
                if error_of(fault) != "invalid_blocks":
                    raise
                await slack.chat_update(channel=channel, ts=ts, **_said(_plainer(message)))
        except SlackApiError as fault:
            if error_of(fault) not in GONE:
                raise
            return False
        return True

    async def _paced(self, channel: str, message: Message, how: dict[str, Any], queued: OutboxMessage[Any]) -> str:
        """Post as fast as Slack lets us; it refuses a message for that before it stands anywhere."""
        now = self._services.clock().now
        self._pace.refuse_early(channel, now, again=queued.postponed)
        try:
            return await self._post(channel, message, how)
        except SlackApiError as fault:
            if error_of(fault) != channel_pace.LIMITED:
                raise
            wait = asked_wait(fault) or channel_pace.EACH_SECONDS
            raise self._pace.refused(channel, now, now + timedelta(seconds=wait), again=queued.postponed) from fault

    async def _post(self, channel: str, message: Message, how: dict[str, Any]) -> str:
        slack = self._services.slack
        quiet: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False, **how}
        try:
            posted = await slack.chat_postMessage(channel=channel, **_said(message), **quiet)
        except SlackApiError as fault:
            if error_of(fault) != "invalid_blocks":
                raise
            posted = await slack.chat_postMessage(channel=channel, **_said(_plainer(message)), **quiet)
        return str(posted["ts"])

    async def _remember(
        self, where: Position, message: PostedMessage, *, instead_of: str | None = None
    ) -> PostedMessage:
        async with self._services.database.write() as db:
            return await posted_messages.remember(self._services.work(db), where, message, instead_of=instead_of)

    async def _remember_drawn(self, where: Position, digest: str) -> None:
        async with self._services.database.append() as db:
            await posted_messages.remember_drawn(self._services.work(db), where, digest)


def _metadata(queued: OutboxMessage[Any], drawing: Drawing) -> dict[str, Any]:
    """Mark a message, so that one whose reply was lost is found again."""
    payload = {"subject": queued.subject, "place": drawing.place, "outbox": str(queued.id)}
    return {"event_type": MARK, "event_payload": payload}


def _said(message: Message) -> dict[str, Any]:
    return {"text": message.text, "blocks": list(message.blocks)}


def _plainer(message: Message) -> Message:
    return Message(message.text, message.twin or tuple(without_native(message.blocks, message.text)))


def _digest(message: Message) -> str:
    return hashlib.sha256(json.dumps(_said(message), sort_keys=True).encode()).hexdigest()
