"""Samples of core/search."""

from typing import Any

from core import search
from core.people import PITBOSS
from core.search import Typed
from tests.support.office import World
from tests.support.samples import sample
from tests.support.samples.players import anna


@sample("search.typeahead.suggest")
async def suggest(office: World) -> dict[str, Any]:
    return {"text": "ann"}


@sample("search.searches.find")
async def find(office: World) -> dict[str, Any]:
    await anna(office)
    return {"text": Typed("anna 7", before_end="anna")}


@sample("search.searches.look_up")
async def look_up(office: World) -> dict[str, Any]:
    await anna(office)
    return {"text": "anna"}


@sample("search.searches.recent")
async def recent(office: World) -> dict[str, Any]:
    return {}


@sample("search.saved_searches.save")
async def save(office: World) -> dict[str, Any]:
    return {"name": "duplicate cards", "text": "muel 4471"}


@sample("search.saved_searches.delete")
async def delete(office: World) -> dict[str, Any]:
    async with office.work() as work:
        await search.save.function(work, PITBOSS, name="duplicate cards", text="muel 4471")
    return {"name": "duplicate cards"}
