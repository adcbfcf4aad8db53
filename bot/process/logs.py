"""Logging: one line per event, as JSON unless in a terminal, with no personal data in it."""

import json
import logging
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import TextIO

from core.database import faults

OURS = ("bot", "core", "pitboss")
"""Our own loggers; their messages contain ids, codes and counts only."""
FOREIGN_LEAST = logging.WARNING
"""Libraries log whole bodies of requests at INFO and DEBUG."""
TELLS_BODIES = ("slack_bolt", "slack_sdk", "aiohttp", "asyncio", "sqlalchemy", "asyncpg")
"""Libraries whose warnings may quote what somebody typed: only the place of such a warning is logged."""

correlation: ContextVar[str] = ContextVar("correlation", default="")
"""The correlation id that log lines and records of one event share."""


class Lines(logging.Formatter):
    """One JSON object per line."""

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
    """Plain text for a person at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record down."""
        at = datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S")
        about = f" [{correlation.get()}]" if correlation.get() else ""
        line = f"{at} {record.levelname} {record.name}{about}: {message(record)}"
        if record.exc_info and record.exc_info[1] is not None:
            line += f"\n{error(record.exc_info[1])}"
        return line


def begin(*, level: int = logging.INFO, to: TextIO | None = None) -> logging.Handler:
    """Send every line to ``to`` (default: standard error) and return the handler."""
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
    """Return the message of a line; for a library that may quote people, only its place."""
    if record.name.partition(".")[0] in TELLS_BODIES:
        return f"a {record.levelname.lower()} of {record.module}.{record.funcName}, line {record.lineno}"
    return record.getMessage()


def error(caught: BaseException) -> str:
    """Write an error and its causes: types and places, never the messages, which may quote what somebody typed."""
    told = []
    seen: BaseException | None = caught
    while seen is not None:
        state = f" [{faults.sqlstate(seen)}]" if faults.sqlstate(seen) else ""
        told.append(f"{type(seen).__module__}.{type(seen).__qualname__}{state}\n{_places(seen.__traceback__)}")
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return "\ncaused by ".join(told)


def sqlstate(caught: BaseException) -> str:
    """Give the code by which PostgreSQL says why, wherever it stands among the causes; empty without one."""
    seen: BaseException | None = caught
    while seen is not None:
        if state := faults.sqlstate(seen):
            return state
        seen = seen.__cause__ or seen.__context__
    return ""


def coded(refusal: BaseException, code: str) -> str:
    """Write a refusal's code, with PostgreSQL's where that stands behind it."""
    return f"{code} ({state})" if (state := sqlstate(refusal)) else code


def _places(trace: TracebackType | None) -> str:
    frames = traceback.extract_tb(trace)
    return "\n".join(f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames)
