"""Addresses of messages in Slack."""

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.api_errors import error_of

GONE = "message_not_found"


async def permalink(slack: AsyncWebClient, *, channel: str, ts: str) -> str | None:
    """Ask Slack for the address of a message; None where there is no such message any more.

    Raises one of :data:`~bot.slack.api_errors.FAULTS` where Slack does not answer or does not show the channel.
    """
    try:
        answer = await slack.chat_getPermalink(channel=channel, message_ts=ts)
    except SlackApiError as fault:
        if error_of(fault) == GONE:
            return None
        raise
    return str(answer["permalink"])
