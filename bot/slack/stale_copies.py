"""Copies of a message that Pitboss does not keep up to date: a button on one does nothing, and the copy is removed."""

import logging

from bot import kit
from bot.process.services import Services
from bot.slack.api_errors import FAULTS, error_of
from bot.slack.incoming import Incoming
from bot.slack.responses import Answer
from core import posted_messages
from core.posted_messages import Position

MARK = "pitboss_drawing"
"""The type of the metadata by which a message that Pitboss draws is known again."""
TOLD = "This is an old copy, so nothing was done and it was removed. Use the one that Pitboss keeps up to date."

log = logging.getLogger(__name__)


async def removed(services: Services, incoming: Incoming) -> Answer | None:
    """Remove the message whose button was pressed where another one is the known copy; None where it is that one."""
    where, ts = _place(incoming), str((incoming.body.get("container") or {}).get("message_ts"))
    if where is None:
        return None
    async with services.database.read() as db:
        known = await posted_messages.at(db, where)
    if known is None or known.ts == ts:
        return None
    try:
        await services.slack.chat_delete(channel=where.channel, ts=ts)
    except FAULTS as fault:
        log.warning("An old copy of %s could not be removed: %s", where.subject, error_of(fault))
    return Answer.of(TOLD, kit.say(TOLD))


def _place(incoming: Incoming) -> Position | None:
    """Read from its metadata which message it is a copy of; None for whatever else was pressed."""
    message = incoming.body.get("message")
    metadata = message.get("metadata") if isinstance(message, dict) else None
    if not isinstance(metadata, dict) or incoming.channel is None:
        return None
    said = metadata.get("event_payload")
    if metadata.get("event_type") != MARK or not isinstance(said, dict) or not {"subject", "place"} <= said.keys():
        return None
    return Position(str(said["subject"]), str(said["place"]), incoming.channel)
