"""Checks of the desk: office file, people, freezes, messages, sweeps and incoming events."""

from collections.abc import AsyncIterator
from datetime import timedelta

from bot.cards import office_change_text
from bot.doctor.context import Patient
from bot.doctor.findings import Finding, ok, warning, wrong
from bot.process import geography as address_files
from core import (
    actions,
    activity,
    approvals,
    client_keys,
    freezes,
    intake_numbers,
    office_changes,
    outbox,
    staff,
    watermarks,
)
from core.activity import quarantine
from core.activity.misunderstood import QuarantineKind
from core.client_keys import KeyKind
from core.people import Permission

OLD_KEY = timedelta(days=180)
"""The age at which a key should be exchanged."""
ENDS_SOON = timedelta(days=7)
LATE = timedelta(minutes=10)
"""How long something may wait before it is reported."""


async def office_file(patient: Patient) -> AsyncIterator[Finding]:
    """Report every problem of the office file, or which one is in use."""
    if patient.office is None:
        yield wrong("office file", patient.office_problem, "Correct the lines it names, or unset PITBOSS_OFFICE.")
        return
    if patient.settings.office is None:
        yield ok("office file", "The default that ships with Pitboss, because PITBOSS_OFFICE is not set.")
    else:
        yield ok("office file", f"{patient.office.name}, {patient.office.fingerprint[:12]}.")
    for permission in patient.office.held_by_nobody:
        message = f"No role has {permission}, so nobody may {permission.words}."
        yield warning("permissions", message, "Add it to the roles that should, as core/office/default.yml does.")


async def office_change(patient: Patient) -> AsyncIterator[Finding]:
    """Say whether a change of the office file waits for its second person."""
    async with patient.database.read() as db:
        change = await office_changes.unconfirmed(db)
    if change is None:
        yield ok("office change", "Every change of the office file is confirmed.")
        return
    todo = "A second person with office.confirm presses “Confirm the change” on Home or in the security channel."
    yield warning("office change", office_change_text.standing(change, patient.now), todo)


async def people(patient: Patient) -> AsyncIterator[Finding]:
    """Check whether somebody can grant roles and thaw, and whether every granted role is known."""
    if patient.office is None:
        return
    async with patient.database.read() as db:
        here = (await staff.current(db, office=patient.office, now=patient.now)).values()
        unknown = sorted(await staff.roles_held(db) - patient.office.roles.keys())
    if not any(one.may(Permission.STAFF_GRANT) for one in here) and not patient.settings.administrators:
        todo = "pitboss staff add USER TEAM --person KEY --role administrator, or set PITBOSS_ADMINISTRATORS."
        yield wrong("people", "Nobody can grant a role.", todo)
    elif not approvals.can_thaw(patient.office, list(here)):
        message = "Nobody could thaw what is frozen: it takes two people with the right to freeze."
        yield warning("people", message, "Give a second person a role with staff.freeze.")
    else:
        yield ok("people", f"{len(here)} work here; roles can be granted, and freezes thawed.")
    if unknown:
        message = f"Held, but missing in the office file: {', '.join(unknown)}. They allow nothing."
        yield warning("roles", message, "Add them to the office file, or revoke them.")


async def frozen(patient: Patient) -> AsyncIterator[Finding]:
    """Name what is frozen."""
    async with patient.database.read() as db:
        standing = await freezes.standing(db)
    known = {freezes.action(one.name) for one in actions.ALL} | {freezes.DESK}
    for one in standing:
        what = "a colleague" if one.kind == "person" else one.subject.replace(":", " ")
        message = (
            f"{what.capitalize()} has been frozen since {one.frozen_at:%Y-%m-%d %H:%M} UTC, by {one.frozen_by_name}."
        )
        if one.kind == "action" and one.subject not in known:
            message += " There is no such action any more."
        yield warning("freezes", message, "When it is no longer needed: /pitboss thaw. It takes two people.")
    if not standing:
        yield ok("freezes", "Nothing is frozen.")


async def messages(patient: Patient) -> AsyncIterator[Finding]:
    """Check that messages leave the outbox."""
    async with patient.database.read() as db:
        backlog = await outbox.backlog(db)
        failed = await outbox.given_up(db) if backlog.failed else []
    if failed:
        last = "; ".join(f"{one.topic}: {one.error or 'no reason given'}" for one in failed[:3])
        yield warning(
            "messages", f"{backlog.failed} were given up, last {last}.", "Fix the cause; /pitboss status lists them."
        )
    oldest = backlog.oldest_queued_at
    if oldest and patient.now - oldest > LATE:
        message = f"{backlog.waiting} are waiting, the oldest since {oldest:%Y-%m-%d %H:%M} UTC."
        yield wrong("messages", message, "Check that a bot is running, and what its log says about Slack.")
    elif not failed:
        yield ok("messages", f"{backlog.waiting} are waiting, none for long; none was given up.")


