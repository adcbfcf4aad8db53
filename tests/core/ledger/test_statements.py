"""A statement tells every movement with the balance before and after, whatever is filtered out of it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.process import transactions
from core import activity, ledger, players
from core.activity import PlayerStatement, StatementWish, account_statements
from core.activity.account_statements import ExportsUsed, TooManyLines
from core.database import tables
from core.errors import Invalid, NotAllowed, Unknown
from core.ledger import EntryKind, StatementSource
from core.money import Wallet
from core.players.purposes import Purpose, PurposeNeeded
from tests.support.asking import adjustment
from tests.support.bonuses import converting, granted
from tests.support.books import CASH, PAYMENTS, eur, execute
from tests.support.edge import Edge
from tests.support.office import World

pytestmark = pytest.mark.every_wiring


async def moved(office: World, player_id: int, kind: EntryKind, minor: int, *, days_ago: float = 0) -> None:
    """Something that the platform told of: into the cash wallet, or out of it."""
    source, target = (PAYMENTS, CASH) if minor > 0 else (CASH, PAYMENTS)
    entries = ledger.transfer(eur(abs(minor)), source=source, target=target)
    at = office.now - timedelta(days=days_ago)
    told = ledger.Transaction(player_id=player_id, kind=kind, key=f"event:{office.at.ids()}", entries=entries, at=at)
    async with office.work() as work:
        await ledger.post(work, told)


@pytest.fixture
async def anna(office: World) -> int:
    """EUR 100 came, 30 and 20 went; then the desk gave 20, and a bonus of 40 of which 15 became cash."""
    anna = await office.player("anna")
    await moved(office, anna, EntryKind.DEPOSIT, 10_000, days_ago=10)
    await moved(office, anna, EntryKind.BET, -2_000, days_ago=1)
    await moved(office, anna, EntryKind.BET, -3_000, days_ago=6)  # told late
    await execute(office, adjustment(anna, "20 EUR"))
    bonus = await granted(office, anna, "40 EUR", turnover_times=0)
    await execute(office, converting(anna, bonus, "15 EUR"))
    return anna


async def page(office: World, player_id: int, at: str = "", **wish: Any) -> PlayerStatement:
    bob = await office.staff("bob")
    return await transactions.see(
        Edge(office), bob, activity.view_statement, player_id, wish=StatementWish(**wish), at=at
    )


async def export(office: World, who: str, player_id: int) -> PlayerStatement:
    actor = await office.staff(who)
    return await transactions.do(Edge(office), actor, activity.export_statement, None, player_id, wish=StatementWish())


def told(shown: PlayerStatement) -> list[tuple[str, int, int, int]]:
    return [
        (
            f"{one.kind} {one.wallet}",
            *(each.amount_minor for each in (one.amount, one.balance_before, one.balance_after)),
        )
        for one in shown.lines
    ]


async def test_each_line_begins_where_the_one_before_it_ended(office: World, anna: int) -> None:
    shown = await page(office, anna)

    assert told(shown) == [
        ("bonus bonus", -1_500, 4_000, 2_500),
        ("bonus cash", 1_500, 7_000, 8_500),
        ("bonus bonus", 4_000, 0, 4_000),
        ("adjustment cash", 2_000, 5_000, 7_000),
        ("bet cash", -2_000, 7_000, 5_000),
        ("bet cash", -3_000, 10_000, 7_000),
        ("deposit cash", 10_000, 0, 10_000),
    ]
    assert [(each.wallet, each.opening, each.closing) for each in shown.spans] == [
        (Wallet.CASH, eur(0), eur(8_500)),
        (Wallet.BONUS, eur(0), eur(2_500)),
    ]


@pytest.mark.parametrize(
    ("wish", "kept"),
    [
        ({"period": "7d"}, [0, 1, 2, 3, 4, 5]),
        ({"wallet": Wallet.BONUS}, [0, 2]),
        ({"kind": EntryKind.BET}, [4, 5]),
        ({"source": StatementSource.DESK}, [0, 1, 2, 3]),
        ({"source": StatementSource.PLATFORM}, [4, 5, 6]),
        ({"least": eur(3_000)}, [2, 5, 6]),
        ({"wallet": Wallet.CASH, "kind": EntryKind.BONUS, "source": StatementSource.DESK}, [1]),
        ({"period": "today", "kind": EntryKind.DEPOSIT}, []),
    ],
)
async def test_what_is_filtered_out_changes_no_balance(
    office: World, anna: int, wish: dict[str, object], kept: list[int]
) -> None:
    whole = told(await page(office, anna))

    assert told(await page(office, anna, **wish)) == [whole[place] for place in kept]


async def test_pages_leave_nothing_out_and_tell_nothing_twice(
    office: World, anna: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = told(await page(office, anna))
    monkeypatch.setattr(account_statements, "PAGE", 2)

    found, at = [], ""
    for _ in range(4):
        shown = await page(office, anna, at)
        found += told(shown)
        at = shown.next

    assert (found, at) == (whole, "")
    with pytest.raises(Invalid, match="no longer exists"):
        await page(office, anna, "17-x")


async def test_a_statement_is_taken_away_by_who_may_so_often_a_day_and_recorded(office: World, anna: int) -> None:
    limits = office.desk.office.limits.model_copy(update={"statement_exports_per_day": 2})
    office.desk = replace(office.desk, office=office.desk.office.model_copy(update={"limits": limits}))

    for _ in range(2):
        assert len((await export(office, "bob", anna)).lines) == 7
    with pytest.raises(ExportsUsed, match="exported 2 statements today"):
        await export(office, "bob", anna)
    with pytest.raises(NotAllowed, match="Who may: Finance, Compliance, Auditor"):
        await export(office, "alice", anna)
    with pytest.raises(Unknown):
        await export(office, "carol", 999)

    records = [row for row in await office.rows(tables.records) if row.action == "statement.exported"]
    assert [row.outcome for row in records] == ["success", "success", "refused", "refused", "refused"]


async def test_a_statement_too_long_for_a_file_is_refused_and_costs_nothing(
    office: World, anna: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account_statements, "EXPORT_MOST", 6)

    with pytest.raises(TooManyLines, match="more than 6 lines"):
        await export(office, "bob", anna)


async def test_a_delicate_player_s_statement_is_taken_away_only_for_a_purpose_that_was_said(
    office: World, anna: int
) -> None:
    async with office.work() as work:
        await work.db.execute(update(tables.players).values(vip=True, honey=True))

    with pytest.raises(PurposeNeeded):
        await export(office, "bob", anna)

    bob = await office.staff("bob")
    await transactions.do(Edge(office), bob, players.give_purpose, None, anna, purpose=Purpose.CHECK)
    assert len((await export(office, "bob", anna)).lines) == 7
    recorded = {row.action for row in await office.rows(tables.records) if row.outcome == "success"}
    assert {"statement.exported", "statement.viewed", "honey.seen"} <= recorded
