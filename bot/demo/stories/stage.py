"""What a story's colleagues do: the same operations as from Slack, at a moment in the past."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from core import approvals, staff
from core.action import Action
from core.approvals import Ballot, Decision
from core.database.connections import Database
from core.moment import Moment
from core.people import Actor, Origin
from core.requests import Request, State
from core.work import Desk, Work


@dataclass(frozen=True, slots=True)
class Stage:
    """The simulated company with its staff and players."""

    database: Database
    desk: Desk
    now: datetime
    staff: Mapping[str, UUID]
    """Staff ids by person."""
    players: Mapping[str, int]
    """Player ids of the stories by username."""
    crowd: Mapping[str, int]
    """Some players without a story: their ids by the platform's ids."""

    @asynccontextmanager
    async def work(self, minutes_ago: float = 0) -> AsyncIterator[Work]:
        """Begin one written transaction, so many minutes before now."""
        async with self.database.write() as db:
            yield Work(db, self.desk, Moment(now=self.now - timedelta(minutes=minutes_ago)))

    async def actor(self, work: Work, person: str) -> Actor:
        """Let somebody of the cast act, as if in Slack."""
        member = await staff.by_id(work.db, self.staff[person], office=work.office, now=work.now)
        return replace(member.actor, origin=Origin(surface="form"))

    async def ask(self, person: str, action: Action, *, minutes_ago: float) -> Request:
        """Ask for an action."""
        async with self.work(minutes_ago) as work:
            key = f"story {action.name} {action.subject()}"
            return await approvals.ask(work, action, actor=await self.actor(work, person), key=key)

    async def agree(self, person: str, request: Request, *, minutes_ago: float) -> Request:
        """Approve or confirm what somebody else asked for."""
        async with self.work(minutes_ago) as work:
            actor = await self.actor(work, person)
            read = await approvals.review(work, request.id, actor=actor)
            ballot = Ballot(
                request_id=request.id,
                version=read.request.version,
                fingerprint=read.request.fingerprint,
                material_digest=read.material_digest,
                decision=Decision.CONFIRM if request.state == State.IN_FORCE else Decision.APPROVE,
                ticked=frozenset(fact.key for fact in read.facts if fact.to_tick),
            )
            return await approvals.vote(work, ballot, actor=actor)
