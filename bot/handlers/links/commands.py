"""Showing who is linked to a player: by what is typed, from the card, page by page."""

from bot.cards import links_page, player_lists
from bot.cards.drawing import Reader
from bot.slack import command_help, payloads
from bot.slack.command_help import HelpLine
from bot.slack.incoming import Call
from bot.slack.responses import Answer, Shown
from bot.slack.routes import Routes, SlashCommand
from core import links, search
from core.errors import Invalid
from core.links import LinksPage
from core.people import Permission

COMMAND = "/links"
USAGES = (
    HelpLine(
        "/links anna42", "the accounts that share something with a player, and what they share", Permission.PLAYER_VIEW
    ),
)
OPEN = "links:open"


async def command(call: Call) -> Shown:
    """Answer ``/links …``."""
    if not call.text:
        raise Invalid("Say whose linked accounts: /links anna42")
    try:
        found = await call.see(links.look_up, call.text)
    except search.TooLittle:
        command_help.refuse_misspelled_help(call.text, COMMAND)
        raise
    if isinstance(found, LinksPage):
        return links_page.draw(found, reader=Reader.of(call))
    command_help.refuse_misspelled_help(call.text, COMMAND)
    return player_lists.found(found, opens=OPEN)


async def _pressed(call: Call) -> Answer:
    about, at = payloads.turned(call.value)
    found = await call.see(links.of_player, payloads.player(about), at=at)
    return links_page.draw(found, reader=Reader.of(call), replace=bool(at))


ROUTES = Routes(
    commands={COMMAND: SlashCommand(command, "Who shares a device, a card or an address", hint="player", help=USAGES)},
    buttons={"links": _pressed},
)
