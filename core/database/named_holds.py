"""Blocks that hold withdrawals by name: which withdrawals they name, and whether any of them still waits."""

from typing import Any

from sqlalchemy import ColumnElement, Text, and_, cast, exists, func, literal_column, not_, or_, select

from core.database.tables import player_blocks, withdrawals

block, one = player_blocks.c, withdrawals.c

BY_NAME = cast(block.holds_only, Text) != "[]"
"""Selects the blocks that hold only the withdrawals they name."""


def _bare(column: Any) -> Any:
    """Write ids alike: the databases differ in where they put hyphens."""
    return func.replace(cast(column, Text), "-", "")


def _in(names: Any) -> ColumnElement[bool]:
    return and_(one.player_id == block.player_id, _bare(names).contains(_bare(one.id), autoescape=False))


NAMED = _in(block.holds_only)
"""Joins a block with the withdrawals of its player that it names."""
WAITS = exists(one.id).where(one.state == literal_column("'waiting'"), NAMED, not_(_in(block.leaves)))
"""Selects the blocks that name a withdrawal which waits and which they have not let go."""
HAS_EFFECT = or_(not_(BY_NAME), WAITS)
"""Selects the blocks that are not about named withdrawals alone, or of which one still waits or waits again."""

_newest = select(withdrawals).where(NAMED).order_by(one.changed_at.desc(), one.id).limit(1)
GONE_AT = _newest.with_only_columns(one.changed_at).correlate(player_blocks).scalar_subquery().label("gone_at")
GONE_AS = _newest.with_only_columns(one.state).correlate(player_blocks).scalar_subquery().label("gone_as")
"""When the last of the named withdrawals went, and whether it was paid or cancelled."""
