"""Blocking a player and lifting blocks: the commands, the buttons of the player card, the shortcut."""

from bot.approvals import submission
from bot.approvals.submission import Draft
from bot.parsing import sentences
from bot.slack import command_help
from bot.slack.command_help import Usage
from bot.slack.incoming import Call
from bot.slack.responses import Shown
from bot.slack.routes import Routes
from core.actions.block_player import BlockPlayer
from core.actions.unblock_player import UnblockPlayer
from core.people import Permission

BLOCK_USAGES = (
    Usage("/block anna42", "opens the form; nothing happens before you submit it", Permission.BLOCK_ASK),
    Usage(
        "/block anna42 takeover because the player called from a new phone",
        "opens it filled in, with what is in flight and what would happen",
        Permission.BLOCK_ASK,
    ),
)
UNBLOCK_USAGES = (
    Usage("/unblock anna42", "opens the form with the blocks that stand", Permission.UNBLOCK_ASK),
    Usage(
        "/unblock anna42 because identity was checked by phone",
        "opens it with your words in it; whoever owns the reason agrees first",
        Permission.UNBLOCK_ASK,
    ),
)


async def _block(call: Call) -> Shown:
    if call.text.casefold() == command_help.HELP:
        return command_help.shown("Blocking a player", BLOCK_USAGES, call.actor)
    said = sentences.parted(call.text)
    titles = {key: reason.title for key, reason in call.services.office.reasons.items()}
    who, reason = sentences.ending(said.head, titles)
    return await submission.opened(call, Draft(BlockPlayer, {"reason": reason, "note": said.why}, player=who))


async def _unblock(call: Call) -> Shown:
    if call.text.casefold() == command_help.HELP:
        return command_help.shown("Lifting a block", UNBLOCK_USAGES, call.actor)
    said = sentences.parted(call.text)
    return await submission.opened(call, Draft(UnblockPlayer, {"note": said.why}, player=said.head))


async def _block_from_card(call: Call) -> Shown:
    return await submission.opened(call, Draft(BlockPlayer, {"player_id": call.value}))


async def _unblock_from_card(call: Call) -> Shown:
    return await submission.opened(call, Draft(UnblockPlayer, {"player_id": call.value}))


ROUTES = Routes(
    commands={"/block": _block, "/unblock": _unblock},
    buttons={"block": _block_from_card, "unblock": _unblock_from_card},
    shortcuts={"block": _block_from_card},
)
