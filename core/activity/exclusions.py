"""Exclusions and breaks that players set on the platform: they stand here as if asked for here."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from core import player_blocks
from core.activity.catalogue import ExclusionBody
from core.activity.events import StoredEvent
from core.activity.findings import CONTRADICTION, IntakeFinding, finding
from core.players.restrictions import SELF_EXCLUSION
from core.work import Work

SHORTEST = timedelta(seconds=1)
"""The term of a self-exclusion that was told to be over before it began."""


async def follow(work: Work, kept: Iterable[StoredEvent]) -> Sequence[IntakeFinding]:
    """Set each from when it began, whatever request it names; give those that were not told as they should be.

    Where the source's clock is ahead of ours it stands from when it is told.
    Of these a self-exclusion stands all the same, as it never ends by itself; a break would be over, and sets nothing.
    """
    found = list[IntakeFinding]()
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
            await _set(work, one, one.body.kind, until)
    return found


async def _set(work: Work, one: StoredEvent, kind: str, until: datetime | None) -> None:
    wanted = player_blocks.Exclusion(
        player_id=one.player_id,
        kind=kind,
        until=until,
        placed_by=one.event.source,
        from_at=min(one.event.at, work.now),
    )
    await player_blocks.exclude(work, wanted)


UNREAD = (
    "An exclusion was reported in a way that cannot be read as a whole: its kind, its time or its end. It protects the "
    "player all the same. Ask the platform what the player chose, and correct it if it is another."
)
STANDS = (
    "A self-exclusion was reported with an end before its beginning. It stands until the player asks to come back and "
    "compliance agrees."
)
OVER = "A break was reported with an end before its beginning. It set nothing; ask the platform when it was to end."
