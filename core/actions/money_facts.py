"""Facts about adjustments, for cards and receipts."""

from collections.abc import Iterator
from dataclasses import replace

from core import activity, ledger
from core.action import Fact, Receipt, Totals
from core.errors import Invalid
from core.fact_values import Change
from core.ledger import Posted, Transaction
from core.money import Money, Wallet, known
from core.phrases import Phrase
from core.work import Work


def balance_line(wallet: Wallet, *, before: Money, after: Money, key: str = "balance") -> Fact:
    """Show a wallet's balance before and after; not material, as it changes while the player plays."""
    return Fact(key=key, label=f"{wallet.value.capitalize()} balance", value=Change(before, after))


def receipt(posted: Posted) -> Receipt:
    """List what was posted, with the balance of each wallet before and after."""
    moved = posted.wallet_entry
    verb = "Given" if moved.amount.amount_minor > 0 else "Taken"
    lines = [
        Fact(key="amount", label=verb, value=abs(moved.amount), private=False),
        Fact(key="transaction", label="Transaction", value=str(posted.id)),
        *_balances(posted),
    ]
    return Receipt(lines=tuple(lines), ids={"transaction": str(posted.id)})


def _balances(posted: Posted) -> Iterator[Fact]:
    key = "balance"
    for entry in posted.transaction.entries:
        if entry.wallet and entry.balance_before is not None and entry.balance_after is not None:
            yield balance_line(entry.wallet, before=entry.balance_before, after=entry.balance_after, key=key)
            key = f"{entry.wallet}_balance_after"


async def mirrored(work: Work, transaction: Transaction) -> Receipt:
    """Post what the platform has moved, and list it."""
    return receipt(await post_mirrored(work, transaction))


async def post_mirrored(work: Work, transaction: Transaction) -> Posted:
    """Post what the platform has moved, even if a balance event reported it first; an overdraft raises an alarm."""
    await activity.unmirror(work, transaction)
    posted = await ledger.post(work, replace(transaction, reported=True))
    if any(entry.overdraws for entry in posted.transaction.entries):
        await activity.alarm_overdrawn(work, posted)
    return posted


def what_and_when(posted: Posted) -> Phrase:
    """Summarise a transaction: ``EUR 20.00 given 3 May 2026, 14:03``."""
    amount = posted.wallet_entry.amount
    verb = "given" if amount.amount_minor > 0 else "taken"
    return Phrase("{amount} {verb} {at}", amount=abs(amount), verb=verb, at=posted.at)


def refuse_ended(amount: Money) -> None:
    """Refuse to give or take money of a currency that is in use no more; what it moved while it was stays readable.

    Raises :class:`~core.errors.Invalid`.
    """
    if not known(amount.currency):
        words = "{currency} is not in use any more, so no money is given or taken in it."
        raise Invalid(Phrase(words, currency=amount.currency), field="amount")


def together(alone: Money | None, totals: Totals) -> Money | None:
    """Add the larger of the day's two running totals; None where an amount is unknown."""
    if alone is None or totals.of_requester_minor is None or totals.of_player_minor is None:
        return None
    others = max(totals.of_requester_minor, totals.of_player_minor)
    return alone + Money(others, alone.currency)
