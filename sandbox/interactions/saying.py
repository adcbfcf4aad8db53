"""People write, react and edit; the app receives events."""

import re
from typing import Any

from sandbox.errors import SlackShows
from sandbox.interactions import composing
from sandbox.messages import Message
from sandbox.state import State
from sandbox.web_api.chat import changed, gone, message_event
from sandbox.workspace import Channel, User


def say(state: State, who: User, channel: Channel, text: str, thread: str | None = None) -> Message:
    """Post a person's message, with what their client makes of it."""
    text = composing.typed(who.keyboard, text)
    written = composing.composed(state.workspace, text)
    message = Message(state.ids.ts(), channel.id, who.id, written, thread_ts=thread)
    bot = state.workspace.app.bot_user
    event = _posted(state, who, message)
    if bot not in channel.members:
        return message
    state.emit(event)
    if bot in message.mentions and channel.kind != "im":
        state.emit({**event, "type": "app_mention"})
    links = [url for url in re.findall(r"https?://[^\s<>|]+", text) if _ours(state, url)]
    if links:
        state.emit(_link_shared(channel, message, links))
    return message


def share(state: State, who: User, message: Message) -> Message:
    """Post a person's message that has files; the app receives their names, as from Slack."""
    message.text = composing.composed(state.workspace, composing.typed(who.keyboard, message.text))
    event = _posted(state, who, message)
    if state.workspace.app.bot_user in state.workspace.channels[message.channel].members:
        state.emit(event | {"subtype": "file_share"})
    return message


def edit(state: State, who: User, message: Message, text: str) -> None:
    """Edit somebody's own message."""
    channel, before = _written_by(state, who, message), message.payload()
    message.text = composing.composed(state.workspace, composing.typed(who.keyboard, text))
    message.edited = True
    state.changes.ring()
    if state.workspace.app.bot_user in channel.members:
        changed(state, channel, message, before)


def delete(state: State, who: User, message: Message) -> None:
    """Delete somebody's message; one with replies leaves a tombstone."""
    channel, before = _written_by(state, who, message), message.payload()
    heard = state.workspace.app.bot_user in channel.members
    if message.reply_count:
        message.text, message.blocks = "This message was deleted.", []
        if heard:
            changed(state, channel, message, before, subtype="tombstone")
    else:
        message.deleted = True
        parent = channel.message(message.thread_ts) if message.thread_ts else None
        if parent:
            parent.reply_count -= 1
        if heard:
            gone(state, channel, message, before)
    state.changes.ring()


def react(state: State, who: User, message: Message, emoji: str) -> None:
    """Add a person's reaction."""
    users = message.reactions.setdefault(emoji, [])
    if who.id in users:
        return
    users.append(who.id)
    state.changes.ring()
    item = {"type": "message", "channel": message.channel, "ts": message.ts}
    event = {"type": "reaction_added", "user": who.id, "reaction": emoji, "item": item}
    state.emit(event | {"item_user": message.user, "event_ts": state.ids.ts()})


def _posted(state: State, who: User, message: Message) -> dict[str, Any]:
    channel = state.workspace.channels[message.channel]
    if who.id not in channel.members:
        raise SlackShows(f"{who.name} is not in #{channel.name}")
    state.post(channel, message)
    return message_event(channel, message) | _whose(state, who)


def _written_by(state: State, who: User, message: Message) -> Channel:
    """Find where somebody's message stands; nobody changes another's."""
    if message.user != who.id:
        raise SlackShows(f"{who.name} did not write this message")
    return state.workspace.channels[message.channel]


def _whose(state: State, who: User) -> dict[str, Any]:
    teams: dict[str, Any] = {"team": who.team_id}
    if state.workspace.is_external(who):
        teams |= {"user_team": who.team_id, "source_team": who.team_id}
    return teams


def _ours(state: State, url: str) -> bool:
    host = url.split("//", 1)[1].split("/", 1)[0].lower()
    return any(host == domain or host.endswith("." + domain) for domain in state.manifest.unfurl_domains)


def _link_shared(channel: Channel, message: Message, links: list[str]) -> dict[str, Any]:
    found = [{"url": url, "domain": url.split("//", 1)[1].split("/", 1)[0]} for url in links]
    where = {"channel": channel.id, "message_ts": message.ts, "event_ts": message.ts}
    return {"type": "link_shared", "user": message.user, **where, "links": found, "source": "conversations_history"}
