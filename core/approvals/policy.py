"""Who must agree to a request today, running totals, and the digests that tie a vote to what was read."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import rfc8785
from sqlalchemy import ColumnElement, exists, func, select

from core import actions, requests, staff
from core.action import Action, Fact, Policy, Totals
from core.approvals import quorum
from core.database import tables
from core.database.connections import Connection
from core.fact_values import CODEC
from core.people import Actor
from core.phrases import Phrase
from core.players import brand_scope
from core.requests import Request, State, Vote
from core.work import Work

REMEMBERED = timedelta(hours=24)
"""How long a decline makes the same request need one more tier (rule 9)."""
COUNTING_STATES = (State.PENDING, State.IN_FORCE, State.DONE, State.CONFIRMED)
"""What counts towards a running total: what is pending counts; what was declined, taken back or expired does not."""


async def today(work: Work, action: Action, *, requester: Actor, request: Request | None = None) -> Policy:
    """Compute who must agree now: the action's rule for the day's totals, stricter after a recent decline (rules 5, 9).

    ``request`` is the one the policy is for; it does not count towards its own totals.
    """
    totals = await _totals(work, action, requester.person, request)
    policy = await action.policy(work=work, requester=requester, totals=totals)
    if before := await action.looks_like(work):
        raised = action.stricter(policy, work=work)
        rule = Phrase("{rule}, because it looks like an earlier one: {before}", rule=raised.rule, before=before)
        policy = raised.model_copy(update={"rule": rule})
    if apart := await staff.apart_from(work.db, requester.person, now=work.now):
        policy = policy.model_copy(update={"barred_persons": policy.barred_persons.union(apart)})
    declined = await _declined(work, action, until=request.asked_at if request else work.now)
    if not declined:
        return policy
    decliners = {vote.person for old in declined for vote in await requests.votes_on(work.db, old)}
    raised = action.stricter(policy, work=work)
    rule = _stricter_rule(raised.rule, action, declined[0])
    return raised.model_copy(update={"rule": rule, "barred_persons": raised.barred_persons | decliners})


async def _declined(work: Work, action: Action, *, until: datetime) -> list[Request]:
    """List the declined requests that asked for the same within a day before, newest first."""
    about = requests.About(action=action.name, player_id=action.about(), subject=action.subject())
    several = await requests.declined(work.db, about, since=until - REMEMBERED, until=until)
    return [old for old in several if _repeats(action, old, work)]


def _repeats(action: Action, old: Request, work: Work) -> bool:
    try:
        return action.repeats(actions.read(old), reason=old.close_reason or "", office=work.office)
    except actions.Altered:
        return True  # nobody can say any more what was declined


def _stricter_rule(rule: str, action: Action, old: Request) -> Phrase:
    """Name the request that was declined; where money moves, also what it asked for and what this one does."""
    then, now = actions.read(old), action
    told = {"rule": rule, "code": old.code, "who": old.closed_by or "", "at": old.closed_at}
    if not then.in_totals or then.headline() == now.headline():
        return Phrase("{rule}, because {code}, which asked for the same, was declined by {who}, {at}", **told)
    words = "{rule}, because {code} was declined by {who}, {at}; that was: {then}; this is: {now}"
    return Phrase(words, **told, then=then.headline(), now=now.headline())


async def people_lacking(work: Work, needed: Policy, *, requester: str, player_id: int | None) -> str:
    """Say who would have to agree and does not work here now; empty where enough people could."""
    brand = await brand_scope.of(work.db, player_id)
    here = await staff.current(work.db, office=work.office, now=work.now)
    everybody = [quorum.supporter(one) for one in here.values() if one.knows(brand)]
    return quorum.missing_words(quorum.missing(needed, everybody, requester=requester), work.office)


def material_digest(facts: Iterable[Fact]) -> str:
    """Hash the material facts, whose change stops a vote (rule 7): SHA-256, hex."""
    material = [[fact.key, CODEC.write(fact.value)] for fact in facts if fact.material]
    return hashlib.sha256(rfc8785.dumps(material)).hexdigest()


def fingerprint(name: str, fields: Mapping[str, Any], version: int) -> str:
    """Hash a request: SHA-256 of the RFC 8785 JSON of action, version and fields as they are stored, in hex."""
    content: dict[str, Any] = {"action": name, "version": version, "payload": fields}
    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()


def unaltered(request: Request, votes: Iterable[Vote] = ()) -> Action:
    """Restore what a request asks for, after comparing it with what was asked and voted on.

    Raises :class:`~core.actions.Altered`.
    """
    stored = fingerprint(request.action, request.payload, request.version)
    if any(known != stored for known in (request.fingerprint, *(vote.fingerprint for vote in votes))):
        raise actions.Altered.of(request)
    return actions.read(request)


def visible_to(actor: Actor, facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Keep the facts this person may see. A fact they may not see never stops their vote: that would tip them off."""
    return tuple(seen for fact in facts if (seen := fact.seen_by(actor.sees)) is not None)


async def total(db: Connection, *, day: str, of: ColumnElement[bool], exclude: UUID | None = None) -> int | None:
    """Add up the absolute amounts of one local day in the base currency; None when one has no known amount.

    What the platform, where it decides, has refused moved nothing and does not count. ``of`` says whose: a person's
    or a player's. ``exclude`` leaves one request out.
    """
    columns = tables.requests.c
    query = select(
        func.coalesce(func.sum(columns.total_minor), 0),
        func.count().filter(columns.total_minor.is_(None)),
    ).where(columns.total_on == day, columns.state.in_(COUNTING_STATES), of, ~_refused_by_platform())
    if exclude is not None:
        query = query.where(columns.id != exclude)
    amount, unknown = (await db.execute(query)).one()
    return None if unknown else int(amount)


def by_person(person: str) -> ColumnElement[bool]:
    """Select one requester's requests for :func:`total`."""
    return tables.requests.c.requester_person == person


def of_player(player_id: int) -> ColumnElement[bool]:
    """Select the requests about one player for :func:`total`."""
    return tables.requests.c.player_id == player_id


async def _totals(work: Work, action: Action, person: str, request: Request | None) -> Totals:
    if not action.in_totals:
        return Totals()
    day = request.total_on if request and request.total_on else work.office.day(work.now).isoformat()
    exclude = request.id if request else None
    of_requester = await total(work.db, day=day, of=by_person(person), exclude=exclude)
    player_id = action.about()
    if player_id is None:
        return Totals(of_requester_minor=of_requester)
    of_its_player = await total(work.db, day=day, of=of_player(player_id), exclude=exclude)
    return Totals(of_requester_minor=of_requester, of_player_minor=of_its_player)


def _refused_by_platform() -> ColumnElement[bool]:
    """Select requests the deciding platform refused; an unanswered order may still have been executed."""
    orders = tables.platform_orders.c
    of_it = orders.request_id == tables.requests.c.id
    return exists().where(of_it, orders.authority == "platform", orders.state == "refused")
