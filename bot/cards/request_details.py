"""What one person may read about a request, in private: what was asked, facts then and now, words, receipt."""

from collections.abc import Mapping
from enum import StrEnum
from functools import partial
from typing import Any
from uuid import UUID

import slackblocks
from slackblocks import Block

from bot import kit
from bot.cards import action_fields, request_card
from bot.cards.action_fields import ActionField, Widget
from bot.cards.drawing import Reader
from core import actions
from core.action import Fact, Pick
from core.actions.reverse_adjustment import ReverseAdjustment
from core.activity.order_parts import OrderPart
from core.approvals import Review
from core.money import Money
from core.office import Office
from core.people import Actor, Permission
from core.platform import OrderState, orders
from core.requests import State

CALLBACK = "request:details"
REASON = "Reason"
"""What fields and facts call why something was asked for."""
TOLD_ELSEWHERE = frozenset({Pick.PLAYER, Pick.STAFF, Pick.ACCOUNT})
"""Fields that name a person or an account by an id: the headline or a fact says who it is."""
TELLS_WHY = frozenset({Pick.BLOCK_REASON, Pick.REMEDIES})
"""Fields that state the reason; hidden from people who may not know it, since a hint could tip off the player."""


def draw(review: Review, *, reader: Reader) -> dict[str, Any]:
    """Draw the whole request as a modal that is only read."""
    request = review.request
    blocks = [
        kit.say(kit.bold(actions.heading(request))),
        kit.say(
            request_card.state(review),
            *request_card.platform_progress(review, why=True),
            *request_card.stands_still(review),
        ),
        *asked(review, reader=reader),
        *facts(review),
        *_words(review),
        *_left_undone(review),
        *request_card.receipt(review),
        kit.small(
            f"Fingerprint {request_card.short_fingerprint(request.fingerprint)} · version {request.version}",
            *request_card.receipt_ids(review),
        ),
        *_buttons(review, reader.actor),
        *_player(review, reader.actor),
    ]
    return kit.modal(f"Request {request.code}", blocks, callback_id=CALLBACK)


def asked(review: Review, *, reader: Reader) -> list[Block]:
    """Show what was asked, field by field, and what the requester wrote, word for word.

    Where the reason is not for this reader, neither what tells it nor any of the words are shown.
    """
    rows = [request_card.asked_by(review)]
    written: list[Block] = []
    told = {each for fact in review.facts for each in (fact.label, fact.value) if isinstance(each, str)}
    for one in action_fields.of(type(review.action)):
        value = getattr(review.action, one.name)
        hidden = not review.may_read and (one.pick in TELLS_WHY or one.widget is Widget.LONG)
        if hidden or one.pick in TOLD_ELSEWHERE or _of_rows(value):
            continue
        if value in (None, False, "", ()) or {one.title, value} & told:
            continue
        if one.widget is Widget.LONG:
            written += [kit.say(kit.bold(one.title)), kit.quote(str(value))]
        else:
            rows.append(kit.Row(_named(one.title, review), in_words(one, value, reader.office)))
    return [*kit.facts(rows), *written]


def _of_rows(value: object) -> bool:
    """Whether a value is the id of a row, or several: a fact says in words which block, freeze or adjustment it is."""
    return isinstance(value, UUID) or (isinstance(value, tuple) and any(isinstance(each, UUID) for each in value))


def facts(review: Review) -> list[Block]:
    """Show the facts as they are now, each change beside what it was when asked; a review holds its reader's alone."""
    blocks = [kit.say(kit.bold("Changed since it was asked")), kit.bullets(review.changed)] if review.changed else []
    if review.refusal:
        blocks.append(kit.say(kit.bold("It could not be done right now:"), " ", review.refusal))
    since = "As it is now" if review.request.state == State.PENDING else "As it was when asked"
    return [kit.line(), *blocks, kit.small(since), *kit.facts(map(partial(_fact, review), review.facts))]


def _fact(review: Review, fact: Fact) -> Fact:
    return fact.model_copy(update={"label": _named(fact.label, review)})


def _named(label: str, review: Review) -> str:
    """Tell the reason of the request from the one that a form asks of somebody who declines or ends it."""
    return f"Reason for the {review.action.called()}" if label == REASON else label


