"""A player's transactions read like a statement of account, however late some were told."""

from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

from core import ledger
from core.activity import Type
from core.ledger import Posted
from core.money import Money, Wallet
from core.people import PITBOSS
from core.players import profile_card
from tests.support.gaming import NOW, Platform, event, money


async def deposits(platform: Platform, *told: tuple[str, int, datetime]) -> None:
    """Let the platform tell of deposits one by one, in this order."""
    for name, minor, at in told:
        await platform.tell(event(name, Type.DEPOSIT, {"amount": money(minor)}, at=at))


def lines(found: tuple[Posted, ...]) -> list[tuple[int, int, bool]]:
    """Amount, balance after it, and whether it was booked later, newest first."""
    shown = [(one.wallet_entry.amount, one.wallet_entry.balance_after, one.booked_later) for one in found]
    return [(amount.amount_minor, after.amount_minor, later) for amount, after, later in shown if after]


async def test_balance_follows_the_order_shown_and_a_late_one_says_so(platform: Platform) -> None:
    await deposits(
        platform,
        ("first", 1_000, NOW - timedelta(hours=9)),
        ("newest", 500, NOW - timedelta(hours=1)),
        ("late", 70, NOW - timedelta(hours=5)),
    )

    async with platform.database.read() as db:
        found = await ledger.history(db, platform.anna)
        card = await profile_card.profile(db, platform.anna, actor=PITBOSS, now=NOW)

    assert lines(found) == [(500, 1_570, False), (70, 1_070, True), (1_000, 1_000, False)]
    assert [one.balance_after.amount_minor for one in card.movements] == [1_570, 1_070, 1_000]
    assert await platform.holds(Wallet.CASH) == 1_570


async def test_every_page_goes_on_where_the_one_before_ended(platform: Platform) -> None:
    hours = list(range(2, 26))
    Random(3).shuffle(hours)  # noqa: S311 - a test's events
    await deposits(platform, *((f"d{each}", each, NOW - timedelta(hours=each)) for each in hours))

    found: list[Posted] = []
    async with platform.database.read() as db:
        while page := await ledger.history(db, platform.anna, before=found[-1].id if found else None, limit=5):
            found += page

    told = lines(tuple(found))
    assert told[0][1] == sum(hours)
    assert all(newer[1] - newer[0] == older[1] for newer, older in pairwise(told))
    assert told[-1][0] == told[-1][1]


async def test_wallets_and_currencies_run_apart(platform: Platform) -> None:
    asked = {"amount": money(300), "withdrawal": "w"}
    await deposits(platform, ("d", 1_000, NOW - timedelta(hours=9)))
    await platform.tell(event("k", Type.DEPOSIT, {"amount": {"amount_minor": 5, "currency": "SEK"}}))
    await platform.tell(event("w", Type.WITHDRAWAL_REQUESTED, asked, at=NOW - timedelta(hours=3)))

    async with platform.database.read() as db:
        found = await ledger.history(db, platform.anna)

    after = [
        (str(entry.wallet), entry.balance_after) for one in found for entry in one.transaction.entries if entry.wallet
    ]
    assert after == [
        ("cash", Money(5, "SEK")),
        ("locked", Money(300, "EUR")),
        ("cash", Money(700, "EUR")),
        ("cash", Money(1_000, "EUR")),
    ]
