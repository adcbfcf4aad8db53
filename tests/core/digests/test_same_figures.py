"""A figure of one name is one number: on a player's page, in the digest of a company of one player, in the glossary."""

from pathlib import Path

import pytest

from core import ledger
from core.activity import Period, measures, player_summary
from core.activity.measures import Measure
from core.ledger import EntryKind
from core.money import Money
from tests.support.asking import adjustment, ask, decide, desk
from tests.support.digesting import DAY, eur, lines, made, section, tell
from tests.support.office import World

COUNTED = (measures.LOGINS, measures.FAILED_LOGINS)
GLOSSARY = Path(__file__).parents[3] / "docs" / "glossary.md"


async def a_day(office: World, *, times: int = 1) -> None:
    """Something of every kind, in two currencies."""
    for number in range(times):
        bet, sek = f"b{office.now}{number}", {"amount": {"amount_minor": 700, "currency": "SEK"}}
        await tell(
            office,
            ("login", {"success": True}),
            ("login", {"success": False}),
            ("deposit", eur(10_000)),
            ("deposit", sek),
            ("deposit_failed", eur(1)),
            ("withdrawal_paid", eur(4_000) | {"withdrawal": bet}),
            ("chargeback", eur(500)),
            ("bet", eur(3_000) | {"bet": bet}),
            ("bet_voided", eur(1_000) | {"bet": bet}),
            ("win", eur(600) | {"bet": bet}),
            ("bonus_granted", eur(250)),
        )


@pytest.mark.every_wiring
async def test_digest_and_page_of_a_player_say_the_same_under_one_name(office: World) -> None:
    anna = await office.player("anna")
    await a_day(office)
    office.later(days=1)
    await a_day(office, times=3)
    office.later(days=1)

    digest = await made(office, "activity")
    yesterday = Period.ending(office.desk.office.day(office.now) - DAY, days=1)
    async with office.read() as db:
        told = await player_summary.summary(db, player_id=anna, period=yesterday, office=office.desk.office)

    counted = lines(digest, "Players")
    for one in COUNTED:
        assert (told.now.count(one.plus[0]), told.before.count(one.plus[0])) == counted.get(one.label, (0, 0)), one
    moved = {(line.label, line.unit): (line.now, line.before) for line in section(digest, "Money").lines}
    for one in measures.MONEY:
        page = {money.currency: money for money in (*told.now.measured(one), *told.before.measured(one))}
        assert page.keys() == {unit for label, unit in moved if label == one.label}, one
        for currency in page:
            sides = (told.now.measured(one), told.before.measured(one))
            assert moved[one.label, currency] == tuple(_minor(side, currency) for side in sides), one
    assert moved["Net, after chargebacks", "EUR"] == (3 * 5_500, 5_500)
    assert moved["Bets", "EUR"] == (9_000, 3_000)


async def test_what_is_given_by_hand_and_reversed_is_the_same_on_both(office: World) -> None:
    anna = await desk(office, "bob", "sam", "maya", "carol")
    await decide(office, "sam", await ask(office, "alice", adjustment(anna)), "approve")
    async with office.work() as work:
        [given] = [
            one
            for one in await ledger.transactions(work.db, anna, limit=9)
            if one.transaction.kind is EntryKind.ADJUSTMENT
        ]
        await ledger.reverse(work, player_id=anna, transaction_id=given.id, key="undone")
    office.later(days=1)
    digest = await made(office, "activity")
    yesterday = Period.ending(office.desk.office.day(office.now) - DAY, days=1)
    async with office.read() as db:
        told = await player_summary.summary(db, player_id=anna, period=yesterday, office=office.desk.office)

    assert lines(digest, "Adjustments") == {measures.GIVEN: (2_000, 0), measures.TAKEN_BACK: (2_000, 0)}
    assert told.now.adjustments.given == told.now.adjustments.taken_back == (Money(2_000, "EUR"),)
    assert (told.now.adjustments.count, told.now.adjustments.taken) == (1, ())


@pytest.mark.parametrize("one", [*COUNTED, measures.FAILED_DEPOSITS, *measures.MONEY], ids=lambda one: one.label)
def test_every_figure_is_defined_in_the_glossary(one: Measure) -> None:
    assert f"\n| {one.label} | " in GLOSSARY.read_text()


def test_every_movement_by_hand_is_defined_in_the_glossary() -> None:
    for label in (measures.REGISTRATIONS, measures.GIVEN, measures.TAKEN, measures.TAKEN_BACK, measures.GIVEN_BACK):
        assert label in GLOSSARY.read_text()


def _minor(several: tuple[Money, ...], currency: str) -> int:
    return sum(one.amount_minor for one in several if one.currency == currency)
