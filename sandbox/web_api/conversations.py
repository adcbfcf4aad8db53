"""The methods conversations.* and users.conversations."""

from sandbox.errors import SlackError
from sandbox.state import State
from sandbox.web_api.arguments import Args
from sandbox.web_api.pages import page
from sandbox.web_api.registry import Json, method
from sandbox.workspace import Channel

READ = ("channels:read", "groups:read", "im:read", "mpim:read")
HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")


@method("conversations.info", *READ, per_minute=50)
def conversations_info(state: State, args: Args) -> Json:
    """Describe one conversation."""
    channel = visible(state, args.need("channel"), "read")
    body = describe(state, channel)
    if args.flag("include_num_members"):
        body["num_members"] = len(channel.members)
    return {"channel": body}


@method("conversations.members", *READ, per_minute=100)
def conversations_members(state: State, args: Args) -> Json:
    """List a conversation's members, page by page."""
    members, cursor = page(visible(state, args.need("channel"), "read").members, args)
    return {"members": members, **cursor}


@method("conversations.list", *READ, per_minute=20)
def conversations_list(state: State, args: Args) -> Json:
    """List the conversations the bot can see."""
    bot = state.workspace.app.bot_user
    found = [each for each in _of_types(state, args) if bot in each.members or each.type == "channels"]
    channels, cursor = page(found, args)
    return {"channels": [describe(state, each) for each in channels], **cursor}


@method("users.conversations", *READ, per_minute=50)
def users_conversations(state: State, args: Args) -> Json:
    """List the conversations of one user that the bot can see too."""
    bot = state.workspace.app.bot_user
    user = state.workspace.user(args.text("user") or bot)
    both = [each for each in _of_types(state, args) if user.id in each.members]
    found, cursor = page([each for each in both if bot in each.members or each.type == "channels"], args)
    return {"channels": [describe(state, each) for each in found], **cursor}


@method("conversations.open", "im:write", "mpim:write", per_minute=50)
def conversations_open(state: State, args: Args) -> Json:
    """Open a direct conversation with one or several people."""
    if channel_id := args.text("channel"):
        return {"channel": {"id": visible(state, channel_id).id}}
    users = args.names("users")
    if not users:
        raise SlackError("users_list_not_supplied")
    for user_id in users:
        if state.workspace.user(user_id).deleted:
            raise SlackError("user_disabled")
    need_scope(state, "im:write" if len(users) == 1 else "mpim:write")
    return {"channel": {"id": state.direct(state.workspace.app.bot_user, *users).id}}


@method("conversations.history", *HISTORY, per_minute=50)
def conversations_history(state: State, args: Args) -> Json:
    """List a conversation's messages, newest first; replies and private answers stay out."""
    channel = _joined(state, args)
    oldest, latest = args.text("oldest") or "0", args.text("latest") or "9999999999"
    inclusive = args.flag("inclusive")
    shown = [
        each
        for each in reversed(channel.messages)
        if not (each.deleted or each.ephemeral_to or each.thread_ts)
        and (float(oldest) < float(each.ts) < float(latest) or (inclusive and each.ts in (oldest, latest)))
    ]
    messages, cursor = page(shown, args)
    more = bool(cursor["response_metadata"]["next_cursor"])
    return {"messages": [each.payload() for each in messages], "has_more": more, **cursor}


@method("conversations.replies", *HISTORY, per_minute=50)
def conversations_replies(state: State, args: Args) -> Json:
    """List a thread, its first message included."""
    channel, ts = _joined(state, args), args.need("ts")
    if channel.message(ts) is None:
        raise SlackError("thread_not_found")
    thread = [
        each
        for each in channel.messages
        if ts in (each.ts, each.thread_ts) and not each.deleted and not each.ephemeral_to
    ]
    messages, cursor = page(thread, args)
    more = bool(cursor["response_metadata"]["next_cursor"])
    return {"messages": [each.payload() for each in messages], "has_more": more, **cursor}


def visible(state: State, channel_id: str, scope: str = "") -> Channel:
    """Find a conversation the bot may know of: a private one only as its member.

    Raises SlackError: channel_not_found, or missing_scope where its kind has a scope of its own.
    """
    channel = state.workspace.channel(channel_id)
    if channel.private and state.workspace.app.bot_user not in channel.members:
        raise SlackError("channel_not_found")
    if scope:
        need_scope(state, f"{channel.type}:{scope}")
    return channel


def need_scope(state: State, scope: str) -> None:
    """Raise missing_scope where the manifest does not ask for it."""
    if scope not in state.manifest.scopes:
        raise SlackError("missing_scope", needed=scope, provided=",".join(sorted(state.manifest.scopes)))


def describe(state: State, channel: Channel) -> Json:
    """Build Slack's conversation object."""
    shared = {"is_shared": channel.shared, "is_ext_shared": channel.shared, "is_org_shared": False}
    body: Json = {"id": channel.id, "created": channel.created, "is_archived": channel.archived, **shared}
    if channel.kind == "im":
        other = [each for each in channel.members if each != state.workspace.app.bot_user]
        return body | {"is_im": True, "user": (other or channel.members)[0], "is_open": True}
    return body | {
        "name": channel.name,
        "is_channel": channel.type == "channels",
        "is_group": channel.type == "groups",
        "is_im": False,
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.private,
        "is_member": state.workspace.app.bot_user in channel.members,
        "is_general": channel.name == "general",
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "context_team_id": state.workspace.team.id,
    }


def _joined(state: State, args: Args) -> Channel:
    channel = visible(state, args.need("channel"), "history")
    if state.workspace.app.bot_user not in channel.members:
        raise SlackError("not_in_channel")
    return channel


TYPES = {"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}


def _of_types(state: State, args: Args) -> list[Channel]:
    wanted = args.names("types") or ["public_channel"]
    if set(wanted) - set(TYPES):
        raise SlackError("invalid_types")
    for each in wanted:
        need_scope(state, f"{TYPES[each]}:read")
    kinds = {TYPES[each] for each in wanted}
    exclude = args.flag("exclude_archived")
    return [
        each for each in state.workspace.channels.values() if each.type in kinds and not (exclude and each.archived)
    ]
