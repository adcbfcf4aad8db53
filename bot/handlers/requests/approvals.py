"""Requests of one's own and of others: what waits for me, what I asked for, the next one, one by its code."""

import re
from collections.abc import Awaitable, Callable, Iterable

from bot import kit
from bot.approvals import listeners
from bot.cards import request_lines
from bot.slack import command_help
from bot.slack.command_help import HelpLine
from bot.slack.commands import SlashCommand
from bot.slack.incoming import Call
from bot.slack.responses import Answer, Form, Shown
from bot.slack.routes import Routes
from core import approvals, audit, platform, requests
from core.approvals import Orphan
from core.database import pages
from core.database.pages import Page
from core.requests import Request
from core.work import Work

COMMAND = "/approvals"
CODE = re.compile(r"[#`*]?[2-9A-HJ-NP-TV-Z]{4,6}[`*]?", re.IGNORECASE)
"""What a request's code looks like, as people copy it."""
USAGES = (
    HelpLine("/approvals", "shows what waits for your word, soonest due first"),
    HelpLine("/approvals next", "opens the next one"),
    HelpLine("/approvals asked", "shows what you asked for, and how far it is"),
    HelpLine("/approvals left", "shows what colleagues asked for who are gone now, for you to take over"),
    HelpLine("/approvals K7QD", "opens one by its code"),
)

Finder = Callable[[Work], Awaitable[Page[Request]]]


async def _command(call: Call) -> Shown:
    word = call.text.strip().casefold()
    if word in LISTS:
        return await LISTS[word](call, "")
    if word == "next":
        return await _next(call)
    if CODE.fullmatch(call.text.strip()):
        return await _by_code(call, call.text)
    raise command_help.unknown(call.text.partition(" ")[0], [*filter(None, LISTS), "next", command_help.HELP], COMMAND)


async def _pressed(call: Call) -> Shown:
    """Turn a page of a list: ``approvals:mine`` with which page."""
    return await LISTS.get(call.verb.removesuffix(":back"), _mine)(call, call.value)


async def _mine(call: Call, at: str) -> Answer:
    async def read(work: Work) -> Page[Request]:
        found = await approvals.decidable(work, actor=call.actor)
        return pages.numbered(found.items, at=at, size=requests.PAGE, cut=found.cut)

    shown = await _listed(call, read)
    title = f"{_count(shown)} for your word" if shown else "Nothing waits for your word."
    return await _answer(call, title, shown, page="mine")


async def _asked(call: Call, at: str) -> Answer:
    async def read(work: Work) -> Page[Request]:
        return await requests.asked_by(work.db, call.actor.person, at=at)

    shown = await _listed(call, read)
    title = f"What you asked for: {kit.count(shown)}" if shown else "You have not asked for anything yet."
    return await _answer(call, title, shown, page="asked")


async def _left(call: Call, at: str) -> Answer:
    async def read(work: Work) -> tuple[Page[Orphan], audit.Entry]:
        found = await approvals.orphaned(work, actor=call.actor)
        shown = pages.numbered(found.items, at=at, size=requests.PAGE, cut=found.cut)
        return shown, _entry(call, [left.request for left in shown])

    shown = await call.view(call.entry("requests.listed", "approvals"), read)
    if not shown:
        return Answer.of("Nothing was left behind that you could take over.")
    title = f"{kit.count(shown).capitalize()} left behind, for you to take over"
    blocks = [kit.say(kit.bold(title)), *(block for left in shown for block in request_lines.left_behind(left))]
    return Answer.of(title, *blocks, *kit.turning(shown, "approvals:left"), replace=bool(call.value))


async def _next(call: Call) -> Shown:
    async def read(work: Work) -> Page[Request]:
        found = await approvals.decidable(work, actor=call.actor)
        return pages.numbered(found.items, size=1)

    first = next(iter(await _listed(call, read)), None)
    return await listeners.opened(call, first.id) if first else Answer.of("Nothing waits for your word.")


async def _by_code(call: Call, code: str) -> Form:
    async def read(work: Work) -> tuple[Request, audit.Entry]:
        found = await requests.by_code(work.db, code)
        return found, call.entry("request.found", "approvals", request_id=found.id, player_id=found.player_id)

    found = await call.view(call.entry("request.found", "approvals"), read)
    return await listeners.opened(call, found.id)


async def _listed(call: Call, find: Finder) -> Page[Request]:
    """Read a page of a list of requests, on the record."""

    async def read(work: Work) -> tuple[Page[Request], audit.Entry]:
        shown = await find(work)
        return shown, _entry(call, shown)

    return await call.view(call.entry("requests.listed", "approvals"), read)


def _entry(call: Call, shown: Iterable[Request]) -> audit.Entry:
    codes = ", ".join(request.code for request in shown)
    return call.entry("requests.listed", "approvals", facts={"codes": codes})


async def _answer(call: Call, title: str, shown: Page[Request], *, page: str) -> Answer:
    async with call.services.database.read() as db:
        orders = await platform.of_requests(db, [request.id for request in shown])
    lines = [block for request in shown for block in request_lines.line(request, orders.get(request.id))]
    blocks = [kit.say(kit.bold(title)), *lines]
    return Answer.of(title, *blocks, *kit.turning(shown, f"approvals:{page}"), replace=bool(call.value))


def _count(shown: Page[Request]) -> str:
    return "1 request waits" if shown.total == 1 else f"{kit.count(shown).capitalize()} requests wait"


LISTS = {"": _mine, "mine": _mine, "asked": _asked, "left": _left}

ROUTES = Routes(
    commands={
        COMMAND: SlashCommand(
            _command,
            "What waits for you, what you asked for, and the next one",
            hint="[mine | asked | left | next | code]",
            help=USAGES,
        )
    },
    buttons={"approvals": _pressed},
)
