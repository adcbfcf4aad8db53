"""Words in a thread that was not known yet to be a ticket's: heard again until it is, or until nothing is awaited."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.handlers.tickets import thread
from bot.process.services import Services
from bot.slack import payloads, responder
from bot.slack.api_errors import FAULTS, asked_wait, error_of
from bot.slack.identity import Identity
from bot.slack.incoming import Call
from bot.workflows.webhook_worker import Senders, later
from core.errors import Refused
from core.outbox import Promise

PATIENCE = timedelta(days=1)
"""How long it is come back to: as long as the posting of a card is tried."""
PAGE = 200

log = logging.getLogger(__name__)


async def hear(services: Services, promise: Promise) -> timedelta | None:
    """Keep the words as they read now, once their thread is a ticket's; None where there is nothing to wait for."""
    if services.clock().now > promise.promised_at + PATIENCE:
        return None
    channel, begins, ts = (promise.body[each] for each in ("channel", "thread", "ts"))
    async with services.database.read() as db:
        head = await thread.head_at(db, channel, begins)
    if head.ticket_id is None:
        return later(promise) if head.awaited else None
    try:
        message = await _message(services, channel, begins, ts)
    except FAULTS as fault:
        log.warning("%s: %s", promise.subject, error_of(fault))
        asked = asked_wait(fault)
        return timedelta(seconds=asked) if asked else later(promise)
    if message is None:
        return None
    incoming = payloads.event({"event": {**message, "channel": channel}})
    try:
        actor = await Identity(services).actor(incoming)
    except Refused:
        return None  # nobody of ours wrote it
    answer = await thread.keep(Call.of(incoming, actor, services), head.ticket_id)
    if answer is not None:
        await responder.show(services, incoming, answer)
    return None


async def _message(services: Services, channel: str, begins: str, ts: str) -> Mapping[str, Any] | None:
    """Read one message of a thread from Slack; None where it was taken away."""
    page = await services.slack.conversations_replies(
        channel=channel, ts=begins, oldest=ts, latest=ts, inclusive=True, limit=PAGE
    )
    found: list[Mapping[str, Any]] = [each for each in page["messages"] if each["ts"] == ts]
    return found[0] if found else None


SENDERS: Senders = {thread.HEARD: hear}
