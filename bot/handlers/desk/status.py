"""``/pitboss status``: how Pitboss itself is doing."""

import re
from collections.abc import Sequence
from importlib import metadata

from slackblocks import Block

from bot import doctor, kit
from bot.cards import digest_text
from bot.doctor import Finding, Level
from bot.slack.incoming import Call
from bot.slack.responses import Answer
from core import desk_status
from core.database.connections import is_sqlite
from core.desk_status import DeskStatus
from core.digests import StoredDigest

FINDINGS_MOST = 8
"""Findings of the doctor that are told here, the worst first."""
HELD_MOST = 5
"""Digests named that cannot be posted; the others are counted."""
CHANNELS = ("C", "G")
SLACK_ID = re.compile(r"\b[CGUW](?=[A-Z0-9]*\d)[A-Z0-9]{4,}\b")
"""An id of Slack's in a sentence of the doctor: of a channel or of a person."""


async def status(call: Call) -> Answer:
    """Answer with what waits, what was given up, what the doctor finds, and what runs."""
    found = await call.see(desk_status.status)
    examined = await doctor.examine(doctor.of(call.services))
    troubles = [*_given_up(found), *_held(found.held_digests), *_findings(examined)]
    return _drawn(call, found, troubles)


def _drawn(call: Call, found: DeskStatus, troubles: list[Block]) -> Answer:
    backlog, office = found.backlog, call.services.office
    oldest = backlog.oldest_queued_at
    database = "SQLite" if is_sqlite(call.services.database.url) else "PostgreSQL"
    lines = [
        kit.Row("Messages not sent yet", str(backlog.waiting)),
        kit.Row("Oldest message", f"written {kit.ago(oldest, found.as_of)}" if oldest else "none"),
        kit.Row("Messages given up", str(backlog.failed)),
        kit.Row("Open requests", str(found.open_requests)),
        kit.Row("Database", database),
        kit.Row("Version", version()),
        kit.Row("Office file", f"{office.name}, {office.fingerprint[:12]}"),
    ]
    text = (
        f"{backlog.waiting} messages are waiting, {backlog.failed} were given up, {found.open_requests} "
        "requests are open."
    )
    return Answer.of(text, kit.say(kit.bold("How Pitboss is doing")), *kit.facts(lines), *troubles)


def _given_up(found: DeskStatus) -> list[Block]:
    failed = found.given_up
    if not failed:
        return []
    lines = [
        f"{one.topic} {one.subject}, {kit.moment(one.failed_at)}: {one.error or 'no reason given'}" for one in failed
    ]
    rest = found.backlog.failed - len(failed)
    more = [kit.small(f"{rest} more.")] if rest > 0 else []
    return [kit.say(kit.bold("Given up, newest first")), kit.say(kit.stacked(lines)), *more]


def _held(held: Sequence[StoredDigest]) -> list[Block]:
    if not held:
        return []
    lines = [f"{digest_text.title(one.digest)}, for {one.place}: {one.held_because}" for one in held[:HELD_MOST]]
    rest = len(held) - len(lines)
    more = [kit.small(f"{rest} more.")] if rest else []
    return [kit.say(kit.bold("Digests that cannot be posted")), kit.say(kit.stacked(lines)), *more]


def _findings(found: list[Finding]) -> list[Block]:
    bad = sorted((one for one in found if one.level is not Level.OK), key=lambda one: one.level is Level.WARNING)
    lines = [
        kit.marked(kit.bold(f"{one.about}, {one.level}:"), " ", _mentioning(f"{one.told} {one.todo}")) for one in bad
    ]
    more = [kit.say(kit.stacked(lines[:FINDINGS_MOST]))] if lines else []
    rest = len(lines) - FINDINGS_MOST
    cut = [kit.small(f"{rest} more: pitboss doctor lists them all.")] if rest > 0 else []
    return [kit.say(kit.bold("The doctor:"), " ", doctor.summary(found)), *more, *cut]


def _mentioning(text: str) -> kit.Marked:
    """Let Slack show the names of the channels and people whose ids the doctor names."""
    parts, end = [], 0
    for found in SLACK_ID.finditer(text):
        mention = kit.channel if found[0].startswith(CHANNELS) else kit.person
        parts += [text[end : found.start()], mention(found[0])]
        end = found.end()
    return kit.marked(*parts, text[end:])


def version() -> str:
    """Name the Pitboss that runs."""
    try:
        return metadata.version("pitboss")
    except metadata.PackageNotFoundError:
        return "run from its sources"
