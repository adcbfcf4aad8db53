"""Messages in a ticket's thread: stored as notes at once, or tried again while the thread's ticket is not known yet."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from bot import kit
from bot.cards import ticket_note_card
from bot.process import transactions
from bot.process.services import Services
from bot.slack import message_text, responder
from bot.slack.api_errors import FAULTS, asked_wait, error_of
from bot.slack.identity import Identity
from bot.slack.incoming import Call, event
from bot.slack.responses import Answer
from bot.workflows.topic_handlers import Sender, Senders
from bot.workflows.webhook_worker import later
from core import tickets
from core.errors import Refused
from core.outbox import OutboxMessage
from core.people import PITBOSS
from core.staff import NotStaff
from core.tickets import Written, thread_heads
from core.tickets.thread_heads import THREAD_MESSAGE_HEARD, ThreadMessageBody

FILES_MOST = 10
"""Files of one message that are named: Slack takes no more at once."""
NAME_MOST = 100
"""Characters of a file's name that are noted."""
PATIENCE = timedelta(days=1)
"""How long a message is tried again: as long as the posting of a card is."""
PAGE = 200

log = logging.getLogger(__name__)


async def store(call: Call, ticket_id: UUID) -> Answer | None:
    """Store a message of the ticket's thread as a note; the answer is for its author alone."""
    try:
        kept = await call.do(tickets.in_thread, ticket_id, read(call, call.event))
    except transactions.Repeated:
        return None
    except Refused as refusal:
        return ticket_note_card.refused(refusal)
    return ticket_note_card.stored(kept) if kept else None


def read(call: Call, message: Mapping[str, Any]) -> Written:
    """Read what somebody wrote from Slack's message."""
    return Written(
        channel=str(call.channel),
        ts=str(message.get("ts")),
        text=message_text.said(message),
        files=tuple(_named(each) for each in (message.get("files") or ())[:FILES_MOST]),
    )


async def hear(services: Services, message: OutboxMessage[ThreadMessageBody]) -> timedelta | None:
    """Store a message as it reads now, once its thread is a ticket's; None where there is nothing to wait for."""
    if services.clock().now > message.queued_at + PATIENCE:
        return None
    body = message.body
    head = await transactions.see(services, PITBOSS, thread_heads.head_at, channel=body.channel, ts=body.thread)
    if head.ticket_id is None:
        return later(message) if head.awaited else None
    try:
        found = await _found(services, body)
    except FAULTS as fault:
        log.warning("%s: %s", message.subject, error_of(fault))
        asked = asked_wait(fault)
        return timedelta(seconds=asked) if asked else later(message)
    if found is None:
        return None
    incoming = event({"event": {**found, "channel": body.channel}})
    try:
        actor = await Identity(services).actor(incoming)
    except NotStaff:
        return None
    answer = await store(Call.of(incoming, actor, services), head.ticket_id)
    if answer is not None:
        await responder.show(services, incoming, answer)
    return None


async def _found(services: Services, body: ThreadMessageBody) -> Mapping[str, Any] | None:
    """Read one message of a thread from Slack; None where it was deleted."""
    page = await services.slack.conversations_replies(
        channel=body.channel, ts=body.thread, oldest=body.ts, latest=body.ts, inclusive=True, limit=PAGE
    )
    found: list[Mapping[str, Any]] = [each for each in page["messages"] if each["ts"] == body.ts]
    return found[0] if found else None


def _named(file: Mapping[str, Any]) -> str:
    """Return the name of an attached file, if Slack provides one."""
    if file.get("mode") == "tombstone":
        return "a file that was deleted"
    name = kit.plain(str(file.get("name") or file.get("title") or ""), most=NAME_MOST)
    return f"“{name}”" if name else "a file without a name"


SENDERS: Senders = (Sender(THREAD_MESSAGE_HEARD, hear),)