def in_words(one: ActionField, value: Any, office: Office) -> str:
    """Say a field's value as a person would."""
    match value:
        case StrEnum():
            return action_fields.word(value)
        case Money():
            return kit.money(value)
        case bool():
            return "Yes"
        case tuple() | frozenset() | list():
            return ", ".join(str(each) for each in value)
        case _:
            return _titles(one, office).get(str(value), str(value))


def _titles(one: ActionField, office: Office) -> Mapping[str, str]:
    """Give what the office file calls the choices of a field."""
    match one.pick:
        case Pick.BLOCK_REASON:
            return {name: reason.title for name, reason in office.reasons.items()}
        case Pick.ADJUSTMENT_REASON:
            return {name: reason.title for name, reason in office.adjustment_reasons.items()}
        case Pick.ROLE:
            return {name: role.title for name, role in office.roles.items()}
        case _:
            return {}


def _words(review: Review) -> list[Block]:
    """Show who said what, and how it was closed."""
    blocks: list[Block] = [kit.line()] if review.votes else []
    for vote in review.votes:
        blocks.append(kit.small(request_card.said(vote)))
        if vote.reason and review.may_read:
            blocks.append(kit.quote(vote.reason))
    reason = None if review.request.ended_by_itself else review.request.close_reason
    if reason and review.may_read and reason not in {vote.reason for vote in review.votes}:
        blocks += [kit.say(kit.bold("Why")), kit.quote(reason)]
    return blocks


def _left_undone(review: Review) -> list[Block]:
    """Show what the platform did of an order and what it did not, and offer to have the rest sent again."""
    order = review.order
    if order is None or order.state != OrderState.PARTLY_DONE or not orders.concerns(review.request.state, order):
        return []
    parts = [_part(part) for part in order.what_was_done] if review.may_read else []
    why = [kit.quote(order.answer)] if order.answer and review.may_read else []
    rest = request_card.button("Send the rest again", request_card.SEND_REST, review.request)
    return [kit.line(), kit.say(kit.bold("On the platform")), *kit.facts(parts), *why, kit.buttons(rest)]


def _part(part: OrderPart) -> kit.Row:
    amount = f" {kit.money(part.amount)}" if part.amount else ""
    why = f": “{part.reason}”" if part.reason else ""
    return kit.Row("Done" if part.done else "Not done", f"{part.name}{amount}{why}")


def _buttons(review: Review, viewer: Actor) -> list[Block]:
    request = review.request
    if request.state == State.PENDING and request.requester_person == viewer.person:
        return [kit.buttons(request_card.button("Take back", request_card.TAKE_BACK, request))]
    if request.state == State.PENDING and not review.requester.may(review.action.ask):
        return _left_behind(review, viewer)
    if review.may_decide:
        return request_card.deciding(review)
    return _undoing(review, viewer)


def _player(review: Review, viewer: Actor) -> list[Block]:
    """Offer the card of the player to those who may see players."""
    offered = request_card.open_player(review.request) if viewer.may(Permission.PLAYER_VIEW) else []
    return [kit.buttons(*offered)] if offered else []


def _undoing(review: Review, viewer: Actor) -> list[Block]:
    """Offer to reverse what was posted, unless it is a reversal itself."""
    moved = review.receipt.ids.get("transaction") if review.receipt else None
    player_id, undone = review.action.about(), isinstance(review.action, ReverseAdjustment)
    if undone or player_id is None or moved is None or not viewer.may(ReverseAdjustment.ask):
        return []
    return [kit.buttons(reversing(player_id, moved))]


def _left_behind(review: Review, viewer: Actor) -> list[Block]:
    """Offer what can be done about a request whose requester may not ask any more: it cannot be approved so."""
    over = (
        [request_card.button("Take over", request_card.TAKE_OVER, review.request)]
        if viewer.may(review.action.ask)
        else []
    )
    no = [request_card.button("Decline", request_card.DECLINE, review.request)] if review.may_decide else []
    return [kit.buttons(*over, *no)] if over or no else []


def reversing(player_id: int, transaction_id: object) -> slackblocks.Button:
    """Offer to undo one adjustment: the form opens filled in but for what was wrong."""
    return kit.button("Reverse…", f"{ReverseAdjustment.name}:open", value=f"{player_id}:{transaction_id}")
