"""Reading the record: by player, staff, request, ticket or id. Reading it is recorded as well."""

import re
from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from bot import kit
from bot.cards import record_list as audit_trail
from bot.cards.record_list import Trail
from bot.parsing import players
from bot.rights import demand
from bot.slack import command_help, payloads
from bot.slack.command_help import HelpLine
from bot.slack.commands import SlashCommand
from bot.slack.incoming import Call
from bot.slack.responses import Answer, Shown
from bot.slack.routes import Routes
from core import audit, requests, security, staff, tickets
from core.errors import Invalid, Unknown
from core.people import Permission
from core.players import brand_scope
from core.work import Work

COMMAND = "/audit"
USAGES = (
    HelpLine(
        "/audit player 42", "what was done about a player; also by username, e-mail, phone", Permission.AUDIT_READ
    ),
    HelpLine("/audit staff @bob", "what somebody did", Permission.AUDIT_READ),
    HelpLine("/audit request K7QD", "every step of a request, by its code", Permission.AUDIT_READ),
    HelpLine("/audit ticket T-1042", "every step of a ticket", Permission.AUDIT_READ),
    HelpLine("/audit record ID", "one record whole, and whether it was tampered with", Permission.AUDIT_READ),
)
ALERT = "alert "
"""Begins the subject of what is recorded of an alert."""
WORDS = ("player", "staff", "request", "ticket", "record")
MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
LINK = re.compile(r"<(?:mailto:|tel:)?[^|>]*\|([^>]*)>")
"""How Slack writes an e-mail address or a number that it made a link of."""


async def command(call: Call) -> Shown:
    """Answer ``/audit …``."""
    text = LINK.sub(r"\1", call.text) if not MENTION.search(call.text) else call.text
    word, _, rest = text.strip().partition(" ")
    if MENTION.fullmatch(word):
        word, rest = "staff", word
    if word.casefold() not in WORDS:
        raise command_help.unknown(word, WORDS, COMMAND)
    if not rest.strip():
        raise Invalid(f"Say which: {next(each.typed for each in USAGES if word.casefold() in each.typed)}")
    if word.casefold() == "record":
        return await _record(call, rest.strip())
    return await _trail(call, word.casefold(), rest.strip())


async def _pressed(call: Call) -> Shown:
    match call.verb:
        case "player":
            player_id = payloads.player(call.value)
            return await _page(call, Trail(kit.player(player_id), player_id=player_id))
        case "older":
            return await _page(call, Trail.unpacked(call.value), again=True)
        case _:
            return await _record(call, call.value)


async def _trail(call: Call, word: str, named: str) -> Answer:
    async def read(work: Work) -> tuple[Answer, audit.Entry]:
        demand(call, Permission.AUDIT_READ, "read the record")
        find = {"player": _player, "staff": _staff, "request": _request, "ticket": _ticket}[word]
        return await _read(work, call, await find(work, call, named))

    return await call.view(_entry(call), read)


async def _page(call: Call, trail: Trail, *, again: bool = False) -> Answer:
    async def read(work: Work) -> tuple[Answer, audit.Entry]:
        demand(call, Permission.AUDIT_READ, "read the record")
        return await _read(work, call, trail, again=again)

    return await call.view(_entry(call, trail), read)


async def _record(call: Call, named: str) -> Answer:
    try:
        record_id = UUID(named.strip("` "))
    except ValueError:
        raise Invalid(f"“{kit.plain(named, most=40)}” is no id of a record. Each line of /audit opens one.") from None
    attempt = call.entry("audit.read", "audit", subject=audit.Subject("record", str(record_id)))

    async def read(work: Work) -> tuple[Answer, audit.Entry]:
        demand(call, Permission.AUDIT_READ, "read the record")
        opened = await audit.open_record(work.db, record_id, desk=work.desk)
        player_id = int(opened.content["player"] or 0) or None
        foreign = await brand_scope.foreign(work.db, call.actor, [player_id])
        own = await _about_reader(work, call, [opened.subject])
        if foreign or own or not audit.open_to(opened.content["visibility"]["clear"], call.actor.sees):
            raise Unknown(f"There is no record {record_id}.")
        readable = audit.open_to(opened.content["visibility"]["sealed"], call.actor.sees)
        entry = replace(attempt, player_id=player_id)
        return audit_trail.whole(opened, readable=readable), entry

    return await call.view(attempt, read)


