"""Who is linked to a player: what is shared, by bounded queries, the particulars compared, and what people decided."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Row,
    Select,
    Subquery,
    bindparam,
    case,
    literal,
    select,
    union_all,
)

from core.database import connections
from core.database.connections import Connection
from core.database.statements import Statement
from core.database.tables import player_documents, player_lookups, players
from core.links import decisions, person_match, spread_terms
from core.links.decisions import LinkDecision, Verdict
from core.links.evidence import HARD, ORDER, Evidence, Strength
from core.links.person_match import Agreement, Field, Likeness, PersonMatch
from core.particulars import Particulars
from core.people import Actor
from core.players import Overview, brand_scope, profile_card, profile_parts
from core.players.profile_sections import LinkedAccount
from core.work import Work

ON_CARD = 3
"""Links that the card of a player names."""
OTHERS_MOST = 500
"""Other accounts that are looked at for one player."""
ONE_PERSON = frozenset({Likeness.SAME_PERSON, Likeness.LIKELY})
NAMED = (Field.FIRST_NAME, Field.LAST_NAME, Field.BORN_ON)
PERSON = "person"
"""The kind of the terms under which two tellings of one person meet."""
TERMS_MOST = 500
"""Terms of one player that are looked at: a player with more addresses than this is not read to the end."""
TERMS = (Evidence.DEVICE, Evidence.INSTRUMENT, Evidence.EMAIL, Evidence.PHONE, Evidence.IP)
"""The kinds of evidence that are terms a player is found by."""
KNOWN_MOST = 2000
"""Accounts of a hub that are looked at for those of one brand."""
MET_MOST = 100
"""Players on one key of a person that are compared: with more, the key tells nobody apart."""
PLAYER = bindparam("player_id", type_=player_lookups.c.player_id.type)
HUB = bindparam("hub", type_=player_lookups.c.player_id.type)


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


async def linked_to(work: Work, player_id: int) -> list[Link]:
    """Find the accounts of every brand that are linked to a player, the strongest link first.

    The cost does not grow with the number of players: what more accounts share than the limit links nobody.
    """
    shared = await _shared_with(work, player_id)
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


@profile_card.completed_by
async def on_card(work: Work, actor: Actor, profile: Overview) -> Overview:
    """Name the strongest links on the card, those that a decision answers left out."""
    found = [each for each in await known_to(work, actor, profile.player_id) if not each.settled]
    linked = tuple(
        LinkedAccount(
            player_id=each.player_id,
            evidence=tuple(each.evidence),
            household=each.household,
            reopened=bool(each.news),
        )
        for each in found[:ON_CARD]
    )
    return replace(profile, linked=linked, linked_in_all=len(found))


async def known_to(work: Work, actor: Actor, player_id: int) -> list[Link]:
    """Find the accounts linked to a player that somebody may know of."""
    return [each for each in await linked_to(work, player_id) if actor.knows(each.brand)]


async def _shared_with(work: Work, player_id: int) -> dict[int, dict[str, datetime | None]]:
    """Give by other player what is shared, and since when both have it."""
    shared = defaultdict[int, dict[str, datetime | None]](dict)
    for one in await read_shared(work.db, player_id, hub=work.office.limits.link_hub):
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
    found = {Evidence(kind): since for kind, since in shared.items() if kind != PERSON}
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


@dataclass(frozen=True, slots=True)
class SharedTerm:
    """Something that a player shares with one other."""

    kind: str
    """One of :class:`Evidence`, or :data:`PERSON`."""
    player_id: int
    """The other's."""
    since: datetime | None
    """Since when both have it."""


@dataclass(frozen=True, slots=True)
class Hub:
    """Something of a player that so many accounts share that it links nobody."""

    kind: Evidence
    since: datetime | None


async def read_shared(db: Connection, player_id: int, *, hub: int) -> list[SharedTerm]:
    """List what a player shares with others, in one statement; nothing of what more than ``hub`` accounts have."""
    if connections.is_distributed(db):
        own = (await db.execute(_own((*TERMS, PERSON)), {"player_id": player_id})).all()
        rows = await spread_terms.read(db, player_id, own, limits=dict.fromkeys(ORDER, hub) | {PERSON: MET_MOST})
    else:
        rows = [(row[0], row[1], row[2], row[3]) for row in await SHARED.send(db, parameters(player_id, hub=hub))]
    return [SharedTerm(row[0], row[1], _later(row[2], row[3])) for row in rows]


