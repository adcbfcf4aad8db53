"""Alerts raised: each finding once, by when it is to be closed, and quiet where somebody asked for that."""

from datetime import timedelta

import pytest

from core import security
from core.database.tables import alerts
from core.errors import Conflict, Invalid
from core.security import AlertState, Severity
from tests.support.alerting import now, raised, recorded, snooze
from tests.support.office import World


async def test_an_alert_stands_once_for_its_rule_subject_and_window(office: World) -> None:
    anna = await office.player("anna")

    first = await raised(office, player_id=anna)

    assert await raised(office, player_id=anna) is None
    assert await raised(office, player_id=anna, window="w2") is not None
    assert await raised(office, player_id=anna, rule="failed_logins") is not None
    assert (await now(office, first)).state is AlertState.OPEN
    assert len(await recorded(office, "alert.raised")) == 3


@pytest.mark.parametrize(("severity", "hours"), [("high", 1), ("medium", 8), ("low", 72)])
async def test_severity_says_by_when(office: World, severity: str, hours: int) -> None:
    alert = await now(office, await raised(office, severity=Severity(severity)))

    assert alert.due_at - alert.found_at == timedelta(hours=hours)


async def test_snoozed_it_is_quiet_about_that_subject_of_that_rule_until_the_end(office: World) -> None:
    sam, anna = await office.staff("sam"), await office.player("anna")
    alert_id = await raised(office, player_id=anna)
    async with office.work() as work:
        snoozed = (await snooze(work, sam, alert_id)).snooze(office.now)

    assert snoozed is not None
    assert snoozed.until_at == office.now + timedelta(days=1)
    assert await raised(office, player_id=anna, window="w2") is None
    assert await raised(office, player_id=anna, rule="failed_logins") is not None
    assert await raised(office, window="w2") is not None
    standing = (await now(office, alert_id)).snooze(office.now)
    assert standing is not None
    assert standing.suppressed == 1
    office.later(days=1)
    assert (await now(office, alert_id)).snooze(office.now) is None
    assert await raised(office, player_id=anna, window="w3") is not None
    assert (await now(office, alert_id)).open


@pytest.mark.every_wiring
async def test_a_snooze_can_be_ended_and_not_twice(office: World) -> None:
    sam, anna = await office.staff("sam"), await office.player("anna")
    alert_id = await raised(office, player_id=anna)
    async with office.work() as work:
        await snooze(work, sam, alert_id)
    async with office.work() as work:
        await security.wake(work, sam, alert_id)

    assert await raised(office, player_id=anna, window="w2") is not None
    with pytest.raises(Conflict):
        async with office.work() as work:
            await security.wake(work, sam, alert_id)
    assert len(await recorded(office, "alert.woken")) == 1


@pytest.mark.parametrize(("lasts", "why"), [(0, "Why not"), (-1, "Why not"), (31, "Why not"), (1, "x")])
async def test_quiet_has_an_end_the_office_allows_and_a_reason(office: World, lasts: int, why: str) -> None:
    sam, alert_id = await office.staff("sam"), await raised(office)

    with pytest.raises(Invalid):
        async with office.work() as work:
            await security.snooze(work, sam, alert_id, lasts=timedelta(days=lasts), why=why)


@pytest.mark.every_wiring
async def test_every_alert_keeps_what_it_was_found_on(office: World) -> None:
    alert_id = await raised(office, evidence={"km": 3460}, happened_at=office.now - timedelta(hours=2))

    [row] = await office.rows(alerts, alerts.c.id == alert_id)

    assert row.evidence == {"km": 3460}
    assert row.found_at - row.happened_at == timedelta(hours=2)
