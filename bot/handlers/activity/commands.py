"""What a player did: a summary of any period, with logins, transactions and blocks behind it."""

from bot import kit
from bot.cards import activity_card, player_lists
from bot.cards import purposes as player_purposes
from bot.cards.desired import Reader
from bot.handlers.activity import lists
from bot.handlers.players import commands as players
from bot.handlers.players import looking
from bot.handlers.players.looking import LOOKING, Part
from bot.parsing import sentences
from bot.rights import demand
from bot.slack import payloads
from bot.slack.command_help import HelpLine
from bot.slack.commands import SlashCommand
from bot.slack.incoming import Call, IncomingKind
from bot.slack.responses import Answer, Form, Shown
from bot.slack.routes import Routes
from core import activity, audit, search
from core.errors import Invalid
from core.people import Permission
from core.players import Introduction
from core.search.query_parts import LONGEST
from core.work import Work

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
    said = sentences.parted(call.text)
    named, typed = activity.parted(said.head)
    if not named:
        return _form(call, typed)
    if said.why:
        await players.say_what_for(call, named, player_purposes.spoken(said.why))
    return await _look_up(call, named, typed or USUAL)


async def _pressed(call: Call) -> Shown:
    if call.verb in lists.LISTS:
        return await lists.page(call)
    if call.verb == "form":
        return _form(call, "")
    if call.verb.startswith(WHY):
        part = _part(call, call.verb.removeprefix(WHY), replace=True)
        return await looking.show(call, await players.keep_purpose(call), part)
    player, _, typed = call.value.partition(":")
    if not player:
        return _form(call, typed)
    replace = call.verb.startswith("again")
    return await looking.show(call, payloads.player(player), _part(call, typed or USUAL, replace=replace))


async def _submitted(call: Call) -> Shown:
    typed = str(call.values.get(PERIOD) or USUAL).strip()
    try:
        activity.read_period(typed, today=call.services.office.day(call.services.clock().now))
    except Invalid as wrong:
        raise Invalid(wrong.message, field=PERIOD) from None
    return await _look_up(call, str(call.values.get(PLAYER) or ""), typed)


async def _look_up(call: Call, named: str, typed: str) -> Answer:
    """Find the player by whatever was typed: the page, a list, or what was tried."""

    async def read(work: Work) -> tuple[Answer, audit.Entry]:
        demand(call, Permission.PLAYER_VIEW, LOOKING)
        activity.read_period(typed, today=work.office.day(work.now))
        found = await players.found(work, call, named)
        if isinstance(found, search.One):
            return await looking.shown(work, call, found.player_id, _part(call, typed))
        await players.refuse_too_many(work, call)
        return _listed(call, found, typed)

    return await call.view(call.entry("activity.viewed", "activity"), read)


def _listed(call: Call, found: search.Several | search.Nothing, typed: str) -> tuple[Answer, audit.Entry]:
    several = found.matches if isinstance(found, search.Several) else ()
    entry = call.entry("player.searched", "players", facts={"players": [one.player_id for one in several]})
    if isinstance(found, search.Several):
        return player_lists.several(found, opens="activity:open", after=f":{typed}"), entry
    return player_lists.nothing(found), entry


def _part(call: Call, typed: str, *, replace: bool = False) -> Part:
    async def draw(work: Work, known: Introduction) -> Answer:
        today = work.office.day(work.now)
        period = activity.read_period(typed, today=today)
        told = await activity.summary(work.db, player_id=known.player_id, period=period, office=work.office)
        shown = activity_card.ActivityView(known, told, today, typed, menu)
        return activity_card.draw(shown, reader=Reader(call.actor, work.office), replace=replace)

    period = kit.plain(typed, most=PERIOD_MOST)
    menu = f"activity:{WHY}{period}"
    return Part("activity.viewed", draw, facts={"period": period}, menu=menu)


def _form(call: Call, typed: str) -> Form:
    """Ask which player, and which days."""
    demand(call, Permission.PLAYER_VIEW, LOOKING)
    if call.kind is IncomingKind.EVENT:
        raise Invalid("Slack opens no form from a mention. Say who, for example: activity anna42 7d.")
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
