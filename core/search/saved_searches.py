"""Searches that somebody keeps under a name; run again, one is counted and limited like any that is typed."""

from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import delete as delete_rows
from sqlalchemy import func, select

from core import foldings, operations
from core.database.connections import Connection, insert_or_else
from core.database.tables import saved_searches
from core.errors import Invalid, Refused, Unknown
from core.people import Actor, Permission
from core.search import lookup
from core.work import Work

LONGEST_NAME = 40
MOST = 20
"""Searches that one person keeps."""


class TooManySaved(Refused):
    """Somebody keeps as many searches as one may."""

    code: ClassVar[str] = "too_many_saved"


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search under the name that somebody gave it."""

    name: str
    text: str


@operations.operation("search.saved", module="players", needs=Permission.PLAYER_VIEW, doing="save searches")
async def save(work: Work, actor: Actor, *, name: str, text: str) -> SavedSearch:
    """Keep a search under a name; another one of the same name is replaced.

    Raises :class:`~core.errors.Invalid` for a name or a text that cannot be one, :class:`TooManySaved`.
    """
    kept = SavedSearch(_name(name), " ".join(text.split()))
    lookup.readable(text)
    key = foldings.fold(kept.name)
    mine = saved_searches.c.person == actor.person
    others = select(func.count()).where(mine, saved_searches.c.key != key)
    if (await work.db.scalar(others) or 0) >= MOST:
        raise TooManySaved(f"You keep {MOST} searches, which is the most. Delete one that you do not need any more.")
    row = {"person": actor.person, "key": key, "name": kept.name, "text": kept.text, "at": work.now}
    adding = insert_or_else(work.db, saved_searches).values(row)
    await work.db.execute(adding.on_conflict_do_update(index_elements=["person", "key"], set_=row))
    return kept


@operations.operation("search.deleted", module="players", needs=Permission.PLAYER_VIEW, doing="delete saved searches")
async def delete(work: Work, actor: Actor, *, name: str) -> None:
    """Forget a search of one's own.

    Raises :class:`~core.errors.Unknown` where there is none of this name.
    """
    mine = (saved_searches.c.person == actor.person, saved_searches.c.key == foldings.fold(name))
    deleted = await work.db.execute(delete_rows(saved_searches).where(*mine).returning(saved_searches.c.key))
    if not deleted.all():
        raise Unknown(f"You have no saved search called “{name[:LONGEST_NAME]}”.")


async def of(db: Connection, actor: Actor) -> tuple[SavedSearch, ...]:
    """List the searches that somebody keeps, by name."""
    columns = saved_searches.c
    rows = await db.execute(select(columns.name, columns.text).where(columns.person == actor.person))
    return tuple(sorted((SavedSearch(row.name, row.text) for row in rows), key=lambda each: each.name.casefold()))


def _name(typed: str) -> str:
    name = " ".join(typed.split())
    if not name or not any(sign.isalnum() for sign in name):
        raise Invalid("Give the search a name of letters or digits, such as: duplicate cards.", field="name")
    if len(name) > LONGEST_NAME:
        raise Invalid(f"That name is {len(name)} characters long; use at most {LONGEST_NAME}.", field="name")
    if not name.isprintable():
        raise Invalid("There are control characters in the name; type it by hand instead of pasting it.", field="name")
    return name
