"""The methods chat.*: post, update, delete and ephemeral messages."""

from typing import Any

from sandbox import blocks as block_kit
from sandbox.errors import SlackError
from sandbox.messages import Message
from sandbox.state import State
from sandbox.web_api.arguments import Args
from sandbox.web_api.conversations import visible
from sandbox.web_api.registry import Json, method
from sandbox.workspace import Channel

TEXT_MOST = 40_000
UPDATE_TEXT_MOST = 4_000


@method("chat.postMessage", "chat:write")
def chat_post_message(state: State, args: Args) -> Json:
    """Post a message where the bot is a member, or to a person."""
    channel = writable(state, args.need("channel"))
    said = content(args, TEXT_MOST)
    message = state.bot_message(channel, **said, metadata=args.json("metadata"), link_names=_links_names(args))
    message.thread_ts = thread_of(channel, args)
    state.post(channel, message)
    state.emit(message_event(channel, message))
    return {"channel": channel.id, "ts": message.ts, "message": message.payload()}


@method("chat.postEphemeral", "chat:write", per_minute=100)
def chat_post_ephemeral(state: State, args: Args) -> Json:
    """Show a message to one member of a conversation."""
    channel = writable(state, args.need("channel"))
    if args.need("user") not in channel.members:
        raise SlackError("user_not_in_channel")
    message = state.bot_message(channel, **content(args, TEXT_MOST), link_names=_links_names(args))
    message.thread_ts, message.ephemeral_to = thread_of(channel, args), args.text("user")
    state.post(channel, message)
    return {"message_ts": message.ts}


@method("chat.update", "chat:write", per_minute=50)
def chat_update(state: State, args: Args) -> Json:
    """Change one of the bot's own messages; blocks and attachments not given stay."""
    channel, message = _own(state, args, "cant_update_message")
    said = content(args, UPDATE_TEXT_MOST)
    before = message.payload()
    kept = {key: said[key] for key in ("text", "blocks", "attachments") if args.get(key) is not None}
    if args.get("metadata") is not None:
        kept["metadata"] = args.json("metadata")
    state.write(message, kept | {"edited": True})
    state.changes.ring()
    changed(state, channel, message, before)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": message.payload()}


@method("chat.delete", "chat:write", per_minute=50)
def chat_delete(state: State, args: Args) -> Json:
    """Delete one of the bot's own messages."""
    channel, message = _own(state, args, "cant_delete_message")
    before = message.payload()
    message.deleted = True
    state.changes.ring()
    gone(state, channel, message, before)
    return {"channel": channel.id, "ts": message.ts}


@method("chat.getPermalink", per_minute=600)
def chat_get_permalink(state: State, args: Args) -> Json:
    """Return a message's address."""
    channel = visible(state, args.need("channel"))
    if channel.message(args.need("message_ts")) is None:
        raise SlackError("message_not_found")
    ts = args.text("message_ts").replace(".", "")
    return {
        "channel": channel.id,
        "permalink": f"https://{state.workspace.team.domain}.slack.com/archives/{channel.id}/p{ts}",
    }


@method("chat.unfurl", "links:write", per_minute=50)
def chat_unfurl(state: State, args: Args) -> Json:
    """Attach previews to a message that links to the app's pages."""
    channel = visible(state, args.need("channel"))
    message = channel.message(args.need("ts"))
    if message is None:
        raise SlackError("cannot_unfurl_message")
    unfurls = args.json("unfurls", "invalid_unfurls_format")
    if not isinstance(unfurls, dict):
        raise SlackError("missing_unfurls")
    for url, unfurl in unfurls.items():
        if url not in message.text:
            raise SlackError("cannot_unfurl_url")
        block_kit.check(unfurl.get("blocks") or [], "message", at=f"/unfurls/{url}/blocks")
    message.unfurls.update(unfurls)
    state.changes.ring()
    return {}


def content(args: Args, text_most: int) -> dict[str, Any]:
    """Read and check what a message says.

    Raises SlackError: no_text, msg_too_long, msg_blocks_too_long, invalid_blocks, invalid_attachments.
    """
    blocks = args.json("blocks", "invalid_blocks_format") or []
    attachments = args.json("attachments", "invalid_attachments") or []
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    if not isinstance(attachments, list):
        raise SlackError("invalid_attachments")
    text = args.text("text")
    given = {args.get(key) is not None for key in ("blocks", "attachments")}
    if not (text or blocks or attachments) and not (True in given and args.get("text") is not None):
        raise SlackError("no_text")
    if len(text) > text_most:
        raise SlackError("msg_too_long")
    block_kit.check_message(blocks, attachments)
    return {"text": text, "blocks": blocks, "attachments": attachments}


def message_event(channel: Channel, message: Message) -> dict[str, Any]:
    """Build the message event members' apps receive."""
    return message.payload() | {"channel": channel.id, "event_ts": message.ts, "channel_type": _kind(channel)}


def changed(state: State, channel: Channel, message: Message, before: dict[str, Any], *, subtype: str = "") -> None:
    """Tell apps that a message reads differently now; the event has a time of its own, and no author."""
    now = message.payload() | ({"subtype": subtype} if subtype else {})
    state.emit(_hidden(state, channel, "message_changed") | {"message": now, "previous_message": before})


def gone(state: State, channel: Channel, message: Message, before: dict[str, Any]) -> None:
    """Tell apps that a message was taken away; without the author."""
    state.emit(_hidden(state, channel, "message_deleted") | {"deleted_ts": message.ts, "previous_message": before})


def _hidden(state: State, channel: Channel, subtype: str) -> dict[str, Any]:
    ts = state.ids.ts()
    where = {"channel": channel.id, "channel_type": _kind(channel), "ts": ts, "event_ts": ts}
    return {"type": "message", "subtype": subtype, "hidden": True, **where}


def _kind(channel: Channel) -> str:
    return {"channels": "channel", "groups": "group"}.get(channel.type, channel.type)


def _links_names(args: Args) -> bool:
    return args.flag("link_names") or args.text("parse") == "full"


def thread_of(channel: Channel, args: Args) -> str | None:
    """Return the thread asked for; raise thread_not_found where it does not exist."""
    ts = args.text("thread_ts")
    if ts and channel.message(ts) is None:
        raise SlackError("thread_not_found")
    return ts or None


def writable(state: State, channel_id: str) -> Channel:
    """Find where to post: a conversation the bot is in, or the direct one with a user.

    Raises SlackError: channel_not_found, not_in_channel, is_archived, user_disabled.
    """
    workspace = state.workspace
    if channel_id in workspace.users:
        if workspace.users[channel_id].deleted:
            raise SlackError("user_disabled")
        return state.direct(workspace.app.bot_user, channel_id)
    channel = visible(state, channel_id)
    if workspace.app.bot_user not in channel.members:
        raise SlackError("not_in_channel")
    if channel.archived:
        raise SlackError("is_archived")
    return channel


def _own(state: State, args: Args, refusal: str) -> tuple[Channel, Message]:
    channel = visible(state, args.need("channel"))
    message = channel.message(args.need("ts"))
    if message is None or message.ephemeral_to:
        raise SlackError("message_not_found")
    if message.user != state.workspace.app.bot_user:
        raise SlackError(refusal)
    return channel, message
