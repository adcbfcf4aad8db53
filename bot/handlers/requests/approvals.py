"""Requests of one's own and of others: what waits for me, what I asked for, the next one, one by its code."""

import re

from bot import kit
from bot.approvals import ballot
from bot.cards import request_lines
from bot.slack import command_help, typed_text
from bot.slack.command_help import HelpLine, Mistyped
from bot.slack.incoming import Call
from bot.slack.responses import Answer, Form, Shown
from bot.slack.routes import Routes, SlashCommand
from core.approvals import operations
from core.approvals.operations import RequestPage
from core.database.pages import Page
from core.errors import Unknown
from core.requests import Request

COMMAND = "/approvals"
CODE = re.compile(r"[#*]?[2-9A-HJ-NP-TV-Z]{4,6}\*?", re.IGNORECASE)
"""What a request's code looks like, as people copy it."""
USAGES = (
    HelpLine("/approvals", "shows what waits for your vote, soonest due first"),
    HelpLine("/approvals next", "opens the next one"),
    HelpLine("/approvals asked", "shows your requests, and how far they are"),
    HelpLine("/approvals left", "shows requests of colleagues who have left, for you to take over"),
    HelpLine("/approvals K7QD", "opens one by its code"),
)


async def _command(call: Call) -> Shown:
    typed = typed_text.straight(call.text)
    word = typed.casefold()
    if word in LISTS:
        return await LISTS[word](call, "")
    if word == "next":
        return await _next(call)
    if CODE.fullmatch(typed):
        return await _by_code(call, typed)
    first, rest = typed_text.first_word(typed)
    if rest and (first.casefold() in WORDS or (CODE.fullmatch(first) and not command_help.nearest(first, WORDS))):
        words = f"Nothing goes after “{kit.plain(first, most=40)}”, so “{kit.plain(rest, most=40)}” was not read."
        raise Mistyped(words, lines=[f"{COMMAND} {first}"])
    raise command_help.unknown(first, WORDS, COMMAND, rest=rest)


async def _pressed(call: Call) -> Shown:
    """Turn a page of a list: ``approvals:mine`` with which page."""
    return await LISTS.get(call.verb.removesuffix(":back"), _mine)(call, call.value)


async def _mine(call: Call, at: str) -> Answer:
    found = await call.see(operations.to_decide, at=at)
    shown = found.requests
    title = f"{_count(shown)} for your vote" if shown else "Nothing waits for your vote."
    return _answer(call, title, found, page="mine")


async def _asked(call: Call, at: str) -> Answer:
    found = await call.see(operations.asked_by_me, at=at)
    shown = found.requests
    title = f"Your requests: {kit.count(shown)}" if shown else "You have not requested anything yet."
    return _answer(call, title, found, page="asked")


async def _left(call: Call, at: str) -> Answer:
    shown = await call.see(operations.to_take_over, at=at)
    if not shown:
        return Answer.of("There is no request for you to take over.")
    title = f"{kit.count(shown).capitalize()} left behind, for you to take over"
    blocks = [kit.say(kit.bold(title)), *(block for left in shown for block in request_lines.left_behind(left))]
    return Answer.of(title, *blocks, *kit.turning(shown, "approvals:left"), replace=bool(call.value))


async def _next(call: Call) -> Shown:
    found = await call.see(operations.to_decide, size=1)
    first = next(iter(found.requests), None)
    return await ballot.opened(call, first.id) if first else Answer.of("Nothing waits for your vote.")


async def _by_code(call: Call, code: str) -> Form:
    """Open a request by its code; what is no code may be a mistyped word of the command."""
    try:
        found = await call.see(operations.by_code, code)
    except Unknown:
        if command_help.nearest(code, WORDS):
            raise command_help.unknown(code, WORDS, COMMAND) from None
        raise
    return await ballot.opened(call, found)


def _answer(call: Call, title: str, found: RequestPage, *, page: str) -> Answer:
    shown = found.requests
    lines = [block for request in shown for block in request_lines.line(request, found.orders.get(request.id))]
    blocks = [kit.say(kit.bold(title)), *lines]
    return Answer.of(title, *blocks, *kit.turning(shown, f"approvals:{page}"), replace=bool(call.value))


def _count(shown: Page[Request]) -> str:
    return "1 request waits" if shown.total == 1 else f"{kit.count(shown).capitalize()} requests wait"


LISTS = {"": _mine, "mine": _mine, "asked": _asked, "left": _left}
WORDS = (*filter(None, LISTS), "next", command_help.HELP)

ROUTES = Routes(
    commands={
        COMMAND: SlashCommand(
            _command,
            "What waits for you, your requests, and the next one",
            hint="[mine | asked | left | next | code]",
            help=USAGES,
        )
    },
    buttons={"approvals": _pressed},
)
