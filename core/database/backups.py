"""Backups of a SQLite database: one whole file, taken while the bot runs, and put back with nothing left over."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from core.errors import Refused

SIDE_FILES = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database, and would replay into whatever lies there later."""


class BackupRefused(Refused):
    """The backup cannot be made, or is not one."""

    code = "backup_refused"


def make(database: Path, target: Path) -> None:
    """Copy a database, also one that is being written, into a file that needs no other beside it.

    Raises :class:`BackupRefused`; then there is no file of that name.
    """
    if target.exists():
        raise BackupRefused(f"{target} exists already. Name a file that does not.")
    if not database.is_file():
        raise BackupRefused(f"There is no database {database}. Correct PITBOSS_DATABASE_URL.")
    partial = target.with_name(f"{target.name}.partial")
    with _refusals(f"{database} could not be copied to {target}"):
        try:
            _copy(database, partial)
            refuse_damaged(partial)
            _to_disk(partial)
            partial.rename(target)
        finally:
            partial.unlink(missing_ok=True)


def refuse_damaged(path: Path) -> None:
    """Check a file as a whole.

    Raises :class:`BackupRefused` for one that is damaged, or no database.
    """
    with _refusals(f"{path} is not a database of SQLite"), closing(_opened(path)) as db:
        found = [str(row[0]) for row in db.execute("PRAGMA integrity_check(5)")]
    if found != ["ok"]:
        raise BackupRefused(f"{path} is damaged: {'; '.join(found)}. Take another backup.")


def put_back(backup: Path, database: Path, *, at: datetime) -> list[Path]:
    """Put a backup in the place of a database that nobody has open, and give what lay there, moved aside.

    Raises :class:`BackupRefused`; then everything lies where it lay.
    """
    partial = database.with_name(f"{database.name}.partial")
    with _refusals(f"{database} could not be written"):
        try:
            _copy(backup, partial)
            refuse_damaged(partial)
            _give_to_owner(partial, of=database)
            _to_disk(partial)
            aside = _move_aside(database, at=at)
            partial.rename(database)
            _to_disk(database.parent)
        finally:
            partial.unlink(missing_ok=True)
    return aside


def _copy(source: Path, target: Path) -> None:
    """Copy page by page, with what stands in the write-ahead log; no other file is needed beside the copy."""
    target.unlink(missing_ok=True)
    target.touch(mode=0o600)
    with closing(_opened(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
        new.execute("PRAGMA journal_mode = DELETE")


def _give_to_owner(path: Path, *, of: Path) -> None:
    """Let the owner of the database use what comes in its place, whichever account restores it."""
    if of.exists():
        owned = of.stat()
        if os.geteuid() != owned.st_uid:
            os.chown(path, owned.st_uid, owned.st_gid)


def _move_aside(database: Path, *, at: datetime) -> list[Path]:
    """Rename a database and what belongs to it, so that SQLite finds none of it."""
    moved = []
    for suffix in ("", *SIDE_FILES):
        here = database.with_name(f"{database.name}{suffix}")
        if here.exists():
            moved.append(here.rename(database.with_name(f"{database.name}.before-{at:%Y%m%dT%H%M%S}{suffix}")))
    return moved


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _refusals(what: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BackupRefused(f"{what}: {error.strerror}.") from error
    except sqlite3.Error as error:
        raise BackupRefused(f"{what}: {error}.") from error