async def hubs(db: Connection, actor: Actor, player_id: int, *, hub: int) -> list[Hub]:
    """List what a player shares with more accounts than the limit, as far as somebody may know of these accounts."""
    if connections.is_distributed(db):
        own = (await db.execute(_own(TERMS), {"player_id": player_id})).all()
        known = None if actor.brand is None else brand_scope.known_to(actor)
        found = await spread_terms.crowded(db, own, hub=hub, first=KNOWN_MOST, known=known)
        return [Hub(Evidence(kind), since) for kind, since in found]
    mine = _terms(TERMS)
    query = select(mine.c.kind, mine.c.first_at).where(~_few(mine)).order_by(mine.c.kind, mine.c.first_at)
    if actor.brand is not None:
        query = query.where(_many_known(mine, actor))
    return [Hub(Evidence(row.kind), row.first_at) for row in await db.execute(query, parameters(player_id, hub=hub))]


def _many_known(mine: Subquery, actor: Actor) -> ColumnElement[bool]:
    """Tell whether more accounts than the limit that somebody may know of are among the first that have a term."""
    every = player_lookups.alias("every_known")
    same = (every.c.term == mine.c.term, every.c.kind == mine.c.kind)
    first = select(every.c.player_id).where(*same).limit(KNOWN_MOST).correlate(mine).subquery("first_of_hub")
    known = select(players.c.id).where(players.c.id == first.c.player_id, brand_scope.known_to(actor))
    return known.limit(1).offset(HUB).scalar_subquery().isnot(None)


def parameters(player_id: int, *, hub: int) -> dict[str, int]:
    """Give the parameters of these statements."""
    return {"player_id": player_id, "hub": hub}


def _shared(_dialect: str) -> CompoundSelect[Any]:
    mine, other = _terms((*TERMS, PERSON)), player_lookups.alias("other")
    same = (other.c.term == mine.c.term) & (other.c.kind == mine.c.kind) & (other.c.player_id != PLAYER)
    terms = (
        select(other.c.kind, other.c.player_id, mine.c.first_at, other.c.first_at.label("other_first_at"))
        .select_from(mine.join(other, same))
        .where(_few(mine))
    )
    return union_all(terms, _documents())


def _terms(kinds: Sequence[str]) -> Subquery:
    return _own(kinds).subquery("mine")


def _own(kinds: Sequence[str]) -> Select[Any]:
    """Choose the terms of a player; of the two forms of a telephone number that with its country."""
    columns = player_lookups.c
    abroad = (columns.kind != Evidence.PHONE) | columns.term.startswith("+")
    wanted = (columns.player_id == PLAYER, columns.kind.in_(sorted(kinds)), abroad)
    return select(columns.term, columns.kind, columns.first_at).where(*wanted).limit(TERMS_MOST)


def _few(mine: Subquery) -> ColumnElement[bool]:
    """Tell whether no more accounts have a term than may, looking no further than at the first too many."""
    every = player_lookups.alias("every")
    having = select(every.c.player_id).where(every.c.term == mine.c.term, every.c.kind == mine.c.kind).limit(1)
    crowd, hub = (having.offset(most).scalar_subquery().is_(None) for most in (MET_MOST, HUB))
    return case((mine.c.kind == PERSON, crowd), else_=hub)


def _documents() -> Select[Any]:
    mine, other, every = (player_documents.alias(name) for name in ("my_document", "other_document", "every_document"))
    same = (other.c.document == mine.c.document) & (other.c.player_id != mine.c.player_id)
    crowd = select(every.c.player_id).where(every.c.document == mine.c.document).limit(1).offset(HUB).scalar_subquery()
    kind = literal(Evidence.DOCUMENT.value).label("kind")
    return (
        select(kind, other.c.player_id, mine.c.added_at.label("first_at"), other.c.added_at.label("other_first_at"))
        .select_from(mine.join(other, same))
        .where(mine.c.player_id == PLAYER, crowd.is_(None))
    )


def _later(one: Any, other: Any) -> datetime | None:
    """Read two times as the database gives them, and give the later; None where one is not known."""
    known = [each if isinstance(each, datetime) else profile_parts.instant(each) for each in (one, other) if each]
    return max(known) if len(known) == len((one, other)) else None


SHARED = Statement(_shared)
"""What is sent whenever a player is looked up."""
