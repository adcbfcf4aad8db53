"""The Events API: what is subscribed to is wrapped, delivered and, where the app fails, tried again."""

from contextlib import AbstractContextManager
from typing import Any

from sandbox.delivery.sending import Delivery

RETRY_AFTER_SECONDS = (1.0, 60.0, 300.0)
"""Slack tries again nearly at once, after a minute, after five."""

REASONS = {"operation_timeout": "http_timeout", "dispatch_failed": "http_error"}


def subscribed_name(event: dict[str, Any]) -> str:
    """Return the name a manifest subscribes to this event by."""
    if event["type"] == "message":
        kind = event["channel_type"]
        return f"message.{({'channel': 'channels', 'group': 'groups'}).get(kind, kind)}"
    return str(event["type"])


def start(delivery: Delivery) -> None:
    """Let the state's events flow to the app."""

    def emit(event: dict[str, Any]) -> None:
        if subscribed_name(event) in delivery.state.manifest.events:
            busy = delivery.busy()
            busy.__enter__()  # from this moment on, so that settled() waits for it
            delivery.run(_deliver(delivery, _wrap(delivery, event), busy))

    delivery.state.emit = emit


async def _deliver(delivery: Delivery, body: dict[str, Any], busy: AbstractContextManager[None]) -> None:
    try:
        ack = await delivery.send("events_api", body)
    finally:
        busy.__exit__(None, None, None)
    for number, seconds in enumerate(RETRY_AFTER_SECONDS, start=1):
        if ack.ok:
            return
        await delivery.state.clock.sleep(seconds)
        ack = await delivery.send("events_api", body, retry=(number, REASONS[ack.error or "dispatch_failed"]))


def _wrap(delivery: Delivery, event: dict[str, Any]) -> dict[str, Any]:
    state = delivery.state
    workspace = state.workspace
    authorization = {"enterprise_id": None, "team_id": workspace.team.id, "user_id": workspace.app.bot_user}
    channel_id = event.get("channel") or event.get("item", {}).get("channel") or ""
    channel = workspace.channels.get(channel_id) if isinstance(channel_id, str) else None
    return {
        "token": workspace.app.verification_token,
        "team_id": workspace.team.id,
        "context_team_id": workspace.team.id,
        "api_app_id": workspace.app.id,
        "event": event,
        "type": "event_callback",
        "event_id": state.ids.new("Ev"),
        "event_time": int(state.clock.now()),
        "authorizations": [authorization | {"is_bot": True, "is_enterprise_install": False}],
        "is_ext_shared_channel": bool(channel and channel.shared),
        "event_context": f"4-{state.ids.secret()}",
    }
