"""The alarm about a request that is in force and that nobody confirmed; later, what became of it."""

from bot import kit
from bot.cards.request_card import DETAILS, Card, button
from core.approvals import Review
from core.platform import orders
from core.requests import Request


def draw(review: Review) -> Card:
    """Sound the alarm: in force, and nobody has confirmed or ended it in time; say who can."""
    request = review.request
    if not request.open:
        return _no_longer(request)
    if review.lacking:
        alarm = (
            f" is in force, and nobody who may confirm it works here: it needs {review.lacking}. It stays in force. "
            "An administrator can give somebody that role."
        )
    else:
        alarm = (
            f" is in force, and nobody confirmed or ended it by {kit.moment(request.due_at)}. It stays in force. "
            "Somebody who may confirm it should look now."
        )
    blocks = [kit.say(kit.bold("Unconfirmed:"), " ", kit.code(request.code), alarm)]
    told = f"Request {request.code} is in force and unconfirmed."
    return Card(told, kit.render([*blocks, kit.buttons(button("Open", DETAILS, request))]))


def _no_longer(request: Request) -> Card:
    how = orders.ended_words(request, None, at=True)
    late = f". Nobody had confirmed or ended it by {kit.moment(request.due_at)}."
    line = kit.say("Request ", kit.code(request.code), ": ", kit.written(how), late)
    told = f"Request {request.code} is closed."
    return Card(told, kit.render([line, kit.buttons(button("Open", DETAILS, request))]))
