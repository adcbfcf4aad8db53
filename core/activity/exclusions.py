"""Exclusions and breaks that players set on the platform: they stand here as if asked for here."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias

from core import player_blocks
from core.activity.account_bodies import InstrumentChangedBody, ProfileChangedBody, VerificationBody
from core.activity.catalogue import ExclusionBody
from core.activity.events import StoredEvent
from core.activity.findings import CONTRADICTION, EXCLUDED_PERSON, IntakeFinding, finding
from core.office import Reach
from core.player_blocks import Block
from core.players.restrictions import SELF_EXCLUSION
from core.work import Work

LINKING = (InstrumentChangedBody, VerificationBody, ProfileChangedBody)
"""What may link an account to another one, beside a device."""
Reached: TypeAlias = tuple[Sequence[Block], list[IntakeFinding]]
"""Rows by which exclusions came to hold on further accounts, and what somebody has to look at."""
SHORTEST = timedelta(seconds=1)
"""The term of a self-exclusion that was told to be over before it began."""


async def follow(work: Work, kept: Iterable[StoredEvent]) -> Reached:
    """Set each from when it began, on every account it reaches; give those that were not told as they should be.

    Where the source's clock is ahead of ours it stands from when it is told.
    Of these a self-exclusion stands all the same, as it never ends by itself; a break would be over, and sets nothing.
    """
    found, elsewhere = list[IntakeFinding](), list[Block]()
    for one in kept:
        if not isinstance(one.body, ExclusionBody):
            continue
        until, excludes = one.body.until, one.body.kind == SELF_EXCLUSION
        if one.body.unread:
            found.append(finding(CONTRADICTION, one, UNREAD))
        if until is not None and until <= one.event.at:
            found.append(finding(CONTRADICTION, one, STANDS if excludes else OVER))
            until = one.event.at + SHORTEST
        if excludes or until == one.body.until:
            reached = await _set(work, one, one.body.kind, until)
            elsewhere += reached
            found += [_held(row, one.event.at) for row in reached]
            found += await _weaker(work, one)
    return elsewhere, found


async def extend(work: Work, kept: Sequence[StoredEvent], new: Collection[int]) -> Reached:
    """Let exclusions hold for accounts that these events link to an excluded person.

    ``new`` are players of whom a device was not known before.
    """
    told = {
        one.player_id
        for one in kept
        if isinstance(one.body, InstrumentChangedBody | VerificationBody | ProfileChangedBody)
    }
    at = {one.player_id: one.event.at for one in kept}
    reached = await player_blocks.extend_to(work, told | set(new))
    return reached, [_held(row, at.get(row.player_id, work.now)) for row in reached]


async def hold_for(work: Work, new: Collection[int]) -> Reached:
    """Let exclusions that stand hold for new accounts of an excluded person."""
    reached = await player_blocks.extend_to(work, new, only=frozenset(new))
    return reached, [_held(row, work.now) for row in reached]


async def _set(work: Work, one: StoredEvent, kind: str, until: datetime | None) -> Sequence[Block]:
    """Set one, unless it tells of one that a request of ours set; give the rows that follow it on other accounts."""
    terms = await player_blocks.terms(work, one.player_id)
    wanted = player_blocks.Exclusion(
        player_id=one.player_id,
        kind=kind,
        until=until,
        placed_by=one.event.source,
        from_at=min(one.event.at, work.now),
        reach=terms.reach,
        request_id=None,
    )
    if one.event.request_id is not None:
        rows = await player_blocks.open_rows(work.db, one.player_id, now=work.now)
        asked = [row for row in rows if row.request_id == one.event.request_id]
        if player_blocks.covering(asked, replace(wanted, reach=Reach.ACCOUNT), work.now):
            return ()
    return (await player_blocks.exclude_person(work, wanted)).reached


async def _weaker(work: Work, one: StoredEvent) -> list[IntakeFinding]:
    terms = await player_blocks.terms(work, one.player_id)
    linked = await player_blocks.weaker_links(work, one.player_id, terms.reach)
    return [weaker_links(one.player_id, linked, window=str(one.id), at=one.event.at)] if linked else []


def weaker_links(player_id: int, linked: Sequence[int], *, window: str, at: datetime) -> IntakeFinding:
    """Tell compliance of accounts that may be an excluded player's, and for which the exclusion does not hold."""
    return IntakeFinding(
        rule=EXCLUDED_PERSON,
        player_id=player_id,
        window=f"weaker links:{window}",
        sentence=WEAKER_LINKS,
        happened_at=at,
        evidence={"players": list(linked[:OTHERS_MOST])},
    )


def _held(row: Block, at: datetime) -> IntakeFinding:
    return IntakeFinding(
        rule=EXCLUDED_PERSON,
        player_id=row.player_id,
        window=f"exclusion:{row.reached_from}",
        sentence=ANOTHER_ACCOUNT,
        happened_at=at,
        evidence={"exclusion": str(row.reached_from)},
    )


OTHERS_MOST = 20
"""Other players named in the evidence."""
WEAKER_LINKS = (
    "Other accounts share an address, a phone number or a name and birth date with this excluded player. The exclusion "
    "does not hold for them. Look whether they are the same person."
)
ANOTHER_ACCOUNT = (
    "This account shares a device, a payment instrument, a document or a verified identity with an excluded player. "
    "The exclusion holds here too. If these are different people, decide that the accounts are not linked, and correct "
    "the exclusion on this one."
)
UNREAD = (
    "An exclusion was reported in a way that cannot be read as a whole: its kind, its time or its end. It protects the "
    "player all the same. Ask the platform what the player chose, and correct it if it is another."
)
STANDS = (
    "A self-exclusion was reported with an end before its beginning. It stands until the player asks to come back and "
    "compliance agrees."
)
OVER = "A break was reported with an end before its beginning. It set nothing; ask the platform when it was to end."
