"""What a request weighs at this moment: today's policy and totals, and the digests that tie a vote to what was read."""

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import rfc8785

from core import requests
from core.action import Action, Fact, Policy, Totals, payload
from core.approvals import rules, running_totals
from core.fact_values import CODEC
from core.people import Actor
from core.requests import Request
from core.work import Work

REMEMBERED = timedelta(hours=24)
"""How long a refusal by a second person makes the same wish harder (rule 9)."""


async def policy_now(work: Work, action: Action, *, requester: Actor, request: Request | None = None) -> Policy:
    """Tell who must agree now: the action's rule over the day's totals, raised after a recent refusal (rules 5, 9).

    ``request`` is the one that is weighed again; it does not count beside itself.
    """
    totals = await _totals(work, action, requester.person, request)
    policy = await action.policy(work=work, requester=requester, totals=totals)
    since = (request.asked_at if request else work.now) - REMEMBERED
    declined = await requests.declined_since(work.db, action=action.name, subject=action.subject(), since=since)
    if not declined:
        return policy
    decliners = {vote.person for old in declined for vote in await requests.votes_on(work.db, old)}
    raised = action.stricter(policy, work=work)
    return raised.model_copy(update={"barred_persons": raised.barred_persons | decliners})


def locks(work: Work, action: Action, person: str, *, day: str | None = None) -> list[str]:
    """Name what whoever reads running totals must hold: requester, player and day (rule 5)."""
    on = day or work.office.day(work.now).isoformat()
    names = [f"subject {action.name} {action.subject()}"]
    if action.moves() is not None:
        names.append(f"total of {person} on {on}")
        if action.about() is not None:
            names.append(f"total of player {action.about()} on {on}")
    return names


def material_digest(facts: Iterable[Fact]) -> str:
    """Condense the facts whose change stops a vote (rule 7): SHA-256, hex."""
    material = [[fact.key, CODEC.write(fact.value)] for fact in facts if fact.material]
    return hashlib.sha256(rfc8785.dumps(material)).hexdigest()


def fingerprint(action: Action, version: int) -> str:
    """Condense what is asked for: SHA-256 of the RFC 8785 JSON of action, version and fields, hex."""
    content: dict[str, Any] = {"action": action.name, "version": version, "payload": payload(action)}
    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()


def seen_by(facts: Iterable[Fact], actor: Actor) -> tuple[Fact, ...]:
    """Keep the facts this person may see. What one may not see neither stops nor tells: a hint would tip off."""
    return tuple(fact for fact in facts if fact.visibility in actor.sees)


def supporter(actor: Actor) -> rules.Supporter:
    """See a member of staff as somebody who may agree."""
    return rules.Supporter(person=actor.person, roles=actor.roles, permissions=actor.permissions)


async def _totals(work: Work, action: Action, person: str, request: Request | None) -> Totals:
    if action.moves() is None:
        return Totals()
    day = request.total_on if request and request.total_on else work.office.day(work.now).isoformat()
    besides = request.id if request else None
    of_requester = await running_totals.total(work.db, day=day, of=running_totals.by_person(person), besides=besides)
    player_id = action.about()
    if player_id is None:
        return Totals(of_requester_minor=of_requester)
    of_player = await running_totals.total(work.db, day=day, of=running_totals.of_player(player_id), besides=besides)
    return Totals(of_requester_minor=of_requester, of_player_minor=of_player)
