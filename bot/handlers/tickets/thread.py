"""A ticket's thread in Slack: messages written there become notes; edits and deletions are followed.

Numbers that must not stand in Slack are looked for in every message, in a thread or not.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from bot.cards import ticket_note_card
from bot.process import transactions
from bot.process.services import Services
from bot.slack.incoming import Call
from bot.slack.responses import Answer
from bot.slack.routes import Routes
from bot.workflows import exposures, ticket_threads
from core import tickets
from core.errors import Invalid
from core.office import Channel
from core.people import PITBOSS
from core.tickets import thread_heads
from core.tickets.thread_heads import ThreadMessageBody


async def _heard(call: Call) -> Answer | None:
    """Take a message of a channel, if it stands in a ticket's thread; most do not."""
    event = call.event
    if call.channel not in _threads(call.services):
        return None
    if event.get("subtype") == "message_changed":
        return await _changed(call, event.get("message") or {})
    thread = event.get("thread_ts")
    if event.get("subtype") not in exposures.WRITTEN or event.get("bot_id") or not thread or thread == event.get("ts"):
        return None
    at = {"channel": str(call.channel), "ts": str(thread)}
    head = await transactions.see(call.services, PITBOSS, thread_heads.head_at, **at)
    if head.ticket_id:
        return await ticket_threads.store(call, head.ticket_id)
    if head.awaited:
        await _hear_again(call)
    return None


async def _hear_again(call: Call) -> None:
    """Come back later to a message whose thread may turn out to be a ticket's."""
    event = call.event
    body = ThreadMessageBody(channel=str(call.channel), thread=str(event["thread_ts"]), ts=str(event["ts"]))
    with suppress(transactions.Repeated):
        await transactions.do(call.services, PITBOSS, thread_heads.hear_again, call.key, body)


async def _changed(call: Call, message: Mapping[str, Any]) -> Answer | None:
    """Follow a message that its author edited; what Slack itself changes, such as a preview, has the same words."""
    if message.get("bot_id") or not message.get("ts"):
        return None
    at = {"channel": str(call.channel), "ts": str(message["ts"])}
    if not await transactions.see(call.services, PITBOSS, thread_heads.stored_at, **at):
        return None
    try:
        kept = await call.do(tickets.edited, ticket_threads.read(call, message))
    except Invalid as refusal:
        return ticket_note_card.refused(refusal)
    return ticket_note_card.stored(kept) if kept else None


async def _followed(services: Services, event: Mapping[str, Any]) -> None:
    """Follow a message for what needs no author on the staff."""
    try:
        await _deleted(services, event)
    finally:
        await exposures.follow(services, event)


async def _deleted(services: Services, event: Mapping[str, Any]) -> None:
    """Follow a message that was deleted. Slack does not say by whom, so nobody is recorded as having done it."""
    channel, ts = str(event.get("channel")), event.get("deleted_ts")
    if event.get("subtype") != "message_deleted" or not ts or channel not in _threads(services):
        return
    await transactions.do(services, PITBOSS, tickets.deleted, None, channel=channel, ts=str(ts))


def _threads(services: Services) -> set[str]:
    """Name the channels in which tickets have threads."""
    return {services.office.channels.get(each, "") for each in (Channel.SUPPORT, Channel.SECURITY)} - {""}


ROUTES = Routes(events={"message": _heard}, news={"message": _followed})
