"""Words that share runs of three letters with others: by pg_trgm on PostgreSQL, by FTS5 on SQLite."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import TextClause, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import DBAPIError

from core.database.connections import Connection
from core.database.tables.base import Term

TABLES = "name_word_trigrams"
"""How the tables begin that SQLite keeps for itself."""
INDEX = "ix_name_words_trigrams"
MISSING = ("42501", "0A000", "58P01")
"""PostgreSQL's errors where a role may not make the extension, or the server has none."""
THERE = text(f"SELECT to_regclass('{INDEX}') IS NOT NULL")
EXTENSION = "CREATE EXTENSION IF NOT EXISTS pg_trgm"
MAKE_INDEX = f"CREATE INDEX IF NOT EXISTS {INDEX} ON name_words USING gin ((word || '') gin_trgm_ops)"
"""Of an expression: one of the column itself would be used for whole words too, which the primary key
finds a thousand times as fast."""
LIKE = text("""
SELECT typed.word AS typed, near.word FROM unnest(:words) typed(word) CROSS JOIN LATERAL (
    (SELECT word FROM name_words WHERE (word || '') % typed.word
    ORDER BY similarity(word, typed.word) DESC, word LIMIT :most)
    UNION ALL
    (SELECT word FROM name_words WHERE (word || '') LIKE '%' || typed.word || '%' LIMIT :most)
) near
""").bindparams(bindparam("words", type_=ARRAY(Term)))
LIKE_IN_FILE = """
SELECT :word_{0} AS typed, word FROM (
    SELECT trim(word) AS word FROM name_word_trigrams WHERE name_word_trigrams MATCH :like_{0} ORDER BY rank LIMIT :most
) UNION ALL SELECT :word_{0}, word FROM (
    SELECT trim(word) AS word FROM name_word_trigrams WHERE word LIKE '%' || :word_{0} || '%' LIMIT :most
)
"""
SHORTEST = 3
WITHOUT = (
    "The extension pg_trgm is not installed: misspelled names are found only where one letter is wrong or the name "
    "sounds alike."
)
REMEDY = (
    "Run CREATE EXTENSION pg_trgm in this database as its owner or a superuser (some systems ship it in a package "
    "called postgresql-contrib), then `pitboss migrate` again as the role that owns the tables."
)
"""What an operator does where the extension is missing."""


async def install(db: Connection) -> bool:
    """Make the extension and its index on PostgreSQL, unless they are there; False where this role may not."""
    if await available(db):
        return True
    try:
        async with db.begin_nested():
            for statement in (EXTENSION, MAKE_INDEX):
                await db.execute(text(statement))
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) not in MISSING:
            raise
        return False
    return True


async def available(db: Connection) -> bool:
    """Tell whether words can be found so: always on SQLite, on PostgreSQL once the extension is installed."""
    return db.dialect.name == "sqlite" or bool(await db.scalar(THERE))


async def similar(db: Connection, words: Sequence[str], *, most: int) -> list[tuple[str, str]]:
    """Pair each word with the words of names that share most runs of three letters with it, or that it stands within.

    Words of fewer than three letters share none; nothing is found where the extension is not installed.
    """
    words = [word for word in words if len(word) >= SHORTEST]
    if not words or not await available(db):
        return []
    if db.dialect.name == "sqlite":
        rows = await db.execute(*_in_file(words, most))
    else:
        rows = await db.execute(LIKE, {"words": words, "most": most})
    return [(row.typed, row.word) for row in rows]


def _in_file(words: Sequence[str], most: int) -> tuple[TextClause, dict[str, Any]]:
    asking = " UNION ALL ".join(LIKE_IN_FILE.format(number) for number in range(len(words)))
    values: dict[str, Any] = {"most": most}
    for number, word in enumerate(words):
        values |= {f"word_{number}": word, f"like_{number}": " OR ".join(map(_quoted, _runs(f"  {word} ")))}
    return text(asking), values


def _runs(padded: str) -> list[str]:
    return [padded[place : place + SHORTEST] for place in range(len(padded) - SHORTEST + 1)]


def _quoted(run: str) -> str:
    return '"' + run.replace('"', '""') + '"'
