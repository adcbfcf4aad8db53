"""Checks of the database: it answers, its schema and guards are right, and the master key fits."""

import os
import sqlite3
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime

from sqlalchemy.engine import make_url

from bot.doctor.context import Patient
from bot.doctor.findings import Finding, ok, warning, wrong
from bot.process import master_key, replicas
from core import audit
from core.database import checks, engines, trigrams, upgrade
from core.database.connections import is_sqlite
from core.errors import Refused
from core.keyring import Keyring

WAL_RESET = ((3, 7, 0), (3, 51, 2))
"""Versions of SQLite, the first and the last, that can lose a commit when several connections write."""
SLOW_SECONDS = 1.0
APART_SECONDS = 30
MIGRATE = "Run `pitboss migrate`, on PostgreSQL with the address of the role that owns the tables, and restart the bot."


async def reachable(patient: Patient) -> AsyncIterator[Finding]:
    """Ask the database anything at all."""
    url = make_url(patient.settings.database_url)
    if is_sqlite(patient.settings.database_url) and not os.access(url.database or "", os.R_OK):
        message = f"There is no file {url.database}."
        yield wrong("database", message, "Start the bot once, which creates it, or correct PITBOSS_DATABASE_URL.")
        return
    began = time.perf_counter()
    try:
        async with patient.database.read() as db:
            await checks.ping(db)
    except Refused:
        shown = engines.shown(patient.settings.database_url)
        yield wrong("database", f"{shown} does not answer.", "Start it, or correct PITBOSS_DATABASE_URL.")
        return
    patient.answers, seconds = True, time.perf_counter() - began
    message = (
        f"{'SQLite' if is_sqlite(patient.settings.database_url) else 'PostgreSQL'} answers in {seconds * 1000:.0f} ms."
    )
    if seconds > SLOW_SECONDS:
        yield warning("database", message, "Check its load and the network: people wait for every answer.")
    else:
        yield ok("database", message)


async def replica_near(patient: Patient) -> AsyncIterator[Finding]:
    """Ask the replica how far behind it is."""
    if not patient.answers or (replica := patient.database.replica) is None:
        return

    async def beat() -> None:
        async with patient.database.append() as db:
            await checks.write(db, now=datetime.now(UTC))

    state = await replica.check(beat)
    if state.problem:
        todo = "All is read from the primary meanwhile. Start it, let it catch up, or correct PITBOSS_REPLICA_URL."
        yield warning("replica", f"The replica {state.problem}.", todo)
    else:
        yield ok("replica", f"The replica is {replicas.words(state)}.")


async def intact(patient: Patient) -> AsyncIterator[Finding]:
    """Read every page of a SQLite file."""
    if not is_sqlite(patient.settings.database_url):
        return
    async with patient.database.read() as db:
        damaged = await checks.damage(db)
    if damaged:
        message = f"The file is damaged: {'; '.join(damaged)}."
        yield wrong("database file", message, "Stop the bot, keep the file, and `pitboss restore` the last backup.")
    else:
        yield ok("database file", "Every page of it can be read.")


async def migrated(patient: Patient) -> AsyncIterator[Finding]:
    """Compare the database's revision with the one this version wants."""
    async with patient.database.read() as db:
        here = await upgrade.revision(db)
    if here == upgrade.newest():
        yield ok("migrations", f"At revision {here}, which this version needs.")
    elif here is None:
        yield wrong("migrations", "The database has never been migrated.", MIGRATE)
    else:
        message = f"At revision {here}; this version needs {upgrade.newest()}."
        yield wrong("migrations", message, f"{MIGRATE} If it is newer, run the newer version.")


async def guards(patient: Patient) -> AsyncIterator[Finding]:
    """Check the triggers that protect records, votes and the ledger."""
    async with patient.database.read() as db:
        missing = await checks.missing_guards(db)
    if missing:
        message = f"Missing or disabled: {', '.join(missing)}."
        yield wrong("guards", message, "Find out who removed them, and restore the database's schema from a backup.")
    else:
        yield ok("guards", "Records, votes and the ledger cannot be changed or deleted.")


