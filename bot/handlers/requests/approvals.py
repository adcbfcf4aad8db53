"""Requests of one's own and of others: what waits for me, what I asked for, the next one, one by its code."""

import re
from collections.abc import Awaitable, Callable, Sequence

from slackblocks import Block

from bot import kit, usage
from bot.answers import Answer, Form, Shown
from bot.approvals import card, listeners, there
from bot.calls import Call
from bot.routes import Routes
from bot.usage import Usage
from core import actions, approvals, audit, platform, requests
from core.approvals import Left
from core.platform import Order
from core.requests import Request
from core.work import Work

COMMAND = "/approvals"
CODE = re.compile(r"[#`*]?[2-9A-HJ-NP-TV-Z]{4,6}[`*]?", re.IGNORECASE)
"""What a request's code looks like, as people copy it."""
SHOWN = 5
"""Requests listed at once; the rest is counted and one page on."""
USAGES = (
    Usage("/approvals", "shows what waits for your word, soonest due first"),
    Usage("/approvals next", "opens the next one"),
    Usage("/approvals asked", "shows what you asked for, and how far it is"),
    Usage("/approvals left", "shows what colleagues asked for who are gone now, for you to take over"),
    Usage("/approvals K7QD", "opens one by its code"),
)

Finder = Callable[[Work, Call], Awaitable[list[Request]]]


async def _command(call: Call) -> Shown:
    word = call.text.strip().casefold()
    if word == usage.HELP:
        return usage.shown("Requests", USAGES, call.actor)
    if word in LISTS:
        return await LISTS[word](call, 1)
    if word == "next":
        return await _next(call)
    if CODE.fullmatch(call.text.strip()):
        return await _by_code(call, call.text)
    raise usage.unknown(call.text.partition(" ")[0], [*filter(None, LISTS), "next", usage.HELP], COMMAND)


async def _pressed(call: Call) -> Shown:
    """Turn a page of a list: ``approvals:mine`` with the page's number."""
    number = int(call.value) if call.value.isascii() and call.value.isdigit() else 1
    return await LISTS.get(call.verb.removesuffix(":back"), _mine)(call, number)


async def _mine(call: Call, number: int) -> Answer:
    found = await _listed(call, _decidable)
    title = f"{_count(found)} for your word" if found else "Nothing waits for your word."
    return await _answer(call, title, found, page="mine", number=number)


async def _asked(call: Call, number: int) -> Answer:
    async def read(work: Work, call: Call) -> list[Request]:
        return await requests.asked_lately(work.db, person=call.actor.person)

    found = await _listed(call, read)
    title = "What you asked for" if found else "You have not asked for anything yet."
    return await _answer(call, title, found, page="asked", number=number)


async def _left(call: Call, number: int) -> Answer:
    async def read(work: Work) -> tuple[list[Left], audit.Entry]:
        found = await approvals.left_behind(work, actor=call.actor)
        codes = ", ".join(left.request.code for left in found[:20])
        return found, call.entry("requests.listed", "approvals", facts={"codes": codes})

    found = await call.view(call.entry("requests.listed", "approvals"), read)
    if not found:
        return Answer.of("Nothing was left behind that you could take over.")
    shown = kit.page(found, number=number, size=SHOWN)
    title = f"{len(found)} left behind, for you to take over"
    blocks = [kit.say(kit.bold(title)), *(block for left in shown.items for block in line_of_left(left))]
    return Answer.of(title, *blocks, *kit.turning(shown, "approvals:left"), replace=bool(call.value))


async def _next(call: Call) -> Shown:
    found = await _listed(call, _decidable)
    return await listeners.opened(call, found[0].id) if found else Answer.of("Nothing waits for your word.")


async def _by_code(call: Call, code: str) -> Form:
    async def read(work: Work) -> tuple[Request, audit.Entry]:
        found = await requests.by_code(work.db, code)
        return found, call.entry("request.found", "approvals", request_id=found.id, player_id=found.player_id)

    found = await call.view(call.entry("request.found", "approvals"), read)
    return await listeners.opened(call, found.id)


async def _decidable(work: Work, call: Call) -> list[Request]:
    return await approvals.decidable(work, actor=call.actor)


async def _listed(call: Call, find: Finder) -> list[Request]:
    """Read a list of requests, on the record."""

    async def read(work: Work) -> tuple[list[Request], audit.Entry]:
        found = await find(work, call)
        codes = ", ".join(request.code for request in found[:20])
        return found, call.entry("requests.listed", "approvals", facts={"codes": codes})

    return await call.view(call.entry("requests.listed", "approvals"), read)


async def _answer(call: Call, title: str, found: Sequence[Request], *, page: str, number: int) -> Answer:
    shown = kit.page(found, number=number, size=SHOWN)
    async with call.services.database.read() as db:
        orders = await platform.of_requests(db, [request.id for request in shown.items])
    lines = [block for request in shown.items for block in line_of(request, orders.get(request.id))]
    blocks = [kit.say(kit.bold(title)), *lines]
    return Answer.of(title, *blocks, *kit.turning(shown, f"approvals:{page}"), replace=bool(call.value))


def line_of(request: Request, order: Order | None = None) -> list[Block]:
    """Show a request in a list: what it is, how far it is, and a button that opens it in private."""
    action = actions.read(request)
    words = kit.say(
        kit.code(request.code),
        " ",
        kit.bold(action.title),
        kit.Marked("\n"),
        action.headline(),
        beside=kit.button("Open", card.DETAILS, value=str(request.id)),
    )
    how = there.in_short(request, order).capitalize()
    when = f" · until {kit.moment(request.due_at)}" if request.open else ""
    when = f" · {kit.moment(request.closed_at)}" if request.closed_at else when
    return [words, kit.small(how + when)]


def line_of_left(left: Left) -> list[Block]:
    """Show a request left behind: whose it was, how long it waits, and what can be done about it."""
    request = left.request
    action = actions.read(request)
    words = kit.say(kit.code(request.code), " ", kit.bold(action.title), kit.Marked("\n"), action.headline())
    open_it = kit.button("Open", card.DETAILS, value=str(request.id))
    over = kit.button("Take over", card.TAKE_OVER, value=str(request.id))
    since = kit.small(f"Left behind by {left.by} · until {kit.moment(request.due_at)}")
    return [words, since, kit.buttons(over, open_it)]


def _count(found: Sequence[Request]) -> str:
    return "1 request waits" if len(found) == 1 else f"{len(found)} requests wait"


LISTS = {"": _mine, "mine": _mine, "asked": _asked, "left": _left}

ROUTES = Routes(commands={COMMAND: _command}, buttons={"approvals": _pressed})
