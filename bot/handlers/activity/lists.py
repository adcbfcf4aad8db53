"""Logins, transactions and blocks of a player, page by page; each page costs the same."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from uuid import UUID

import slackblocks
from slackblocks import Block

from bot import kit
from bot.answers import Answer
from bot.calls import Call
from bot.handlers.players import facts as player_facts
from bot.handlers.players import looking
from bot.handlers.players.commands import numbered
from bot.handlers.players.facts import short
from bot.handlers.players.looking import Part
from bot.handlers.requests import adjustments
from core import activity, ledger, player_blocks
from core.errors import Invalid
from core.ledger import Posted
from core.office import Office
from core.people import Permission
from core.player_blocks import SCOPE_WORDS, Past
from core.players import Introduction
from core.players.in_flight import counted
from core.work import Work

PAGE = 10
Place = tuple[datetime, UUID]
"""Where the page before ended."""


@dataclass(frozen=True, slots=True)
class Lines:
    """One page of a list, and where it ended if older ones follow."""

    lines: Sequence[str]
    last: Place | None
    undone_by: Mapping[str, slackblocks.Button] = field(default_factory=dict)
    """Beside a line, the button that undoes what it tells of."""


Read = Callable[[Work, Call, int, Place | None], Awaitable[Lines]]


async def page(call: Call) -> Answer:
    """Show the page that a button stands for: the newest, or the one after another."""
    title, nothing, read = LISTS[call.verb]
    player_id, before = _unpacked(call.value)

    async def draw(work: Work, known: Introduction) -> Answer:
        found = await read(work, call, player_id, before)
        text = f"{title} of player {player_id}: {counted(len(found.lines), 'line')} on this page."
        blocks = _drawn(f"{title} of {short(known.account.username)} · player {player_id}", found, nothing)
        return Answer.of(text, *blocks, _buttons(call, player_id, found.last), replace=before is not None)

    return await looking.show(call, player_id, Part(f"{call.verb}.listed", draw))


def _drawn(title: str, found: Lines, nothing: str) -> Iterator[Block]:
    yield kit.say(kit.bold(title))
    if not found.lines:
        yield kit.say(nothing)
    for told, together in groupby(found.lines, key=lambda line: line if line in found.undone_by else None):
        yield kit.say("\n".join(together), beside=found.undone_by.get(told) if told else None)
    if found.lines and found.last is None:
        yield kit.small("There is nothing older.")


def _buttons(call: Call, player_id: int, last: Place | None) -> Block:
    older = [kit.button("Older", call.name, value=_packed(player_id, last))] if last else []
    ways = (kit.button("Activity", "activity:open", value=str(player_id)),)
    return kit.buttons(*older, *ways, kit.button("Open player", "player:open", value=str(player_id)))


async def _logins(work: Work, _: Call, player_id: int, before: Place | None) -> Lines:
    found = await activity.logins(work.db, player_id, before=before)
    return Lines([player_facts.login(one) for one in found.logins], found.last)


async def _transactions(work: Work, call: Call, player_id: int, before: Place | None) -> Lines:
    last = before[1] if before else None
    found = await ledger.transactions(work.db, player_id, before=last, limit=PAGE + 1)
    shown = found[:PAGE]
    more = (shown[-1].at, shown[-1].id) if len(found) > PAGE else None
    lines = {one.id: _transaction(one, work.office) for one in shown}
    undoing = [one for one in shown if call.actor.may(Permission.ADJUSTMENT_ASK) and _can_be_undone(one)]
    return Lines(
        list(lines.values()), more, {lines[one.id]: adjustments.reversing(player_id, one.id) for one in undoing}
    )


async def _blocks(work: Work, call: Call, player_id: int, before: Place | None) -> Lines:
    found = await player_blocks.history(work.db, player_id, sees=call.actor.sees, before=before)
    return Lines([_block(one, work.office) for one in found.blocks], found.last)


def _can_be_undone(one: Posted) -> bool:
    return one.transaction.kind is ledger.Kind.ADJUSTMENT and one.reversed_by is None


def _transaction(one: Posted, office: Office) -> str:
    told = one.transaction
    reason = office.adjustment_reasons.get(told.reason) if told.reason else None
    why = f" ({reason.title if reason else short(told.reason)})" if told.reason else ""
    moved = "; ".join(
        f"{entry.wallet} {kit.money(entry.amount)}, then {kit.money(entry.balance_after)}"
        for entry in told.entries
        if entry.wallet and entry.balance_after
    )
    undone = " · reversed since" if one.reversed_by else ""
    return f"{kit.moment(one.at)} · {told.kind}{why} · {moved}{undone}"


def _block(one: Past, office: Office) -> str:
    reason = office.reasons.get(one.reason)
    title = reason.title if reason else short(one.reason).replace("_", " ").capitalize()
    scopes = ", ".join(SCOPE_WORDS[scope] for scope in SCOPE_WORDS if scope in one.scopes)
    until = f", meant until {kit.moment(one.until_at)}" if one.until_at else ""
    ended = f", ended {kit.moment(one.ended_at)} by {short(one.ended_by or 'nobody')}" if one.ended_at else until
    placed = f"placed by {short(one.placed_by)}, asked by {one.asked_by}"
    return f"{title}: {kit.moment(one.from_at)}{ended} · cannot {scopes} · {placed}{kept(one)}"


def kept(one: Past) -> str:
    """Say for whom alone it is, so that nobody passes it on."""
    return "" if one.visibility == "staff" else f" · for {one.visibility} only"


def _packed(player_id: int, last: Place) -> str:
    return f"{player_id} {last[0].isoformat()} {last[1]}"


def _unpacked(value: str) -> tuple[int, Place | None]:
    player, *place = value.split(" ")
    if not place:
        return numbered(player), None
    try:
        at, row = place
        return numbered(player), (datetime.fromisoformat(at).astimezone(UTC), UUID(row))
    except ValueError:
        raise Invalid("This button no longer works. Type /activity again.") from None


LISTS: dict[str, tuple[str, str, Read]] = {
    "logins": ("Logins", "No login is known.", _logins),
    "transactions": ("Transactions", "No money has moved.", _transactions),
    "blocks": ("Blocks", "No block that you may know of, neither now nor before.", _blocks),
}
"""What each list is called, what it says when empty, and how a page of it is read."""
