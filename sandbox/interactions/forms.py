"""A person submits or closes a modal, or opens the app's Home."""

from typing import Any

from sandbox.answers import Answer
from sandbox.delivery.acks import Ack
from sandbox.delivery.sending import Delivery
from sandbox.errors import SlackError
from sandbox.interactions import payloads, typing
from sandbox.modals import View
from sandbox.web_api import views
from sandbox.workspace import User

TROUBLE = "We had some trouble connecting. Try again?"
"""What Slack writes into a modal whose app did not answer properly."""


async def submit(delivery: Delivery, who: User, view: View) -> Answer:
    """Press a modal's submit button: Slack's own checks first, then the app's."""
    state = delivery.state
    view.errors = typing.mistakes(view)
    state.changes.ring()
    if view.errors:
        return Answer(errors=view.errors)
    body = payloads.base(state, "view_submission", who, trigger_in=view.id)
    ack = await delivery.send("interactive", body | {"view": state.view_payload(view), "response_urls": []})
    if not ack.ok:
        return _trouble(delivery, view, ack, ack.error or "")
    if ack.body:
        state.record.add("ack:view_submission", ack.body)
    try:
        view.errors = _carry_out(delivery, view, ack.body or {})
    except SlackError as refusal:
        reason = f"{refusal.error} {refusal.messages}".strip()
        state.traffic.of("view_submission")[-1].note = f"Slack cannot show this answer: {reason}"
        return _trouble(delivery, view, ack, refusal.error)
    state.changes.ring()
    return Answer(ack, errors=view.errors)


def _carry_out(delivery: Delivery, view: View, body: dict[str, Any]) -> dict[str, str]:
    """Do what the acknowledgement says; return errors to show beside fields."""
    state, stack = delivery.state, delivery.state.stacks.get(view.user, [])
    match body.get("response_action"):
        case None if not body:
            _take_off(stack, view)
        case "errors":
            return _field_errors(view, body.get("errors"))
        case "update":
            view.replace(views.checked(state, body.get("view"), "modal", replacing=view), state.ids)
        case "push":
            views.push(state, view.user, views.checked(state, body.get("view"), "modal"))
        case "clear":
            stack.clear()
        case other:
            raise SlackError("invalid_response", messages=[f"[ERROR] unknown response_action: {other}"])
    return {}


def _field_errors(view: View, errors: Any) -> dict[str, str]:
    fields = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        raise SlackError("invalid_errors", messages=["[ERROR] errors must not be empty"])
    if unknown := set(errors) - fields:
        raise SlackError("invalid_errors", messages=[f"[ERROR] not an input block: {sorted(unknown)}"])
    return {str(key): str(text) for key, text in errors.items()}


def _trouble(delivery: Delivery, view: View, ack: Ack, error: str) -> Answer:
    view.errors = {"": TROUBLE}
    delivery.state.changes.ring()
    return Answer(ack, TROUBLE, error=error, errors=view.errors)


def _take_off(stack: list[View], view: View) -> None:
    if view in stack:
        del stack[stack.index(view) :]


async def close(delivery: Delivery, who: User, view: View, *, all_of_them: bool = False) -> Answer:
    """Close a modal by its cross or its close button."""
    state, stack = delivery.state, delivery.state.stacks.get(who.id, [])
    cleared = all_of_them or bool(view.spec.get("clear_on_close"))
    closing = list(reversed(stack)) if cleared else [view]
    for each in closing:
        _take_off(stack, each)
    state.changes.ring()
    ack = Ack()
    for each in closing:
        if each.spec.get("notify_on_close"):
            body = payloads.base(state, "view_closed", who) | {"view": state.view_payload(each), "is_cleared": cleared}
            body.pop("trigger_id")
            ack = await delivery.send("interactive", body)
    return Answer(ack, error=ack.error)


async def open_home(delivery: Delivery, who: User) -> View | None:
    """Open the app's Home, tell the app, wait for its answer."""
    state = delivery.state
    event: dict[str, Any] = {"type": "app_home_opened", "user": who.id, "tab": "home", "event_ts": state.ids.ts()}
    event["channel"] = state.direct(state.workspace.app.bot_user, who.id).id
    if who.id in state.homes:
        event["view"] = state.view_payload(state.homes[who.id])
    state.emit(event)
    await delivery.settled()
    return state.homes.get(who.id)
