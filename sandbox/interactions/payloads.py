"""What every interactivity payload carries."""

from typing import Any

from sandbox.state import State
from sandbox.workspace import Channel, User


def base(state: State, kind: str, who: User, *, trigger_in: str | None = None) -> dict[str, Any]:
    """Build the common fields: installed team outside, the person's home team inside `user`."""
    workspace = state.workspace
    return {
        "type": kind,
        "user": {"id": who.id, "username": who.key, "name": who.key, "team_id": who.team_id},
        "api_app_id": workspace.app.id,
        "token": workspace.app.verification_token,
        "team": {"id": workspace.team.id, "domain": workspace.team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": state.triggers.make(who.id, trigger_in),
    }


def channel_of(channel: Channel) -> dict[str, str]:
    """Build the channel field; direct and private ones keep their names to themselves."""
    return {"id": channel.id, "name": name_of(channel)}


def name_of(channel: Channel) -> str:
    """Return the name Slack gives a conversation in payloads."""
    if channel.kind == "im":
        return "directmessage"
    return "privategroup" if channel.private else channel.name


def response_url(state: State, who: User, channel: Channel, message_ts: str | None = None) -> str:
    """Hand out a response_url."""
    return f"{state.base_url}/response/{state.response_urls.make(who.id, channel.id, message_ts)}"