async def sweeps(patient: Patient) -> AsyncIterator[Finding]:
    """Check whether the sweeps over events keep up."""
    async with patient.database.read() as db:
        horizon = await intake_numbers.horizon(db)
        marks = await watermarks.of_sweeps(db)
    late = [one for one in marks if one.upto < horizon and (one.moved_at is None or patient.now - one.moved_at > LATE)]
    for row in late:
        since = f" since {row.moved_at:%Y-%m-%d %H:%M} UTC" if row.moved_at else ""
        message = f"{row.name} has not moved{since}, {horizon - row.upto} intakes behind."
        yield wrong("sweeps", message, "Check that a bot is running, and what its log says about this sweep.")
    if not late:
        yield ok("sweeps", f"{len(marks)} have processed all {horizon} intakes.")


async def intake(patient: Patient) -> AsyncIterator[Finding]:
    """Check whether events are added up as fast as they come in: beyond a limit senders are told to wait."""
    if patient.office is None:
        return
    most = patient.settings.events_lag
    async with patient.database.read() as db:
        lag = await activity.lag(db, patient.office)
    if lag > most:
        message = f"The sums by day are {lag:,} intakes behind; beyond {most:,} POST /v1/events answers 429."
        todo = "Check that a bot is running and that the database is not overloaded; senders send again by themselves."
        yield wrong("intake", message, todo)
    else:
        yield ok("intake", f"The sums by day are {lag:,} intakes behind; senders have to wait beyond {most:,}.")


async def quarantined(patient: Patient) -> AsyncIterator[Finding]:
    """Report events that could not be understood and wait to be replayed or discarded."""
    async with patient.database.read() as db:
        found = await quarantine.counts(db)
    waiting = [one for one in found if one.kind is not QuarantineKind.PLAYER]
    orphans = sum(one.number for one in found) - sum(one.number for one in waiting)
    if waiting:
        kinds = ", ".join(f"{one.number:,} {one.kind} of {one.source or 'no readable source'}" for one in waiting[:3])
        oldest = min(one.oldest_at for one in waiting)
        message = f"{sum(one.number for one in waiting):,} events wait in quarantine since {oldest:%Y-%m-%d}: {kinds}."
        yield warning(
            "quarantine", message, "pitboss events quarantine list; correct the cause, then replay or discard."
        )
    elif orphans:
        yield ok("quarantine", f"{orphans:,} events wait for players who are not known here; nothing else waits.")
    else:
        yield ok("quarantine", "No event waits in quarantine.")


async def events(patient: Patient) -> AsyncIterator[Finding]:
    """Check whether player events can come in."""
    async with patient.database.read() as db:
        keys = await client_keys.stored(db)
    senders = sorted({one.client for one in keys if one.kind is KeyKind.SIGNING and one.valid(patient.now)})
    own = ["the platform by PITBOSS_EVENTS_SECRET"] if patient.settings.events_secret else []
    if own or senders:
        yield ok("events", f"POST /v1/events accepts messages signed by {', '.join([*own, *senders])}.")
    elif patient.office is not None and patient.office.authority == "platform":
        message = "The platform decides but cannot send events: no client may, and PITBOSS_EVENTS_SECRET is not set."
        yield wrong("events", message, "pitboss keys create platform --scope events.write, and use its secret there.")
    else:
        yield ok("events", "They come in only through `pitboss import events`: no client may send them.")


async def keys_of_clients(patient: Patient) -> AsyncIterator[Finding]:
    """Report keys of connected machines that are old, or end soon without one that follows."""
    async with patient.database.read() as db:
        keys = [one for one in await client_keys.stored(db) if one.valid(patient.now)]
    old = sorted({one.client for one in keys if patient.now - one.created_at > OLD_KEY and one.ends_at is None})
    newest = {(one.client, one.kind): one for one in keys}
    ending = sorted(
        {one.client for one in newest.values() if one.ends_at is not None and one.ends_at - patient.now < ENDS_SOON}
    )
    for client in old:
        message = f"A key of the client {client} is more than {OLD_KEY.days} days old."
        yield warning("keys", message, "pitboss keys rotate CLIENT; the old key stays valid while you exchange it.")
    for client in ending:
        message = f"A key of the client {client} ends within {ENDS_SOON.days} days, and none follows it."
        yield warning("keys", message, "pitboss keys rotate CLIENT, and give the client its new key.")
    if not old and not ending:
        undated = len(patient.settings.api_keys) + len(patient.settings.events_secret)
        told = f" Pitboss cannot tell the age of {undated} in its settings." if undated else ""
        yield ok("keys", f"{len(keys)} keys of clients are valid, none is old and none ends soon.{told}")


async def geography(patient: Patient) -> AsyncIterator[Finding]:
    """Check whether the file that tells the country of an address can be read, where one is configured."""
    if patient.settings.geoip_file is None:
        return
    found = address_files.load(patient.settings.geoip_file)
    if found.problem:
        todo = "Correct PITBOSS_GEOIP_FILE or install the package; until then countries are those that events name."
        yield warning("geography", found.problem, todo)
    else:
        yield ok("geography", f"Logins whose event names no country are looked up in {found.kind or 'the file'}.")
