"""What a player did: a summary of any period, with logins, transactions and blocks behind it."""

from dataclasses import dataclass
from datetime import date

from bot import kit
from bot.cards import activity_card, player_lists, purposes
from bot.cards.drawing import Reader
from bot.handlers.activity import lists, parts
from bot.parsing import periods
from bot.slack import command_help, payloads, typed_text
from bot.slack.command_help import HelpLine, Mistyped
from bot.slack.incoming import Call
from bot.slack.responses import Answer, Form, Shown
from bot.slack.routes import Routes, SlashCommand
from core import activity, players, search
from core.activity import PlayerActivity
from core.errors import Invalid
from core.people import Permission
from core.players import Purpose, PurposeNeeded
from core.search.lookup import LONGEST

COMMAND = "/activity"
USAGES = (
    HelpLine(
        "/activity anna42", "what a player did in the last 30 days, against the 30 before", Permission.PLAYER_VIEW
    ),
    HelpLine("/activity anna42 7d", "the same of 7 days; also 30d, 180d, today, yesterday", Permission.PLAYER_VIEW),
    HelpLine("/activity anna42 2026-04-01..2026-04-30", "the same of any days", Permission.PLAYER_VIEW),
    HelpLine("/activity", "opens a form to name player and days in", Permission.PLAYER_VIEW),
)
USUAL = "30d"
PLAYER, PERIOD = "player", "period"
FORM = "activity:find"
PERIOD_MOST = 60
WHY = "why-"
"""Before the period, in the name of the menu that asks what for: the page comes back once that is said."""


async def command(call: Call) -> Shown:
    """Answer ``/activity …``."""
    said = typed_text.parted(call.text)
    named, typed = periods.split(said.head)
    if not named:
        return _form(typed)
    before, days = ("", "") if typed else periods.number_at_end(named)
    if said.why or days:
        purpose = purposes.spoken_purpose(said.why) if said.why else None
        return await _find_first(call, named, _Days(typed or USUAL, before, days), purpose)
    return await _look_up(call, named, typed or USUAL)


async def _pressed(call: Call) -> Shown:
    if call.verb in lists.LISTS:
        return await lists.page(call)
    if call.verb in parts.PARTS:
        return await parts.part(call)
    if call.verb == "form":
        return _form("")
    if call.verb.startswith(WHY):
        player_id, purpose = purposes.chosen_purpose(call.value)
        await call.do(players.give_purpose, player_id, purpose=purpose)
        return await _page(call, player_id, call.verb.removeprefix(WHY), replace=True)
    player, _, typed = call.value.partition(":")
    if not player:
        return _form(typed)
    return await _page(call, payloads.player(player), typed or USUAL, replace=call.verb.startswith("again"))


async def _submitted(call: Call) -> Shown:
    typed = typed_text.straight(str(call.values.get(PERIOD) or USUAL))
    try:
        activity.read_period(typed, today=_today(call))
    except Invalid as wrong:
        raise Invalid(wrong.message, field=PERIOD) from None
    return await _look_up(call, typed_text.straight(str(call.values.get(PLAYER) or "")), typed)


async def _look_up(call: Call, named: str, typed: str) -> Answer:
    """Find the player by what was typed: the page, a list, or what was tried."""
    try:
        found = await call.see(activity.look_up, named, period=typed)
    except PurposeNeeded as needed:
        return purposes.ask_purpose_first(needed.player_id, menu=_menu(typed))
    except search.TooLittle:
        _refuse_mistyped_end(named)
        command_help.refuse_misspelled_help(named, COMMAND)
        raise
    except Invalid:
        _refuse_unread(call, typed)
        raise
    if isinstance(found, PlayerActivity):
        return _drawn(call, found, typed)
    if isinstance(found, search.Nothing):
        _refuse_mistyped_end(named)
    return player_lists.found(found, opens="activity:open", after=f":{typed}")


def _refuse_unread(call: Call, typed: str) -> None:
    """Refuse days that cannot be read, with those that may have been meant."""
    try:
        activity.read_period(typed, today=_today(call))
    except Invalid as wrong:
        raise periods.unread(typed, wrong) from None


def _refuse_mistyped_end(named: str) -> None:
    """Refuse a last word that was meant for days and is none, where nobody is called so."""
    if last := periods.mistyped_end(named):
        words = f"Nobody is called “{kit.plain(named, most=40)}”, and “{last}” is no number of days such as 7d."
        raise Mistyped(words, word=last, meant=periods.nearest(last))


@dataclass(frozen=True, slots=True)
class _Days:
    """The days that were typed behind the player, or a number that is one of days or narrows the search."""

    typed: str
    before: str
    """The words before the number; empty where there is none."""
    number: str


async def _find_first(call: Call, named: str, days: _Days, purpose: Purpose | None) -> Answer:
    """Look up where the player must be known first: to keep what for, or to tell a number of days from a phone's."""
    _refuse_unread(call, days.typed)
    try:
        found = await call.see(search.find, search.Typed(named, before_end=days.before))
    except search.TooLittle:
        if days.number:
            return await _look_up(call, days.before, days.number)
        _refuse_mistyped_end(named)
        raise
    if isinstance(found, search.Nothing):
        if days.number:
            return await _look_up(call, days.before, days.number)
        _refuse_mistyped_end(named)
    if not isinstance(found, search.One):
        return player_lists.found(found, opens="activity:open", after=f":{days.typed}")
    if purpose is not None:
        await call.do(players.give_purpose, found.player_id, purpose=purpose)
    return await _page(call, found.player_id, days.number if found.without_end else days.typed)


async def _page(call: Call, player_id: int, typed: str, *, replace: bool = False) -> Answer:
    """Show the page of a player who is known already."""
    try:
        found = await call.see(activity.summary, player_id, period=typed)
    except PurposeNeeded as needed:
        return purposes.ask_purpose_first(needed.player_id, menu=_menu(typed))
    return _drawn(call, found, typed, replace=replace)


def _drawn(call: Call, found: PlayerActivity, typed: str, *, replace: bool = False) -> Answer:
    shown = activity_card.ActivityView(found.player, found.summary, _today(call), typed, _menu(typed))
    return activity_card.draw(shown, reader=Reader.of(call), replace=replace)


def _menu(typed: str) -> str:
    """Name the menu that asks what for, so that it leads back to the page of these days."""
    return f"activity:{WHY}{kit.plain(typed, most=PERIOD_MOST)}"


def _today(call: Call) -> date:
    return call.services.office.day(call.services.clock().now)


def _form(typed: str) -> Form:
    """Ask which player, and which days."""
    example = "7d, 30d, 180d, or 2026-04-01..2026-04-30"
    days = kit.text("activity:period", most=PERIOD_MOST, known=kit.plain(typed) or USUAL, example=example)
    who = kit.text("activity:player", most=LONGEST, example="anna42, an id, an e-mail or a phone number")
    fields = [kit.field("Player", PLAYER, who), kit.field("Days", PERIOD, days)]
    return Form(kit.modal("Activity of a player", fields, callback_id=FORM, submit="Show"), on_top=True)


ROUTES = Routes(
    commands={
        COMMAND: SlashCommand(
            command,
            "What a player did, against the time before",
            hint="player [7d | 30d | 180d | from..to]",
            help=USAGES,
        )
    },
    buttons={"activity": _pressed},
    forms={"activity": _submitted},
)
