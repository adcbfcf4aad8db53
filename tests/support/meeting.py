"""Every road that locks more than one kind of row, walked about one player: for tests of the order of locks."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from core import approvals, bonuses, event_intake, leavers, players, staff, tickets
from core.actions.self_exclude import SelfExclude, SelfExclusionTerm
from core.actions.unblock_player import UnblockPlayer
from core.activity import Event
from core.approvals import AnswerKind, Ballot, Decision, PlatformAnswer, order_rest
from core.database import tables
from core.moment import Moment
from core.office.caller_check import CallerField
from core.people import PITBOSS, Actor
from core.platform import Order
from core.players import CallerAnswer, Key
from core.requests import Request
from core.security import CallerAnswers, caller_check
from core.tickets import Ticket
from core.work import Work
from tests.support.asking import NOTE, adjustment, ask, ballot, block, opened
from tests.support.bonuses import granted
from tests.support.office import World
from tests.support.ordering import order_of, told
from tests.support.ticketing import do, ticket

CAST = ("alice", "bob", "sam", "fred")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A player with a block in force and what waits about it, and the ballots filled in."""

    office: World
    cast: dict[str, Actor]
    player_id: int
    otto: int
    """Another account of the same person, older."""
    block: Request
    unblock: Request
    left: Request
    """Asked by somebody who has moved on since."""
    ballots: dict[str, Ballot]
    ticket: Ticket
    order: Order


Road = Callable[[Place, Work], Awaitable[object]]
BALLOTS = {
    "approve an unblock": ("sam", Decision.APPROVE),
    "decline an unblock": ("sam", Decision.DECLINE),
    "approve an adjustment": ("bob", Decision.APPROVE),
    "confirm a block": ("sam", Decision.CONFIRM),
    "end a block": ("sam", Decision.END),
}


async def place(office: World) -> Place:
    """Make everything that the roads meet about."""
    cast = {who: await office.staff(who) for who in CAST}
    cast |= {who: await office.staff(who, roles=("support",)) for who in ("zoe", "yuri")}
    otto = await office.player("otto")
    player_id = await office.player("anna", cash="100 EUR")
    async with office.work() as work:
        await players.remember(work, [Key(each, "device", "phone-1") for each in (otto, player_id)])
    await granted(office, player_id, "3 EUR")
    named = await do(office, "zoe", tickets.take, await ticket(office, "alice"))
    placed = await ask(office, "fred", block(player_id, ticket=named.code))
    [row] = await office.rows(tables.player_blocks, tables.player_blocks.c.request_id == placed.id)
    remedies = office.desk.office.reasons["takeover"].remedies
    lift = UnblockPlayer(player_id=player_id, blocks=(row.id,), remedies=remedies, note=NOTE, ticket=named.code)
    about = {
        "unblock": await ask(office, "zoe", lift),
        "block": placed,
        "adjustment": await ask(office, "alice", adjustment(player_id)),
    }
    ballots = {
        road: ballot(await opened(office, who, about[road.rpartition(" ")[2]]), decision, "a good reason")
        for road, (who, decision) in BALLOTS.items()
    }
    left = await ask(office, "yuri", adjustment(player_id, "9 EUR", source_ref="a third", ticket=named.code))
    async with office.work() as work:
        await staff.revoke(work, PITBOSS, staff_id=cast["yuri"].person, role="support", why="moved on")
    return Place(
        office=office,
        cast=cast,
        player_id=player_id,
        otto=otto,
        block=placed,
        unblock=about["unblock"],
        left=left,
        ballots=ballots,
        ticket=named,
        order=await order_of(office, placed),
    )


def _vote(road: str) -> Road:
    return lambda at, work: approvals.vote(work, at.ballots[road], actor=at.cast[BALLOTS[road][0]])


async def _block(at: Place, work: Work) -> object:
    wish = block(at.player_id, "fraud", ticket=at.ticket.code)
    return await approvals.ask(work, wish, actor=at.cast["fred"], key="a block")


async def _adjust(at: Place, work: Work) -> object:
    wish = adjustment(at.player_id, "7 EUR", source_ref="another")
    return await approvals.ask(work, wish, actor=at.cast["alice"], key="an adjustment")


