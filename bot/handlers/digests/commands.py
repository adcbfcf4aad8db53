"""``/digest``: what happened in some days, for whoever asks; and when which digest comes to this channel."""

from typing import Any
from uuid import UUID

import slackblocks

from bot import kit
from bot.cards import digest_card
from bot.handlers.digests import posting
from bot.parsing import digest_words
from bot.parsing.digest_words import COMMAND, DigestQuery
from bot.rights import demand
from bot.slack import command_help, failures, payloads
from bot.slack.command_help import HelpLine
from bot.slack.commands import SlashCommand
from bot.slack.incoming import Call
from bot.slack.responses import Answer, Form, Shown
from bot.slack.routes import Routes
from core import audit, digests
from core.activity import Period
from core.digests import Digest, Look, StoredDigest
from core.office import DigestName
from core.people import Permission
from core.work import Work

USAGES = (
    HelpLine(
        "/digest security",
        "the last whole day, for you alone; also activity, adjustments, exceptions",
        Permission.DIGEST_READ,
    ),
    HelpLine(
        "/digest security today",
        "so far today; also yesterday, 7d, 2026-05-02 or 2026-05-01..2026-05-03",
        Permission.DIGEST_READ,
    ),
    HelpLine(
        "/digest security now 7d",
        "made anew, here of the last 7 days, where an earlier one was kept",
        Permission.DIGEST_READ,
    ),
    HelpLine("/digest schedule", "which digest comes where, and when next", Permission.DIGEST_READ),
    HelpLine(
        "/digest security subscribe 09:00 weekdays",
        "lets it come to this channel, here at nine on weekdays",
        Permission.DIGEST_SCHEDULE,
    ),
    HelpLine("/digest security unsubscribe", "stops it coming to this channel", Permission.DIGEST_SCHEDULE),
)
DOING = "read digests"
FORM = "digest:ask"
DAYS = {"yesterday": "Yesterday", "today": "Today, so far", "7d": "The last 7 days", "30d": "The last 30 days"}


async def command(call: Call) -> Shown:
    """Answer ``/digest …``; alone it opens a form."""
    if not call.text.strip():
        return _blank(call)
    wish = digest_words.understood(call.text)
    match wish:
        case DigestQuery(name, digest_words.READ | digest_words.NOW) if name is not None:
            return await _read(call, wish)
        case DigestQuery(name, digest_words.SCHEDULE):
            return await posting.listed(call, name)
        case DigestQuery(name, digest_words.SUBSCRIBE) if name is not None:
            return await posting.subscribe(call, name, wish.rest)
        case DigestQuery(name, digest_words.UNSUBSCRIBE) if name is not None:
            return await posting.unsubscribe(call, name)
    return command_help.shown("Digests", USAGES, call.actor)


async def _read(call: Call, wish: DigestQuery, *, native: bool = True) -> Answer:
    """Show a digest to this person alone: as it was kept, where its days are over and it was; else made now."""
    name = wish.name or DigestName.SECURITY

    async def read(work: Work) -> tuple[Digest | StoredDigest, audit.Entry]:
        demand(call, Permission.DIGEST_READ, DOING)
        today = work.office.day(work.now)
        typed = wish.rest or ("today" if wish.verb == digest_words.NOW else "")
        period = digest_words.period(typed, today=today)
        facts = {"digest": name.value, "days": str(period)}
        found = None if wish.verb == digest_words.NOW else await _as_kept(work, call, name, period)
        made = found or await _made(work, call, name, period)
        return made, call.entry("digest.viewed", "digests", facts=facts)

    found = await call.view(call.entry("digest.viewed", "digests", facts={"digest": name.value}), read)
    if isinstance(found, Digest):
        async with call.services.database.write() as db:
            found = await digests.keep(call.services.work(db), found, by=call.actor)
    return _answer(call, found, native=native)


