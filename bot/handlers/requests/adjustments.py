"""Giving to a player and taking from a player by hand, and undoing it: the command, the button, the shortcut."""

from uuid import UUID

import slackblocks

from bot import kit
from bot.approvals import submission
from bot.approvals.submission import Draft
from bot.cards import request_details
from bot.parsing import sentences
from bot.slack import command_help
from bot.slack.command_help import Usage
from bot.slack.incoming import Call
from bot.slack.responses import Shown
from bot.slack.routes import Routes
from core.actions.adjust_balance import AdjustBalance
from core.actions.reverse_adjustment import ReverseAdjustment
from core.money import Direction, Wallet
from core.people import Permission

REVERSE = "reverse"
USAGES = (
    Usage("/adjust anna42", "opens the form; nothing moves before a second person agrees", Permission.ADJUSTMENT_ASK),
    Usage(
        "/adjust anna42 +50 EUR because tournament credited late",
        "gives; opens the form filled in, with the balance and who has to agree",
        Permission.ADJUSTMENT_ASK,
    ),
    Usage(
        "/adjust anna42 -20 EUR bonus because booked twice",
        "takes, here from the bonus wallet",
        Permission.ADJUSTMENT_ASK,
    ),
    Usage(
        "/adjust reverse anna42 because it was the wrong player",
        "undoes an adjustment, whole",
        Permission.ADJUSTMENT_ASK,
    ),
)


async def _command(call: Call) -> Shown:
    if call.text.casefold() == command_help.HELP:
        return command_help.shown("Adjusting a balance", USAGES, call.actor)
    first, _, rest = call.text.partition(" ")
    if first.casefold() == REVERSE:
        said = sentences.parted(rest)
        return await submission.opened(call, Draft(ReverseAdjustment, {"note": said.why}, player=said.head))
    return await submission.opened(call, _adjustment(call))


def _adjustment(call: Call) -> Draft:
    """Understand what was typed as far as possible; the form asks for the rest."""
    said = sentences.parted(call.text)
    total = sentences.summed(said.head)
    words, wallet = _wallet(total.rest if total.amount else "")
    titles = {key: reason.title for key, reason in call.services.office.adjustment_reasons.items()}
    _, reason = sentences.ending(f"for {words}", titles)
    ways = {"+": Direction.GIVE.value, "-": Direction.TAKE.value}
    filled = {
        "wallet": wallet.value,
        "direction": ways.get(total.sign),
        "amount": total.amount,
        "reason": reason,
        "note": said.why,
    }
    return Draft(AdjustBalance, filled, player=total.who)


def _wallet(words: str) -> tuple[str, Wallet]:
    """Take a wallet's name out of the words; the player's own money is meant where none is named."""
    kept = words.split()
    for wallet in (Wallet.CASH, Wallet.BONUS):
        if wallet.value in [word.casefold() for word in kept]:
            return " ".join(word for word in kept if word.casefold() != wallet.value), wallet
    return words, Wallet.CASH


async def _from_card(call: Call) -> Shown:
    return await submission.opened(call, Draft(AdjustBalance, {"wallet": Wallet.CASH.value, "player_id": call.value}))


async def _reverse_from_card(call: Call) -> Shown:
    """Open the form for one adjustment: the button says whose and which, ``42:0190…``."""
    player_id, _, transaction_id = call.value.partition(":")
    filled = {"player_id": player_id, "transaction_id": transaction_id}
    return await submission.opened(call, Draft(ReverseAdjustment, filled))


def reversing(player_id: int, transaction_id: UUID) -> slackblocks.Button:
    """Offer to undo one adjustment: the form opens filled in but for what was wrong."""
    return kit.button("Reverse…", request_details.REVERSE, value=f"{player_id}:{transaction_id}")


ROUTES = Routes(
    commands={"/adjust": _command},
    buttons={"adjust": _from_card, "reverse": _reverse_from_card},
    shortcuts={"adjust": _from_card},
)
