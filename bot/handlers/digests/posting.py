"""Digests for others: posting one in a channel with who will see it, and what comes where by itself."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import slackblocks
from slackblocks import Block

from bot import kit
from bot.cards import digest_text
from bot.parsing import digest_words
from bot.slack import payloads
from bot.slack.incoming import Call
from bot.slack.responses import Answer, Form, Shown
from bot.workflows.audiences import Audiences
from core import digests
from core.digests import Schedule, StoredDigest, UpcomingDigest
from core.errors import Invalid
from core.office import DigestName, Weekday
from core.people import Permission

WEEK = tuple(Weekday)
DAYS = {frozenset(WEEK): "every day", frozenset(WEEK[:5]): "on weekdays", frozenset(WEEK[5:]): "at weekends"}
NOWHERE = "The office file names no channel yet. Type /digest in the channel that it is for, and post it from there."


async def listed(call: Call, name: DigestName | None) -> Answer:
    """Say what comes where, and when next."""
    found = await call.see(digests.list_schedules, name=name)
    if not found:
        text = "No digest is scheduled yet."
        return Answer.of(text, kit.say(text), kit.small("/digest security subscribe 09:00 lets one come here."))
    now, zone = call.services.clock().now, call.services.office.zone
    blocks: list[Block] = [kit.say(kit.bold("What comes by itself")), *(_line(one, now) for one in found)]
    more = f"Hours as in {zone}. What comes where is set in the office file, and with /digest … subscribe."
    return Answer.of(f"{len(found)} digests come by themselves.", *blocks, kit.small(more))


async def subscribe(call: Call, name: DigestName, typed: str) -> Answer:
    """Let a digest come to this channel by itself."""
    at, days = digest_words.coming(typed)
    channel = _channel(call)
    wanted = Schedule(name=name, place=channel, channel=channel, at=at, days=days)
    may = call.actor.may(Permission.DIGEST_SCHEDULE)
    obstacle = await Audiences(call.services).obstacle(channel) if may else None
    first = await call.do(digests.subscribe, wanted, obstacle=obstacle)
    who = await _audience(call, channel)
    now, zone = call.services.clock().now, call.services.office.zone
    coming = "and in a few minutes for today" if first <= now else f"first {kit.short(first, zone=zone)}"
    text = f"The {name} digest comes here {_when(wanted)}, {coming}."
    return Answer.of(text, kit.say(text), kit.small(who))


async def unsubscribe(call: Call, name: DigestName) -> Answer:
    """End what somebody subscribed this channel to."""
    await call.do(digests.unsubscribe, name=name, channel=_channel(call))
    text = f"The {name} digest no longer comes here by itself."
    return Answer.of(text, kit.say(text))


def form(call: Call, kept: StoredDigest) -> Form:
    """Ask where to post it, saying of each channel who reads along; that takes a moment to find out."""
    title = "Post a digest"
    view = kit.modal(title, [kit.say("Looking who reads along where…")], callback_id="page")

    async def fill() -> Form:
        offered = [(channel, label, await _audience(call, channel)) for channel, label in _places(call)]
        if not offered:
            return Form(kit.modal(title, [kit.say(NOWHERE)], callback_id="page"))
        return Form(_form(kept, title, offered))

    return Form(view, then=fill)


async def posted(call: Call) -> Shown:
    """Post the digest that was looked at, as it is, where it was chosen to."""
    channel, digest_id = str(call.values["channel"]), payloads.row("digest", call.metadata.get("digest"))
    may = call.actor.may(Permission.DIGEST_READ)
    obstacle = await Audiences(call.services).obstacle(channel) if may else None
    await call.do(digests.post_in_channel, digest_id, channel=channel, obstacle=obstacle)
    return Answer("It will be posted there in a moment.")


async def _audience(call: Call, channel: str) -> str:
    """Say who will see it there, or why nothing can be posted."""
    audiences = Audiences(call.services)
    if because := await audiences.obstacle(channel):
        return f"Nothing can be posted there: {because}."
    readers = await audiences.count(channel)
    people = "1 person reads" if readers == 1 else f"{readers} people read"
    if await audiences.safe(channel):
        return f"{people} along there, and all of them may see players."
    return f"{people} along there. Not all of them may see players, so they read that it is ready, and open it alone."


def _places(call: Call) -> Iterable[tuple[str, str]]:
    """Offer the channel one is in, then those of the office file, each once."""
    here = call.channel or ""
    named = {channel: f"#{purpose}" for purpose, channel in call.services.office.channels.items()}
    known = {here: "This channel", **named} if here.startswith(("C", "G")) else named
    return known.items()


def _form(kept: StoredDigest, title: str, offered: list[tuple[str, str, str]]) -> dict[str, Any]:
    options = [kit.option(label, channel) for channel, label, _ in offered]
    menu = slackblocks.StaticSelectMenu("digest:channel", options, initial_option=options[0])
    blocks: list[Block] = [
        kit.say(kit.bold(digest_text.title(kept.digest))),
        kit.field("Where", "channel", menu),
        *(kit.small(f"{label}: {who}") for _, label, who in offered),
    ]
    metadata = f'{{"digest": "{kept.id}"}}'
    return kit.modal(title, blocks, callback_id="digest:post", metadata=metadata, submit="Post")


def _channel(call: Call) -> str:
    if not (call.channel or "").startswith(("C", "G")):
        raise Invalid("Type this in the channel it is about: a digest comes to a channel, not to a person.")
    return str(call.channel)


def _line(upcoming: UpcomingDigest, now: datetime) -> Block:
    one = upcoming.schedule
    where = f"#{one.place}" if one.by is None else kit.channel(one.channel)
    by = f" · subscribed by {one.by}" if one.by else " · by the office file"
    coming = " · next in a few minutes" if upcoming.at <= now else f" · next {kit.moment(upcoming.at)}"
    return kit.say(kit.bold(digests.TITLES[one.name]), " → ", where, kit.NEW_LINE, f"{_when(one)}{by}{coming}")


def _when(one: Schedule) -> str:
    named = DAYS.get(one.days) or f"on {kit.listed([day.capitalize() for day in WEEK if day in one.days])}"
    return f"at {one.at:%H:%M} {named}"
