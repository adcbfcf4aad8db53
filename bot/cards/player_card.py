"""The card of a player: its first screen, with what can be done, and the question what they are looked up for."""

from collections.abc import Iterator
from datetime import datetime

from slackblocks import Block, Button

from bot import kit
from bot.cards import action_fields, caller_text, interaction_text, link_text, player_facts
from bot.cards.drawing import Reader
from bot.slack.responses import Answer
from core import actions, player_blocks, security, tickets
from core.action import Kind
from core.actions.adjust_balance import AdjustBalance
from core.actions.block_player import BlockPlayer
from core.actions.correct_exclusion import CorrectExclusion
from core.actions.unblock_player import UnblockPlayer
from core.office import Office
from core.people import Actor, Permission
from core.players import ASK_SECURITY, Asking, InFlight, Overview, Profile, Purpose, accounts
from core.players import Block as PlayerBlock

GUARD_WORDS = {
    "password_changed": "password",
    "email_changed": "e-mail",
    "phone_changed": "phone",
    "instrument_changed": "payment instrument",
    "second_factor_changed": "second factor",
}
"""Credentials and contact details, by the event that changes them."""
REQUIREMENT_WORDS = {"new_password": "New password"}

BLOCKS_MOST = 4
"""Blocks listed one by one; their combined effect is always shown."""
MARKS = {
    "vip": "VIP",
    "watched": "Watch-listed",
    "staff_owned": "Belongs to a member of staff",
}
PURPOSE_MENU = "player:why"
QUESTION = "Why are you looking?"
PURPOSES = {
    Purpose.PHONE: "The player is on the phone",
    Purpose.CHAT: "The player is in a chat",
    Purpose.EMAIL: "Answering an e-mail",
    Purpose.TICKET: "Working on a ticket",
    Purpose.CHECK: "A security check",
    Purpose.INTERNAL: "Internal work",
}

ACTS = {Kind.PROTECTIVE: "At once, then confirmed", Kind.RELEASING: "Once others agree"}
"""How acts on an account are grouped in their menu."""
TALKING_TITLE = "Talking and watching"
TALKING = (
    (Permission.CALLER_CHECK, "Check caller…", "caller:open"),
    (Permission.INTERACTION_WRITE, "Record an interaction…", "interaction:new"),
    (Permission.PLAYER_VIEW, "Interactions", "interaction:list"),
    (Permission.NOTE_WRITE, "Watch list…", "watch:open"),
    (Permission.NOTE_WRITE, "Add a tag…", "note:tag"),
)
"""What is done at once by one person and asks nobody else: no request is made."""

OFFERED = action_fields.on_card(actions.ALL)


def summary(profile: Overview, *, reader: Reader) -> str:
    """Summarise the card in one sentence, for screen readers."""
    stands = kit.plain(_standing(profile), zone=reader.actor.zone)
    return f"Player {profile.player_id}. {stands}"


def answer(profile: Overview, *, reader: Reader, replace: bool = False, whole: bool = False) -> Answer:
    """Give the card to one person alone."""
    return Answer.of(summary(profile, reader=reader), *draw(profile, reader=reader, whole=whole), replace=replace)


def draw(profile: Overview, *, reader: Reader, whole: bool = False) -> list[Block]:
    """Draw the card: what is read first, on one screen, with what can be done; the rest only where it is ``whole``."""
    return [
        *_top(profile, reader),
        *(part for one in profile.notes if one.priority == player_facts.HIGH for part in player_facts.note(one)),
        *kit.facts(_first(profile)),
        _security_status(profile),
        *kit.row(
            _buttons(profile, reader.actor, whole=whole),
            block_id=f"card:{profile.player_id}",
            menu=_acts(profile, reader.actor),
        ),
        *_question(profile, reader),
        *(player_facts.whole(profile, reader) if isinstance(profile, Profile) and whole else ()),
    ]


def ask_purpose(player_id: int, *, menu: str = PURPOSE_MENU) -> Block:
    """Ask what the player is looked up for, in one line with a menu; the menu's own handler shows what follows."""
    options = [kit.option(label, f"{player_id}:{purpose}") for purpose, label in PURPOSES.items()]
    return kit.say(QUESTION, beside=kit.menu(menu, options), block_id=f"why:{player_id}")


