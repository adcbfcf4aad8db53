"""Asking for an action: checked, previewed, written down with its facts; a protective one takes effect here."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ClassVar

from core import freezes, platform, quotas, requests, staff, tickets
from core.action import Action, Fact, Kind, Policy, Run, payload
from core.approvals import disclosure, effects, lifecycle, locks, policy, quorum
from core.approvals.lifecycle import Cause, Move
from core.approvals.policy import Circumstances
from core.errors import Conflict, Refused
from core.people import Actor
from core.phrases import Phrase
from core.players import brand_scope, honey
from core.quotas import Quota, Within
from core.requests import Request, State
from core.work import Work

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters and digits that are not confused when spoken or read from a screen."""
CODE_LENGTH = 4
"""About 800,000 codes; a used one is skipped, and after several in a row the code gets longer."""


class AlreadyPending(Conflict):
    """The same thing is pending already."""

    code: ClassVar[str] = "already_pending"


class SubmissionReused(Conflict):
    """The key of a submission stands for another one."""

    code: ClassVar[str] = "key_reused"


class NobodyCan(Refused):
    """No set of people on the staff could agree to this."""

    code: ClassVar[str] = "nobody_can"


class TooMany(Refused):
    """More protective actions in an hour than the office file allows one person."""

    code: ClassVar[str] = "too_many"


PROTECTING = quotas.declare(
    Quota(
        key="rules.block_player.per_person_per_hour",
        within=Within.HOUR,
        most=lambda office, _: office.rules.block_player.per_person_per_hour,
        count=partial(requests.count_since, kind=Kind.PROTECTIVE),
        refusal=TooMany,
        words=(
            "You have put {done} protective actions in force within the hour; {most} is the most for one person. "
            "Ask a colleague to continue, and tell security if this is an attack."
        ),
    )
)


async def ask(work: Work, action: Action, *, actor: Actor, key: str) -> Request:
    """Ask for an action; asked again with the same ``key`` (one submission), the first request is returned.

    Raises :class:`~core.errors.NotAllowed` without the right, :class:`SubmissionReused` for a used key,
    :class:`AlreadyPending` when the same is pending already, :class:`NobodyCan` when nobody on the staff could agree to
    what releases, :class:`TooMany` above the hourly cap, and what the action raises.
    """
    await locks.hold_asking(work, action, actor=actor)
    actor = await quorum.as_now(work, actor)
    if before := await requests.by_key(work.db, key):
        return _asked_before(before, action, actor)
    intent = await _intend(work, action, actor)
    if intent.policy.at_once:
        await quotas.refuse_used_up(work, actor, PROTECTING)
    request = await lifecycle.begin(work, await _row(work, intent, actor, key), asked_by=actor)
    await action.asked(run=Run(work=work, request_id=request.id, code=request.code, requester=actor))
    await tickets.asked(work, request, actor=actor)
    if intent.policy.at_once:
        request = await effects.put_in_force(work, request, action, requester=actor)
    if intent.lacking:
        record = lifecycle.entry(request, actor, "request.unconfirmable", lacking=intent.lacking)
        change = Move(to=State.IN_FORCE, cause=Cause.REQUESTER, record=record, values={"overdue_at": work.now})
        return await lifecycle.move(work, request, change)
    return request


def _asked_before(request: Request, action: Action, actor: Actor) -> Request:
    same = (request.action, request.payload) == (action.name, payload(action))
    if not same or actor.person not in request.asked_by:
        raise SubmissionReused(
            f"This was sent before, with other content, as {request.code}. Nothing else was asked for; begin anew."
        )
    return request


@dataclass(frozen=True, slots=True)
class Intent:
    """What asking would do, and who would have to agree."""

    action: Action
    policy: Policy
    facts: tuple[Fact, ...]
    needs: str
    """Who has to agree, in words."""
    lacking: str = ""
    """Of those, who does not work here now; a protective act is in force all the same, and alarms."""


async def what_if(work: Work, action: Action, *, actor: Actor) -> Intent:
    """Tell what would happen and who would have to agree, as the requester may know it; change nothing (rule 15).

    Raises what :func:`ask` would, the hourly cap aside.
    """
    intent = await _intend(work, action, actor)
    told = disclosure.told_policy(intent.policy, actor)
    foreign = await policy.foreign(work, actor, intent.facts)
    return replace(intent, facts=policy.visible_to(actor, intent.facts, foreign), policy=told)


