"""Handing all of one's open tickets on, in one step."""

import slackblocks

from bot import kit
from bot.slack.incoming import Call
from bot.slack.responses import Answer, Form
from core import tickets

COLLEAGUE = "colleague"
WHERE = (
    "With nobody chosen they go back into their queues, and so does what the colleague may not see. "
    "Each ticket says who handed it on."
)


async def form(call: Call) -> Form:
    """Ask to whom."""
    await call.see(tickets.prepare_handover)
    menu = slackblocks.UserSelectMenu("tickets:colleague")
    blocks = [kit.field("To whom", COLLEAGUE, menu, optional=True), kit.small(WHERE)]
    return Form(kit.modal("Hand your tickets on", blocks, callback_id="tickets:hand", submit="Hand on"), on_top=True)


async def submitted(call: Call) -> Answer:
    """Hand them on and say where they went."""
    done = await call.do(tickets.hand_on, to=str(call.values.get(COLLEAGUE) or "") or None)
    said = [f"Handed on to {done.to}: {kit.listed(list(done.given))}."] if done.given else []
    said += [f"Back in their queues: {kit.listed(list(done.queued))}."] if done.queued else []
    return Answer.of(" ".join(said), *map(kit.say, said))
