"""The buttons of a request, and the form in which a second person decides: facts then and now, and a reason."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import slackblocks
from slackblocks import Block

from bot import kit
from bot.cards import request_card, request_details
from bot.cards.drawing import Reader
from bot.kit import values
from bot.slack import payloads, responder
from bot.slack.incoming import Call
from bot.slack.responses import Answer, Form, Shown
from bot.slack.routes import Routes
from core import actions, platform
from core.approvals import Ballot, ChangedSince, Decision, Review, operations, order_rest, votes
from core.errors import Conflict, NotAllowed, Unknown
from core.requests import Request, State

MOMENT = kit.modal("Request", [kit.say("One moment…")], callback_id="page")
"""Shown while the request is read, if that takes longer than the three seconds a trigger is valid."""
MOVES = ("take_back", "take_over", "send_rest")
CALLBACK = "request:vote"
REASON = "reason"
TICKED = "ticked"
TITLES = {
    Decision.APPROVE: "Approve",
    Decision.DECLINE: "Decline",
    Decision.CONFIRM: "Confirm",
    Decision.END: "End it",
}
CONSEQUENCES = {
    Decision.APPROVE: "If yours is the last vote needed, it is done at once.",
    Decision.DECLINE: "Nothing will be done. The requester reads your reason.",
    Decision.CONFIRM: "It stays in force.",
    Decision.END: "It is undone at once. The requester reads your reason.",
}
NEEDS_REASON = frozenset({Decision.DECLINE, Decision.END})
REASON_MOST = 1_000


async def opened(call: Call, request_id: UUID) -> Form:
    """Open a request for this person alone."""
    review = await call.see(operations.opened, request_id)
    return Form(request_details.draw(review, reader=_reader(call)), on_top=True)


async def _pressed(call: Call) -> Shown:
    request_id = payloads.row("request", call.value)
    if call.verb in MOVES:
        return await _move(call, request_id)
    if call.verb in list(Decision):
        return Form(MOMENT, on_top=True, then=lambda: _form(call, request_id, Decision(call.verb), _beneath(call)))
    return Form(MOMENT, on_top=True, then=lambda: opened(call, request_id))


async def _form(call: Call, request_id: UUID, decision: Decision, beneath: str, problem: str | None = None) -> Form:
    review = await call.see(operations.opened, request_id, decision=decision)
    view = draw(review, decision, reader=_reader(call), problem=problem, beneath=beneath)
    return Form(view, on_top=problem is None)


def _beneath(call: Call) -> str:
    """Name the page of the request that a button was pressed in, unless what opens now takes its place."""
    in_details = call.in_modal and call.screen.get("callback_id") == request_details.CALLBACK
    return str(call.screen["id"]) if in_details and not call.topmost else ""


def _redraw(call: Call, request_id: UUID, page: str) -> None:
    """Show on the page beneath how the request stands now."""
    if page:
        call.services.tasks.start(_drawn_again(call, request_id, page))


async def _drawn_again(call: Call, request_id: UUID, page: str) -> None:
    await responder.anew(call.services, call, await opened(call, request_id), where=page)


async def _voted(call: Call) -> Shown:
    try:
        given = read(call.metadata, call.values)
    except (KeyError, TypeError, ValueError):
        raise Unknown("This form comes from another version of Pitboss. Nothing was decided. Open it again.") from None
    beneath = str(call.metadata.get("beneath") or "")
    try:
        request, review = await call.do(votes.cast, request_id=given.request_id, ballot=given)
    except ChangedSince as changed:
        return await _form(call, given.request_id, given.decision, beneath, changed.message)
    except (Conflict, NotAllowed) as refusal:
        _redraw(call, given.request_id, beneath)
        return Answer.of(refusal.message, kit.say(refusal.message))
    _redraw(call, given.request_id, beneath)
    return _told(given, request, review)


def _told(given: Ballot, request: Request, review: Review) -> Answer:
    """Show the outcome, with the receipt if something was done."""
    if request.open:
        words = f"Your vote is recorded. {request.code} still needs {review.missing}."
    else:
        words = f"{request.code}: {platform.orders.state_word(request.state, review.order)}."
    lines = request_card.receipt_lines(review) if given.decision is not Decision.CONFIRM else []
    told, *how_far = request_card.outcome(words, review)
    blocks = [
        kit.say(kit.bold(told), *how_far),
        kit.say(actions.heading(request)),
    ]
    if request.state == State.FAILED and request.close_reason:
        blocks.append(kit.say("Why: ", request.close_reason))
    return Answer.of(words, *blocks, *kit.facts(lines))


async def _move(call: Call, request_id: UUID) -> Answer:
    if call.verb == "take_back":
        request = await call.do(operations.take_back, request_id=request_id)
        told = f"{request.code} is taken back. Nothing was done."
    elif call.verb == "send_rest":
        request = await call.do(order_rest.send, request_id=request_id)
        told = f"The rest of {request.code} is sent to the platform again. What it has done is not repeated."
    else:
        request = await call.do(operations.take_over, request_id=request_id)
        told = f"{request.code} is now your request. Voting starts again."
    _redraw(call, request_id, _beneath(call))
    return Answer.of(told)


def _reader(call: Call) -> Reader:
    return Reader(call.actor, call.services.office)


ROUTES = Routes(buttons={"request": _pressed}, forms={"request": _voted})


def draw(
    review: Review, decision: Decision, *, reader: Reader, problem: str | None = None, beneath: str = ""
) -> dict[str, Any]:
    """Draw the form. Its metadata binds the vote to exactly the version shown.

    ``problem`` says why it is shown again; ``beneath`` is the page of the request that it lies on, if there is one.
    """
    request = review.request
    blocks = [
        *([kit.say(kit.bold("Look again."), " ", problem), kit.line()] if problem else []),
        kit.say(kit.bold(actions.heading(request)), " ", kit.code(request.code)),
        *request_details.asked(review, reader=reader),
        *request_details.facts(review),
        *_ticks(review, decision),
        _reason(decision),
        kit.small(CONSEQUENCES[decision], *_needs(review)),
        kit.small(f"Fingerprint {request_card.short_fingerprint(request.fingerprint)} · version {request.version}"),
    ]
    title = f"{TITLES[decision]} {request.code}"
    metadata = _metadata(review, decision, beneath)
    return kit.modal(title, blocks, callback_id=CALLBACK, metadata=metadata, submit=TITLES[decision])


def read(metadata: Mapping[str, Any], given: Mapping[str, Any]) -> Ballot:
    """Read the ballot back from a submitted form."""
    return Ballot(
        request_id=UUID(metadata["request"]),
        version=int(metadata["version"]),
        fingerprint=str(metadata["fingerprint"]),
        material_digest=str(metadata["digest"]),
        decision=Decision(metadata["decision"]),
        reason=(given.get(REASON) or "").strip() or None,
        ticked=frozenset(given.get(TICKED) or ()),
        player_id=metadata["player"],
    )


def _metadata(review: Review, decision: Decision, beneath: str) -> str:
    request = review.request
    content = {
        "request": str(request.id),
        "code": request.code,
        "player": request.player_id,
        "version": request.version,
        "fingerprint": request.fingerprint,
        "digest": review.material_digest,
        "decision": decision.value,
        "beneath": beneath,
    }
    return json.dumps(content, separators=(",", ":"))


def _ticks(review: Review, decision: Decision) -> list[Block]:
    """Have an approver tick what has to be looked at."""
    asked = [fact for fact in review.facts if fact.to_tick] if decision is Decision.APPROVE else []
    options = [kit.option(fact.label, fact.key, about=values.text(fact.value)) for fact in asked]
    boxes = slackblocks.CheckboxGroup("request:ticked", options) if options else None
    return [kit.field("Tick what you have looked at", TICKED, boxes)] if boxes else []


def _reason(decision: Decision) -> Block:
    needed = decision in NEEDS_REASON
    typed = kit.text("request:reason", most=REASON_MOST, long=True)
    return kit.field("Reason" if needed else "Remark", REASON, typed, optional=not needed)


def _needs(review: Review) -> list[str]:
    return [f"Still needed: {review.missing}."] if review.missing else []
