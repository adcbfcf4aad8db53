"""Digests at their hour: claimed once, made, stored, posted; held back where a channel does not take them."""

import os
import platform
from collections.abc import Iterable
from datetime import timedelta

from bot.cards import digest_card
from bot.cards.drawing import Drawing
from bot.process import transactions
from bot.process.services import Services
from bot.slack import failures
from bot.workflows.audiences import Audiences
from bot.workflows.schedule import Job
from bot.workflows.topic_handlers import Drawer, Drawers
from core import digests
from core.digests import DigestBody, StoredDigest, delivery
from core.digests.delivery import WaitingDigest
from core.office import Channel
from core.outbox import OutboxMessage
from core.people import PITBOSS

HOLDER = f"{platform.node()}:{os.getpid()}"
"""The name under which this process claims periods."""
ALARMS = (Channel.SECURITY, Channel.MANAGERS, Channel.APPROVALS)
"""Where an alarm about a digest that cannot be posted goes: the first of these that is another channel."""


async def send_due(services: Services) -> None:
    """Make every digest whose hour has come and have it posted; one that fails does not hold up the others."""
    for waiting in await transactions.see(services, PITBOSS, delivery.waiting):
        try:
            await _send(services, waiting)
        except Exception as error:  # noqa: BLE001 - it is logged, and comes again
            failures.explain(error, f"timer {waiting.schedule.job}")


async def retry_held(services: Services) -> None:
    """Send digests that were held back, where somebody has removed the cause."""
    audiences = Audiences(services)
    by_channel: dict[str | None, list[StoredDigest]] = {}
    for stored in await transactions.see(services, PITBOSS, delivery.held):
        by_channel.setdefault(stored.channel(services.office), []).append(stored)
    for channel, several in by_channel.items():
        if channel and await audiences.obstacle(channel) is None:
            await transactions.do(services, PITBOSS, delivery.release, None, several)


async def draw(services: Services, message: OutboxMessage[DigestBody]) -> Iterable[Drawing]:
    """Draw a digest in its channel as far as all its readers may see it; where posting is impossible, hold it back."""
    kept = await transactions.see(services, PITBOSS, delivery.get, message.body.digest_id)
    channel, audiences = kept.channel(services.office), Audiences(services)
    if channel is None:
        return ()
    if because := await audiences.obstacle(channel):
        await transactions.do(services, PITBOSS, delivery.hold, None, kept.id, because=because)
        return ()
    whole = digest_card.posted(kept, await audiences.sees(channel))
    return [Drawing(place="digest", channel=channel, message=whole, instead=digest_card.waiting(kept))]


async def draw_held(services: Services, message: OutboxMessage[DigestBody]) -> Iterable[Drawing]:
    """Draw the alarm about a digest that cannot be posted, in another channel."""
    kept = await transactions.see(services, PITBOSS, delivery.get, message.body.digest_id)
    if kept.held_because is None:
        return ()
    named = (services.office.channels.get(purpose) for purpose in ALARMS)
    channel = next((each for each in named if each and each != kept.channel(services.office)), None)
    return [Drawing(place="alarm", channel=channel, message=digest_card.cannot_be_posted(kept))] if channel else ()


async def _send(services: Services, waiting: WaitingDigest) -> None:
    claim = await transactions.do(services, PITBOSS, delivery.claim, None, waiting, holder=HOLDER)
    if claim is None:
        return
    try:
        made = await transactions.see(services, PITBOSS, delivery.make, waiting)
        await transactions.do(services, PITBOSS, delivery.finish, None, waiting.schedule, made, claim=claim)
    except Exception as error:
        reason = type(error.__cause__ or error).__name__
        await transactions.do(services, PITBOSS, delivery.fail, None, claim, error=reason)
        raise


DRAWERS: Drawers = (Drawer(digests.DIGEST_CHANGED, draw), Drawer(digests.DIGEST_HELD, draw_held))
JOBS = (Job(send_due, every=timedelta(seconds=30)), Job(retry_held, every=timedelta(minutes=5)))
