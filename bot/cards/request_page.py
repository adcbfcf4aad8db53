"""The page after asking: what was done, what happens next, and who is needed for it."""

from collections.abc import Iterator

from slackblocks import Block

from bot import kit
from bot.cards import request_card
from bot.cards.drawing import Reader
from bot.slack.responses import Answer
from core import actions
from core.action import Policy
from core.approvals import Review
from core.office import Channel
from core.people import Permission
from core.requests import State

ASKED = "Asked. Nothing has been done yet."
IN_FORCE = "Done: it is in force now."


def asked(review: Review, *, reader: Reader) -> Answer:
    """Draw the page that takes the place of the form."""
    request = review.request
    done = IN_FORCE if request.state == State.IN_FORCE else ASKED
    text = f"{request.code}: {done} {_next(review)}"
    return Answer.of(text, *_blocks(review, reader, done))


def _blocks(review: Review, reader: Reader, done: str) -> Iterator[Block]:
    request = review.request
    yield kit.say(kit.bold(actions.heading(request)), " ", kit.code(request.code))
    yield kit.say(*request_card.outcome(done, review))
    yield kit.say(kit.bold("Next:"), " ", _next(review))
    rule = f"Rule: {kit.written(Policy.read(request.policy).rule)}"
    yield kit.small(rule, *_where(reader))
    player = request_card.open_player(request) if reader.actor.may(Permission.PLAYER_VIEW) else []
    yield kit.buttons(request_card.button("Details", request_card.DETAILS, request), *player)


def _next(review: Review) -> str:
    """Say what happens next, who is needed for it, and by when."""
    who, until = review.missing or "a second person", kit.moment(review.request.due_at)
    if review.request.state == State.IN_FORCE:
        if review.only_confirmed:
            return f"{who} must confirm it by {until}. It stays in force. You are told."
        return f"{who} must confirm it or end it by {until}. It stays in force until somebody ends it. You are told."
    return f"{who} must approve by {until}; then it is done at once. You are told either way."


def _where(reader: Reader) -> Iterator[str]:
    if channel := reader.office.channels.get(Channel.APPROVALS):
        yield kit.marked("Its card is in ", kit.channel(channel), ".")
