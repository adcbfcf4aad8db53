"""The card of a request: for a channel, for the requester, and for a channel where not everybody may see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import slackblocks
from slackblocks import Block

from bot import kit
from core import actions, platform, short_ids
from core.action import Fact, Policy, Receipt
from core.approvals import Review
from core.platform import Order, OrderState, orders
from core.requests import Decision, Request, State, Vote

APPROVE = "request:approve"
DECLINE = "request:decline"
CONFIRM = "request:confirm"
END = "request:end"
DETAILS = "request:details"
TAKE_BACK = "request:take_back"
TAKE_OVER = "request:take_over"
SEND_REST = "request:send_rest"

DECISIONS = {
    Decision.APPROVE: "approved",
    Decision.DECLINE: "declined",
    Decision.CONFIRM: "confirmed",
    Decision.END: "ended it",
}
FINGERPRINT_SHOWN = 8
"""Hexadecimal digits of a fingerprint that are shown: enough to tell versions of one request apart by eye."""


@dataclass(frozen=True, slots=True)
class Card:
    """A message about a request. ``text`` stands on lock screens: no player, no amount."""

    text: str
    blocks: list[dict[str, Any]]


def in_channel(review: Review) -> Card:
    """Draw it where everybody may see players: no names of players, no balances, nothing that somebody wrote."""
    return Card(
        _notice(review.request, review.order),
        kit.limited([*_top(review, why=False), *_public(review), _foot(review), *deciding(review, details=True)]),
    )


def for_requester(review: Review) -> Card:
    """Draw it for the requester: with reasons and the receipt, and a button to take it back."""
    request = review.request
    done = receipt(review) or _public(review)
    blocks = [*_top(review, why=True), *_reason(review), *done, _foot(review)]
    return Card(told(review), kit.limited([*blocks, _own(request)]))


def minimal(request: Request) -> Card:
    """Draw it where somebody may not see players: that it waits, and a button that opens it in private."""
    line = kit.say("Request ", kit.code(request.code), f" {'is waiting; open it' if request.open else 'is closed'}.")
    return Card(_notice(request, None), kit.render([line, kit.buttons(button("Open", DETAILS, request))]))


def state(review: Review) -> str:
    """Say how far it is, and what it still needs."""
    request = review.request
    how = orders.state_word(request.state, review.order)
    if request.state == State.PENDING:
        earliest = Policy.read(request.policy).not_before
        begins = f"; it can be approved from {kit.moment(earliest)} on" if earliest else ""
        return f"{how} for {review.missing or 'a second person'} until {kit.moment(request.due_at)}{begins}"
    if request.state == State.IN_FORCE:
        nobody = "; nobody who may works here now" if review.lacking else ""
        return f"{how}: {_to_confirm(review)} by {kit.moment(request.due_at)}{nobody}"
    who = orders.decided_by(request)
    when = f", {kit.moment(request.closed_at)}" if request.closed_at else ""
    if over := request.ended_by_itself or review.over:
        return f"{how}{who}{when} · not in force any more: {kit.written(over)}"
    return f"{how}{who}{when}"


def _to_confirm(review: Review) -> str:
    """Say who must confirm what is in force, or end it."""
    if review.missing:
        return f"{review.missing} must {'confirm it' if review.only_confirmed else 'confirm or end it'}"
    return f"to be {'confirmed' if review.only_confirmed else 'confirmed or ended'}"


def stands_still(review: Review) -> Iterable[str]:
    """Say that it waits for another requester, where the one who asked may not ask any more."""
    if review.request.state == State.PENDING and not review.requester.may(review.action.ask):
        yield kit.NEW_LINE
        yield "The requester can no longer make this request: somebody who can must take it over."


def short_fingerprint(fingerprint: str) -> str:
    """Shorten a fingerprint so that two people can compare it by eye: ``3f9a-12cd``."""
    half = FINGERPRINT_SHOWN // 2
    return f"{fingerprint[:half]}-{fingerprint[half:FINGERPRINT_SHOWN]}"


def said(vote: Vote) -> str:
    """Say who decided what and when; the reason is not for everybody."""
    return f"{vote.name} {DECISIONS[vote.decision]}, {kit.moment(vote.at)}"


def receipt(review: Review) -> list[Block]:
    """Show what was done, line by line; nothing where nothing was."""
    lines = receipt_lines(review)
    return [kit.line(), kit.say(kit.bold("Receipt")), *kit.facts(lines)] if lines else []


def receipt_lines(review: Review) -> list[Fact | kit.Row]:
    """List what a receipt says to this reader: what was done, by whose word, and the ids to find it by."""
    order = review.order
    if (receipt := review.receipt) is None or (
        order and order.deferred and order.state != platform.OrderState.IN_FORCE
    ):
        return []
    lines = [line for line in receipt.lines if not _is_row_id(line.value)]
    how_far = [kit.Row("Platform", kit.marked(*_how_far(order, why=review.may_read)))] if order else []
    return [
        *lines,
        *how_far,
        *(kit.Row("Record", name) for name in _record(review)),
        kit.Row("Code", review.request.code),
    ]


def receipt_ids(review: Review) -> list[str]:
    """List the ids to find what was done by, short as everywhere; its record holds them whole."""
    receipt = review.receipt or Receipt(lines=())
    lines = ((line.label, str(line.value)) for line in receipt.lines if _is_row_id(line.value))
    kept = ((name.capitalize(), value) for name, value in receipt.ids.items() if name != "record" and _is_row_id(value))
    named = {name: short_ids.shortened(value) for name, value in [*kept, *lines]}
    return [f"{name} {value}" for name, value in named.items()]


def deciding(review: Review, *, details: bool = False) -> list[Block]:
    """Offer what a second person can say now."""
    request = review.request
    ending = [] if review.only_confirmed else [button("End it", END, request, "danger")]
    pairs = {
        State.PENDING: (button("Approve", APPROVE, request, "primary"), button("Decline", DECLINE, request, "danger")),
        State.IN_FORCE: (button("Confirm", CONFIRM, request, "primary"), *ending),
    }
    more = [button("Details", DETAILS, request), *open_player(request)] if details else []
    return kit.row([*pairs.get(request.state, ()), *more])


def open_player(request: Request) -> list[slackblocks.Button]:
    """Offer the card of the player whom a request is about."""
    return [kit.button("Open player", "player:open", value=str(request.player_id))] if request.player_id else []


def button(label: str, action_id: str, request: Request, style: kit.Style | None = None) -> slackblocks.Button:
    """Offer something to do about a request."""
    return kit.button(label, action_id, value=str(request.id), style=style)


def outcome(words: str, review: Review) -> list[str]:
    """Say what became of it, and how far the platform is."""
    return [words, *platform_progress(review, why=True)]


def platform_progress(review: Review, *, why: bool) -> list[str]:
    """Say how far the platform is, to stand after the state; ``why`` where its own words may be read."""
    how_far = _platform(review, why=why)
    return [" · ", *how_far] if how_far else []


def _platform(review: Review, *, why: bool) -> list[str]:
    if review.over or not orders.concerns(review.request.state, review.order) or not review.action.on_platform:
        return []
    if review.order is None:
        return ["recorded here; no platform connected"]
    return _how_far(review.order, why=why and review.may_read)


def _top(review: Review, *, why: bool) -> list[Block]:
    request = review.request
    return [
        kit.say(kit.bold(actions.heading(request)), " ", kit.code(request.code)),
        kit.say(state(review), *platform_progress(review, why=why), *stands_still(review)),
    ]


def asked_by(review: Review) -> kit.Row:
    """Name the requester and when it was asked; a second version is one that another colleague has taken over."""
    asked_at = kit.moment(review.request.asked_at)
    taken_over = review.request.version > 1
    when = f"taking over what was asked {asked_at}" if taken_over else asked_at
    return kit.Row("Asked by", f"{review.requester.name}, {when}")


def _public(review: Review) -> list[Block]:
    facts = [Fact.model_validate(fact) for fact in review.request.facts]
    receipt = Receipt.model_validate(review.request.receipt) if review.request.receipt else Receipt(lines=())
    lines = [asked_by(review)]
    shown = (line for line in [*facts, *receipt.lines] if not line.private or line.instead is not None)
    return kit.facts([*lines, *shown])


def _is_row_id(value: object) -> bool:
    return isinstance(value, str) and bool(short_ids.WHOLE.fullmatch(value))


def _record(review: Review) -> Iterable[str]:
    """Give the short id of the record that says what was done."""
    if review.receipt and (name := review.receipt.ids.get("record_named")):
        yield name


def _reason(review: Review) -> list[Block]:
    if review.request.ended_by_itself:
        return []  # its state says so already
    if not review.request.close_reason or not review.may_read:
        return []
    return [kit.say(kit.bold("Why")), kit.quote(review.request.close_reason)]


def _foot(review: Review) -> Block:
    request = review.request
    rule = f"Rule: {kit.written(Policy.read(request.policy).rule)}"
    printed = f"Fingerprint {short_fingerprint(request.fingerprint)} · version {request.version}"
    return kit.small(*(said(vote) for vote in review.votes[-8:]), rule, printed)


def _own(request: Request) -> Block:
    mine = [button("Take back", TAKE_BACK, request)] if request.state == State.PENDING else []
    return kit.buttons(button("Details", DETAILS, request), *mine)


def _notice(request: Request, order: Order | None) -> str:
    waits = {State.PENDING: "waits for a second person", State.IN_FORCE: "is in force and waits to be confirmed"}
    return f"Request {request.code} {waits.get(request.state, f'is closed: {orders.in_short(request.state, order)}')}."


def told(review: Review) -> str:
    """Say what became of which request; by what it is called alone, since this stands on lock screens."""
    request = review.request
    return f"Your request {request.code} ({review.action.called()}): {orders.in_short(request.state, review.order)}."


def _how_far(order: Order, *, why: bool) -> list[str]:
    """Say how far the platform is, since when, and ``why`` where its own words may be read."""
    said = orders.there(order)
    match OrderState(order.state):
        case OrderState.IN_FORCE:
            return [f"{said} ", kit.clock(order.settled_at or order.changed_at)]
        case OrderState.REFUSED:
            told = f": “{order.answer}”" if why else "; see Details for the reason"
            return [f"{said}{told}", ". Nothing has changed." if order.deferred else ""]
        case OrderState.PARTLY_DONE:
            return [f"{said} ", kit.clock(order.settled_at or order.changed_at), "; see Details for what is missing"]
        case _:
            return [said]
