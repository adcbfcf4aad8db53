"""Keys as rows of a statement: many keys in one parameter, to join with."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, JSON, FromClause, Table, bindparam, column, func, select, type_coerce

from core.database.connections import Connection


def given(db: Connection, table: Table, names: tuple[str, ...], keys: Collection[tuple[Any, ...]]) -> FromClause:
    """Make a subquery with one row per key, its columns named and typed like these columns of the table."""
    types = [table.c[name].type for name in names]
    if db.dialect.name != "sqlite":
        lists = list(zip(*keys, strict=True)) or [()] * len(names)  # counted by the planner, as JSON would not be
        arrays = (
            bindparam(None, list(values), type_=ARRAY(type_), unique=True)
            for values, type_ in zip(lists, types, strict=True)
        )
        columns = (column(name, type_) for name, type_ in zip(names, types, strict=True))
        return func.unnest(*arrays).table_valued(*columns).render_derived()
    processors = [type_.dialect_impl(db.dialect).bind_processor(db.dialect) for type_ in types]
    rows = [[write(value) if write else value for write, value in zip(processors, key, strict=True)] for key in keys]
    each = func.json_each(bindparam(None, rows, type_=JSON, unique=True)).table_valued("value").c.value
    values = (type_coerce(func.json_extract(each, f"$[{place}]"), type_) for place, type_ in enumerate(types))
    return select(*(value.label(name) for value, name in zip(values, names, strict=True))).subquery()
