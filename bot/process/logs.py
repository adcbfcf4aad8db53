"""What a process tells its operator: one line an event, as JSON where no person looks on, and nobody's data in it."""

import json
import logging
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import TextIO

OURS = ("bot", "core", "pitboss")
"""Loggers whose words are ours; they name ids, codes and counts."""
FOREIGN_LEAST = logging.WARNING
"""Libraries tell at INFO and DEBUG what passes through them: whole bodies of requests."""
TELLS_BODIES = ("slack_bolt", "slack_sdk", "aiohttp", "asyncio", "sqlalchemy", "asyncpg")
"""Libraries whose warnings may quote what somebody typed: of theirs only where it happened is told."""

correlation: ContextVar[str] = ContextVar("correlation", default="")
"""What the lines about one event have in common; its records carry the same."""


class Lines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record down."""
        said = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": message(record),
        }
        if about := correlation.get():
            said["correlation"] = about
        if record.exc_info and record.exc_info[1] is not None:
            said["error"] = error(record.exc_info[1])
        return json.dumps(said, ensure_ascii=False)


class PlainFormatter(logging.Formatter):
    """The same for a person at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record down."""
        at = datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S")
        line = f"{at} {record.levelname} {record.name}: {message(record)}"
        if record.exc_info and record.exc_info[1] is not None:
            line += f"\n{error(record.exc_info[1])}"
        return line


def begin(*, level: int = logging.INFO, to: TextIO | None = None) -> logging.Handler:
    """Send every line to ``to`` (standard error where left out), and give the handler that does."""
    stream = to or sys.stderr
    handler = logging.StreamHandler(stream)
    handler.setFormatter(PlainFormatter() if stream.isatty() else Lines())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(FOREIGN_LEAST)
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    return handler


def message(record: logging.LogRecord) -> str:
    """Give what a line says; of a library that may quote people, only where it spoke."""
    if record.name.partition(".")[0] in TELLS_BODIES:
        return f"a {record.levelname.lower()} of {record.module}.{record.funcName}, line {record.lineno}"
    return record.getMessage()


def error(caught: BaseException) -> str:
    """Tell an error and what caused it: types and places, never the words, which quote what somebody typed."""
    told = []
    seen: BaseException | None = caught
    while seen is not None:
        told.append(f"{type(seen).__module__}.{type(seen).__qualname__}\n{_places(seen.__traceback__)}")
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return "\ncaused by ".join(told)


def _places(trace: TracebackType | None) -> str:
    frames = traceback.extract_tb(trace)
    return "\n".join(f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames)
