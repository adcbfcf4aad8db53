"""Statements compiled once in a test process instead of once for each database that a test opens."""

from collections.abc import Callable, Hashable
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import AsyncEngine

OF_DIALECTS = ("isolation_level", "skip_autocommit_rollback")
"""What core tells an engine that its dialect keeps; engines that were told different things share nothing."""

STATEMENTS = 10_000
"""How many compiled statements are kept; a process of the bot has less than a tenth."""

Making = Callable[..., AsyncEngine]


def sharing(make: Making) -> Making:
    """Let the engines made in one process share dialect and compiled statements, as one engine's connections do."""
    first: dict[Hashable, Engine] = {}

    def made(url: str, **how: Any) -> AsyncEngine:
        engine = make(url, **how)
        terms = (engine.url.drivername, *(how.get(name) for name in OF_DIALECTS))
        if terms in first and _connected(first[terms]):
            _share(first[terms], engine.sync_engine)
        else:
            first[terms] = engine.sync_engine
        return engine

    return made


def _connected(engine: Engine) -> bool:
    """Tell whether the dialect has asked its server what it can do, which it does on its first connection."""
    return hasattr(engine.dialect, "default_isolation_level")


def _share(first: Engine, later: Engine) -> None:
    first._compiled_cache.capacity = STATEMENTS
    vars(later.dialect)["initialize"] = lambda _connection: None  # the first engine's dialect knows the server
    later.dialect = first.dialect
    later._compiled_cache = first._compiled_cache
