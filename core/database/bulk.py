"""Bulk inserts and updates in one statement: arrays on PostgreSQL, which are far cheaper than a parameter per value."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Table,
    TableValuedAlias,
    TypeDecorator,
    and_,
    bindparam,
    cast,
    column,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.types import TypeEngine

from core.database.connections import Connection, insert_unless_there

Rows = Sequence[Mapping[str, Any]]
"""Values by column name; every row has the same columns."""
Names = tuple[str, ...]


async def add(
    db: Connection, table: Table, rows: Rows, *, unless_there: bool = False, returning: Names = ()
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Insert rows and return the ``returning`` columns of the inserted ones; ``unless_there`` skips existing keys."""
    if not rows:
        return ()
    if db.dialect.name == "sqlite":
        adding = insert_unless_there(db, table) if unless_there else insert(table)
        columns = [table.c[name] for name in returning]
        found = await db.execute(adding.returning(*columns) if returning else adding, [dict(row) for row in rows])
    else:
        found = await db.execute(_adding(table, tuple(rows[0]), unless_there, returning), _turned(rows))
    return found.all() if returning else ()


async def add_once(db: Connection, table: Table, rows: Rows, *, dedupe_by: Table) -> Sequence[Row[*tuple[Any, ...]]]:
    """Insert the rows whose key is not in the ``dedupe_by`` table yet, add them there, and return their keys.

    A row holds the columns of both tables.
    """
    if not rows:
        return ()
    if db.dialect.name != "sqlite":
        return (await db.execute(_adding_once(table, tuple(rows[0]), dedupe_by), _turned(rows))).all()
    key, columns = _keys(dedupe_by), [each.name for each in dedupe_by.c]
    keyed = [{name: row[name] for name in columns} for row in rows]
    new = await add(db, dedupe_by, keyed, unless_there=True, returning=key)
    keys, mine = set(map(tuple, new)), [name for name in rows[0] if name in table.c]
    fresh = (row for row in rows if tuple(row[name] for name in key) in keys)
    await add(db, table, [{name: row[name] for name in mine} for row in fresh])
    return new


async def upsert(db: Connection, table: Table, rows: Rows, *, setting: Names) -> None:
    """Insert rows with distinct keys; where a key exists, update only the ``setting`` columns of the existing row."""
    if not rows:
        return
    if db.dialect.name == "sqlite":
        await db.execute(_instead(sqlite_insert(table), table, setting), [dict(row) for row in rows])
    else:
        await db.execute(_putting(table, tuple(rows[0]), setting), _turned(rows))


async def change(db: Connection, table: Table, rows: Rows, *, by: Names, rising: str | None = None) -> None:
    """Update rows found by their ``by`` columns, each row at most once, setting all other columns.

    ``rising`` names a column that may only increase; rows in which it would not are left unchanged.
    """
    if not rows:
        return
    names = tuple(rows[0])
    if db.dialect.name == "sqlite":
        named = [{_given(name): value for name, value in row.items()} for row in rows]
        await db.execute(_one_by_one(table, names, by, rising), named)
    else:
        await db.execute(_changing(table, names, by, rising), _turned(rows))


def among(db: Connection, table: Table, names: Names, keys: Collection[tuple[Any, ...]]) -> ColumnElement[bool]:
    """Build the condition that these columns together equal one of the keys."""
    key = tuple_(*(table.c[name] for name in names))
    if db.dialect.name == "sqlite":
        return key.in_(keys)
    columns = zip(*keys, strict=True) if keys else ((),) * len(names)
    given = zip(names, columns, strict=True)
    types = {name: table.c[name].type for name in names}
    arrays = [bindparam(None, list(each), type_=_many(types[name]), unique=True) for name, each in given]
    return key.in_(select(*_rows(types, arrays).c))


def _turned(rows: Rows) -> dict[str, list[Any]]:
    return {_given(name): [row[name] for row in rows] for name in rows[0]}


def _given(name: str) -> str:
    """Name a parameter differently from its column, whose own name SQLAlchemy reserves in an update."""
    return f"given_{name}"


@cache
def _adding(table: Table, names: Names, unless_there: bool, returning: Names) -> Any:  # noqa: FBT001 - a key of the cache
    adding = _from_arrays(table, names)
    adding = adding.on_conflict_do_nothing() if unless_there else adding
    return adding.returning(*(table.c[name] for name in returning)) if returning else adding


@cache
def _adding_once(table: Table, names: Names, dedupe_by: Table) -> Any:
    types = {name: (table if name in table.c else dedupe_by).c[name].type for name in names}
    arrays = [bindparam(_given(name), type_=_many(types[name])) for name in names]
    given, key = select(*_rows(types, arrays).c).cte("given"), _keys(dedupe_by)
    columns, mine = [each.name for each in dedupe_by.c], [name for name in names if name in table.c]
    keyed = postgresql_insert(dedupe_by).from_select(columns, select(*(given.c[name] for name in columns)))
    new = keyed.on_conflict_do_nothing().returning(*(dedupe_by.c[name] for name in key)).cte("new")
    same = and_(*(given.c[name] == new.c[name] for name in key))
    fresh = select(*(given.c[name] for name in mine)).select_from(given.join(new, same))
    put = insert(table).from_select(mine, fresh).cte("put")
    return select(*(new.c[name] for name in key)).add_cte(put)


def _keys(table: Table) -> Names:
    return tuple(column.name for column in table.primary_key)


@cache
def _putting(table: Table, names: Names, setting: Names) -> Any:
    return _instead(_from_arrays(table, names), table, setting)


def _from_arrays(table: Table, names: Names) -> Any:
    return postgresql_insert(table).from_select(list(names), select(*_source(table, names).c))


def _instead(adding: Any, table: Table, setting: Names) -> Any:
    return adding.on_conflict_do_update(
        index_elements=list(table.primary_key), set_={name: adding.excluded[name] for name in setting}
    )


@cache
def _changing(table: Table, names: Names, by: Names, rising: str | None) -> Any:
    return _update(table, by, rising, dict(_source(table, names).c.items()))


@cache
def _one_by_one(table: Table, names: Names, by: Names, rising: str | None) -> Any:
    return _update(table, by, rising, {name: bindparam(_given(name), type_=table.c[name].type) for name in names})


def _update(table: Table, by: Names, rising: str | None, given: Mapping[str, Any]) -> Any:
    changing = update(table).values({name: value for name, value in given.items() if name not in by})
    changing = changing.where(*(table.c[name] == given[name] for name in by))
    if rising is None:
        return changing
    return changing.where(or_(table.c[rising].is_(None), table.c[rising] < given[rising]))


def _source(table: Table, names: Names) -> TableValuedAlias:
    types = {name: table.c[name].type for name in names}
    return _rows(types, [bindparam(_given(name), type_=_many(types[name])) for name in names])


def _many(type_: TypeEngine[Any]) -> "ARRAY[Any]":
    """Give the array type of a column; a JSON value may itself be a list.

    Timestamps go to the driver as they are: running our own type over thousands of values costs more than sending them.
    """
    plain = type_.impl_instance if isinstance(type_, TypeDecorator) else type_
    return ARRAY(plain, dimensions=1)


def _rows(types: Mapping[str, TypeEngine[Any]], arrays: Sequence[Any]) -> TableValuedAlias:
    """Unnest one array per column into rows in the order given, so that concurrent writers lock in the same order."""
    typed = [cast(array, _many(type_)) for type_, array in zip(types.values(), arrays, strict=True)]
    return func.unnest(*typed).table_valued(*(column(name, type_) for name, type_ in types.items())).render_derived()
