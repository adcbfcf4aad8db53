"""The card's newer parts: what an account's security rests on, and what surrounds the player, as far as one may see."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert

from core.database import tables
from core.money import Money
from core.players import profile_parts
from tests.support.looking import logged_in, seen_by
from tests.support.office import World


async def changed(office: World, player_id: int, type_: str, *, days_ago: float) -> None:
    row = {"player_id": player_id, "id": uuid4(), "source": "platform", "event_id": str(uuid4()), "type": type_}
    at = office.now - timedelta(days=days_ago)
    async with office.work() as work:
        await work.db.execute(insert(tables.events), row | {"at": at, "body": {}, "received_at": at, "intake": 0})


async def warned(office: World, player_id: int, rule: str, **told: Any) -> None:
    row = {
        "id": uuid4(),
        "rule": rule,
        "subject": f"player:{player_id}",
        "window": str(uuid4()),
        "player_id": player_id,
        "severity": "medium",
        "visibility": "security",
        "sentence": "Why.",
        "evidence": {},
        "state": "open",
    }
    times = dict.fromkeys(("happened_at", "found_at", "due_at", "changed_at"), office.now)
    async with office.work() as work:
        await work.db.execute(insert(tables.alerts), row | times | told)


async def ticketed(office: World, player_id: int, number: int, **told: Any) -> None:
    row = {"id": uuid4(), "number": number, "key": f"t{number}", "source": "command", "player_id": player_id}
    about = {"category": "payment", "priority": "high", "state": "open", "visibility": "staff", "queue": "support"}
    times = {"opened_at": office.now, "changed_at": office.now, "opened_by_name": "Alice", "title": "Where is it"}
    async with office.work() as work:
        await work.db.execute(insert(tables.tickets), row | about | times | told)


async def test_nothing_known_is_nothing_known(office: World) -> None:
    card = await seen_by(office, "sam", await office.player("anna"))

    assert card.security.nothing_known
    assert (card.around.tickets, card.around.limits, card.around.orders) == ((), (), ())


async def test_the_newest_change_of_each_guard_is_told(office: World) -> None:
    anna = await office.player("anna")
    for type_, days_ago in (("password_changed", 3), ("password_changed", 1), ("email_changed", 2), ("bet", 0)):
        await changed(office, anna, type_, days_ago=days_ago)

    card = await seen_by(office, "alice", anna)

    assert list(card.security.changes.items()) == [
        ("password_changed", office.now - timedelta(days=1)),
        ("email_changed", office.now - timedelta(days=2)),
    ]


async def test_failed_logins_of_a_day_are_counted_up_to_a_limit(office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    anna = await office.player("anna")
    office.later(days=-2)
    await logged_in(office, anna, success=False)
    office.later(days=2)
    for success in (False, False, True):
        await logged_in(office, anna, success=success)

    card = await seen_by(office, "alice", anna)

    assert (card.security.failed_logins, card.security.failed_often) == (2, False)
    monkeypatch.setattr(profile_parts, "FAILURES_MOST", 2)
    assert card.security.failed_often


@pytest.mark.every_wiring
async def test_alerts_are_told_worst_first_to_whoever_may_know_and_hinted_at_to_others(office: World) -> None:
    anna = await office.player("anna")
    for rule, told in (
        ("one", {"severity": "low"}),
        ("two", {"severity": "high"}),
        ("three", {}),
        ("four", {"severity": "low"}),
        ("closed", {"state": "benign", "closed_at": office.now}),
        ("tip", {"visibility": "compliance"}),
    ):
        await warned(office, anna, rule, **told)

    seen = {who: await seen_by(office, who, anna) for who in ("sam", "alice")}

    assert [one.rule for one in seen["sam"].security.alerts][:2] == ["two", "three"]
    assert (len(seen["sam"].security.alerts), seen["sam"].security.open_alerts) == (3, 4)
    assert (seen["alice"].security.alerts, seen["alice"].security.open_alerts) == ((), 0)
    assert (seen["sam"].ask_security, seen["alice"].ask_security) == (False, True)


async def test_an_alert_for_compliance_is_not_even_hinted_at(office: World) -> None:
    anna = await office.player("anna")
    await warned(office, anna, "structuring", visibility="compliance", severity="high")

    for who in ("alice", "sam"):
        card = await seen_by(office, who, anna)
        assert (card.security.nothing_known, card.ask_security) == (True, False)
    assert (await seen_by(office, "cora", anna)).security.open_alerts == 1


@pytest.mark.every_wiring
async def test_open_tickets_are_told_to_whoever_may_see_them(office: World) -> None:
    anna, ben = await office.player("anna"), await office.player("ben")
    for number, told in ((1, {}), (2, {"state": "solved"}), (3, {"visibility": "security"}), (4, {}), (5, {})):
        await ticketed(office, anna, number, **told)
    await ticketed(office, ben, 6)

    alice, sam = await seen_by(office, "alice", anna), await seen_by(office, "sam", anna)

    assert [one.number for one in alice.around.tickets] == [5, 4, 1]
    assert ([one.number for one in sam.around.tickets], sam.around.open_tickets) == ([5, 4, 3], 4)


@pytest.mark.every_wiring
async def test_limits_and_orders_to_the_platform_are_told(office: World) -> None:
    anna = await office.player("anna")
    limit = {"player_id": anna, "period": "day", "set_at": office.now, "source": "platform"}
    async with office.work() as work:
        for kind, minor in (("deposit", 5_000), ("loss", None)):
            told = {"kind": kind, "amount_minor": minor, "currency": "EUR" if minor else None}
            await work.db.execute(insert(tables.player_limits), limit | told)

    card = await seen_by(office, "alice", anna)

    assert [(one.kind, one.period, one.amount) for one in card.around.limits] == [
        ("deposit", "day", Money(5_000, "EUR"))
    ]
