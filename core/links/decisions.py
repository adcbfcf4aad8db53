"""What people decided about pairs of accounts: which links a decision that stands explains."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select

from core.database.connections import Connection
from core.database.tables import link_decisions
from core.links.evidence import HARD, Evidence


class Verdict(StrEnum):
    """What was decided about two accounts that share something."""

    HOUSEHOLD = "household"
    """Different people who live together."""
    NOT_LINKED = "not_linked"
    """Different people; what they share is a coincidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkDecision:
    """One decision about a player and another one."""

    id: UUID
    other_id: int
    verdict: Verdict
    kinds: frozenset[Evidence]
    """The kinds of evidence that were known when it was decided."""
    compliance: bool
    """Whether compliance agreed."""
    why: str
    decided_at: datetime
    decided_by: str
    expires_at: datetime
    request_id: UUID | None

    def news(self, found: Collection[Evidence]) -> frozenset[Evidence]:
        """Pick the hard evidence of a kind that was not known when it was decided: it opens the question again."""
        return HARD & frozenset(found) - self.kinds

    def explains(self, found: Collection[Evidence]) -> bool:
        """Tell whether the decision still answers what is found."""
        return not self.news(found)


async def standing(db: Connection, player_id: int, *, now: datetime) -> Mapping[int, LinkDecision]:
    """Read the decisions about a player that neither ended nor expired, by the other player."""
    columns = link_decisions.c
    mine = (columns.player_id == player_id, columns.ended_at.is_(None), columns.expires_at > now)
    return {
        row.other_id: LinkDecision(
            id=row.id,
            other_id=row.other_id,
            verdict=Verdict(row.verdict),
            kinds=frozenset(Evidence(kind) for kind in row.kinds),
            compliance=row.compliance,
            why=row.why,
            decided_at=row.decided_at,
            decided_by=row.decided_by,
            expires_at=row.expires_at,
            request_id=row.request_id,
        )
        for row in await db.execute(select(link_decisions).where(*mine))
    }