async def _take_back(at: Place, work: Work) -> object:
    return await approvals.take_back(work, at.unblock.id, actor=at.cast["zoe"])


async def _take_over(at: Place, work: Work) -> object:
    return await approvals.take_over(work, at.left.id, actor=at.cast["alice"])


async def _expire(at: Place, work: Work) -> object:
    late = Moment(now=work.now + timedelta(days=8), ids=work.at.ids, entropy=work.at.entropy)
    return await approvals.expire(Work(db=work.db, desk=work.desk, at=late), at.unblock.id)


async def _answer(at: Place, work: Work) -> object:
    answer = PlatformAnswer(order_id=at.order.id, kind=AnswerKind.REFUSED, reason="no")
    return await approvals.apply_answer(work, answer)


async def _send_rest(at: Place, work: Work) -> object:
    """Have the rest of an order sent again; that there is none is found under the locks."""
    with suppress(order_rest.NothingLeft):
        await order_rest.send(work, at.cast["fred"], request_id=at.block.id)


async def _lapse(at: Place, work: Work) -> object:
    late = Moment(now=work.now + timedelta(days=20), ids=work.at.ids, entropy=work.at.entropy)
    assert await bonuses.lapse(Work(db=work.db, desk=work.desk, at=late), at.player_id)
    return None


async def _events(at: Place, work: Work) -> object:
    """Tell of the block and of a suspension that nobody asked for here, the player who came later first."""
    stopped = told(at.office, at.order, "suspension", {"suspended": True, "reason": "kyc"})
    other = {"event_id": "beside", "request_id": work.at.ids(), "player": "x-otto"}
    beside = stopped.model_copy(update=other)
    return await event_intake.take(work, [stopped, beside])


async def _exclude(at: Place, work: Work) -> object:
    wish = SelfExclude(player_id=at.player_id, term=SelfExclusionTerm.YEAR, note=NOTE)
    return await approvals.ask(work, wish, actor=at.cast["alice"], key="an exclusion")


async def _exclude_the_other(at: Place, work: Work) -> object:
    wish = SelfExclude(player_id=at.otto, term=SelfExclusionTerm.YEAR, note=NOTE)
    return await approvals.ask(work, wish, actor=at.cast["alice"], key="an exclusion of the other")


async def _told_of_an_exclusion(at: Place, work: Work) -> object:
    """Tell of an exclusion of the later account, which reaches the older one."""
    said = {"source": "platform", "event_id": "excluded", "brand": "royal", "player": "x-anna", "type": "exclusion_set"}
    body = {"kind": "self_exclusion", "until": (work.now + timedelta(days=366)).isoformat()}
    return await event_intake.take(work, [Event.model_validate(said | {"at": work.now, "body": body})])


async def _leave(at: Place, work: Work) -> object:
    return await leavers.leave(work, PITBOSS, staff_id=at.cast["zoe"].person, why="gone")


async def _change_ticket(at: Place, work: Work) -> object:
    return await tickets.hold(work, at.cast["zoe"], at.ticket.id)


async def _hand_on(at: Place, work: Work) -> object:
    return await tickets.hand_on(work, at.cast["zoe"], to=None)


async def _check_caller(at: Place, work: Work) -> object:
    """Type in wrong answers, of which each counts for the player and for the colleague."""
    said = {CallerField.BORN_ON: "1 May 1984", CallerField.EMAIL: "nobody@example.com"}
    answers = tuple(CallerAnswer(field, text) for field, text in said.items())
    return await caller_check.check(work, at.cast["alice"], CallerAnswers(at.player_id, answers))


ROADS: dict[str, Road] = {
    "ask to block": _block,
    "ask to adjust": _adjust,
    **{road: _vote(road) for road in BALLOTS},
    "take back": _take_back,
    "take over": _take_over,
    "expire": _expire,
    "hear the platform": _answer,
    "send the rest of an order": _send_rest,
    "let a bonus lapse": _lapse,
    "take events in": _events,
    "exclude": _exclude,
    "exclude the other account": _exclude_the_other,
    "hear of an exclusion": _told_of_an_exclusion,
    "leave": _leave,
    "change a ticket": _change_ticket,
    "hand tickets on": _hand_on,
    "check a caller": _check_caller,
}
