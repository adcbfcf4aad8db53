"""A person runs a slash command or a shortcut."""

import html
import re
from typing import Any

from sandbox.answers import Answer
from sandbox.delivery.acks import Ack
from sandbox.delivery.sending import Delivery
from sandbox.errors import SlackError
from sandbox.interactions import composing, payloads, replies
from sandbox.messages import Message
from sandbox.workspace import Channel, User, Workspace

PLAIN = frozenset({"section", "header", "context", "divider", "actions", "rich_text", "image"})
"""Blocks an acknowledgement may carry."""


async def run(delivery: Delivery, who: User, channel: Channel, line: str) -> Answer:
    """Run `/name text` in a channel."""
    state = delivery.state
    name, _, text = line.strip().partition(" ")
    text = composing.typed(who.keyboard, text)
    declared = state.manifest.commands.get(name)
    if declared is None:
        shown = f"{name} is not a valid command."
        state.notice(who, shown)
        return Answer(text=shown, error="not_a_command")
    if declared.should_escape:
        text = escape(state.workspace, text)
    team, app = state.workspace.team, state.workspace.app
    ack = await delivery.send(
        "slash_commands",
        {
            "token": app.verification_token,
            "team_id": team.id,
            "team_domain": team.domain,
            "channel_id": channel.id,
            "channel_name": payloads.name_of(channel),
            "user_id": who.id,
            "user_name": who.key,
            "command": name,
            "text": text.strip(),
            "api_app_id": app.id,
            "is_enterprise_install": "false",
            "response_url": payloads.response_url(state, who, channel),
            "trigger_id": state.triggers.make(who.id),
        },
    )
    return _answered(delivery, who, channel, (name, ack))


def _answered(delivery: Delivery, who: User, channel: Channel, call: tuple[str, Ack]) -> Answer:
    state, (name, ack) = delivery.state, call
    error, message = ack.error, None
    if ack.ok and ack.body:
        state.record.add("ack:command", ack.body)
        try:
            message = _show(delivery, who, channel, ack.body)
        except SlackError as refusal:
            error = refusal.error
            state.traffic.of("slash_commands")[-1].note = f"{refusal.error} in the acknowledgement {refusal.messages}"
    if error:
        shown = f'{name} failed with the error "{error}"'
        state.notice(who, shown)
        return Answer(ack, shown, error=error)
    return Answer(ack, message.shown if message else "", message)


def _show(delivery: Delivery, who: User, channel: Channel, body: dict[str, Any]) -> Message | None:
    foreign = {block.get("type") for block in body.get("blocks") or []} - PLAIN
    if foreign:
        raise SlackError("invalid_blocks", messages=[f"[ERROR] not in an acknowledgement: {sorted(map(str, foreign))}"])
    return replies.show(delivery.state, who.id, channel, body)


async def shortcut(delivery: Delivery, who: User, callback_id: str, on: Message | None = None) -> Answer:
    """Use a global shortcut, or one on a message."""
    state = delivery.state
    declared = state.manifest.shortcuts.get(callback_id)
    kind = "message" if on else "global"
    if declared is None or declared.type != kind:
        raise KeyError(f"the manifest declares no {kind} shortcut {callback_id!r}")
    body = payloads.base(state, "message_action" if on else "shortcut", who)
    body |= {"callback_id": callback_id, "action_ts": state.ids.ts()}
    if on:
        channel = state.workspace.channel(on.channel)
        body |= {"message_ts": on.ts, "message": on.payload(), "channel": payloads.channel_of(channel)}
        body["response_url"] = payloads.response_url(state, who, channel, on.ts)
    ack = await delivery.send("interactive", body)
    if not ack.ok:
        state.notice(who, f"{declared.name} did not work: {ack.error}")
    return Answer(ack, error=ack.error)


def escape(workspace: Workspace, text: str) -> str:
    """Write people and channels as ids, as `should_escape` asks for."""

    def person(found: re.Match[str]) -> str:
        user = next((each for each in workspace.users.values() if each.key == found[1]), None)
        return f"<@{user.id}|{user.key}>" if user else found[0]

    def channel(found: re.Match[str]) -> str:
        place = next((each for each in workspace.channels.values() if each.name == found[1]), None)
        return f"<#{place.id}|{place.name}>" if place else found[0]

    text = html.escape(text, quote=False)
    text = re.sub(r"(?<!\S)@([\w.-]+)", person, text)
    return re.sub(r"(?<!\S)#([\w-]+)", channel, text)
