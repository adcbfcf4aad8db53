"""What cards and receipts say about a movement of money by hand."""

from dataclasses import replace
from datetime import datetime

from core import activity, ledger
from core.action import Fact, Receipt
from core.ledger import Posted, Transaction
from core.money import Money, Wallet
from core.work import Work


def balance_line(wallet: Wallet, *, before: Money, after: Money) -> Fact:
    """Show a wallet's balance before and after. It moves while people play, so it never stops a vote."""
    return Fact(key="balance", label=f"{wallet.value.capitalize()} balance", value=f"{before.show()} → {after.show()}")


def receipt(posted: Posted) -> Receipt:
    """Tell what was posted, with the balance it found and the one it left."""
    moved = posted.moved
    verb = "Given" if moved.amount.amount_minor > 0 else "Taken"
    lines = [
        Fact(key="amount", label=verb, value=abs(moved.amount).show(), private=False),
        Fact(key="transaction", label="Transaction", value=str(posted.id), private=False),
    ]
    if moved.balance_before and moved.balance_after:
        lines.append(balance_line(posted.wallet, before=moved.balance_before, after=moved.balance_after))
    return Receipt(lines=tuple(lines), ids={"transaction": str(posted.id)})


async def mirrored(work: Work, transaction: Transaction) -> Receipt:
    """Post what the platform has moved, whether or not a balance told it before; what overdraws stands and alarms."""
    await activity.unmirror(work, transaction)
    posted = await ledger.post(work, replace(transaction, reported=True))
    if any(entry.overdraws for entry in posted.transaction.entries):
        await activity.alarm_overdrawn(work, posted)
    return receipt(posted)


def what_and_when(posted: Posted, *, work: Work) -> str:
    """Say it in short: ``EUR 20.00 given on 3 May 2026, transaction …``."""
    amount = posted.moved.amount
    verb = "given" if amount.amount_minor > 0 else "taken"
    return f"{abs(amount).show()} {verb} on {on_day(posted.at, work=work)}, transaction {posted.id}"


def on_day(at: datetime, *, work: Work) -> str:
    """Write the desk's calendar day of an instant: ``3 May 2026``."""
    day = work.office.day(at)
    return f"{day.day} {day:%B %Y}"