async def _intend(work: Work, action: Action, actor: Actor) -> Intent:
    work.office.demand(actor, action.ask, f"ask for “{action.title}”")
    releases = action.freezable and action.kind is Kind.RELEASING
    await freezes.refuse_act(work, actor, releasing=action.name if releases else None)
    if (player_id := action.about()) is not None:
        for each in (player_id, *action.names()):
            await brand_scope.refuse_unknown(work.db, actor, each)
            await honey.refuse_touching(work.db, each)
    await _refuse_second(work, action)
    earlier = await policy.undone_before(work, action)
    facts = tuple(await policy.preview_facts(work, action, earlier, requester=actor.person))
    apart = await staff.apart_from(work.db, actor.person, now=work.now)
    under = Circumstances(requester=actor, facts=facts, earlier=earlier, apart=apart)
    needed = await policy.today(work, action, under)
    shown = disclosure.told_policy(needed, actor)
    lacking = await policy.people_lacking(work, shown, requester=actor.person, action=action)
    if lacking and action.kind is Kind.RELEASING:
        raise _nobody_can(needed, lacking, apart=await staff.names_apart(work, actor.person))
    if lacking:  # what protects a player is not refused for want of a second person
        needed = needed.model_copy(update={"at_once": True})
    needs = quorum.missing_words(quorum.missing(shown, (), requester=actor.person), work.office)
    return Intent(action, needed, facts, needs, lacking)


async def _refuse_second(work: Work, action: Action) -> None:
    """Refuse what is asked for already; what protects is harmless twice, and must not wait for the platform."""
    releases = action.kind is Kind.RELEASING
    if releases and (asked := await platform.awaiting_answer(work.db, action=action.name, subject=action.subject())):
        raise AlreadyPending(
            f"The same was approved as {asked}, and the gaming platform has not answered yet. "
            "If you asked again, it might be done twice; that request's card shows the answer when it comes."
        )
    subjects = action.subjects(work.office)
    pending = [await requests.pending_about(work.db, action=action.name, subject=subject) for subject in subjects]
    if waiting := next(filter(None, pending), None):
        raise AlreadyPending(
            f"The same is pending already as {waiting.code}. Ask somebody to decide that one; "
            "its requester can take it back."
        )


def _nobody_can(needed: Policy, lacking: str, *, apart: tuple[str, ...]) -> NobodyCan:
    words = (
        "Nobody could agree to this now: the rule “{rule}” also needs {lacking}. "
        "An administrator can give somebody that role."
    )
    if apart:
        words += " Those who had a part in your hire, or you in theirs, do not count yet: {apart}."
    return NobodyCan(Phrase(words, rule=needed.rule, lacking=lacking, apart=apart))


async def _row(work: Work, intent: Intent, actor: Actor, key: str) -> dict[str, Any]:
    action = intent.action
    amount = await action.counts(work=work)
    total = work.office.in_base(amount) if amount is not None else None
    return {
        "id": work.at.ids(),
        "code": await _code(work),
        "key": key,
        "action": action.name,
        "kind": action.kind,
        "version": 1,
        "requester_id": actor.staff_id,
        "requester_person": actor.person,
        "authors": [actor.person],
        "player_id": action.about(),
        "subject": action.subject(),
        "payload": payload(action),
        "fingerprint": policy.fingerprint(action.name, payload(action), 1),
        "facts": [fact.model_dump(mode="json") for fact in intent.facts],
        "material_digest": policy.material_digest(intent.facts),
        "policy": intent.policy.model_dump(mode="json"),
        "office_fingerprint": work.office.fingerprint,
        "total_minor": total.amount_minor if total is not None else None,
        "total_on": work.office.day(work.now).isoformat() if action.in_totals else None,
        "source_ref": action.source(),
        "ticket": getattr(action, "ticket", None),
        "asked_at": work.now,
        "due_at": work.now + intent.policy.quorum.within,
    }


async def _code(work: Work) -> str:
    for length in (CODE_LENGTH, CODE_LENGTH, CODE_LENGTH, CODE_LENGTH + 1, CODE_LENGTH + 2):
        code = "".join(CODE_ALPHABET[byte % len(CODE_ALPHABET)] for byte in work.at.entropy(length))
        if not await requests.taken(work.db, code):
            return code
    message = "no free request code among five tries: the table is full, or the entropy is broken"
    raise RuntimeError(message)
