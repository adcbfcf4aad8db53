"""Orders to the gaming platform: sent, asked about, and never sent again under another key."""

from datetime import timedelta

from bot import kit
from bot.process import transactions
from bot.process.services import Services
from bot.workflows import webhooks
from bot.workflows.schedule import Job
from bot.workflows.topic_handlers import Sender, Senders
from bot.workflows.webhook_worker import later
from bot.workflows.webhooks import Unanswered, WebhookReply
from core import background, platform
from core.activity import order_parts
from core.activity.order_parts import OrderPart
from core.approvals import AnswerKind, PlatformAnswer
from core.outbox import OutboxMessage
from core.people import PITBOSS
from core.platform import Order, OrderBody

IN_TURN = timedelta(seconds=2)
"""How soon an order that waits for the answer to an earlier one is looked at again."""
NOT_FOUND = 404
OURS = frozenset({401, 403, 404, 405, 407, 408, 409, 410, 411, 413, 415, 425, 426, 431})
"""Statuses that say something about the connection and not about the order: nobody refused what was asked."""
SAID = {
    "accepted": AnswerKind.ACCEPTED,
    "in_force": AnswerKind.IN_FORCE,
    "refused": AnswerKind.REFUSED,
    "partly_done": AnswerKind.PARTLY_DONE,
}


async def send(services: Services, message: OutboxMessage[OrderBody]) -> timedelta | None:
    """Take an order one step further; None once the platform has answered how it ended."""
    due = await transactions.see(services, PITBOSS, background.due_order, order_id=message.body.order_id)
    order = due.order
    if order.settled:
        return None
    if due.waits:
        return IN_TURN
    asked_to_wait: timedelta | None = None
    try:
        answer = _read(order, await _ask(services, order, first=message.lease == 1))
    except Unanswered as silence:
        asked_to_wait = silence.wait
        answer = PlatformAnswer(order_id=order.id, kind=AnswerKind.NOTHING)
    moved = await transactions.do(services, PITBOSS, background.hear_platform, None, answer=answer)
    return None if moved.settled else (asked_to_wait or later(message))


async def _ask(services: Services, order: Order, *, first: bool) -> WebhookReply:
    """Send the order; unless it is the ``first`` try, ask the platform before, and send it only if it has it not.

    Whatever became of an earlier try, the platform may have it: its answer was lost, or could not be written down, or
    the process that sent it died. The rest of one done in part has an address of its own, and is asked for until that
    answers: what the platform knew of the order before says nothing about it.
    """
    if order.rest_asked_at is not None and order.accepted_at is None:
        return await webhooks.post(services, f"/orders/{order.id}/rest", key=order.id, body=platform.message(order))
    if not first or order.accepted_at is not None:
        known = await webhooks.get(services, f"/orders/{order.id}", key=order.id)
        if known.status != NOT_FOUND and known.body.get("state") not in SAID:
            raise Unanswered(f"status {known.status}, and no state")
        if known.status != NOT_FOUND:
            return known
    return await webhooks.post(services, "/orders", key=order.id, body=platform.message(order))


def _read(order: Order, answer: WebhookReply) -> PlatformAnswer:
    """Read the platform's answer about the order.

    Raises :class:`~bot.workflows.webhooks.Unanswered` where it does not say.
    """
    said, reason = SAID.get(str(answer.body.get("state"))), answer.body.get("reason")
    why = kit.clean(reason) if isinstance(reason, str) else None
    if answer.status < 300:  # noqa: PLR2004 - of HTTP
        parts = tuple(map(_clean, order_parts.read(answer.body.get("parts"))))
        return PlatformAnswer(order_id=order.id, kind=said or AnswerKind.ACCEPTED, reason=why, parts=parts)
    if said is AnswerKind.REFUSED or (answer.status not in OURS and why):
        return PlatformAnswer(order_id=order.id, kind=AnswerKind.REFUSED, reason=why)
    raise Unanswered(f"status {answer.status}")


def _clean(part: OrderPart) -> OrderPart:
    reason = kit.clean(part.reason) if part.reason else None
    return part.model_copy(update={"name": kit.clean(part.name) or "?", "reason": reason})


async def tell_holds(services: Services) -> None:
    """Order anew which withdrawals are held, where the clock let some go."""
    while await transactions.do(services, PITBOSS, background.tell_holds, None):
        pass


JOBS = (Job(tell_holds, every=timedelta(seconds=30)),)
SENDERS: Senders = (Sender(platform.ORDER_PLACED, send),)
