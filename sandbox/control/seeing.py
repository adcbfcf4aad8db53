"""What one persona sees, and what everybody may know of the workspace."""

from dataclasses import asdict
from typing import Any

from sandbox.messages import Message, reactions_of
from sandbox.state import State
from sandbox.workspace import Channel, User


def workspace(state: State) -> dict[str, Any]:
    """Describe team, app, people, channels and stories."""
    here, manifest = state.workspace, state.manifest
    app = {"name": here.app.bot_name, "id": here.app.id, "bot_user": here.app.bot_user, "home": manifest.home_tab}
    app["commands"] = [asdict(each) for each in manifest.commands.values()]
    app["shortcuts"] = [asdict(each) for each in manifest.shortcuts.values()]
    return {
        "team": asdict(here.team),
        "app": app,
        "people": [_person(state, each) for each in here.users.values()],
        "channels": [_channel(each) for each in here.channels.values() if each.kind == "channel"],
        "stories": here.stories,
    }


def persona(state: State, who: User, *, busy: bool, reading: str = "") -> dict[str, Any]:
    """Describe everything on this person's screen; `reading` marks a conversation as read."""
    state.direct(state.workspace.app.bot_user, who.id)
    channels = list(state.workspace.channels_of(who.id))
    for channel in channels:
        if channel.id == reading and channel.messages:
            channel.read_until[who.id] = channel.messages[-1].ts
    views = [state.view_payload(view) | {"errors": view.errors} for view in state.stacks.get(who.id, [])]
    home = state.homes.get(who.id)
    return {
        "as": who.id,
        "conversations": [_conversation(each, who) for each in channels],
        "views": views,
        "home": state.view_payload(home) if home else None,
        "notices": [each._asdict() for each in state.notices.get(who.id, [])],
        "busy": busy,
    }


def _person(state: State, user: User) -> dict[str, Any]:
    about = ("id", "key", "name", "title", "color", "tz", "guest", "bot", "deleted")
    body = {name: getattr(user, name) for name in about}
    body["guest"] = user.guest or user.single_channel_guest
    return body | {"initials": user.initials, "external": state.workspace.is_external(user)}


def _channel(channel: Channel) -> dict[str, Any]:
    about = ("id", "key", "name", "private", "shared", "topic", "members")
    return {name: getattr(channel, name) for name in about}


def _conversation(channel: Channel, who: User) -> dict[str, Any]:
    kind = {"channels": "channel", "groups": "private", "im": "dm"}.get(channel.type, channel.type)
    messages = [_message(each, who) for each in channel.messages if each.visible_to(who.id)]
    read_until = channel.read_until.get(who.id, "")
    body = {"id": channel.id, "name": channel.name, "kind": kind, "members": channel.members, "topic": channel.topic}
    if channel.kind == "im":
        body["with"] = next((each for each in channel.members if each != who.id), who.id)
    unread = sum(each["ts"] > read_until and each["user"] != who.id for each in messages)
    return body | {"shared": channel.shared, "unread": unread, "messages": messages}


def _message(message: Message, who: User) -> dict[str, Any]:
    return {
        "ts": message.ts,
        "user": message.user,
        "bot": message.bot_id is not None,
        "text": message.text,
        "blocks": message.blocks,
        "attachments": message.attachments + list(message.unfurls.values()),
        "files": message.files,
        "edited": message.edited,
        "ephemeral": message.ephemeral_to == who.id,
        "thread_ts": message.thread_ts,
        "reply_count": message.reply_count,
        "reactions": reactions_of(message),
        "state": {"values": message.state},
    }
