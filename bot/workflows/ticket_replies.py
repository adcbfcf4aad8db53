"""Replies to players: handed to the gaming platform, which knows how to reach them."""

from datetime import timedelta
from uuid import UUID

from bot.process import transactions
from bot.process.services import Services
from bot.workflows import webhooks
from bot.workflows.platform_orders import OURS
from bot.workflows.topic_handlers import Sender, Senders
from bot.workflows.webhook_worker import later
from bot.workflows.webhooks import Unanswered
from core import tickets
from core.outbox import OutboxMessage
from core.people import PITBOSS
from core.tickets import ReplyBody

PATIENCE = timedelta(days=1)
"""How long it is tried; then somebody has to send the reply by hand, since the player waits."""


async def send(services: Services, message: OutboxMessage[ReplyBody]) -> timedelta | None:
    """Hand a reply over; None once the platform took it or refused it, or it took too long."""
    message_id = message.body.message_id
    letter = await transactions.see(services, PITBOSS, tickets.letter, message_id)
    if letter is None:
        return None
    try:
        delivery = await _handed_over(services, message_id, letter)
    except Unanswered as silence:
        if services.clock().now < message.queued_at + PATIENCE:
            return silence.wait or later(message)
        delivery = "failed"
    await transactions.do(services, PITBOSS, tickets.delivered, None, message_id, delivery=delivery)
    return None


async def _handed_over(services: Services, message_id: UUID, letter: bytes) -> str:
    """Send the reply to the platform and read what became of it.

    Raises :class:`~bot.workflows.webhooks.Unanswered` where it does not say.
    """
    answer = await webhooks.post(services, "/replies", key=message_id, body=letter)
    if answer.status in OURS:
        raise Unanswered(f"status {answer.status}")
    return "sent" if answer.status < 300 else "failed"  # noqa: PLR2004 - of HTTP


SENDERS: Senders = (Sender(tickets.REPLY_WRITTEN, send),)
