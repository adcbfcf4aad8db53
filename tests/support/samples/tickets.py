"""Samples of core/tickets."""

from datetime import time, timedelta
from typing import Any
from uuid import uuid4

from core.tickets import Filing, NewTicket, Reply, TicketList, Written
from core.tickets.exposures import Exposure
from core.tickets.thread_heads import ThreadMessageBody
from tests.support.office import World
from tests.support.samples import sample
from tests.support.ticketing import ticket

WORDS = "The prize came after all."
WHERE = {"channel": "C0SUPPORT", "ts": "1.1"}


async def of_player(office: World) -> dict[str, Any]:
    return {"ticket_id": (await ticket(office, player_id=await office.player(f"anna{uuid4().hex[:6]}"))).id}


@sample("tickets.sheets.view", of_player=True)
@sample("tickets.sheets.give_as_purpose", of_player=True)
@sample("tickets.form_player.consider", of_player=True)
@sample("tickets.lifecycle.take", of_player=True)
@sample("tickets.lifecycle.hold", of_player=True)
@sample("tickets.lifecycle.wait_for_player", of_player=True)
@sample("tickets.lifecycle.go_on", of_player=True)
@sample("tickets.lifecycle.close", of_player=True)
@sample("tickets.callbacks.called_back", of_player=True)
async def step(office: World) -> dict[str, Any]:
    return await of_player(office)


@sample("tickets.lifecycle.assign", of_player=True)
async def assign(office: World) -> dict[str, Any]:
    return {**await of_player(office), "to": (await office.staff("bob")).staff_id}


@sample("tickets.lifecycle.file", of_player=True)
async def file(office: World) -> dict[str, Any]:
    return {**await of_player(office), "filing": Filing(priority="high")}


@sample("tickets.lifecycle.solve", of_player=True)
async def solve(office: World) -> dict[str, Any]:
    return {**await of_player(office), "how": WORDS}


@sample("tickets.lifecycle.reopen", of_player=True)
async def reopen(office: World) -> dict[str, Any]:
    return {**await of_player(office), "why": WORDS}


@sample("tickets.callbacks.promise_call_back", of_player=True)
async def promise_call_back(office: World) -> dict[str, Any]:
    tomorrow = (office.now + timedelta(days=1)).date()
    return {**await of_player(office), "day": tomorrow, "hour": time(10)}


@sample("tickets.thread.note", of_player=True)
async def note(office: World) -> dict[str, Any]:
    return {**await of_player(office), "text": WORDS}


@sample("tickets.replies.reply", of_player=True)
async def reply(office: World) -> dict[str, Any]:
    return {**await of_player(office), "reply": Reply(text=WORDS)}


@sample("tickets.thread.in_thread", of_player=True)
async def in_thread(office: World) -> dict[str, Any]:
    return {**await of_player(office), "written": Written(**WHERE, text=WORDS)}


@sample("tickets.thread.edited")
async def edited(office: World) -> dict[str, Any]:
    return {"written": Written(**WHERE, text=WORDS)}


@sample("tickets.creation.open_ticket", of_player=True)
async def open_ticket(office: World) -> dict[str, Any]:
    anna = await office.player("anna")
    return {"new": NewTicket(text=WORDS, category="bonus", key=uuid4().hex, player_id=anna)}


@sample("tickets.form_player.consider_new", of_player=True)
async def consider_new(office: World) -> dict[str, Any]:
    return {"player_id": await office.player("anna")}


@sample("tickets.lists.list_tickets")
async def list_tickets(office: World) -> dict[str, Any]:
    return {"which": TicketList.QUEUE}


@sample("tickets.lists.list_tickets_of_player", of_player=True)
async def list_tickets_of_player(office: World) -> dict[str, Any]:
    return {"player_id": await office.player("anna")}


@sample("tickets.handover.hand_on")
async def hand_on(office: World) -> dict[str, Any]:
    return {"to": None}


@sample("tickets.handover.prepare_handover")
@sample("tickets.sla_sweep.sweep")
async def nothing(office: World) -> dict[str, Any]:
    return {}


@sample("tickets.thread.deleted")
@sample("tickets.thread_heads.head_at")
@sample("tickets.thread_heads.stored_at")
@sample("tickets.exposures.exposure")
@sample("tickets.exposures.end")
@sample("tickets.exposures.remind")
async def where(office: World) -> dict[str, Any]:
    return WHERE


@sample("tickets.thread_heads.hear_again")
async def hear_again(office: World) -> dict[str, Any]:
    return {"body": ThreadMessageBody(channel="C0SUPPORT", thread="1.0", ts="1.1")}


@sample("tickets.replies.letter")
async def letter(office: World) -> dict[str, Any]:
    return {"message_id": uuid4()}


@sample("tickets.replies.delivered")
async def delivered(office: World) -> dict[str, Any]:
    return {"message_id": uuid4(), "delivery": "sent"}


@sample("tickets.card_content.posting")
@sample("tickets.card_content.late")
async def posting(office: World) -> dict[str, Any]:
    return await of_player(office)


@sample("tickets.card_content.call")
async def call(office: World) -> dict[str, Any]:
    return {**await of_player(office), "at": office.now}


@sample("tickets.card_content.notice")
async def notice(office: World) -> dict[str, Any]:
    return {**await of_player(office), "staff_id": (await office.staff("bob")).staff_id}


@sample("tickets.card_content.colleague")
async def colleague(office: World) -> dict[str, Any]:
    return {"staff_id": (await office.staff("bob")).staff_id}


@sample("tickets.exposures.expose")
async def expose(office: World) -> dict[str, Any]:
    return {"found": Exposure(**WHERE, account="U0ALICE", what="a card number")}
