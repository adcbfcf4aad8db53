"""Samples of the keys of connected machines."""

from datetime import timedelta
from typing import Any

from core.client_keys import ClientScope, NewClient
from tests.support.office import World
from tests.support.samples import sample


@sample("client_keys.create")
async def created(office: World) -> dict[str, Any]:
    return {"new": NewClient(client="casino", scopes=frozenset({ClientScope.STATUS_READ}))}


@sample("client_keys.rotate")
async def rotated(office: World) -> dict[str, Any]:
    return {"client": "casino", "keep": timedelta(days=7)}


@sample("client_keys.revoke")
async def revoked(office: World) -> dict[str, Any]:
    return {"client": "casino"}


@sample("client_keys.every")
@sample("client_keys.valid_keys")
async def read(office: World) -> dict[str, Any]:
    return {}
