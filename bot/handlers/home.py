"""Home: what waits for me, what I asked for, and where to begin."""

import logging
from collections.abc import Iterable, Sequence
from uuid import UUID

from slackblocks import Block

from bot import kit
from bot.answers import Home, Shown
from bot.calls import Call
from bot.drawings import Drawers, Drawing
from bot.faults import FAULTS
from bot.handlers.approvals import line_of
from bot.routes import Routes
from bot.services import Services
from core import approvals, audit, requests, staff
from core.action import Policy
from core.errors import Refused
from core.outbox import Promise
from core.people import Actor, Permission
from core.requests import Request
from core.staff import Member
from core.work import Work

log = logging.getLogger(__name__)

SHOWN = 5
"""Requests of each kind; the rest is counted, and a command away."""
SHORTCUTS = (
    (Permission.PLAYER_VIEW, "Look a player up…", "player:form"),
    (Permission.PLAYER_VIEW, "My last players", "player:recent"),
    (Permission.BLOCK_ASK, "Block…", "block:open"),
    (Permission.ADJUSTMENT_ASK, "Adjust…", "adjust:open"),
)


async def drawn(work: Work, actor: Actor) -> tuple[Home, list[Request]]:
    """Draw somebody's Home as it stands now, and give the requests on it.

    They stand there by their codes, players by their ids, nothing else of them.
    """
    waiting = await approvals.decidable(work, actor=actor)
    asked = await requests.asked_lately(work.db, person=actor.person)
    return Home(kit.home(_blocks(work, actor, waiting, asked))), [*waiting[:SHOWN], *asked[:SHOWN]]


def following(drawers: Drawers) -> Drawers:
    """Draw the Homes of those concerned anew, whenever a request is drawn."""
    draw = drawers["request"]

    async def both(services: Services, promise: Promise) -> Iterable[Drawing]:
        services.tasks.start(_refresh(services, UUID(promise.body["request_id"])))
        return await draw(services, promise)

    return {**drawers, "request": both}


async def _refresh(services: Services, request_id: UUID) -> None:
    """Bring Homes up to date; what fails is not tried again, since opening Home draws it anew."""
    for member in await _concerned(services, request_id):
        try:
            async with services.database.read() as db:
                home, _ = await drawn(services.work(db), member.actor)
            await services.slack.views_publish(user_id=member.user_id, view=home.view)
        except (*FAULTS, Refused) as fault:
            log.warning("The Home of %s was not brought up to date: %s", member.user_id, fault)


async def _concerned(services: Services, request_id: UUID) -> list[Member]:
    async with services.database.read() as db:
        request = await requests.get(db, request_id)
        now, office = services.clock().now, services.office
        permission = Policy.model_validate(request.policy).permission
        deciding = await staff.holding(db, permission, office=office, now=now)
        asking = await staff.by_id(db, request.requester_id, office=office, now=now)
    return [member for member in {one.id: one for one in (asking, *deciding)}.values() if member.works]


async def _opened(call: Call) -> Shown:
    """Draw Home when its tab is opened; the same event tells of the messages tab too."""
    return await _looked_at(call) if call.event.get("tab") == "home" else None


async def _looked_at(call: Call) -> Shown:
    """Draw Home for whoever looks at it, on the record."""

    async def read(work: Work) -> tuple[Home, audit.Entry]:
        home, shown = await drawn(work, call.actor)
        codes = ", ".join(dict.fromkeys(request.code for request in shown))
        return home, call.entry("home.viewed", "approvals", facts={"codes": codes})

    return await call.view(call.entry("home.viewed", "approvals"), read)


def _blocks(work: Work, actor: Actor, waiting: Sequence[Request], asked: Sequence[Request]) -> list[Block]:
    roles = [work.office.roles[name].title for name in sorted(actor.roles) if name in work.office.roles]
    buttons = [kit.button(label, action) for permission, label, action in SHORTCUTS if actor.may(permission)]
    standing = kit.marked(f"{actor.name} · {kit.listed(roles) or 'no role yet: ask an administrator for one'} · as of ")
    return [
        kit.headline("Your desk"),
        kit.small(kit.marked(standing, kit.clock(work.now, zone=actor.zone))),
        kit.buttons(*buttons, kit.button("Refresh", "home:again"), block_id="shortcuts"),
        kit.line(),
        *_list("Waits for your word", waiting, "Nothing waits for you.", "/approvals shows all of them."),
        kit.line(),
        *_list("You asked for", asked, "You have not asked for anything yet.", "/approvals asked shows more."),
        kit.line(),
        kit.small("Type /pitboss help in any conversation to see what you can do."),
    ]


def _list(title: str, found: Sequence[Request], nothing: str, where: str) -> list[Block]:
    if not found:
        return [kit.say(kit.bold(title)), kit.small(nothing)]
    lines = [block for request in found[:SHOWN] for block in line_of(request)]
    rest = len(found) - SHOWN
    more = [kit.small(f"{rest} more. {where}")] if rest > 0 else []
    return [kit.say(kit.bold(f"{title}: {len(found)}")), *lines, *more]


ROUTES = Routes(events={"app_home_opened": _opened}, buttons={"home": _looked_at})
