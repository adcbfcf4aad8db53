"""Alembic's entry: the connection comes from core.database.upgrade, never from a file."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from core.database.tables import metadata
from core.database.tables.base import Utc


def render_item(kind: str, thing: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write our own column types by name."""
    if kind == "type" and isinstance(thing, Utc):
        autogen.imports.add("from core.database.tables.base import Utc")
        return "Utc()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_item=render_item,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
