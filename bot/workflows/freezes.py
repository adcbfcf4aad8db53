"""What is frozen, told: to the colleague it concerns, or in the channel where everybody waits for approvals."""

from collections.abc import Iterable
from uuid import UUID

from bot import kit
from bot.cards.desired import Drawers, Drawing, Message
from bot.process.services import Services
from core import freezes, staff
from core.actions import thaw
from core.freezes import Freeze
from core.office import Channel
from core.outbox import Promise
from core.people import Permission


async def freeze(services: Services, promise: Promise) -> Iterable[Drawing]:
    """Draw one freeze as it stands: why it was done is not for a channel, nor for whoever was stopped."""
    async with services.database.read() as db:
        work = services.work(db)
        found = await freezes.get(db, UUID(promise.body["freeze_id"]))
        name = await thaw.what(work, found)
        if found.kind == "person":
            accounts = await staff.accounts_of(db, found.name, office=work.office, now=work.now)
            reachable = [one.user_id for one in accounts if one.state != "gone" and not one.barred]
            return [Drawing(place="frozen", channel=user, message=_to_colleague(services, found)) for user in reachable]
    channel = services.office.channels.get(Channel.APPROVALS)
    return [Drawing(place="frozen", channel=channel, message=_in_channel(name, found))] if channel else ()


def _to_colleague(services: Services, found: Freeze) -> Message:
    who = " or ".join(services.office.who_may(Permission.STAFF_FREEZE))
    if found.thawed_at:
        return _message("You can work here again.", f" You were thawed {kit.moment(found.thawed_at)}.")
    since = f" {found.frozen_by_name} froze your access {kit.moment(found.frozen_at)}."
    return _message("You cannot do anything here for now.", f"{since} Two people can thaw it; ask your {who}.")


def _in_channel(name: str, found: Freeze) -> Message:
    if found.thawed_at:
        return _message(f"{name} is thawed,", f" {kit.moment(found.thawed_at)}. Everything goes on.")
    since = f" by {found.frozen_by_name}, {kit.moment(found.frozen_at)}. What protects goes on: blocking, confirming,"
    return _message(f"{name} is frozen", f"{since} declining. /pitboss frozen tells why.")


def _message(first: str, rest: str) -> Message:
    return Message(kit.notification(first), tuple(kit.render([kit.say(kit.bold(first), rest)])))


DRAWERS: Drawers = {"freeze": freeze}
