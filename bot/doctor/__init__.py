"""The doctor: checks everything a desk needs, and says what is wrong and what to do."""

import logging
from collections.abc import AsyncIterator, Callable

from bot.doctor import database, desk, platform, slack
from bot.doctor.context import Patient, of, opened
from bot.doctor.findings import Finding, Level, summary, wrong

__all__ = ["CHECKS", "Finding", "Level", "Patient", "examine", "of", "opened", "summary"]

log = logging.getLogger(__name__)

Check = Callable[[Patient], AsyncIterator[Finding]]

CHECKS: tuple[Check, ...] = (
    desk.office_file,
    database.reachable,
    slack.bot_token,
    slack.app_token,
    slack.scopes,
    slack.manifest,
    slack.clock,
    slack.channels,
    platform.platform,
    desk.geography,
)
"""Checks that need no database, ordered by what depends on what."""
OF_THE_DATABASE: tuple[Check, ...] = (
    database.replica_near,
    database.intact,
    database.migrated,
    database.guards,
    database.rights,
    database.compiling,
    database.similar_names,
    database.sqlite_version,
    database.database_clock,
    database.key,
    desk.office_change,
    desk.people,
    desk.frozen,
    desk.messages,
    desk.sweeps,
    desk.events,
    desk.keys_of_clients,
    desk.intake,
    desk.quarantined,
)
"""Checks that need a database that answers."""


async def examine(patient: Patient) -> list[Finding]:
    """Run every possible check; a check that fails is a finding itself."""
    findings = [finding for check in CHECKS for finding in await _run(check, patient)]
    if patient.answers:
        findings += [finding for check in OF_THE_DATABASE for finding in await _run(check, patient)]
    return findings


async def _run(check: Check, patient: Patient) -> list[Finding]:
    found = []
    try:
        async for finding in check(patient):
            found.append(finding)  # noqa: PERF401 - what was found before it failed still counts
    except Exception as error:
        log.exception("the check %s failed", check.__name__)
        about = check.__name__.replace("_", " ")
        message = f"It could not be checked: {type(error).__name__}."
        found.append(wrong(about, message, "Fix the problems above first, else report it to the maintainers."))
    return found