async def rights(patient: Patient) -> AsyncIterator[Finding]:
    """Check whether the role could remove the guards, and whether it may do what the bot needs."""
    if is_sqlite(patient.settings.database_url):
        return
    async with patient.database.read() as db:
        held = await checks.role_rights(db)
    todo = "Let another role own the tables and migrate; the operator's guide has the SQL for this role's rights."
    if held.superuser:
        yield warning("database role", "It is a superuser, so it could remove every guard.", todo)
    elif held.owns:
        yield warning("database role", "It owns the tables, so it could remove the guards.", todo)
    else:
        yield ok("database role", "It can neither change the schema nor remove guards.")
    todo = "Grant it the rights listed in the operator's guide, as the role that owns the tables."
    if held.refused:
        yield wrong("database rights", f"The role may not read and write {', '.join(sorted(held.refused))}.", todo)
    if not held.makes_partitions:
        yield wrong("database rights", "The role may not create the coming months' partitions.", todo)


async def similar_names(patient: Patient) -> AsyncIterator[Finding]:
    """Check whether misspelled names can be found by the letters they share."""
    if is_sqlite(patient.settings.database_url):
        return
    async with patient.database.read() as db:
        installed = await trigrams.available(db)
    if installed:
        yield ok("similar names", "Misspelled names are found by the letters they share (pg_trgm).")
    else:
        yield warning("similar names", trigrams.WITHOUT, trigrams.REMEDY)


async def compiling(patient: Patient) -> AsyncIterator[Finding]:
    """Check, behind a pooler that keeps no settings of a connection, that statements are not compiled."""
    if is_sqlite(patient.settings.database_url):
        return
    async with patient.database.read() as db:
        compiled = await checks.compiles(db)
    if compiled:
        message = "PostgreSQL compiles statements before it runs them, which takes longer than they do."
        yield warning("compiling", message, "Switch it off for the role: `ALTER ROLE … SET jit = off`, then reconnect.")
    else:
        yield ok("compiling", "Statements run without being compiled first.")


async def sqlite_version(patient: Patient) -> AsyncIterator[Finding]:
    """Name the version of SQLite where it is used, and the bug it may have."""
    if not is_sqlite(patient.settings.database_url):
        return
    first, last = WAL_RESET
    version = sqlite3.sqlite_version
    if first <= sqlite3.sqlite_version_info <= last:
        message = (
            f"{version} can lose a commit when several connections write (fixed after {'.'.join(map(str, last))}). "
            "Pitboss writes through one connection and is not affected; do not let other programs write to the file."
        )
        yield ok("SQLite", message)
    else:
        yield ok("SQLite", f"{version}.")


async def database_clock(patient: Patient) -> AsyncIterator[Finding]:
    """Compare our clock with the database server's."""
    if is_sqlite(patient.settings.database_url):
        return
    async with patient.database.read() as db:
        theirs = await checks.server_time(db)
    apart = abs((datetime.now(UTC) - theirs).total_seconds())
    message = f"{apart:.1f} s apart from the database's clock."
    if apart > APART_SECONDS:
        yield warning("database clock", message, "Synchronise the clocks of both machines with NTP.")
    else:
        yield ok("database clock", message)


async def key(patient: Patient) -> AsyncIterator[Finding]:
    """Check the master key against the first record; create none."""
    about, settings = "master key", patient.settings
    path = master_key.beside(settings)
    try:
        given = settings.master_key.get_secret_value() if settings.master_key else master_key.read(path)
        async with patient.database.read() as db:
            if given is not None:
                await audit.refuse_other_key(db, Keyring(given))
            written = await audit.anything_recorded(db)
    except Refused as refusal:
        yield wrong(about, refusal.message, "Restore the right key: without it nobody can read the record.")
        return
    if given is None and written:
        message = "There is no key, but records were written with one."
        yield wrong(about, message, f"Put {path.name} back beside the database, or set PITBOSS_MASTER_KEY.")
    elif given is None:
        yield ok(about, "None yet: it is created with the first record.")
    elif settings.master_key is None and path.stat().st_mode & 0o077:
        yield warning(about, f"{path.name} can be read by others on this machine.", f"chmod 600 {path.name}")
    else:
        yield ok(about, "It matches the records." if written else "It is there; nothing was recorded yet.")
