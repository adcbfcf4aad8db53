"""Alarms: records that are posted in the security channel, each once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from slackblocks import Block

from bot import kit
from bot.cards.drawing import Drawing, Message
from bot.process import transactions
from bot.process.services import Services
from bot.slack.api_errors import FAULTS
from bot.slack.permalinks import permalink
from bot.workflows.topic_handlers import Drawer, Drawers
from core import actions, audit, notices, short_ids
from core.audit import AlarmBody
from core.errors import Unknown
from core.notices import RaisedAlarm
from core.office import Channel
from core.outbox import OutboxMessage
from core.people import PITBOSS

TOLD = {
    "honey.seen": "A colleague was shown a honey player, whom nobody is",
    "suggestions.used_up": "A colleague asked for more lists of players while typing than the office allows",
    "search.walked": "A colleague tries one number after the other with a name, which could read masked fields out",
    "staff.added_by_command_line": "Somebody was given a role from the command line, with no second person",
    "staff.account_reactivated": "The account of somebody who has left was reactivated in Slack; it gave back no role",
    "contact.of_colleague": "A player's name or postal address is to be corrected to what a colleague has",
    "staff.contact_shared": "Somebody to be hired has a colleague's e-mail or phone; compliance has to agree",
    "staff.name_shared": "An account goes by the name of a colleague; where Pitboss names it, its id stands beside it",
    "chat.token_refused": "Slack refuses the app-level token, so no command or button reaches Pitboss",
    "desk.frozen": "The whole desk was frozen: nothing that releases or pays out can be requested or approved",
    "action.frozen": "An action was frozen for everybody",
    "staff.frozen": "A colleague was frozen",
    "request.altered": "What a request asks for was changed in the database past the desk; nothing was done",
    "order.refused": "The gaming platform refused an order",
    "order.partly_done": "The gaming platform has done an order only in part",
    "order.late": "The gaming platform has not reported the outcome of an order for a long time",
    "order.unmirrored": "The gaming platform carried out an order that could not be recorded here",
    "balance.differs": "The balance on the platform differs from the balance here",
    "exposure.alarmed": "A message with a card, account or document number has stood in Slack for an hour",
    "balance.overdrawn": "The platform moved more than the wallet held; it was booked as reported",
}
"""What happened, by the record's action; an action that is not listed stands under its own name."""


def _action(name: str) -> str:
    """Call an action by its title; one of another version of Pitboss has none here."""
    try:
        return actions.named(name).title
    except Unknown:
        return name


WRITTEN: Mapping[str, Callable[[str], str]] = {"channel": kit.channel, "author": kit.person, "action": _action}
"""How facts are written that are ids: of Slack, which shows their names, and of what people ask for."""
NOTICE = Message("Something happened that security has to check.")


async def alarm(services: Services, message: OutboxMessage[AlarmBody]) -> Iterable[Drawing]:
    """Draw what the record says unencrypted: ids and codes, no name of a player and no amount."""
    if (channel := services.office.channels.get(Channel.SECURITY)) is None:
        return ()
    raised = await transactions.see(services, PITBOSS, notices.alarm, record_id=message.body.record_id)
    named, player = await _named(services, raised), raised.content["player"]
    return [Drawing(place="alarm", channel=channel, message=named, instead=NOTICE if player else None)]


async def of_colleague(services: Services, message: OutboxMessage[AlarmBody]) -> Iterable[Drawing]:
    """Name a colleague to those who watch the desk, and tell security that something happened."""
    record_id = message.body.record_id
    raised = await transactions.see(services, PITBOSS, notices.alarm, record_id=record_id, colleague=True)
    named = await _named(services, raised)
    private = [Drawing(place="watch", channel=account, message=named) for account in raised.told]
    if (channel := services.office.channels.get(Channel.SECURITY)) is None:
        return private
    unnamed = kit.small(f"Those who watch the desk know who it was. Record {_record(raised.content)}.")
    told = Message(NOTICE.text, tuple(kit.render([*_blocks(raised.content), unnamed])))
    return [*private, Drawing(place="alarm", channel=channel, message=told)]


async def _named(services: Services, raised: RaisedAlarm) -> Message:
    said = raised.content
    blocks = _blocks(said, about=_about(said, raised.names), message=await _message(services, said["facts"]))
    by = kit.small(f"By {said['actor']['name']}. Record {_record(said)}.")
    return Message(NOTICE.text, tuple(kit.render([*blocks, by])))


async def _message(services: Services, facts: Mapping[str, Any]) -> list[Block]:
    """Lead to the message of Slack that an alarm is about, if it is about one that Slack shows us."""
    if "ts" not in facts:
        return []
    with suppress(*FAULTS):
        if link := await permalink(services.slack, channel=facts["channel"], ts=facts["ts"]):
            return [kit.say(kit.link(link, "Open the message"))]
    return []


def _blocks(said: Mapping[str, Any], *, about: Sequence[kit.Row] = (), message: Sequence[Block] = ()) -> list[Block]:
    happened = kit.say(kit.bold("Alarm:"), " ", TOLD.get(said["action"], said["action"]), ".")
    return [happened, *kit.facts(list(about)), *message]


def _about(said: Mapping[str, Any], names: Mapping[str, str]) -> list[kit.Row]:
    player = [kit.Row("Player", said["player"])] if said["player"] else []
    return player + [
        kit.Row(
            name.replace("_", " ").capitalize(), names.get(name) or WRITTEN.get(name, short_ids.shortened)(str(value))
        )
        for name, value in sorted(said["facts"].items())
        if name != "ts"
    ]


def _record(said: Mapping[str, Any]) -> str:
    """Give the short id of the record that the alarm draws."""
    return short_ids.written(datetime.fromisoformat(said["at"]), UUID(said["id"]))


DRAWERS: Drawers = (Drawer(audit.ALARM, alarm), Drawer(audit.COLLEAGUE_ALARM, of_colleague))
