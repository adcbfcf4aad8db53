"""What a failed statement failed for."""

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

VALUE_ERRORS = frozenset({"22", "23", "P0"})
"""PostgreSQL's classes of errors that lie in what a statement was given: data, constraints, our own triggers."""


COLLIDED = frozenset({"40P01", "40001"})
"""PostgreSQL's states for a deadlock and for transactions that cannot be put into an order."""
BUSY = ("database is locked", "database table is locked")
"""How SQLite says that another process kept its lock for too long."""


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
