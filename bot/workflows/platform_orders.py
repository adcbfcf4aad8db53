"""Orders to the gaming platform: sent, asked after, and never told again under another key."""

from datetime import timedelta

from bot import kit
from bot.process import transactions
from bot.process.services import Services
from bot.workflows import webhooks
from bot.workflows.topic_handlers import Sender, Senders
from bot.workflows.webhook_worker import later
from bot.workflows.webhooks import Answer, Unanswered
from core import approvals, audit, platform
from core.approvals import AnswerKind, PlatformAnswer
from core.outbox import OutboxMessage
from core.people import PITBOSS
from core.platform import Order, OrderBody, State
from core.work import Work

IN_TURN = timedelta(seconds=2)
"""How soon an order is looked at again that waits for the answer to an earlier one."""
NOT_FOUND = 404
OURS = frozenset({401, 403, 404, 405, 407, 408, 409, 410, 411, 413, 415, 425, 426, 431})
"""Statuses that say something about the connection and not about the order: nobody refused what was asked."""
SAID = {"accepted": AnswerKind.ACCEPTED, "in_force": AnswerKind.IN_FORCE, "refused": AnswerKind.REFUSED}


async def send(services: Services, message: OutboxMessage[OrderBody]) -> timedelta | None:
    """Bring an order one step further; None once the platform has said what came of it."""
    async with services.database.read() as db:
        order = await platform.get(db, message.body.order_id)
        waits = await platform.unanswered_before(db, order)
    if order.settled:
        return None
    if waits:
        return IN_TURN
    asked_to_wait: timedelta | None = None
    try:
        word = _word(order, await _ask(services, order))
    except Unanswered as silence:
        asked_to_wait = silence.wait
        word = PlatformAnswer(order_id=order.id, kind=AnswerKind.NOTHING)
    heard = await _hear(services, word)
    return None if heard.settled else (asked_to_wait or later(message))


async def _ask(services: Services, order: Order) -> Answer:
    """Tell the platform; where it may know already, ask first, and tell it again only if it has never heard of it."""
    if order.accepted_at is not None or order.state == State.UNKNOWN:
        known = await webhooks.get(services, f"/orders/{order.id}", key=order.id)
        if known.status != NOT_FOUND and known.body.get("state") not in SAID:
            raise Unanswered(f"status {known.status}, and no state")
        if known.status != NOT_FOUND:
            return known
    return await webhooks.post(services, "/orders", key=order.id, body=platform.message(order))


def _word(order: Order, answer: Answer) -> PlatformAnswer:
    """Read what the platform says of the order.

    Raises :class:`~bot.workflows.webhooks.Unanswered` where it says nothing of it.
    """
    said, reason = SAID.get(str(answer.body.get("state"))), answer.body.get("reason")
    told = kit.clean(reason) if isinstance(reason, str) else None
    if answer.status < 300:  # noqa: PLR2004 - of HTTP
        return PlatformAnswer(order_id=order.id, kind=said or AnswerKind.ACCEPTED, reason=told)
    if said is AnswerKind.REFUSED or (answer.status not in OURS and told):
        return PlatformAnswer(order_id=order.id, kind=AnswerKind.REFUSED, reason=told)
    raise Unanswered(f"status {answer.status}")


async def _hear(services: Services, word: PlatformAnswer) -> Order:
    async def hear(work: Work) -> Order:
        return await approvals.apply_answer(work, word)

    attempt = audit.Entry(actor=PITBOSS, action="order.heard", module="platform", facts={"order": str(word.order_id)})
    return await transactions.change(services, attempt, hear)


SENDERS: Senders = (Sender(platform.ORDER_PLACED, send),)
