"""A change of the office file: announced with the difference in words until a second person has confirmed it."""

from collections.abc import Iterable

from slackblocks import Block

from bot import kit
from bot.cards.drawing import Drawing, Message
from bot.process import transactions
from bot.process.services import Services
from bot.workflows.topic_handlers import Drawer, Drawers
from core import notices, office_changes
from core.notices import OfficeNotice
from core.office_changes import WAITING, WITHDRAWN, OfficeBody
from core.outbox import OutboxMessage
from core.people import PITBOSS

NOTICE = "The office file has changed: a second person has to look at it."
SHOWN_MOST = 20
"""Differences that are listed; the command line shows all."""
LINE_MOST = 300


async def announce(services: Services, message: OutboxMessage[OfficeBody]) -> Iterable[Drawing]:
    """Draw the change for security, and for those who may change or confirm the file."""
    notice = await transactions.see(services, PITBOSS, notices.office_change, file_id=message.body.file_id)
    drawn = Message(NOTICE, tuple(kit.render(_blocks(notice))))
    channels = [Drawing(place="office", channel=each, message=drawn) for each in notice.channels]
    return [*channels, *(Drawing(place="office", channel=each, message=drawn) for each in notice.told)]


def _blocks(notice: OfficeNotice) -> Iterable[Block]:
    change = notice.change
    yield kit.say(kit.bold("Alarm:"), " The office file has changed. ", _standing(notice))
    shown = [kit.plain(each, most=LINE_MOST) for each in change.differences[:SHOWN_MOST]]
    more = len(change.differences) - len(shown)
    for line in shown:
        yield kit.small(line)
    if more:
        yield kit.small(f"And {more} more: pitboss office diff shows all.")
    if change.open:
        yield kit.buttons(kit.button("Confirm the change", "office:confirm", value=str(change.id)))


def _standing(notice: OfficeNotice) -> str:
    change = notice.change
    who = kit.listed(list(notice.confirmers), last="or") or "nobody yet: give a role office.confirm"
    if change.state == WITHDRAWN:
        return "It was replaced before anybody confirmed it, and never came into use."
    if change.confirmed_by:
        return f"{change.confirmed_by} has confirmed it, so it is in use."
    if change.state == WAITING:
        return f"The rules before hold until somebody confirms it who may ({who})."
    return f"It is in use. Somebody who may ({who}) has to confirm it."


DRAWERS: Drawers = (Drawer(office_changes.OFFICE_CHANGED, announce),)
