"""Messages the app sends back in an acknowledgement or over a response_url."""

from typing import Any

from sandbox.errors import SlackError
from sandbox.messages import Message
from sandbox.response_urls import ResponseUrl
from sandbox.state import State
from sandbox.web_api import chat
from sandbox.web_api.arguments import Args
from sandbox.workspace import Channel


def show(state: State, user_id: str, channel: Channel, body: dict[str, Any]) -> Message:
    """Post what the app answered: to one person, or in the channel where it says so."""
    message = state.bot_message(channel, **chat.content(Args(body), chat.TEXT_MOST))
    message.ephemeral_to = None if body.get("response_type") == "in_channel" else user_id
    message.thread_ts = body.get("thread_ts")
    return state.post(channel, message)


def respond(state: State, url: ResponseUrl, body: dict[str, Any]) -> None:
    """Carry out one message to a response_url; raise SlackError as Slack refuses it."""
    channel = state.workspace.channel(url.channel)
    message = channel.message(url.message_ts) if url.message_ts else None
    if Args(body).flag("delete_original") and message:
        message.deleted = True
    elif Args(body).flag("replace_original") and message:
        state.write(message, chat.content(Args(body), chat.TEXT_MOST) | {"edited": message.ephemeral_to is None})
    elif Args(body).flag("replace_original") or Args(body).flag("delete_original"):
        raise SlackError("message_not_found")
    else:
        show(state, url.user, channel, body)
    state.changes.ring()
