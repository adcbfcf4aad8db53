"""``/digest``: what happened on some days, for one person; and which digest comes to this channel when."""

from typing import Any
from uuid import UUID

import slackblocks

from bot import kit
from bot.cards import digest_card, digest_file
from bot.handlers.digests import posting
from bot.parsing import digest_words, periods
from bot.parsing.digest_words import COMMAND, DigestQuery
from bot.process import transactions
from bot.slack import command_help, failures, payloads
from bot.slack.command_help import HelpLine
from bot.slack.incoming import Call
from bot.slack.responses import Answer, Form, Shown
from bot.slack.routes import Routes, SlashCommand
from bot.workflows.audiences import Audiences
from core import digests
from core.digests import Digest, StoredDigest
from core.errors import Invalid
from core.office import DigestName
from core.people import Permission

USAGES = (
    HelpLine(
        "/digest security",
        "the last whole day, for you alone; also activity, adjustments, exceptions, interactions",
        Permission.DIGEST_READ,
    ),
    HelpLine(
        "/digest security today",
        "so far today; also yesterday, 7d, 2026-05-02 or 2026-05-01..2026-05-03",
        Permission.DIGEST_READ,
    ),
    HelpLine(
        "/digest security now 7d",
        "made now, here of the last 7 days, instead of the stored one",
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
FORM = "digest:ask"
DAYS = {"yesterday": "Yesterday", "today": "Today, so far", "7d": "The last 7 days", "30d": "The last 30 days"}


async def command(call: Call) -> Shown:
    """Answer ``/digest …``; alone it opens a form."""
    if not call.text.strip():
        return await _blank(call)
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
    """Show a digest to this person alone: as it was stored, where its days are over and it was; else made now."""
    anew = wish.verb == digest_words.NOW
    today = call.services.office.day(call.services.clock().now)
    try:
        period = digest_words.period(wish.rest or ("today" if anew else ""), today=today)
    except Invalid as wrong:
        raise periods.unread(wish.rest, wrong) from None
    found = await call.see(digests.read, wish.name or DigestName.SECURITY, period, anew=anew)
    if isinstance(found, Digest):
        found = await transactions.do(call.services, call.actor, digests.store_private, None, found)
    return _answer(call, found, native=native)


async def _opened(call: Call, digest_id: UUID) -> Answer:
    return _answer(call, await call.see(digests.view, digest_id))


async def _seen(call: Call) -> Shown:
    """Mark a finding as seen; the digest, wherever it stands, says so then."""
    named, _, key = call.value.partition(" ")
    stored = await call.do(digests.mark_seen, payloads.row("digest", named), key=key)
    return None if stored.place is not None else _answer(call, stored, replace=True)


async def _filed(call: Call) -> Answer:
    """Send somebody the lists of a digest as files, in their own conversation with Pitboss."""
    stored = await call.see(digests.export, payloads.row("digest", call.value))
    found = digest_file.files(stored.digest.shown_to(call.actor.sees))
    if not found:
        return Answer("Every row of this digest that you may see stands in its message.")
    direct = await Audiences(call.services).resolve(call.user)
    uploads = [{"content": one.text, "filename": one.name, "title": one.name} for one in found]
    sentences = kit.stacked([one.sentence for one in found])
    await call.services.slack.files_upload_v2(channel=direct, file_uploads=uploads, initial_comment=sentences)
    return Answer(f"{kit.counted(len(found), 'file')} came to your own conversation with Pitboss.")


async def _blank(call: Call) -> Form:
    await call.see(digests.consider)
    return Form(_form())


async def _pressed(call: Call) -> Shown:
    match call.verb:
        case "ask":
            return await _blank(call)
        case "seen":
            return await _seen(call)
        case "file":
            return await _filed(call)
        case "open":
            return await _opened(call, payloads.row("digest", call.value))
        case "post":
            return posting.form(call, await call.see(digests.view, payloads.row("digest", call.value)))
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
            hint="security | activity | adjustments | exceptions | interactions [today | 7d | dates] | schedule",
            help=USAGES,
        )
    },
    buttons={"digest": _pressed},
    forms={"digest": _submitted},
)
