"""Freezes, announced: to the colleague it concerns, or in the approvals channel."""

from collections.abc import Iterable

from bot import kit
from bot.cards.drawing import Drawing, Message
from bot.process import transactions
from bot.process.services import Services
from bot.workflows.topic_handlers import Drawer, Drawers
from core import background, freezes
from core.freezes import Freeze, FreezeBody
from core.office import Channel
from core.outbox import OutboxMessage
from core.people import PITBOSS, Permission
from core.phrases import alternatives


async def freeze(services: Services, message: OutboxMessage[FreezeBody]) -> Iterable[Drawing]:
    """Draw one freeze as it stands; the reason is shown neither in a channel nor to the frozen colleague."""
    notice = await transactions.see(services, PITBOSS, background.freeze_notice, freeze_id=message.body.freeze_id)
    found = notice.freeze
    if found.kind == "person":
        reachable = [one.user_id for one in notice.accounts if one.state != "gone" and not one.barred]
        return [Drawing(place="frozen", channel=user, message=_to_colleague(services, found)) for user in reachable]
    channel = services.office.channels.get(Channel.APPROVALS)
    return [Drawing(place="frozen", channel=channel, message=_in_channel(notice.name, found))] if channel else ()


def _to_colleague(services: Services, found: Freeze) -> Message:
    who = alternatives(services.office.who_may(Permission.STAFF_FREEZE))
    if found.thawed_at:
        return _message("You can work here again.", f" You were thawed {kit.moment(found.thawed_at)}.")
    since = f" {found.frozen_by_name} froze your access {kit.moment(found.frozen_at)}."
    return _message("You cannot do anything here for now.", f"{since} Two people can thaw it; ask your {who}.")


def _in_channel(name: str, found: Freeze) -> Message:
    if found.thawed_at:
        return _message(f"{name} is thawed,", f" {kit.moment(found.thawed_at)}. Everything is allowed again.")
    since = (
        f" by {found.frozen_by_name}, {kit.moment(found.frozen_at)}. Protective actions still work: blocking, "
        "confirming,"
    )
    return _message(f"{name} is frozen", f"{since} declining. /pitboss frozen says why.")


def _message(first: str, rest: str) -> Message:
    return Message(kit.notification(first), tuple(kit.render([kit.say(kit.bold(first), rest)])))


DRAWERS: Drawers = (Drawer(freezes.FREEZE_CHANGED, freeze),)
