"""Taking events in, whoever brings them: what answers an order of ours is heard in the same transaction."""

from collections.abc import Sequence

from core import activity, approvals
from core.activity import Event, Ingested
from core.work import Work


async def take(work: Work, events: Sequence[Event]) -> Ingested:
    """Take events in and let requests hear what is told of them."""
    outcome = await activity.ingest(work, events)
    await approvals.hear_events(work, outcome.ours)
    return outcome
