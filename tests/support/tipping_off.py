"""Desks to compare, each in a database of its own, and what they show, written out whole."""

import dataclasses
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from core.database.connections import Database
from core.digests import Digest
from core.people import Visibility
from tests.support.memory import folder
from tests.support.office import World


@asynccontextmanager
async def desk(template: Path, reason: str) -> AsyncIterator[World]:
    with folder() as place:
        path = shutil.copy(template, place / f"{reason}.sqlite3")
        world = World(Database.open(f"sqlite+aiosqlite:///{path}"))
        yield world
        await world.db.close()


def plain(value: Any, sees: frozenset[Visibility]) -> Any:
    """Write a value out whole; of a digest, which is kept for all its readers, what this one is shown."""
    if isinstance(value, Digest):
        value = value.shown_to(sees).model_dump(mode="json")
    if isinstance(value, BaseModel):
        value = value.model_dump()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = {each.name: getattr(value, each.name) for each in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(each, sees) for key, each in value.items()}
    if isinstance(value, set | frozenset):
        return sorted((plain(each, sees) for each in value), key=str)
    if isinstance(value, list | tuple):
        return [plain(each, sees) for each in value]
    return repr(value)
