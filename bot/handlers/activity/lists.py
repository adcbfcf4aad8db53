"""Logins, transactions and blocks of a player, page by page; each page costs the same."""

from collections.abc import Awaitable, Callable, Iterator
from itertools import groupby

import slackblocks
from slackblocks import Block

from bot import kit
from bot.cards import player_facts, request_details
from bot.slack import payloads
from bot.slack.incoming import Call
from bot.slack.responses import Answer
from core import activity, ledger
from core.database.pages import Page
from core.ledger import Posted
from core.office import Office
from core.people import Permission
from core.player_blocks import SCOPE_WORDS, PastBlock
from core.players import PlayerPage

Line = tuple[str, slackblocks.Button | None]
"""What one line says, and beside it the button that undoes what it tells of."""
Lines = PlayerPage[Line]


async def page(call: Call) -> Answer:
    """Show the page that a button stands for: the newest, or the one after another."""
    title, nothing, read = LISTS[call.verb]
    about, at = payloads.turned(call.value)
    player_id = payloads.player(about)
    found = await read(call, player_id, at)
    text = f"{title} of player {player_id}: {kit.counted(len(found.page), 'line')} on this page."
    headline = f"{title} of {kit.typed(found.player.account.username)} · player {player_id}"
    blocks = _drawn(headline, found.page, nothing)
    return Answer.of(text, *blocks, _buttons(call, player_id, found.page), replace=bool(at))


def _drawn(title: str, found: Page[Line], nothing: str) -> Iterator[Block]:
    yield kit.say(kit.bold(title))
    if not found:
        yield kit.say(nothing)
    for undoing, together in groupby(found, key=lambda line: line[1]):
        yield kit.say(kit.stacked(told for told, _ in together), beside=undoing)
    if found and not found.next:
        yield kit.small("There is nothing older.")


def _buttons(call: Call, player_id: int, found: Page[Line]) -> Block:
    value = str(player_id)
    ways = (kit.button("Activity", "activity:open", value=value), kit.button("Open player", "player:open", value=value))
    return kit.buttons(*kit.turners(found, call.name, about=value), *ways)


async def _logins(call: Call, player_id: int, at: str) -> Lines:
    found = await call.see(activity.logins, player_id, at=at)
    return PlayerPage(found.player, found.page.of(lambda one: (player_facts.login(one), None)))


async def _transactions(call: Call, player_id: int, at: str) -> Lines:
    found = await call.see(activity.transactions, player_id, at=at)
    office = call.services.office

    def line(one: Posted) -> Line:
        undone = call.actor.may(Permission.ADJUSTMENT_ASK) and _can_be_undone(one)
        return _transaction(one, office), request_details.reversing(player_id, one.id) if undone else None

    return PlayerPage(found.player, found.page.of(line))


async def _blocks(call: Call, player_id: int, at: str) -> Lines:
    found = await call.see(activity.blocks, player_id, at=at)
    return PlayerPage(found.player, found.page.of(lambda one: (_block(one, call.services.office), None)))


def _can_be_undone(one: Posted) -> bool:
    return ledger.can_be_reversed(one)


def _transaction(one: Posted, office: Office) -> str:
    told = one.transaction
    reason = office.adjustment_reasons.get(told.reason) if told.reason else None
    why = f" ({reason.title if reason else kit.typed(told.reason)})" if told.reason else ""
    moved = "; ".join(
        player_facts.moved(entry.wallet, entry.amount, entry.balance_after)
        for entry in told.entries
        if entry.wallet and entry.balance_after
    )
    undone = " · reversed since" if one.reversed_by else ""
    later = " · booked later" if one.booked_later else ""
    return f"{kit.moment(one.at)} · {told.kind}{why} · {moved}{undone}{later}"


def _block(one: PastBlock, office: Office) -> str:
    reason = office.reasons.get(one.reason or office.cover or "")
    title = reason.title if reason else kit.typed(one.reason or "not stated").replace("_", " ").capitalize()
    scopes = ", ".join(SCOPE_WORDS[scope] for scope in SCOPE_WORDS if scope in one.scopes)
    stops = f"cannot {scopes}" if scopes else "only held withdrawals"
    until = f", meant until {kit.moment(one.until_at)}" if one.until_at else ""
    ended = f", ended {kit.moment(one.ended_at)} by {kit.typed(one.ended_by or 'nobody')}" if one.ended_at else until
    placed = f"placed by {kit.typed(one.placed_by)}, asked by {one.asked_by}"
    return f"{title}: {kit.moment(one.from_at)}{ended} · {stops} · {placed}{kept(one)}"


def kept(one: PastBlock) -> str:
    """Say for whom alone it is, so that nobody passes it on."""
    return "" if one.visibility == "staff" else f" · for {one.visibility} only"


LISTS: dict[str, tuple[str, str, Callable[[Call, int, str], Awaitable[Lines]]]] = {
    "logins": ("Logins", "No login is known.", _logins),
    "transactions": ("Transactions", "No money has moved.", _transactions),
    "blocks": ("Blocks", "No blocks, now or earlier.", _blocks),
}
"""What each list is called, what it says when empty, and how a page of it is read."""