def _top(profile: Overview, reader: Reader) -> Iterator[Block]:
    account = profile.account
    yield kit.headline(f"{kit.typed(account.username)} · player {profile.player_id}")
    country, lifecycle = account.country or "country not known", accounts.lifecycle_words(account.lifecycle)
    where = f" · {country} · {kit.typed(account.brand)} · licence {kit.typed(account.licence)} · {lifecycle}"
    marks = " · ".join(words for name, words in MARKS.items() if getattr(account, name))
    yield kit.say(kit.bold(kit.typed(account.full_name)), where, *([kit.NEW_LINE, kit.bold(marks)] if marks else []))
    yield kit.say(kit.bold(_standing(profile)))
    for block in profile.blocks[:BLOCKS_MOST]:
        yield kit.small(_block(block, reader.office))
    if profile.blocks[BLOCKS_MOST:]:
        yield kit.small(f"{len(profile.blocks) - BLOCKS_MOST} more blocks.")
    if profile.linked:
        yield kit.small(link_text.summary(profile.linked, profile.linked_in_all))
    if profile.last_interaction:
        yield kit.small(interaction_text.last(profile.last_interaction, today=reader.office.day(profile.as_of)))
    for one in profile.watches:
        yield kit.small(player_facts.watch(one))
    if profile.callers:
        yield kit.small(kit.stacked(caller_text.lines(profile.callers, now=profile.as_of)))
    yield kit.small(kit.marked("As of ", kit.clock(profile.as_of, zone=reader.actor.zone)))


def _standing(profile: Overview) -> str:
    """Say what the player can do, and that security is to be asked first where there is more than this person sees."""
    stands = kit.standing(profile.standing)
    if profile.account.lifecycle in accounts.CLOSED:
        closed = "The account is closed: the player cannot log in."
        stands = f"{closed} {stands}" if profile.standing.blocked else closed
    if not profile.ask_security:
        return stands
    if not profile.standing.blocked:
        return f"{stands.removesuffix('.')}, but {ASK_SECURITY[0].lower()}{ASK_SECURITY[1:]}."
    return f"{stands} {ASK_SECURITY}."


def _block(block: PlayerBlock, office: Office) -> str:
    title = f"{_held(block)}{kit.typed(player_blocks.reason_title(office, block))}"
    until = f", until {kit.moment(block.until_at)}" if block.until_at else ", until ended"
    ticket = f" · ticket {kit.typed(block.ticket)}" if block.ticket else ""
    kept = player_facts.KEPT[block.visibility]
    return f"{title}: since {kit.moment(block.from_at)}{until}, asked by {block.asked_by}{ticket}{kept}"


def _held(block: PlayerBlock) -> str:
    """Say that it holds withdrawals and stops nothing else, so that it does not read as a block."""
    if block.scopes or not block.holds_withdrawals:
        return ""
    return "Withdrawal held, " if len(block.holds_only) == 1 else "Withdrawals held, "


def _question(profile: Overview, reader: Reader) -> Iterator[Block]:
    if profile.asking(reader.office.limits) is Asking.BESIDE:
        yield ask_purpose(profile.player_id)


def _buttons(profile: Overview, actor: Actor, *, whole: bool) -> Iterator[Button]:
    """Offer what this person may do, most used first; the others stand in a menu."""
    blocked = bool(profile.standing.blocked)
    excluded = any(block.excludes for block in profile.blocks)
    open_alerts, open_tickets = bool(profile.security.open_alerts), bool(profile.around.open_tickets)
    offered = (
        (Permission.PLAYER_VIEW, "Activity", "activity:open", True),
        (Permission.PLAYER_VIEW, "Less" if whole else "More", "player:again" if whole else "player:more", True),
        (Permission.BLOCK_ASK, "Block…", f"{BlockPlayer.name}:open", True),
        (Permission.UNBLOCK_ASK, "Unblock…", f"{UnblockPlayer.name}:open", blocked),
        (CorrectExclusion.ask, "Correct exclusion…", f"{CorrectExclusion.name}:open", excluded),
        (Permission.ADJUSTMENT_ASK, "Adjust…", f"{AdjustBalance.name}:open", True),
        (Permission.ALERT_VIEW, "Check", "check:player", True),
        (Permission.PLAYER_REVEAL, "Reveal…", "reveal:open", True),
        (Permission.TICKET_WORK, "Open a ticket…", "ticket:new", True),
        (Permission.TICKET_VIEW, "Tickets", "tickets:player", open_tickets),
        (Permission.ALERT_VIEW, "Alerts", "alerts:player", open_alerts),
        (Permission.PLAYER_VIEW, "Linked accounts", "links:open", bool(profile.linked)),
        (Permission.NOTE_WRITE, "Add a note…", "note:open", True),
        (Permission.PLAYER_VIEW, "Notes and tags", "note:list", True),
        (Permission.AUDIT_READ, "History", "audit:player", True),
        (Permission.PLAYER_VIEW, "Look again", "player:again", True),
    )
    for permission, label, action_id, sensible in offered:
        if sensible and actor.may(permission):
            yield kit.button(label, action_id, value=str(profile.player_id))


