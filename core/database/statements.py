"""Statements of hot paths: compiled once per database, and given to the driver without SQLAlchemy's own machinery."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, TypeAlias, cast

from sqlalchemy import ClauseElement, Dialect, SelectBase, UpdateBase
from sqlalchemy import Connection as SyncConnection
from sqlalchemy.engine import IteratorResult
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.compiler import SQLCompiler

Values: TypeAlias = Mapping[str, Any]
Process: TypeAlias = Callable[[Any], Any]
Making: TypeAlias = ClauseElement | Callable[[str], ClauseElement]


class Returned(IteratorResult[*tuple[Any, ...]]):
    """The rows that a statement returned, and how many it changed; -1 where it does not say."""

    def __init__(self, keys: SimpleResultMetaData, rows: Iterable[tuple[Any, ...]], rowcount: int) -> None:
        super().__init__(keys, iter(rows))
        self.rowcount = rowcount


_Slot: TypeAlias = tuple[str | None, Process | None, Any, int | None]
"""A parameter of the driver: the name of what is given, or None; what converts it for the driver; what is always the
same, where no name is; and the place in the list that is given, if it is one."""


@dataclass(frozen=True, slots=True)
class _Columns:
    """What a row is read by: the names of its columns, and what converts the driver's values."""

    keys: SimpleResultMetaData
    processes: tuple[tuple[int, Process], ...]

    def read(self, row: Sequence[Any]) -> tuple[Any, ...]:
        if not self.processes:
            return tuple(row)
        values = list(row)
        for place, process in self.processes:
            values[place] = process(values[place])
        return tuple(values)


@dataclass(slots=True)
class _Compiled:
    """A statement as one database takes it, for lists of certain lengths."""

    made: ClauseElement
    text: str
    slots: tuple[_Slot, ...]
    columns: _Columns | None = None
    """Known once it has been sent: some types are read by what the driver says of them."""

    def values(self, given: Values) -> tuple[Any, ...]:
        values = []
        for name, process, value, place in self.slots:
            if name is not None:
                value = given[name] if place is None else given[name][place]  # noqa: PLW2901 - what is given, not a constant
                value = process(value) if process else value  # noqa: PLW2901 - as the driver takes it
            values.append(value)
        return tuple(values)

    def returned(self, dialect: Dialect, sent: "_Sent") -> Returned:
        if self.columns is None:
            self.columns = _columns(self.made, dialect, sent.description)
        return Returned(self.columns.keys, map(self.columns.read, sent.rows), sent.rowcount)


@dataclass(frozen=True, slots=True)
class _Sent:
    """What the driver gave back."""

    rows: Sequence[Sequence[Any]]
    rowcount: int
    description: Sequence[Sequence[Any]]


class Statement:
    """A statement whose text does not depend on its values, save for the lengths of its lists.

    ``made`` is the statement, or what makes it for a dialect name, ``sqlite`` or ``postgresql``. Rows and errors are
    those of ``execute``, for about a third of its time.
    """

    def __init__(self, made: Making) -> None:
        self.made = made if callable(made) else lambda _dialect: made
        self._lists: dict[str, tuple[str, ...]] = {}
        self._known: dict[tuple[Any, ...], _Compiled] = {}

    async def send(self, db: AsyncConnection, values: Values) -> Returned:
        """Execute the statement; every call gives values of the same names."""
        compiled = self._for(db.dialect, values)
        return compiled.returned(db.dialect, await _send(db, compiled.text, compiled.values(values)))

    async def send_each(self, db: AsyncConnection, several: Sequence[Values]) -> None:
        """Execute the statement with each of several sets of values, which return nothing."""
        compiled = self._for(db.dialect, several[0])
        if len(several) == 1:
            await _send(db, compiled.text, compiled.values(several[0]))
        else:
            await _send(db, compiled.text, [compiled.values(each) for each in several])

    def _for(self, dialect: Dialect, values: Values) -> _Compiled:
        lists = self._lists.get(dialect.name)
        if lists is not None and (known := self._known.get((dialect.name, *(len(values[name]) for name in lists)))):
            return known
        compiled, lists = _compiled(self.made(dialect.name), dialect, values)
        self._lists[dialect.name] = lists
        self._known[(dialect.name, *(len(values[name]) for name in lists))] = compiled
        return compiled


