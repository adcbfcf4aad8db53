"""Home: what waits for me, what I asked for, and where to begin."""

from collections.abc import Sequence

from slackblocks import Block

from bot import kit
from bot.answers import Home, Shown
from bot.calls import Call
from bot.handlers.approvals import line_of
from bot.routes import Routes
from bot.services import Services
from core import approvals, requests
from core.people import Actor, Permission
from core.requests import Request
from core.work import Work

SHOWN = 5
"""Requests of each kind; the rest is counted, and a command away."""
SHORTCUTS = (
    (Permission.PLAYER_VIEW, "Look a player up…", "player:form"),
    (Permission.PLAYER_VIEW, "My last players", "player:recent"),
    (Permission.BLOCK_ASK, "Block…", "block:open"),
    (Permission.ADJUSTMENT_ASK, "Adjust…", "adjust:open"),
)


async def drawn(services: Services, actor: Actor) -> Home:
    """Draw somebody's Home as it stands now: requests by their codes, players by their ids, nothing else of them."""
    async with services.database.read() as db:
        work = services.work(db)
        waiting = await approvals.decidable(work, actor=actor)
        asked = await requests.asked_lately(db, person=actor.person)
        return Home(kit.home(_blocks(work, actor, waiting, asked)))


async def _opened(call: Call) -> Shown:
    """Draw Home when its tab is opened; the same event tells of the messages tab too."""
    return await drawn(call.services, call.actor) if call.event.get("tab") == "home" else None


async def _pressed(call: Call) -> Shown:
    return await drawn(call.services, call.actor)


def _blocks(work: Work, actor: Actor, waiting: Sequence[Request], asked: Sequence[Request]) -> list[Block]:
    roles = [work.office.roles[name].title for name in sorted(actor.roles) if name in work.office.roles]
    buttons = [kit.button(label, action) for permission, label, action in SHORTCUTS if actor.may(permission)]
    standing = kit.marked(f"{actor.name} · {kit.listed(roles) or 'no role yet: ask an administrator for one'} · as of ")
    return [
        kit.headline(f"{work.office.name}: your desk"),
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


ROUTES = Routes(events={"app_home_opened": _opened}, buttons={"home": _pressed})