def _acts(profile: Overview, actor: Actor) -> kit.ButtonMenu:
    """Offer every other act that this person may ask for and that can mean something now, by when it takes effect."""
    player_id = profile.player_id
    there, lifecycle = {None, *profile.has}, profile.account.lifecycle
    mine = [one for one in OFFERED if one.prerequisite in there and lifecycle not in one.not_in and actor.may(one.ask)]
    talking = [
        kit.button(label, action_id, value=str(player_id)) for need, label, action_id in TALKING if actor.may(need)
    ]
    return kit.ButtonMenu(
        "Actions",
        {TALKING_TITLE: talking}
        | {
            title: [
                kit.button(f"{one.title}…", f"{one.name}:open", value=str(player_id))
                for one in mine
                if one.kind is kind
            ]
            for kind, title in ACTS.items()
        },
    )


def _first(profile: Overview) -> Iterator[kit.Row]:
    """Return what is read first: money, what is in flight, what is open."""
    account = profile.account
    balances = kit.stacked(f"{one.wallet}: {kit.money(one.amount)}" for one in profile.balances)
    yield kit.Row("Balance", balances or "empty")
    if profile.bonuses:
        yield kit.Row("Open bonuses", kit.stacked(player_facts.bonus(one, profile.as_of) for one in profile.bonuses))
    if profile.owed:
        yield kit.Row("Owed by the player", ", ".join(map(kit.money, profile.owed)))
    if lowered := [one for one in profile.around.limits if one.set_here]:
        yield kit.Row("Limits lowered here", kit.stacked(map(player_facts.own_limit, lowered)))
    yield kit.Row("In flight", in_flight(profile.in_flight, profile.as_of))
    yield kit.Row("Open tickets", _tickets(profile))
    state = accounts.lifecycle_words(account.lifecycle)
    yield kit.Row("Account", f"{state}, {account.language or 'language not known'}, {account.currency}")


def in_flight(flight: InFlight, now: datetime) -> str:
    """Say it: ``1 withdrawal EUR 900.00 asked 12 min ago, 3 open bets EUR 45.00, 1 session``."""
    parts = [
        f"1 withdrawal {kit.money(one.amount)} asked {kit.ago(one.asked_at, now)}{' (held)' if one.held else ''}"
        for one in flight.withdrawals
    ]
    if flight.open_bets:
        parts.append(f"{kit.counted(flight.open_bets, 'open bet')} {' + '.join(map(kit.money, flight.stakes))}")
    if flight.sessions:
        parts.append(kit.counted(flight.sessions, "session"))
    return ", ".join(parts) or "nothing"


def _security_status(profile: Overview) -> Block:
    """Describe the account's security: blocks, changes, failures and alerts."""
    return kit.say(kit.bold("Security status"), kit.NEW_LINE, kit.stacked(_security(profile)))


def _security(profile: Overview) -> Iterator[str]:
    known = profile.security
    blocks = len(profile.blocks)
    if profile.standing.blocked:
        stands = "1 block in force." if blocks == 1 else f"{blocks} blocks in force."
        what = stands if blocks else kit.prohibition(profile.standing)
        yield f"Blocked: {what}"
    else:
        yield "Not blocked."
    for one in known.requirements:
        words = REQUIREMENT_WORDS[one.kind]
        yield f"{words}: required since {kit.moment(one.required_at)}, by {kit.typed(one.by)}."
    changed = ", ".join(f"{GUARD_WORDS[type_]} {kit.moment(at)}" for type_, at in known.changes.items())
    if changed:
        yield f"Last changed: {changed}."
    if known.failed_logins:
        often = "or more " if known.failed_often else ""
        yield f"Failed logins within a day: {known.failed_logins} {often}".rstrip() + "."
    if known.open_alerts:
        named = [f"{security.title(one.rule)} ({one.severity})" for one in known.alerts]
        more = known.open_alerts - len(named)
        yield f"Open alerts: {'; '.join(named)}{f'; {more} more' if more else ''}."
    if known.nothing_known:
        yield "Nothing else on record: no change of password or e-mail, no failed login within a day."


def _tickets(profile: Overview) -> str:
    around = profile.around
    lines = [
        f"T-{one.number} · {one.category.replace('_', ' ')} · {one.priority} · {tickets.STATES[one.state]}"
        for one in around.tickets
    ]
    more = around.open_tickets - len(lines)
    return kit.stacked([*lines, *([f"{more} more"] if more else [])]) or "none"