async def send_text(db: AsyncConnection, text: str) -> None:
    """Execute a statement without values or rows, such as one about savepoints."""
    await _send(db, text, ())


def _compiled(made: ClauseElement, dialect: Dialect, values: Values) -> tuple[_Compiled, tuple[str, ...]]:
    """Compile a statement for the lengths that its lists have; name those lists."""
    compiled = cast("SQLCompiler", made.compile(dialect=dialect, column_keys=list(values)))
    state = compiled.construct_expanded_state(dict(values))
    processes = {**compiled._bind_processors, **state.processors}  # noqa: SLF001 - as SQLAlchemy does each time
    lists = {name: several for name, several in state.parameter_expansion.items() if name in values}
    given: dict[str, tuple[str, int | None]] = {name: (name, None) for name in values}
    given |= {one: (name, place) for name, several in lists.items() for place, one in enumerate(several)}
    slots: list[_Slot] = []
    for name in state.positiontup or ():
        process = cast("Process | None", processes.get(name))
        if name in given:
            slots.append((given[name][0], process, None, given[name][1]))
        else:
            constant = state.parameters[name]
            slots.append((None, None, process(constant) if process else constant, None))
    return _Compiled(made, state.statement, tuple(slots)), tuple(lists)


def _columns(made: ClauseElement, dialect: Dialect, description: Sequence[Sequence[Any]]) -> _Columns:
    returned = list(made.exported_columns) if isinstance(made, SelectBase | UpdateBase) and description else []
    kinds = zip(returned, description, strict=True)
    processes = [one.type.dialect_impl(dialect).result_processor(dialect, told[1]) for one, told in kinds]
    keys = SimpleResultMetaData([told[0] for told in description])
    return _Columns(keys, tuple((place, process) for place, process in enumerate(processes) if process))


async def _send(db: AsyncConnection, text: str, values: Any) -> _Sent:
    """Execute once, or for each of a list of values, in the connection's transaction and with its events."""
    if db.dialect.name != "sqlite":
        return await db.run_sync(_execute, text, values)
    if not db.in_transaction():
        await db.begin()
    connection, many = cast("SyncConnection", db.sync_connection), isinstance(values, list)
    cursor = cast("Any", connection.connection.driver_connection).cursor()
    try:
        _hear(connection.dispatch.before_cursor_execute, connection, cursor, text, values)
        await (cursor.executemany(text, values) if many else cursor.execute(text, values))
        _hear(connection.dispatch.after_cursor_execute, connection, cursor, text, values)
    except BaseException as error:  # noqa: BLE001 - raised again as SQLAlchemy's
        await db.run_sync(_raise, error, text, values)
    return _Sent(await cursor.fetchall(), cursor.rowcount, cursor.description or ())


def _execute(connection: SyncConnection, text: str, values: Any) -> _Sent:
    """Do the same over SQLAlchemy's adapter of the driver, which begins transactions and knows a lost server."""
    if not connection.in_transaction():
        connection.begin()
    cursor = connection.connection.cursor()
    try:
        _hear(connection.dispatch.before_cursor_execute, connection, cursor, text, values)
        cursor.executemany(text, values) if isinstance(values, list) else cursor.execute(text, values)
        _hear(connection.dispatch.after_cursor_execute, connection, cursor, text, values)
        description = cursor.description or ()
        return _Sent(cursor.fetchall() if description else (), cursor.rowcount, description)
    except BaseException as error:  # noqa: BLE001 - raised again as SQLAlchemy's
        _raise(connection, error, text, values)
    finally:
        cursor.close()


def _hear(listeners: Iterable[Callable[..., Any]], connection: SyncConnection, cursor: Any, *sent: Any) -> None:
    for listener in listeners:
        listener(connection, cursor, *sent, None, isinstance(sent[1], list))


def _raise(connection: SyncConnection, error: BaseException, text: str, values: Any) -> NoReturn:
    """Raise what SQLAlchemy makes of an error of the driver; it gives up a connection that is lost."""
    try:
        raise error  # noqa: TRY301 - so that it is the one being handled
    except BaseException as raised:  # noqa: BLE001 - it is always raised again
        connection._handle_dbapi_exception(raised, text, values, None, None)  # noqa: SLF001 - what ``execute`` calls