async def _read(work: Work, call: Call, trail: Trail, *, again: bool = False) -> tuple[Answer, audit.Entry]:
    if trail.ticket:
        found = await audit.of_ticket(work.db, trail.ticket, at=trail.at)
    else:
        found = await audit.search(
            work.db, player_id=trail.player_id, person=trail.person, request_id=trail.request_id, at=trail.at
        )
    foreign = await brand_scope.foreign(work.db, call.actor, [one.player_id for one in found])
    own = await _about_reader(work, call, [one.subject for one in found])
    readable = found.only(
        lambda one: (
            audit.open_to(one.needs, call.actor.sees) and one.player_id not in foreign and one.subject not in own
        )
    )
    return audit_trail.page(trail, readable, replace=again), _entry(call, trail)


async def _about_reader(work: Work, call: Call, subjects: Iterable[str | None]) -> frozenset[str]:
    """Pick those subjects that are alerts about whoever reads: what the desk is watched for stays with others."""
    ids = {UUID(subject.removeprefix(ALERT)) for subject in subjects if subject and subject.startswith(ALERT)}
    return frozenset(f"{ALERT}{one}" for one in await security.about(work.db, call.actor, ids))


async def _player(work: Work, call: Call, named: str) -> Trail:
    player_id = await players.the_player(work, call, named)
    return Trail(kit.player(player_id), player_id=player_id)


async def _staff(work: Work, _: Call, named: str) -> Trail:
    mention = MENTION.fullmatch(named)
    if mention:
        members = await staff.by_account(work.db, mention[1], office=work.office, now=work.now)
    else:
        members = await staff.named(work.db, named.removeprefix("@"), office=work.office, now=work.now)
    people = {member.actor.person: member.actor.name for member in members}
    if len(people) > 1:
        raise Invalid(f"Several people fit: {kit.listed(list(people.values()), last='or')}. Type more of the name.")
    if not people:
        person = mention[1] if mention else named
        return Trail(f"{kit.plain(person, most=40)} (no staff record of that name)", person=person)
    [(person, name)] = people.items()
    return Trail(name, person=person)


async def _request(work: Work, _: Call, code: str) -> Trail:
    request = await requests.by_code(work.db, code)
    return Trail(f"request {request.code}", request_id=request.id)


async def _ticket(work: Work, call: Call, named: str) -> Trail:
    ticket = await tickets.get(work.db, named, actor=call.actor)
    return Trail(f"ticket {ticket.code}", ticket=ticket.code)


def _entry(call: Call, trail: Trail | None = None) -> audit.Entry:
    if trail is None:
        return call.entry("audit.read", "audit")
    if trail.player_id is not None:
        subject = audit.Subject("player", str(trail.player_id))
    elif trail.request_id is not None:
        subject = audit.Subject("request", str(trail.request_id))
    elif trail.ticket is not None:
        subject = audit.Subject("ticket", trail.ticket)
    else:
        subject = audit.Subject("person", str(trail.person))
    return call.entry("audit.read", "audit", subject=subject, player_id=trail.player_id, request_id=trail.request_id)


ROUTES = Routes(
    commands={
        COMMAND: SlashCommand(
            command,
            "Who did what, by player, staff or request",
            hint="player anna42 | staff @bob | request K7QD",
            help=USAGES,
            mentions=True,
            helps_alone=True,
        )
    },
    buttons={"audit": _pressed},
)
