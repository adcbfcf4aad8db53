"""Precompiled statements for hot paths: compiled once per database and sent to the driver directly."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

from sqlalchemy import ClauseElement, CursorResult, Dialect
from sqlalchemy.sql.compiler import SQLCompiler

from core.database.connections import Connection

Values: TypeAlias = Mapping[str, Any]
Process: TypeAlias = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Slot:
    """A parameter of the driver: given by name with each call, or constant."""

    name: str | None
    process: Process | None
    """Converts the value to what the driver accepts."""
    constant: Any

    def value(self, given: Values) -> Any:
        if self.name is None:
            return self.constant
        return self.process(given[self.name]) if self.process else given[self.name]


class Statement:
    """A statement whose text does not depend on its values; rows come raw from the driver (dates as text on SQLite).

    ``make`` builds the statement for a dialect name, ``sqlite`` or ``postgresql``.
    """

    def __init__(self, make: Callable[[str], ClauseElement]) -> None:
        self.made = make
        self._known: dict[str, tuple[str, tuple[_Slot, ...]]] = {}

    async def send(self, db: Connection, values: Values) -> CursorResult[*tuple[Any, ...]]:
        """Execute the statement; every call gives values of the same names."""
        known = self._known.get(db.dialect.name)
        if known is None:
            known = self._known[db.dialect.name] = self._compiled(db.dialect, values)
        text, slots = known
        return await db.exec_driver_sql(text, tuple(slot.value(values) for slot in slots))

    def _compiled(self, dialect: Dialect, values: Values) -> tuple[str, tuple[_Slot, ...]]:
        made = self.made(dialect.name)
        compiled = cast("SQLCompiler", made.compile(dialect=dialect, column_keys=list(values)))
        state = compiled.construct_expanded_state(dict(values))
        processes: Mapping[str, Any] = compiled._bind_processors  # noqa: SLF001 - the ones SQLAlchemy uses at each execution
        return state.statement, tuple(
            _slot(name, processes.get(name), values, state.parameters) for name in state.positiontup or ()
        )


def _slot(name: str, process: Process | None, given: Values, parameters: Values) -> _Slot:
    if name in given:
        return _Slot(name, process, None)
    constant = parameters[name]
    return _Slot(None, None, process(constant) if process else constant)
