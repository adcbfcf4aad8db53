"""Channels whose readers changed: cards there follow, and administrators read whom to remove."""

from collections.abc import Iterable
from datetime import timedelta

from slack_sdk.errors import SlackApiError

from bot import kit
from bot.cards import audience_text
from bot.cards.drawing import Drawing, Message
from bot.process import transactions
from bot.process.services import Services
from bot.slack.api_errors import error_of
from bot.workflows.audiences import GONE, Audiences
from bot.workflows.schedule import Job
from bot.workflows.topic_handlers import Drawer, Drawers
from core import audiences, channel_readers
from core.audiences import Audience, AudienceBody
from core.outbox import OutboxMessage
from core.people import PITBOSS


async def look(services: Services, message: OutboxMessage[AudienceBody]) -> Iterable[Drawing]:
    """Look who reads the channel; where that changes what may be shown there, redraw it and tell administrators."""
    channel = message.body.channel
    try:
        whole, blinded_by = await Audiences(services).found(channel)
    except SlackApiError as fault:
        if error_of(fault) in GONE:
            return ()
        raise
    audience = Audience(channel, whole, blinded_by)
    redraws = not message.body.rights_alone
    told = await transactions.do(services, PITBOSS, channel_readers.found, None, audience=audience, redraws=redraws)
    services.wake_outbox()
    words = audience_text.of(audience)
    notice = Message(audience_text.NOTICE, tuple(kit.render([kit.say(words)])))
    standing_only = not blinded_by
    return [Drawing(place="blinded", channel=one, message=notice, only_change=standing_only) for one in told]


async def check(services: Services) -> None:
    """Look at every channel of the office file, since Slack may lose news."""
    channels = sorted(set(services.office.channels.values()))
    await transactions.do(services, PITBOSS, channel_readers.check, None, channels=tuple(channels))


DRAWERS: Drawers = (Drawer(audiences.AUDIENCE_CHANGED, look),)
JOBS = (Job(check, every=timedelta(minutes=10)),)
