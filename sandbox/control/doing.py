"""The people API's verbs as JSON."""

from collections.abc import Awaitable, Callable
from typing import Any

from sandbox import inputs
from sandbox.answers import Answer
from sandbox.delivery.sending import Delivery
from sandbox.errors import SlackError, SlackShows
from sandbox.interactions import actions, commands, forms, saying
from sandbox.interactions.actions import Act, Surface
from sandbox.messages import Message
from sandbox.modals import View
from sandbox.state import State
from sandbox.workspace import Channel, Keyboard, User

Json = dict[str, Any]
Verb = Callable[[Delivery, User, Json], Awaitable[Json]]


async def command(delivery: Delivery, who: User, body: Json) -> Json:
    """Run a slash command, or say what does not start with a slash."""
    if not str(body["text"]).startswith("/"):
        return await message(delivery, who, body)
    answer = await commands.run(delivery, who, _channel(delivery.state, who, body["channel"]), body["text"])
    return _shown(answer)


async def message(delivery: Delivery, who: User, body: Json) -> Json:
    """Write a message."""
    state = delivery.state
    channel = _channel(state, who, body["channel"])
    said = saying.say(state, who, channel, body["text"], body.get("thread_ts"))
    channel.read_until[who.id] = said.ts
    return {"ok": True, "ts": said.ts}


async def action(delivery: Delivery, who: User, body: Json) -> Json:
    """Press a button or choose something."""
    surface = _surface(delivery.state, who, body["container"])
    _type_in(surface, body.get("values"))
    deed = Act(surface, body["block_id"], body["action_id"])
    kind = deed.place().type
    field = "selected_option" if kind == "overflow" else inputs.SELECTED.get(kind, ("value",))[0]
    return _shown(await actions.act(delivery, who, Act(surface, deed.block_id, deed.action_id, body.get(field))))


async def suggest(delivery: Delivery, who: User, body: Json) -> Json:
    """Type into an external menu."""
    surface = _surface(delivery.state, who, body["container"])
    answer = await actions.suggest(delivery, who, Act(surface, body["block_id"], body["action_id"], body["query"]))
    return {"error": answer.error} if answer.error else {"options": answer.options}


async def submit(delivery: Delivery, who: User, body: Json) -> Json:
    """Submit a modal with these values."""
    view = _view(delivery.state, who, body["view_id"])
    _type_in(view, body.get("values"))
    answer = await forms.submit(delivery, who, view)
    if answer.error:
        return {"ok": False, "error": answer.text or answer.error}
    return {"ok": False, "errors": answer.errors} if answer.errors else {"ok": True}


async def close(delivery: Delivery, who: User, body: Json) -> Json:
    """Close a modal."""
    view = _view(delivery.state, who, body["view_id"])
    await forms.close(delivery, who, view, all_of_them=bool(body.get("all")))
    return {"ok": True}


async def home(delivery: Delivery, who: User, _body: Json) -> Json:
    """Open the app's Home."""
    await forms.open_home(delivery, who)
    return {"ok": True}


async def shortcut(delivery: Delivery, who: User, body: Json) -> Json:
    """Use a global shortcut, or one on a message."""
    on = None
    if body.get("ts"):
        on = _message(delivery.state, who, {"channel": body["channel"], "ts": body["ts"]})
    return _shown(await commands.shortcut(delivery, who, body["callback_id"], on))


async def edit(delivery: Delivery, who: User, body: Json) -> Json:
    """Change one's own message."""
    saying.edit(delivery.state, who, _message(delivery.state, who, body), str(body["text"]))
    return {"ok": True}


async def delete(delivery: Delivery, who: User, body: Json) -> Json:
    """Delete one's own message."""
    saying.delete(delivery.state, who, _message(delivery.state, who, body))
    return {"ok": True}


async def react(delivery: Delivery, who: User, body: Json) -> Json:
    """Add a reaction."""
    saying.react(delivery.state, who, _message(delivery.state, who, body), body["name"])
    return {"ok": True}


async def keyboard(_delivery: Delivery, who: User, body: Json) -> Json:
    """Set what somebody's keyboard makes of what they type from now on."""
    who.keyboard = Keyboard(bool(body.get("smart_punctuation")), bool(body.get("no_break_spaces")))
    return {"ok": True}


VERBS: dict[str, Verb] = {
    verb.__name__: verb
    for verb in (command, message, action, suggest, submit, close, home, shortcut, edit, delete, react, keyboard)
}


async def do(delivery: Delivery, verb: Verb, body: Json) -> Json:
    """Carry out one verb; what a person could not do comes back as an error."""
    try:
        return await verb(delivery, delivery.state.workspace.person(str(body["as"])), body)
    except SlackShows as shown:
        return {"ok": False, "error": shown.text, "shown": shown.text}
    except SlackError as refusal:
        return {"ok": False, "error": refusal.error}
    except KeyError as missing:
        return {"ok": False, "error": f"missing or unknown: {missing.args[0]}"}


def _shown(answer: Answer) -> Json:
    body: Json = {"ok": answer.ok, "shown": answer.text or None}
    return body | ({"error": answer.error} if answer.error else {})


def _channel(state: State, who: User, channel_id: str) -> Channel:
    channel = state.workspace.place(channel_id)
    if who.id not in channel.members:
        raise SlackShows(f"{who.name} is not in #{channel.name}")
    return channel


def _message(state: State, who: User, at: Json) -> Message:
    found = _channel(state, who, at["channel"]).message(at["ts"])
    if found is None or not found.visible_to(who.id):
        raise SlackShows("This message is gone.")
    return found


def _view(state: State, who: User, view_id: str) -> View:
    view = state.view(view_id)
    if view.user != who.id:
        raise SlackShows("This view is somebody else's.")
    return view


def _surface(state: State, who: User, container: Json) -> Surface:
    if container["type"] == "view":
        return _view(state, who, container["view_id"])
    return _message(state, who, container)


def _type_in(surface: Surface, values: Json | None) -> None:
    """Take over what was typed, for fields that exist and values of their type."""
    for block_id, fields in (values or {}).items():
        for action_id, value in fields.items():
            known = surface.state.get(block_id, {}).get(action_id)
            if known is not None and value.get("type") == known["type"]:
                surface.state[block_id][action_id] = {name: value.get(name) for name in known}
