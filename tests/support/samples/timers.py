"""Samples of what timers do."""

from typing import Any

from core import retention
from core.database import tables
from tests.support.office import World
from tests.support.samples import sample


async def nothing(office: World) -> dict[str, Any]:
    return {}


for name in ("rollups_behind", "fold_rollups", "expire_requests", "adopt_office_file"):
    sample(f"timers.{name}")(nothing)


@sample("timers.prune")
async def prune(office: World) -> dict[str, Any]:
    return {"passing": next(one for one in retention.ALL if one.table is tables.look_counts)}


@sample("timers.finish_upkeep")
async def finish_upkeep(office: World) -> dict[str, Any]:
    return {"claim": None, "gone": {}, "whole": False}
