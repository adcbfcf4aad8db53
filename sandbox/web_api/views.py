"""The methods views.*: open, push, update, publish."""

from typing import Any

from sandbox import blocks as block_kit
from sandbox import modals
from sandbox.errors import SlackError
from sandbox.modals import View
from sandbox.state import State
from sandbox.web_api.arguments import Args
from sandbox.web_api.registry import Json, method

DEEPEST = 3
"""Views a person's stack of modals holds."""


@method("views.open", per_minute=100)
def views_open(state: State, args: Args) -> Json:
    """Open a modal for the person who has just acted."""
    spec = checked(state, args.json("view"), "modal")
    trigger = state.triggers.exchange(args.need("trigger_id"))
    view = modals.opened(spec, trigger.user, state.ids)
    state.stacks[trigger.user] = [view]
    state.changes.ring()
    return {"view": state.view_payload(view)}


@method("views.push", per_minute=100)
def views_push(state: State, args: Args) -> Json:
    """Put a modal on top of the one the person acted in."""
    spec = checked(state, args.json("view"), "modal")
    trigger = state.triggers.exchange(args.need("trigger_id"))
    if not trigger.view_id:
        raise SlackError("not_found")
    return {"view": state.view_payload(push(state, trigger.user, spec))}


@method("views.update", per_minute=100)
def views_update(state: State, args: Args) -> Json:
    """Show something else in an open view."""
    if not (args.text("view_id") or args.text("external_id")):
        raise SlackError("invalid_arguments", messages=["[ERROR] missing required field: view_id"])
    view = state.view(args.text("view_id"), args.text("external_id"))
    if args.text("hash") and args.text("hash") != view.hash:
        raise SlackError("hash_conflict")
    view.replace(checked(state, args.json("view"), view.type, replacing=view), state.ids)
    state.changes.ring()
    return {"view": state.view_payload(view)}


@method("views.publish", per_minute=100)
def views_publish(state: State, args: Args) -> Json:
    """Show a Home to one person."""
    if not state.manifest.home_tab:
        raise SlackError("not_enabled")
    user = state.workspace.user(args.need("user_id"))
    spec = checked(state, args.json("view"), "home")
    view = state.homes.get(user.id)
    if args.text("hash") and view and args.text("hash") != view.hash:
        raise SlackError("hash_conflict")
    if view is None:
        view = state.homes[user.id] = modals.opened(spec, user.id, state.ids)
    else:
        view.replace(spec, state.ids)
    state.changes.ring()
    return {"view": state.view_payload(view)}


def checked(state: State, spec: Any, surface: str, replacing: View | None = None) -> dict[str, Any]:
    """Return a view's spec if Slack would show it; raise SlackError where not."""
    block_kit.check_view(spec, surface)
    external_id = spec.get("external_id")
    for stack in state.stacks.values():
        for view in stack:
            if external_id and view.external_id == external_id and view is not replacing:
                raise SlackError("duplicate_external_id")
    result: dict[str, Any] = spec
    return result


def push(state: State, user_id: str, spec: dict[str, Any]) -> View:
    """Open a view on top of a person's stack; raise push_limit_reached at the fourth."""
    stack = state.stacks.setdefault(user_id, [])
    if len(stack) >= DEEPEST:
        raise SlackError("push_limit_reached")
    view = modals.opened(spec, user_id, state.ids)
    if stack:
        view.root_id, view.previous_id = stack[0].id, stack[-1].id
    stack.append(view)
    state.changes.ring()
    return view
