"""Deciding about two linked accounts: a household, or not linked; and ending such a decision."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import insert, select, update

from core import audit, operations
from core.database.tables import link_decisions, players
from core.errors import Conflict, Invalid, NotAllowed
from core.links import account_links
from core.links.account_links import Link
from core.links.decisions import Verdict
from core.people import Actor, Permission, Visibility
from core.phrases import Phrase, PlayerRef
from core.players import accounts, brand_scope, honey, restrictions, situations
from core.work import Work

DECIDING = "decide about linked accounts"
SETTLED, ENDED = "link.settled", "link.ended"
LEAST, MOST = 10, 1000
"""Characters of the evidence."""


class TwoDecide(NotAllowed):
    """An exclusion stands for one of the accounts, or a colleague owns one: one person alone does not decide."""

    code: ClassVar[str] = "two_decide"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDecision:
    """What somebody decides about a player and another account, and on what evidence."""

    player_id: int
    other_id: int
    verdict: Verdict
    evidence: str
    ticket: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """Who decided, and by which request where two people did."""

    by: str
    compliance: bool
    """Whether compliance agreed."""
    request_id: UUID | None = None


@operations.operation(SETTLED, module="links", needs=Permission.LINK_DECIDE, doing=DECIDING)
async def decide(work: Work, actor: Actor, new: NewDecision) -> datetime:
    """Decide that two linked accounts are a household, or not linked; give until when that stands.

    Raises :class:`~core.errors.Invalid` for too little evidence, :class:`~core.errors.Unknown` for a player whom this
    person may not know of, :class:`TwoDecide` where two people have to agree, and what :func:`settle` raises.
    """
    for each in (new.player_id, new.other_id):
        await brand_scope.refuse_unknown(work.db, actor, each)
        await honey.refuse_touching(work.db, each)
    checked_evidence(new.evidence)
    await accounts.hold(work.db, {new.player_id, new.other_id})
    if why := await two_people_decide(work, (new.player_id, new.other_id)):
        words = "{why} Ask for “Decide about links” among the player's actions: compliance has to agree."
        raise TwoDecide(Phrase(words, why=why))
    settling = Settling(by=actor.name, compliance=Visibility.COMPLIANCE in actor.sees)
    link = await settle(work, new, settling)
    await audit.record(work, _entry(actor, SETTLED, new, link))
    return work.now + work.office.limits.link_decision_lasts


async def settle(work: Work, new: NewDecision, settling: Settling) -> Link:
    """Write a decision for both players, in place of the one that new evidence opened again; give the link.

    Raises :class:`~core.errors.Conflict` where the two are not linked now, or a decision answers all of it already.
    """
    link = await between(work, new.player_id, new.other_id)
    if link.settled and link.decision:
        words = "That is decided already, by {by}, until {until}. End that decision first."
        raise Conflict(Phrase(words, by=link.decision.decided_by, until=link.decision.expires_at))
    await _end(work, new.player_id, new.other_id, by=settling.by, request_id=settling.request_id)
    row = {
        "id": work.at.ids(),
        "verdict": new.verdict.value,
        "kinds": sorted(link.evidence),
        "compliance": settling.compliance,
        "why": new.evidence.strip(),
        "ticket": new.ticket,
        "decided_at": work.now,
        "decided_by": settling.by,
        "expires_at": work.now + work.office.limits.link_decision_lasts,
        "request_id": settling.request_id,
    }
    both = ((new.player_id, new.other_id), (new.other_id, new.player_id))
    rows = [row | {"player_id": one, "other_id": other} for one, other in both]
    await work.db.execute(insert(link_decisions), rows)
    return link


@operations.operation(ENDED, module="links", needs=Permission.LINK_DECIDE, doing=DECIDING)
async def end(work: Work, actor: Actor, player_id: int, *, other_id: int, why: str) -> None:
    """End a decision about two accounts, so that what links them is shown again.

    Raises :class:`~core.errors.Invalid` where too little is written, :class:`~core.errors.Unknown` for a player whom
    this person may not know of, :class:`~core.errors.Conflict` where no decision stands.
    """
    for each in (player_id, other_id):
        await brand_scope.refuse_unknown(work.db, actor, each)
    checked_evidence(why)
    await accounts.hold(work.db, {player_id, other_id})
    if not await _end(work, player_id, other_id, by=actor.name):
        raise Conflict("No decision about these two accounts stands; look at the linked accounts again.")
    entry = audit.Entry(
        actor=actor,
        action=ENDED,
        module="links",
        subject=audit.Subject("player", str(player_id)),
        player_id=player_id,
        facts={"other": other_id},
        private={"why": why.strip()},
    )
    await audit.record(work, entry)


async def between(work: Work, player_id: int, other_id: int) -> Link:
    """Find what links two accounts.

    Raises :class:`~core.errors.Conflict` where nothing does.
    """
    if link := next(
        (each for each in await account_links.linked_to(work, player_id) if each.player_id == other_id), None
    ):
        return link
    words = "{one} and {other} share nothing that links them now; look at the linked accounts again."
    raise Conflict(Phrase(words, one=PlayerRef(player_id), other=PlayerRef(other_id)))


async def two_people_decide(work: Work, player_ids: Iterable[int]) -> Phrase | None:
    """Say why one person alone does not decide about these accounts; None where one may."""
    for each in sorted(player_ids):
        blocks = await situations.open_rows(work.db, each, now=work.now)
        if restrictions.excluded(blocks, work.now):
            return Phrase("An exclusion of {player} stands.", player=PlayerRef(each))
        if await work.db.scalar(select(players.c.staff_owned).where(players.c.id == each)):
            return Phrase("{player} belongs to a member of staff.", player=PlayerRef(each))
    return None


def checked_evidence(text: str) -> None:
    """Refuse too little to judge by later.

    Raises :class:`~core.errors.Invalid`.
    """
    if not LEAST <= len(text.strip()) <= MOST:
        raise Invalid(f"Write what it rests on, between {LEAST} and {MOST} characters.", field="evidence")


async def _end(work: Work, player_id: int, other_id: int, *, by: str, request_id: UUID | None = None) -> bool:
    """End what stands for both players; tell whether there was anything."""
    columns = link_decisions.c
    ended: dict[str, Any] = {"ended_at": work.now, "ended_by": by, "end_request_id": request_id}
    both = ((player_id, other_id), (other_id, player_id))
    standing = [
        (columns.player_id == one) & (columns.other_id == other) & columns.ended_at.is_(None) for one, other in both
    ]
    stood = await work.db.scalar(select(columns.expires_at).where(standing[0]))
    for condition in standing:
        await work.db.execute(update(link_decisions).where(condition).values(ended))
    return stood is not None and stood > work.now


def _entry(actor: Actor, action: str, new: NewDecision, link: Link) -> audit.Entry:
    return audit.Entry(
        actor=actor,
        action=action,
        module="links",
        subject=audit.Subject("player", str(new.player_id)),
        player_id=new.player_id,
        facts={"other": new.other_id, "verdict": new.verdict.value, "evidence": sorted(link.evidence)},
        private={"why": new.evidence.strip()},
    )
