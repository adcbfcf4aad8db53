"""Exclusions and breaks that players set on the platform: they stand here as if asked for here."""

from collections.abc import Iterable

from core import player_blocks
from core.activity.catalogue import ExclusionBody
from core.activity.events import StoredEvent
from core.work import Work


async def follow(work: Work, kept: Iterable[StoredEvent]) -> None:
    """Set each from when it began, whatever request it names; a term that was over before it began sets nothing."""
    for one in kept:
        if isinstance(one.body, ExclusionBody) and (one.body.until is None or one.body.until > one.event.at):
            wanted = player_blocks.Exclusion(
                player_id=one.player_id,
                kind=one.body.kind,
                until=one.body.until,
                placed_by=one.event.source,
                from_at=one.event.at,
            )
            await player_blocks.exclude(work, wanted)
