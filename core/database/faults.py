"""What a failed statement failed for."""

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

VALUE_ERRORS = frozenset({"22", "23", "P0"})
"""PostgreSQL's classes of errors that lie in what a statement was given: data, constraints, our own triggers."""


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
