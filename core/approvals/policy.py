"""Who must agree to a request today, running totals, earlier declines, and the digests that tie a vote to them."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, case, exists, func, select

from core import actions, canonical_json, foldings, requests, staff
from core.action import Action, Fact, Policy, Totals, payload
from core.approvals import quorum
from core.database import tables
from core.database.connections import Connection
from core.database.statements import Statement
from core.fact_values import CODEC
from core.people import Actor
from core.phrases import Phrase
from core.players import brand_scope
from core.requests import Request, State, Vote
from core.work import Work

SIGNED_COLUMNS = (
    "id", "code", "key", "action", "kind", "version", "requester_id", "requester_person", "authors", "player_id",
    "subject", "payload", "fingerprint", "facts", "material_digest", "policy", "total_minor", "total_on", "source_ref",
    "ticket", "office_fingerprint", "asked_at", "due_at",
)  # fmt: skip
"""What a request asks for, on whose word and under which rules; nothing changes it but another taking it over."""

NOBODYS = UUID(int=0)
"""An id that no request has."""
COUNTING_STATES = (State.PENDING, State.IN_FORCE, State.DONE, State.CONFIRMED)
"""What counts towards a running total: what is pending counts; what was declined, taken back or expired does not."""
REMEMBERED = timedelta(hours=24)
"""How long a decline makes the same request need one more tier (rule 9), and an undone one is shown."""
BESIDE = frozenset({"note", "ticket", "again", "receivable"})
"""Fields that say nothing of what is wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """Under what a policy is computed: everything that was read for it."""

    requester: Actor
    facts: Sequence[Fact]
    """What the preview found; in doubt as it was when the request was asked."""
    earlier: Sequence[Request]
    """What was declined or undone of the same kind: see :func:`undone_before`."""
    apart: Collection[str]
    """With whom the requester shares no request now."""
    request: Request | None = None
    """The one the policy is for; it does not count towards its own totals."""


async def today(work: Work, action: Action, under: Circumstances) -> Policy:
    """Compute who must agree now: the action's rule for the day's totals, stricter after a recent decline (rules 5, 9).

    Raises :class:`~core.errors.Refused` when it may not be requested at all.
    """
    moved = await _totals(work, action, under.requester.person, under.request)
    policy = await action.policy(work=work, requester=under.requester, totals=moved)
    if before := action.looks_like(under.facts):
        raised = action.stricter(policy, work=work)
        rule = Phrase("{rule}, because it looks like an earlier one: {before}", rule=raised.rule, before=before)
        policy = raised.model_copy(update={"rule": rule})
    if under.apart:
        policy = policy.model_copy(update={"barred_persons": policy.barred_persons.union(under.apart)})
    declined = declined_before(work, action, under.earlier)
    if not declined:
        return policy
    votes = await requests.votes_on_each(work.db, declined)
    decliners = {vote.person for several in votes.values() for vote in several}
    raised = action.stricter(policy, work=work)
    rule = _stricter_rule(raised.rule, action, declined[0])
    return raised.model_copy(update={"rule": rule, "barred_persons": raised.barred_persons | decliners})


def _stricter_rule(rule: str, action: Action, old: Request) -> Phrase:
    """Name the request that was declined; where money moves, also what it asked for and what this one does."""
    then, now = actions.read(old), action
    told = {"rule": rule, "code": old.code, "who": old.closed_by or "", "at": old.closed_at}
    if not then.in_totals or then.headline() == now.headline():
        return Phrase("{rule}, because {code}, which asked for the same, was declined by {who}, {at}", **told)
    words = "{rule}, because {code} was declined by {who}, {at}; that was: {then}; this is: {now}"
    return Phrase(words, **told, then=then.headline(), now=now.headline())


async def people_lacking(work: Work, needed: Policy, *, requester: str, action: Action) -> str:
    """Say who would have to agree and does not work here now; empty where enough people could."""
    brand = await brand_scope.of_all(work.db, (action.about(), *action.names()))
    here = await staff.current(work.db, office=work.office, now=work.now)
    everybody = [quorum.supporter(one) for one in here.values() if one.knows(brand)]
    return quorum.missing_words(quorum.missing(needed, everybody, requester=requester), work.office)


def asked_under(request: Request) -> tuple[Fact, ...]:
    """Give the facts as they were when it was asked."""
    return tuple(Fact.model_validate(fact) for fact in request.facts)


def material_digest(facts: Iterable[Fact]) -> str:
    """Hash the material facts, whose change stops a vote (rule 7): SHA-256, hex."""
    material = [[fact.key, CODEC.write(fact.value)] for fact in facts if fact.material]
    return hashlib.sha256(canonical_json.dumps(material)).hexdigest()


def fingerprint(name: str, fields: Mapping[str, Any], version: int) -> str:
    """Hash a request: SHA-256 of the RFC 8785 JSON of action, version and fields as they are stored, in hex."""
    content: dict[str, Any] = {"action": name, "version": version, "payload": fields}
    return hashlib.sha256(canonical_json.dumps(content)).hexdigest()


def row_digest(work: Work, request: Request) -> str:
    """Hash the row of a request as it was asked, under a key of the desk: HMAC-SHA-256, hex."""
    content = {name: _plain(getattr(request, name)) for name in SIGNED_COLUMNS}
    return work.desk.keyring.blind(canonical_json.dumps(content).decode()).hex()


