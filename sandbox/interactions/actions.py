"""A person presses a button or chooses something in a message, a modal or their Home."""

from dataclasses import dataclass
from typing import Any

from sandbox import blocks as block_kit
from sandbox import inputs
from sandbox.answers import Answer
from sandbox.delivery.sending import Delivery
from sandbox.errors import SlackError
from sandbox.inputs import Placed
from sandbox.interactions import payloads
from sandbox.messages import Message
from sandbox.modals import View
from sandbox.state import State
from sandbox.workspace import User

BUTTONS = frozenset({"button", "workflow_button", "icon_button"})

Surface = Message | View


@dataclass(frozen=True, slots=True)
class Act:
    """What a person does to one element; `value` is what they choose."""

    on: Surface
    block_id: str
    action_id: str
    value: Any = None

    def place(self) -> Placed:
        """Find the element; raise KeyError where it is gone."""
        for each in inputs.placed(self.on.blocks):
            if (each.block_id, each.action_id) == (self.block_id, self.action_id):
                return each
        raise KeyError(f"nothing to act on at {self.block_id}/{self.action_id}")


async def act(delivery: Delivery, who: User, deed: Act) -> Answer:
    """Keep what was chosen and tell the app where it wants to know."""
    state, place = delivery.state, deed.place()
    if place.type not in inputs.WITHOUT_STATE:
        deed.on.state.setdefault(deed.block_id, {})[deed.action_id] = inputs.chosen(place.element, deed.value)
        state.changes.ring()
    if place.block["type"] == "input" and not place.block.get("dispatch_action"):
        return Answer()
    body = _payload(state, who, deed.on) | {"actions": [_action(state, place, deed)]}
    ack = await delivery.send("interactive", body)
    if not ack.ok:
        state.notice(who, "This app did not respond. Try again?", "warning")
    return Answer(ack, error=ack.error)


async def suggest(delivery: Delivery, who: User, deed: Act) -> Answer:
    """Ask the app for options of an external menu, as typing into it does."""
    state, place = delivery.state, deed.place()
    if len(str(deed.value)) < place.element.get("min_query_length", 3):
        return Answer()
    body = _payload(state, who, deed.on) | {"value": deed.value, "block_id": deed.block_id, "action_id": deed.action_id}
    body["type"] = "block_suggestion"
    for absent in ("trigger_id", "response_url", "state"):
        body.pop(absent, None)
    ack = await delivery.send("interactive", body)
    if not ack.ok:
        return Answer(ack, error=ack.error)
    state.record.add("ack:block_suggestion", ack.body)
    try:
        block_kit.check_suggestions(ack.body)
    except SlackError as refusal:
        state.traffic.of("block_suggestion")[-1].note = f"Slack shows no results: {refusal.messages}"
        return Answer(ack, error=refusal.error)
    return Answer(ack, options=inputs.options_of(ack.body))


def _payload(state: State, who: User, on: Surface) -> dict[str, Any]:
    if isinstance(on, View):
        body = payloads.base(state, "block_actions", who, trigger_in=on.id if on.type == "modal" else None)
        return body | {"container": {"type": "view", "view_id": on.id}, "view": state.view_payload(on)}
    channel = state.workspace.channel(on.channel)
    body = payloads.base(state, "block_actions", who)
    container = {"type": "message", "message_ts": on.ts, "channel_id": channel.id}
    body["container"] = container | {"is_ephemeral": on.ephemeral_to is not None}
    if on.thread_ts:
        body["container"]["thread_ts"] = on.thread_ts
    if not on.ephemeral_to:  # Slack does not repeat a private message
        body["message"] = on.payload()
    body |= {"channel": payloads.channel_of(channel), "state": {"values": on.state}}
    return body | {"response_url": payloads.response_url(state, who, channel, on.ts)}


def _action(state: State, place: Placed, deed: Act) -> dict[str, Any]:
    action: dict[str, Any] = {"action_id": place.action_id, "block_id": place.block_id, "type": place.type}
    action["action_ts"] = state.ids.ts()
    if place.type in BUTTONS:
        known = ("text", "value", "style", "url", "confirm")
        return action | {key: place.element[key] for key in known if key in place.element}
    if place.type == "overflow":
        return action | {"selected_option": deed.value}
    return {**action, **deed.on.state[deed.block_id][deed.action_id]}
