"""Samples of core/platform."""

from typing import Any

from tests.support.office import World
from tests.support.samples import sample


@sample("platform.status.statuses")
async def statuses(office: World) -> dict[str, Any]:
    return {"several": (1,)}


@sample("platform.status.count_reads")
async def count_reads(office: World) -> dict[str, Any]:
    return {"reads": {"games": 1}}