def unaltered(request: Request, votes: Iterable[Vote] = ()) -> Action:
    """Restore what a request asks for, after comparing it with what was asked and voted on.

    Raises :class:`~core.actions.Altered`.
    """
    stored = fingerprint(request.action, request.payload, request.version)
    if any(known != stored for known in (request.fingerprint, *(vote.fingerprint for vote in votes))):
        raise actions.Altered.of(request)
    return actions.read(request)


async def foreign(work: Work, actor: Actor, *several: Iterable[Fact]) -> frozenset[int]:
    """Pick the players whom facts mention and of whom this person may not know, as they are of another brand."""
    mentioned = (each for facts in several for fact in facts for each in fact.players)
    return await brand_scope.foreign(work.db, actor, mentioned)


def visible_to(actor: Actor, facts: Iterable[Fact], foreign: frozenset[int] = frozenset()) -> tuple[Fact, ...]:
    """Keep the facts this person may see. A fact they may not see never stops their vote: that would tip them off.

    ``foreign`` are players whom they may not know of.
    """
    seen = (fact.seen_by(actor.sees) for fact in facts)
    known = (fact.without(foreign) for fact in seen if fact is not None)
    return tuple(fact for fact in known if fact is not None)


def _sum(of: ColumnElement[bool]) -> Any:
    """Add up absolute amounts of one local day in the base currency; NULL when one has no known amount.

    What the platform, where it decides, has refused moved nothing and does not count.
    """
    columns = tables.requests.c
    unknown = func.count().filter(columns.total_minor.is_(None))
    amount = case((unknown == 0, func.coalesce(func.sum(columns.total_minor), 0)))
    of_the_day = (columns.total_on == bindparam("day"), columns.state.in_(COUNTING_STATES))
    counts = (~_refused_by_platform(), columns.id != bindparam("exclude"))
    return select(amount).where(*of_the_day, of, *counts).scalar_subquery()


def _refused_by_platform() -> ColumnElement[bool]:
    """Select requests the deciding platform refused; an unanswered order may still have been executed."""
    orders = tables.platform_orders.c
    of_it = orders.request_id == tables.requests.c.id
    return exists().where(of_it, orders.authority == "platform", orders.state == "refused")


TOTALS = Statement(
    select(
        _sum(tables.requests.c.requester_person == bindparam("person")),
        _sum(tables.requests.c.player_id == bindparam("player_id")),
    )
)


async def totals(
    db: Connection, *, person: str, player_id: int | None, day: str, exclude: UUID | None = None
) -> Totals:
    """Add up what one person asked for on one local day, and what was asked about a player, in one statement.

    ``exclude`` leaves one request out.
    """
    values = {"person": person, "player_id": player_id, "day": day, "exclude": exclude or NOBODYS}
    row = (await TOTALS.send(db, values)).one()
    return Totals(*(None if amount is None else int(amount) for amount in row))


async def _totals(work: Work, action: Action, person: str, request: Request | None) -> Totals:
    if not action.in_totals:
        return Totals()
    day = request.total_on if request and request.total_on else work.office.day(work.now).isoformat()
    exclude = request.id if request else None
    return await totals(work.db, person=person, player_id=action.about(), day=day, exclude=exclude)


async def undone_before(work: Work, action: Action, *, request: Request | None = None) -> list[Request]:
    """List what people declined, took back or ended of this action's kind within a day before, newest first."""
    until = request.asked_at if request else work.now
    about = requests.About(action=action.name, player_id=action.about(), subject=action.subject())
    return await requests.lately_undone(work.db, about, since=until - REMEMBERED, until=until)


async def preview_facts(work: Work, action: Action, earlier: Sequence[Request], *, requester: str) -> list[Fact]:
    """Preview an action; where a colleague asked for the same within a day and it was undone, say so first."""
    listed = list(await action.preview(work=work))
    undone = [old for old in earlier if old.state is not State.DECLINED and requester not in old.asked_by]
    same = [old for old in undone if _same_wish(payload(action), old.payload)]
    return [*([await _told_before(work, same[0])] if same else []), *listed]


def declined_before(work: Work, action: Action, earlier: Sequence[Request]) -> list[Request]:
    """Pick those that asked for the same and were declined, newest first."""
    return [old for old in earlier if old.state is State.DECLINED and _repeats(action, old, work)]


def _repeats(action: Action, old: Request, work: Work) -> bool:
    try:
        return action.repeats(actions.read(old), reason=old.close_reason or "", office=work.office)
    except actions.Altered:
        return True  # nobody can say any more what was declined


async def _told_before(work: Work, old: Request) -> Fact:
    words = "{who} asked for it as {code}, {asked}; it was {state} {at}"
    who = await staff.name_of(work.db, old.requester_id)
    told = {"code": old.code, "asked": old.asked_at, "state": old.state.replace("_", " "), "at": old.closed_at or ""}
    return Fact(key="asked_before", label="Asked before", value=Phrase(words, who=who, **told), material=True)


def _same_wish(now: dict[str, Any], then: dict[str, Any]) -> bool:
    """Compare what is wanted, and what was written: either alone is the same wish."""
    wanted = [{name: value for name, value in one.items() if name not in BESIDE} for one in (now, then)]
    notes = [foldings.fold(str(one.get("note") or "")) for one in (now, then)]
    return wanted[0] == wanted[1] or (notes[0] == notes[1] != "")


def _plain(value: Any) -> Any:
    """Write a column as JSON knows it; a number as text, because RFC 8785 has none beyond 53 bits."""
    return value if isinstance(value, list | dict | None) else str(value)
