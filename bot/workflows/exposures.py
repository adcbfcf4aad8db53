"""Messages that hold card numbers and the like: their authors are told, and reminded until the messages are gone."""

import logging
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from bot import kit
from bot.cards import exposure_card
from bot.cards.drawing import Drawing, Message
from bot.process import transactions
from bot.process.services import Services
from bot.slack import incoming, message_text, responder
from bot.slack.api_errors import FAULTS, asked_wait, error_of
from bot.slack.permalinks import permalink
from bot.slack.responses import Answer
from bot.workflows.topic_handlers import Drawer, Drawers, Sender, Senders
from bot.workflows.webhook_worker import later
from core import redaction
from core.outbox import OutboxMessage
from core.people import PITBOSS
from core.tickets import exposures
from core.tickets.exposures import EXPOSURE_DUE, EXPOSURE_REMINDED, Exposure, ExposureBody

WRITTEN = frozenset({None, "file_share", "thread_broadcast", "me_message"})
"""Kinds of messages that somebody wrote; others tell of joins, renames and the like."""
UNSEEN = frozenset({"channel_not_found", "not_in_channel", "is_archived"})
"""What Slack says of a channel that Pitboss cannot look into any more: nobody knows whether the message stands."""

log = logging.getLogger(__name__)


async def follow(services: Services, event: Mapping[str, Any]) -> None:
    """Follow what is written, edited and deleted wherever Pitboss hears it."""
    channel, subtype = str(event.get("channel") or ""), event.get("subtype")
    if subtype == "message_deleted":
        await _ended(services, channel, str(event.get("deleted_ts")))
        return
    changed = subtype == "message_changed"
    message: Mapping[str, Any] = (event.get("message") or {}) if changed else event
    if message.get("bot_id") or not message.get("user") or message.get("subtype") not in WRITTEN:
        return
    names = [str(each.get("name") or "") for each in message.get("files") or ()]
    if findings := redaction.found("\n".join([message_text.said(message), *names])):
        await _tell(services, {**message, "channel": channel}, redaction.named(findings))
    elif changed:
        await _ended(services, channel, str(message.get("ts")))


async def _tell(services: Services, message: Mapping[str, Any], what: str) -> None:
    """Tell the author at once, where only they see it; once for each message."""
    found = Exposure(channel=message["channel"], ts=str(message["ts"]), account=str(message["user"]), what=what)
    if not await transactions.do(services, PITBOSS, exposures.expose, None, found):
        return
    link = await permalink(services.slack, channel=found.channel, ts=found.ts)
    if link is not None:
        text, blocks = exposure_card.told(what, link)
        await responder.show(services, incoming.event({"event": message}), Answer.of(text, *blocks))


async def _ended(services: Services, channel: str, ts: str) -> None:
    known = await transactions.see(services, PITBOSS, exposures.exposure, channel=channel, ts=ts)
    if known is not None and known.gone_at is None:
        await transactions.do(services, PITBOSS, exposures.end, None, channel=channel, ts=ts)


async def look_again(services: Services, message: OutboxMessage[ExposureBody]) -> timedelta | None:
    """Look whether a message still stands, and remind its author if it does."""
    at = {"channel": message.body.channel, "ts": message.body.ts}
    try:
        stands = await permalink(services.slack, **at) is not None
    except FAULTS as fault:
        if error_of(fault) not in UNSEEN:
            log.warning("%s: %s", message.subject, error_of(fault))
            asked = asked_wait(fault)
            return timedelta(seconds=asked) if asked else later(message)
        stands = True
    step = exposures.remind if stands else exposures.end
    await transactions.do(services, PITBOSS, step, None, **at)
    return None


async def reminder(services: Services, message: OutboxMessage[ExposureBody]) -> Iterable[Drawing]:
    """Remind the author by a direct message; once the message is gone, every reminder says so."""
    at = {"channel": message.body.channel, "ts": message.body.ts}
    found = await transactions.see(services, PITBOSS, exposures.exposure, **at)
    if found is None or not found.reminders:
        return ()
    if found.gone_at is not None:
        over = _message(*exposure_card.ended(found))
        return [_placed(found, number, over, only_change=True) for number in range(1, found.reminders + 1)]
    link = await permalink(services.slack, **at)
    if link is None:
        return ()
    return [_placed(found, found.reminders, _message(*exposure_card.reminded(found, link)))]


def _placed(found: Exposure, number: int, message: Message, *, only_change: bool = False) -> Drawing:
    return Drawing(place=f"reminder {number}", channel=found.account, message=message, only_change=only_change)


def _message(text: str, blocks: list[Any]) -> Message:
    return Message(kit.notification(text), tuple(kit.render(blocks)))


DRAWERS: Drawers = (Drawer(EXPOSURE_REMINDED, reminder),)
SENDERS: Senders = (Sender(EXPOSURE_DUE, look_again),)
