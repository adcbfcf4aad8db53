"""Samples of the quarantine of events."""

from typing import Any

from core.activity.quarantine_filter import QuarantineFilter
from tests.support.office import World
from tests.support.samples import sample


@sample("quarantined_events.listed")
async def listed(office: World) -> dict[str, Any]:
    return {"chosen": QuarantineFilter()}


@sample("quarantined_events.opened")
async def opened(office: World) -> dict[str, Any]:
    return {"typed": "6K3Q9D-7XAB"}


@sample("quarantined_events.days")
@sample("quarantined_events.replay")
async def replayed(office: World) -> dict[str, Any]:
    return {"chosen": QuarantineFilter(), "after": None}


@sample("quarantined_events.orphans")
async def orphans(office: World) -> dict[str, Any]:
    return {"chosen": QuarantineFilter()}


@sample("quarantined_events.discard")
async def discarded(office: World) -> dict[str, Any]:
    return {"chosen": QuarantineFilter(), "why": "they were a test"}
