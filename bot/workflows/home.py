"""Home: drawn for one person, and drawn again when something of theirs changes."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from bot import kit
from bot.cards import home_screen
from bot.cards.desired import Drawing
from bot.cards.home_screen import Standing
from bot.process.services import Services
from bot.slack.api_errors import FAULTS, error_of, passing
from bot.slack.responses import Home
from bot.workflows.topic_handlers import Drawer, Drawers
from core import actions, approvals, freezes, outbox, platform, requests, security, staff, tickets
from core.action import Policy
from core.actions import thaw
from core.database import pages
from core.database.pages import Page
from core.outbox import OutboxMessage
from core.people import Actor, Permission
from core.requests import Request, State
from core.security import Shelf
from core.staff import HomeBody
from core.work import Work

log = logging.getLogger(__name__)

T = TypeVar("T")


async def drawn(work: Work, actor: Actor) -> tuple[Home, list[Request]]:
    """Draw somebody's Home as it is now, and give the requests on it.

    Requests are shown by their codes and players by their ids, with nothing else about them.
    """
    standing = await _standing(work, actor)
    orders = await platform.of_requests(work.db, [request.id for request in standing.requests])
    standing = replace(standing, orders=orders)
    return Home(kit.home(home_screen.draw(work, actor, standing))), standing.requests


async def redraw_concerned(services: Services, request_id: UUID) -> None:
    """Have the Homes of everybody concerned by a request drawn again."""
    async with services.database.write() as db:
        work = services.work(db)
        await staff.redraw_home(work, *await _concerned(work, request_id))


async def home(services: Services, message: OutboxMessage[HomeBody]) -> Iterable[Drawing]:
    """Draw one person's Home again; one that Slack refuses is drawn when the person opens it."""
    async with services.database.read() as db:
        work = services.work(db)
        member = await staff.by_id(db, message.body.staff_id, office=work.office, now=work.now)
        view = (await drawn(work, member.actor))[0].view if member.works else None
    try:
        if view is not None:
            await services.slack.views_publish(user_id=member.user_id, view=view)
    except FAULTS as fault:
        if passing(fault):
            raise
        log.warning("The Home of %s was not taken: %s", member.user_id, error_of(fault))
    return ()


async def _concerned(work: Work, request_id: UUID) -> set[UUID]:
    """Name the requester, those who may decide, and those who may take the request over once its requester is gone."""
    request = await requests.get(work.db, request_id)
    asking = actions.named(request.action).ask
    here = await staff.current(work.db, ids=[request.requester_id], office=work.office, now=work.now)
    left = request.state == State.PENDING and not any(one.may(asking) for one in here.values())
    wanted = {Policy.model_validate(request.policy).permission, *([asking] if left else [])}
    found = {request.requester_id, *here}
    for permission in wanted:
        found |= {one.id for one in await staff.holding(work.db, permission, office=work.office, now=work.now)}
    return found


async def _standing(work: Work, actor: Actor) -> Standing:
    decidable = await approvals.decidable(work, actor=actor)
    left = await approvals.orphaned(work, actor=actor)
    stopped = [one for one in await freezes.standing(work.db) if one.kind != "person"]
    oversees = actor.may(Permission.DESK_STATUS)
    granting = [] if actor.permissions else await _granting(work)
    return Standing(
        waiting=_top([one for one in decidable if one.state == State.PENDING], cut=decidable.cut),
        unconfirmed=_top([one for one in decidable if one.state != State.PENDING], cut=decidable.cut),
        left=_top(left.items, cut=left.cut),
        tickets=await tickets.mine(work.db, actor=actor, size=home_screen.SHOWN) if actor.staff_id else _top(()),
        alerts=await security.page_of(work.db, Shelf.MINE, actor=actor, now=work.now) if actor.staff_id else _top(()),
        asked=await requests.asked_by(work.db, actor.person),
        frozen=[await thaw.what(work, one) for one in stopped],
        backlog=await outbox.backlog(work.db) if oversees else None,
        open_requests=await requests.count_open(work.db) if oversees else 0,
        grants=granting,
    )


def _top(found: Sequence[T], *, cut: bool = False) -> Page[T]:
    return pages.numbered(found, size=home_screen.SHOWN, cut=cut)


async def _granting(work: Work) -> list[str]:
    found = await staff.holding(work.db, Permission.STAFF_GRANT, office=work.office, now=work.now, limit=3)
    return [one.actor.name for one in found]


DRAWERS: Drawers = (Drawer(staff.HOME_CHANGED, home),)
