"""One request in a list: what it is, how far it is, and what to press."""

from slackblocks import Block

from bot import kit
from bot.cards import request_card
from core import actions, platform
from core.approvals import Orphan
from core.platform import Order
from core.requests import Request


def line(request: Request, order: Order | None = None) -> list[Block]:
    """Show a request in a list: what it is, how far it is, and a button that opens it in private."""
    words = kit.say(_what(request), beside=kit.button("Open", request_card.DETAILS, value=str(request.id)))
    how = platform.orders.in_short(request.state, order).capitalize()
    when = f" · until {kit.moment(request.due_at)}" if request.open else ""
    when = f" · {kit.moment(request.closed_at)}" if request.closed_at else when
    return [words, kit.small(how + when)]


def left_behind(left: Orphan) -> list[Block]:
    """Show a request left behind: whose it was, how long it waits, and what can be done about it."""
    request = left.request
    words = kit.say(_what(request))
    open_it = kit.button("Open", request_card.DETAILS, value=str(request.id))
    over = kit.button("Take over", request_card.TAKE_OVER, value=str(request.id))
    since = kit.small(f"Left behind by {left.requester_name} · until {kit.moment(request.due_at)}")
    return [words, since, kit.buttons(over, open_it)]


def _what(request: Request) -> kit.Marked:
    """Say what a request is about: the title of its action, unless its heading begins with the same words."""
    title, heading = actions.read(request).title, kit.marked(actions.heading(request))
    said = [kit.bold(heading)] if heading.startswith(title) else [kit.bold(title), kit.NEW_LINE, heading]
    return kit.marked(kit.code(request.code), " ", *said)
