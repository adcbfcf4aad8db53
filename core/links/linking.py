"""Who is linked to a player: what is shared, the particulars compared, and what people decided, brought together."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from core.database.connections import Connection
from core.database.tables import players
from core.links import decisions, person_match, shared_terms
from core.links.decisions import LinkDecision, Verdict
from core.links.evidence import HARD, ORDER, Evidence, Strength
from core.links.person_match import Agreement, Field, Likeness, PersonMatch
from core.particulars import Particulars
from core.work import Work

OTHERS_MOST = 500
"""Other accounts that are looked at for one player."""
ONE_PERSON = frozenset({Likeness.SAME_PERSON, Likeness.LIKELY})
NAMED = (Field.FIRST_NAME, Field.LAST_NAME, Field.BORN_ON)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Another account, and all that links it to a player."""

    player_id: int
    brand: str
    username: str
    lifecycle: str
    evidence: Mapping[Evidence, datetime | None]
    """The most telling first, with since when both accounts have it, as far as that is known."""
    match: PersonMatch
    """How their particulars agree."""
    decision: LinkDecision | None = None
    """What was decided about the two, while it stands."""

    @property
    def strength(self) -> Strength:
        """Tell how much all of it says."""
        return Strength.HARD if HARD & self.evidence.keys() else Strength.SOFT

    @property
    def settled(self) -> bool:
        """Whether a decision answers all of it."""
        return self.decision is not None and self.decision.explains(self.evidence.keys())

    @property
    def news(self) -> frozenset[Evidence]:
        """The hard evidence that came after a decision and opens the question again."""
        return self.decision.news(self.evidence.keys()) if self.decision else frozenset()

    @property
    def household(self) -> bool:
        """Whether different people at one place explain it."""
        decided = self.decision is not None and self.decision.verdict is Verdict.HOUSEHOLD
        return decided or self.match.likeness is Likeness.HOUSEHOLD


async def find(work: Work, player_id: int) -> list[Link]:
    """Find the accounts of every brand that are linked to a player, the strongest link first.

    The cost does not grow with the number of players: see :mod:`core.links.shared_terms`.
    """
    shared = await _shared(work, player_id)
    if not shared:
        return []
    rows = await _rows(work.db, [player_id, *sorted(shared)[:OTHERS_MOST]])
    me = rows.pop(player_id, None)
    decided = await decisions.standing(work.db, player_id, now=work.now) if rows and me else {}
    found = [
        link
        for other_id, row in rows.items()
        if me and not row.honey and (link := _link(me, row, shared[other_id], decided.get(other_id)))
    ]
    return sorted(_without_crowd(found, work.office.limits.link_hub), key=_rank)


async def _shared(work: Work, player_id: int) -> dict[int, dict[str, datetime | None]]:
    """Give by other player what is shared, and since when both have it."""
    shared = defaultdict[int, dict[str, datetime | None]](dict)
    for one in await shared_terms.read(work.db, player_id, hub=work.office.limits.link_hub):
        known = shared[one.player_id]
        known[one.kind] = min(filter(None, (one.since, known.get(one.kind))), default=None)
    return dict(shared)


async def _rows(db: Connection, player_ids: list[int]) -> dict[int, Row[Any]]:
    return {row.id: row for row in await db.execute(select(players).where(players.c.id.in_(player_ids)))}


def _link(
    me: Row[Any], other: Row[Any], shared: Mapping[str, datetime | None], decision: LinkDecision | None
) -> Link | None:
    """Bring together what links two accounts; None where comparing their particulars leaves nothing of it."""
    match = person_match.compare(_particulars(me), _particulars(other))
    found = {Evidence(kind): since for kind, since in shared.items() if kind != shared_terms.PERSON}
    if match.likeness in ONE_PERSON:
        found[Evidence.PERSON] = None
    if match.likeness is not Likeness.NO and match.fields[Field.ADDRESS] is Agreement.SAME:
        found[Evidence.ADDRESS] = None
    verified = me.verification_status == other.verification_status == "verified"
    if verified and all(match.fields[each] is Agreement.SAME for each in NAMED):
        found[Evidence.IDENTITY] = None
    if not found:
        return None
    return Link(
        player_id=other.id,
        brand=other.brand,
        username=other.username,
        lifecycle=other.lifecycle,
        evidence={kind: found[kind] for kind in ORDER if kind in found},
        match=match,
        decision=decision,
    )


def _particulars(row: Row[Any]) -> Particulars:
    return Particulars.of(dict(row._mapping))  # noqa: SLF001 - its public name


def _without_crowd(found: list[Link], hub: int) -> list[Link]:
    """Leave the address out where as many accounts have it as a hostel has guests."""
    if sum(Evidence.ADDRESS in each.evidence for each in found) < hub:
        return found
    elsewhere = [replace(each, evidence=_without_address(each.evidence)) for each in found]
    return [each for each in elsewhere if each.evidence]


def _without_address(evidence: Mapping[Evidence, datetime | None]) -> dict[Evidence, datetime | None]:
    return {kind: since for kind, since in evidence.items() if kind is not Evidence.ADDRESS}


def _rank(link: Link) -> tuple[bool, bool, float, int]:
    return link.settled, link.strength is Strength.SOFT, -link.match.weight, link.player_id
