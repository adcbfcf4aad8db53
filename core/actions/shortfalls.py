"""What a wallet lacks to be taken from: refused, or owed by the player where that was asked for."""

from collections.abc import Sequence

from core import ledger, platform, receivables
from core.action import Fact, Run
from core.money import Money, Wallet
from core.phrases import Phrase

OWE = "The player owes what is missing"
"""The tick by which the rest becomes a debt."""
TAKE_BONUS_BACK = "Take the bonus back instead: that takes what is left of it."


def missing(taken: Money, *, wallet: Wallet, held: Money, owe: bool, field: str) -> Money | None:
    """Give what the wallet lacks, where the player is to owe that; None where it lacks nothing.

    Raises :class:`~core.ledger.Overdrawn` where it lacks something and is no cash, or nobody asked for a debt.
    """
    if not held < taken:
        return None
    cash = wallet is Wallet.CASH
    if cash and owe:
        return taken - max(held, Money(0, held.currency))
    words = "The {wallet} wallet holds {held}; {taken} cannot be taken from it. {then}"
    then = f"Tick “{OWE}” to have the rest owed." if cash else TAKE_BONUS_BACK
    told = Phrase(words, wallet=wallet.value, held=held, taken=taken, then=then)
    raise ledger.Overdrawn(told, field=field)


def facts(lacking: Money | None) -> list[Fact]:
    """Say in a preview what the player will owe."""
    return [Fact(key="owed", label="The player then owes", value=lacking)] if lacking else []


async def stand_in(run: Run, player_id: int, lacking: Money | None) -> Sequence[Fact]:
    """Put what is missing into the cash wallet as a debt, and say so in the receipt."""
    if lacking is None:
        return ()
    await receivables.stand_in(
        run.work, receivables.StandIn(player_id=player_id, missing=lacking, request_id=run.request_id)
    )
    return (Fact(key="owed", label="The player owes", value=lacking, private=False),)


async def ordered(run: Run) -> Money | None:
    """Give what the player owes by the order to the platform."""
    order = await platform.of_request(run.work.db, run.request_id)
    owed = order.body["data"].get("owed") if order else None
    return Money(**owed) if owed else None
