"""Somebody joins or leaves a channel of the desk, or it is shared: what stands there is looked at at once."""

from collections.abc import Mapping
from typing import Any

from bot.process import transactions
from bot.process.services import Services
from bot.slack.routes import Routes
from core import channel_readers
from core.people import PITBOSS


async def heard(services: Services, event: Mapping[str, Any]) -> None:
    """Take Slack's news about who reads a channel."""
    if channel := str(event.get("channel") or ""):
        await transactions.do(services, PITBOSS, channel_readers.changed, None, channel=channel)


ROUTES = Routes(news=dict.fromkeys(("member_joined_channel", "member_left_channel", "channel_shared"), heard))
