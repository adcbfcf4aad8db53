"""What a failed statement failed for."""

from asyncpg import TargetServerAttributeNotMatched  # type: ignore[import-untyped]  # it ships no types
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

VALUE_ERRORS = frozenset({"22", "23", "P0"})
"""PostgreSQL's classes of errors that lie in what a statement was given: data, constraints, our own triggers."""


UNANSWERED = ("08", "53", "58", "57P")
"""PostgreSQL's classes for a server that is gone, full, starting, stopping or out of connections."""
READ_ONLY = "25006"
"""What a server says to a write that is a standby now: the pool leads to the wrong one."""
COLLIDED = frozenset({"40P01", "40001"})
"""PostgreSQL's states for a deadlock and for transactions that cannot be put into an order."""
BUSY = ("database is locked", "database table is locked")
"""How SQLite says that another process kept its lock for too long."""


def unanswered(error: BaseException | None) -> bool:
    """Tell whether no server answers that can be written, now; another connection may meet one in a moment."""
    if isinstance(error, TargetServerAttributeNotMatched):
        return True
    state = sqlstate(error)
    return state.startswith(UNANSWERED) or state == READ_ONLY


def sqlstate(error: BaseException | None) -> str:
    """Give the code by which PostgreSQL says why; empty where another one failed."""
    state = getattr(error, "sqlstate", None) or getattr(getattr(error, "orig", None), "sqlstate", None)
    return state if isinstance(state, str) else ""


def collided(error: BaseException | None) -> bool:
    """Tell whether a transaction failed because of another one, so that the same may succeed if it is run again."""
    while error is not None:
        if isinstance(error, DBAPIError):
            busy = error.connection_invalidated is False and str(error.orig).startswith(BUSY)
            return getattr(error.orig, "sqlstate", None) in COLLIDED or busy
        error = error.__cause__
    return False


def transient(error: BaseException) -> bool:
    """Tell whether a statement failed for what goes on around it, such as a deadlock, and not for its values."""
    if not isinstance(error, DBAPIError):
        return isinstance(error, OSError)
    if state := getattr(error.orig, "sqlstate", None):
        return state[:2] not in VALUE_ERRORS
    of_values = isinstance(error, DataError | IntegrityError) or isinstance(
        getattr(error.orig, "__cause__", None), ValueError
    )
    return error.connection_invalidated or not of_values
