"""Handing all of one's open tickets on, in one step."""

import slackblocks

from bot import kit
from bot.parsing import people
from bot.rights import demand
from bot.slack.incoming import Call
from bot.slack.responses import Answer, Form
from core import staff, tickets
from core.people import Permission
from core.tickets import Handed
from core.work import Work

COLLEAGUE = "colleague"
WHERE = (
    "Nobody chosen: they go back into their queues. What the colleague may not see goes there as well. "
    "Each ticket says who handed it on."
)


async def form(call: Call) -> Form:
    """Ask to whom."""
    demand(call, Permission.TICKET_WORK, "work on tickets")
    menu = slackblocks.UserSelectMenu("tickets:colleague")
    blocks = [kit.field("To whom", COLLEAGUE, menu, optional=True), kit.small(WHERE)]
    return Form(kit.modal("Hand your tickets on", blocks, callback_id="tickets:hand", submit="Hand on"), on_top=True)


async def submitted(call: Call) -> Answer:
    """Hand them on and say what became of them."""
    user = str(call.values.get(COLLEAGUE) or "")

    async def act(work: Work) -> tuple[Handed, str]:
        colleague = (await people.member(work, user, field=COLLEAGUE)).id if user else None
        done = await tickets.hand_on(work, call.actor, to=colleague)
        return done, await staff.name_of(work.db, colleague) if colleague else ""

    done, name = await call.change(call.entry("ticket.handed_on", "tickets", facts={"account": user}), act)
    said = [f"Handed on to {name}: {kit.listed(list(done.given))}."] if done.given else []
    said += [f"Back in their queues: {kit.listed(list(done.queued))}."] if done.queued else []
    return Answer.of(" ".join(said), *map(kit.say, said))
