"""What happens when somebody presses a button of a request: it is opened, decided, taken back or taken over."""

from uuid import UUID

from bot import kit
from bot.approvals import ballot
from bot.cards import platform_progress, request_card, request_details
from bot.cards.desired import Reader
from bot.slack import payloads
from bot.slack.incoming import Call
from bot.slack.responses import Answer, Form, Shown
from bot.slack.routes import Routes
from core import approvals, audit, platform
from core.action import Policy
from core.approvals import Ballot, ChangedSince, Decision, Review
from core.errors import Conflict, NotAllowed, Unknown
from core.people import Permission
from core.requests import Request, State
from core.work import Work

MOMENT = kit.modal("Request", [kit.say("One moment…")], callback_id="page")
"""Stands there while the request is read, where that takes longer than what opens a form may live."""
MOVED = {"take_back": approvals.take_back, "take_over": approvals.take_over}


async def opened(call: Call, request_id: UUID) -> Form:
    """Open a request for this person alone."""
    review = await _review(call, request_id)
    return Form(request_details.draw(review, reader=_reader(call)), on_top=True)


async def _pressed(call: Call) -> Shown:
    request_id = payloads.row("request", call.value)
    if call.verb in MOVED:
        return await _move(call, request_id)
    if call.verb in list(Decision):
        return Form(MOMENT, on_top=True, then=lambda: _ballot(call, request_id, Decision(call.verb)))
    return Form(MOMENT, on_top=True, then=lambda: opened(call, request_id))


async def _ballot(call: Call, request_id: UUID, decision: Decision, problem: str | None = None) -> Form:
    review = await _review(call, request_id, decision=decision)
    view = ballot.draw(review, decision, reader=_reader(call), problem=problem)
    return Form(view, on_top=problem is None)


async def _voted(call: Call) -> Shown:
    try:
        given, attempt = ballot.read(call.metadata, call.values), _attempt(call)
    except (KeyError, TypeError, ValueError):
        raise Unknown("This form comes from another version of Pitboss. Open it anew; nothing was decided.") from None

    async def vote(work: Work) -> tuple[Request, Review]:
        request = await approvals.vote(work, given, actor=call.actor)
        return request, await approvals.review(work, request.id, actor=call.actor)

    try:
        request, review = await call.change(attempt, vote)
    except ChangedSince as changed:
        return await _ballot(call, given.request_id, given.decision, changed.message)
    except (Conflict, NotAllowed) as refusal:
        return Answer.of(refusal.message, kit.say(refusal.message))
    return _told(given, request, review)


def _attempt(call: Call) -> audit.Entry:
    carried = call.metadata
    return call.entry(
        "vote.cast",
        "approvals",
        subject=audit.Subject("request", str(carried["code"])),
        player_id=carried["player"],
        request_id=UUID(carried["request"]),
        facts={"decision": str(carried["decision"])},
    )


def _told(given: Ballot, request: Request, review: Review) -> Answer:
    """Say what came of it, with the receipt where something was done."""
    if request.open:
        words = f"Your vote is recorded. {request.code} still needs {review.missing}."
    else:
        words = f"{request.code}: {platform.progress.word(request.state, review.order)}."
    lines = request_card.receipt_lines(review) if given.decision is not Decision.CONFIRM else []
    blocks = [kit.say(kit.bold(words), *platform_progress.beside(review, why=True)), kit.say(review.action.headline())]
    if request.state == State.FAILED and request.close_reason:
        blocks.append(kit.say("Why: ", request.close_reason))
    return Answer.of(words, *blocks, *kit.facts(lines))


async def _move(call: Call, request_id: UUID) -> Answer:
    act = MOVED[call.verb]

    async def move(work: Work) -> Request:
        return await act(work, request_id, actor=call.actor)

    attempt = call.entry(f"request.{call.verb.replace('take', 'taken')}", "approvals", request_id=request_id)
    request = await call.change(attempt, move)
    if call.verb == "take_back":
        return Answer.of(f"{request.code} is taken back. Nothing was done.")
    return Answer.of(f"{request.code} is yours now. The votes start again.")


async def _review(call: Call, request_id: UUID, *, decision: Decision | None = None) -> Review:
    """Open a request, on the record; a word that could not count is refused before anybody fills in a form."""

    async def read(work: Work) -> tuple[Review, audit.Entry]:
        review = await approvals.review(work, request_id, actor=call.actor)
        _refuse_unseeing(call, review)
        if decision is not None:
            await approvals.check(work, review.request, decision, actor=call.actor)
        return review, _entry(call, review.request)

    attempt = call.entry("request.opened", "approvals", request_id=request_id)
    return await call.view(attempt, read)


def _refuse_unseeing(call: Call, review: Review) -> None:
    """Refuse whoever may not see what the request is about; one's own is always open to oneself."""
    request, actor = review.request, call.actor
    about_player = request.player_id is not None
    needed = {Permission.PLAYER_VIEW} if about_player else {review.action.ask, Permission.AUDIT_READ}
    deciding = Policy.model_validate(request.policy).permission
    if request.requester_person == actor.person or (not about_player and actor.may(deciding)):
        return
    if not any(actor.may(one) for one in needed):
        raise NotAllowed(f"You may not see what {request.code} is about. Ask one of those who decide it.")


def _entry(call: Call, request: Request) -> audit.Entry:
    return call.entry(
        "request.opened",
        "approvals",
        subject=audit.Subject("request", request.code),
        player_id=request.player_id,
        request_id=request.id,
        facts={"action": request.action, "version": request.version},
    )


def _reader(call: Call) -> Reader:
    return Reader(call.actor, call.services.office)


ROUTES = Routes(buttons={"request": _pressed}, forms={"request": _voted})