async def _opened(call: Call, digest_id: UUID) -> Answer:
    kept = await _viewed(call, digest_id)
    return _answer(call, kept)


async def _viewed(call: Call, digest_id: UUID) -> StoredDigest:
    async def read(work: Work) -> tuple[StoredDigest, audit.Entry]:
        demand(call, Permission.DIGEST_READ, DOING)
        kept = await digests.get(work.db, digest_id)
        posting.refuse_foreign(call, kept)
        return kept, digests.entry(call.actor, "digest.viewed", kept)

    subject = audit.Subject("digest", str(digest_id))
    return await call.view(call.entry("digest.viewed", "digests", subject=subject), read)


async def _seen(call: Call) -> Shown:
    """Write down that this person looked at a finding; the digest, wherever it stands, says so then."""
    named, _, key = call.value.partition(" ")

    async def act(work: Work) -> StoredDigest:
        demand(call, Permission.DIGEST_READ, DOING)
        posting.refuse_foreign(call, await digests.get(work.db, payloads.row("digest", named)))
        return await digests.see(work, call.actor, digest_id=payloads.row("digest", named), key=key)

    kept = await call.change(call.entry("digest.finding_seen", "digests"), act)
    return None if kept.place is not None else _answer(call, kept, replace=True)


def _blank(call: Call) -> Form:
    demand(call, Permission.DIGEST_READ, DOING)
    return Form(_form())


async def _pressed(call: Call) -> Shown:
    match call.verb:
        case "ask":
            return _blank(call)
        case "seen":
            return await _seen(call)
        case "open":
            return await _opened(call, payloads.row("digest", call.value))
        case "post":
            kept = await _viewed(call, payloads.row("digest", call.value))
            return posting.form(call, kept)
        case _:
            return failures.strange(call)


async def _submitted(call: Call) -> Shown:
    if call.verb == "post":
        return await posting.posted(call)
    if call.name != FORM:
        return failures.strange(call)
    chosen = call.values
    rest = (chosen.get("range") or "").strip() or chosen.get("days") or ""
    return await _read(call, DigestQuery(DigestName(chosen["name"]), digest_words.READ, rest), native=False)


async def _made(work: Work, call: Call, name: DigestName, period: Period) -> Digest:
    look = Look(db=work.db, office=work.office, period=period, now=work.now, brand=call.actor.brand)
    return await digests.make(look, name)


async def _as_kept(work: Work, call: Call, name: DigestName, period: Period) -> StoredDigest | None:
    filters = {"brand": call.actor.brand} if call.actor.brand else {}
    return await digests.find(work.db, name=name, period=period, office=work.office, filters=filters)


def _answer(call: Call, kept: StoredDigest, *, native: bool = True, replace: bool = False) -> Answer:
    text, blocks = digest_card.private(kept, call.actor.sees, native=native)
    return Answer.of(text, *blocks, replace=replace)


def _form() -> dict[str, Any]:
    names = [kit.option(digests.TITLES[name], name) for name in DigestName]
    days = [kit.option(title, typed) for typed, title in DAYS.items()]
    other = kit.text("digest:range", most=60, example="2026-05-01..2026-05-03")
    blocks = [
        kit.field("Which", "name", slackblocks.StaticSelectMenu("digest:name", names, initial_option=names[0])),
        kit.field("Days", "days", slackblocks.StaticSelectMenu("digest:days", days, initial_option=days[0])),
        kit.field("Or other days", "range", other, optional=True),
        kit.small(f"{COMMAND} help says what else there is."),
    ]
    return kit.modal("Digest", blocks, callback_id=FORM, submit="Show")


ROUTES = Routes(
    commands={
        COMMAND: SlashCommand(
            command,
            "What happened, day by day; and which digest comes where",
            hint="security | activity | adjustments | exceptions [today | 7d | dates] | schedule",
            help=USAGES,
        )
    },
    buttons={"digest": _pressed},
    forms={"digest": _submitted},
)
