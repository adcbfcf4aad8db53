"""The methods users.* and usergroups.*."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sandbox.errors import SlackError
from sandbox.state import State
from sandbox.web_api.arguments import Args
from sandbox.web_api.pages import page
from sandbox.web_api.registry import Json, method
from sandbox.workspace import User, Usergroup


@method("users.info", "users:read", per_minute=100)
def users_info(state: State, args: Args) -> Json:
    """Describe one user."""
    return {"user": describe(state, state.workspace.user(args.need("user")))}


@method("users.list", "users:read", per_minute=20)
def users_list(state: State, args: Args) -> Json:
    """List everybody the workspace knows, page by page."""
    found, cursor = page(list(state.workspace.users.values()), args)
    return {"members": [describe(state, each) for each in found], "cache_ts": int(state.clock.now()), **cursor}


@method("users.lookupByEmail", "users:read.email", per_minute=50)
def users_lookup_by_email(state: State, args: Args) -> Json:
    """Find a user by e-mail address."""
    email = args.need("email").lower()
    for user in state.workspace.users.values():
        if user.email.lower() == email and not user.deleted:
            return {"user": describe(state, user)}
    raise SlackError("users_not_found")


@method("usergroups.list", "usergroups:read", per_minute=20)
def usergroups_list(state: State, args: Args) -> Json:
    """List user groups."""
    users = args.flag("include_users")
    return {"usergroups": [_group(each, include_users=users) for each in state.workspace.usergroups.values()]}


@method("usergroups.users.list", "usergroups:read", per_minute=20)
def usergroups_users_list(state: State, args: Args) -> Json:
    """List a user group's people."""
    group = state.workspace.usergroups.get(args.need("usergroup"))
    if group is None:
        raise SlackError("no_such_subteam")
    return {"users": group.users}


def describe(state: State, user: User) -> Json:
    """Build Slack's user object; the e-mail address only with its scope."""
    external = state.workspace.is_external(user)
    profile = {"real_name": user.name, "display_name": user.key, "title": user.title, "team": user.team_id}
    if "users:read.email" in state.manifest.scopes and user.email and not external:
        profile["email"] = user.email
    if user.phone and not external:
        profile["phone"] = user.phone
    offset = datetime.now(tz=UTC).astimezone(ZoneInfo(user.tz)).utcoffset()
    body = {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.key,
        "deleted": user.deleted,
        "color": user.color.removeprefix("#"),
        "real_name": user.name,
        "tz": user.tz,
        "tz_label": user.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": profile,
        **dict.fromkeys(("is_admin", "is_owner", "is_primary_owner"), False),
        "is_restricted": user.guest or user.single_channel_guest,
        "is_ultra_restricted": user.single_channel_guest,
        "is_bot": user.bot,
        "is_app_user": False,
        "updated": 1_700_000_000,
    }
    if external:
        body["is_stranger"] = not any(
            {user.id, state.workspace.app.bot_user} <= set(channel.members)
            for channel in state.workspace.channels.values()
        )
    return body


def _group(group: Usergroup, *, include_users: bool) -> Json:
    body = {"id": group.id, "handle": group.handle, "name": group.name, "user_count": len(group.users)}
    return body | ({"users": group.users} if include_users else {})
