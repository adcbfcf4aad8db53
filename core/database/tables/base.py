"""The column types and naming that all tables share."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from pydantic_core import to_json
from sqlalchemy import JSON, BigInteger, CheckConstraint, DateTime, Integer, MetaData, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Utc(TypeDecorator[datetime]):
    """An instant: always aware, always UTC, also on SQLite, which keeps no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time: nobody can say when that was."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"a time without a zone: {value!r}"
            raise ValueError(message)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back that SQLite lost."""
        del dialect
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


Big = BigInteger().with_variant(Integer, "sqlite")
"""A 64-bit integer; SQLite numbers rows by itself only for INTEGER."""

Document: JSON = JSON().with_variant(JSONB(), "postgresql")
"""A JSON value."""

Term = Text().with_variant(Text(collation="C"), "postgresql")
"""Text compared byte by byte, so that a prefix is a plain range of a B-tree on both databases."""


def one_of(column: str, words: Iterable[str], **options: Any) -> CheckConstraint:
    """Hold a column to a closed list of words."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known", **options)


def document_text(value: Any) -> str:
    """Write a document as text six times as fast as the standard library; every event has one."""
    return to_json(value).decode()
