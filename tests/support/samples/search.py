"""Samples of core/search."""

from typing import Any

from tests.support.office import World
from tests.support.samples import sample


@sample("search.typeahead.suggest")
async def suggest(office: World) -> dict[str, Any]:
    return {"text": "ann"}
