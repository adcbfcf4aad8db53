"""Whom alerts are for: nothing for eyes they are not for, and nobody works one about themselves."""

from dataclasses import replace
from uuid import uuid4

import pytest

from core import security
from core.errors import Invalid, NotAllowed, Unknown
from core.people import Visibility
from core.security import Severity, Shelf
from tests.support.alerting import close, hand_on, raised, reopen, snooze
from tests.support.office import World

VERBS = {
    "take": security.take,
    "close": close,
    "reopen": reopen,
    "snooze": snooze,
    "hand_on": hand_on,
    "wake": security.wake,
}


@pytest.mark.parametrize("name", VERBS)
@pytest.mark.parametrize("who", ["alice", "bob", "ada", "olga", "mallory"])
async def test_who_may_not_work_alerts_works_none(office: World, who: str, name: str) -> None:
    actor, alert_id = await office.staff(who), await raised(office, visibility=Visibility.STAFF)

    with pytest.raises(NotAllowed):
        async with office.work() as work:
            await VERBS[name](work, actor, alert_id)


@pytest.mark.parametrize("name", VERBS)
async def test_what_compliance_alone_may_know_is_to_security_as_if_it_were_not(office: World, name: str) -> None:
    sam, alert_id = await office.staff("sam"), await raised(office, visibility=Visibility.COMPLIANCE)

    with pytest.raises(Unknown) as hidden:
        async with office.work() as work:
            await VERBS[name](work, sam, alert_id)
    with pytest.raises(Unknown) as nothing:
        async with office.work() as work:
            await VERBS[name](work, sam, uuid4())

    assert hidden.value.message == nothing.value.message


async def test_nobody_sees_or_works_an_alert_about_themselves(office: World) -> None:
    sam, fred = await office.staff("sam"), await office.staff("fred")
    for subject in (f"staff:{sam.staff_id}", "staff:sam"):
        alert_id = await raised(office, player_id=None, subject=subject)
        async with office.read() as db:
            assert alert_id not in [one.id for one in await security.page_of(db, Shelf.ALL, actor=sam, now=office.now)]
            assert alert_id in [one.id for one in await security.page_of(db, Shelf.ALL, actor=fred, now=office.now)]
        with pytest.raises(Unknown):
            async with office.work() as work:
                await security.take(work, sam, alert_id)
        with pytest.raises(Invalid, match="Sam may not work this alert"):
            async with office.work() as work:
                await security.hand_on(work, fred, alert_id, to=sam.staff_id)


@pytest.mark.every_wiring
async def test_whoever_is_kept_to_a_brand_knows_no_alert_about_players_of_another(office: World) -> None:
    sam = replace(await office.staff("sam"), brand="noble")
    alert_id, of_address = await raised(office), await raised(office, player_id=None, subject="ip:203.0.113.9")

    async with office.read() as db:
        seen = [one.id for one in await security.page_of(db, Shelf.OPEN, actor=sam, now=office.now)]
        with pytest.raises(Unknown):
            await security.get(db, alert_id, actor=sam)

    assert seen == [of_address]


async def test_it_is_handed_on_only_to_whoever_may_work_it(office: World) -> None:
    sam, alert_id = await office.staff("sam"), await raised(office)
    secret = await raised(office, visibility=Visibility.COMPLIANCE)
    cora = await office.staff("cora")

    for actor, which, to in ((sam, alert_id, "alice"), (sam, alert_id, "gus"), (cora, secret, "sam")):
        other = await office.staff(to)
        with pytest.raises(Invalid, match="may not work this alert"):
            async with office.work() as work:
                await security.hand_on(work, actor, which, to=other.staff_id)


@pytest.mark.every_wiring
async def test_lists_are_for_the_reader_and_worst_first(office: World) -> None:
    sam, cora = await office.staff("sam"), await office.staff("cora")
    anna = await office.player("anna")
    low = await raised(office, player_id=anna, severity=Severity.LOW)
    medium = await raised(office, player_id=anna, severity=Severity.MEDIUM, window="w2")
    secret = await raised(office, player_id=anna, visibility=Visibility.COMPLIANCE, window="w3")
    high = await raised(office, player_id=anna, window="w4")
    async with office.work() as work:
        await security.take(work, sam, medium)

    async with office.read() as db:
        of_sam = {shelf: await security.page_of(db, shelf, actor=sam, now=office.now) for shelf in Shelf}
        of_cora = await security.page_of(db, Shelf.OPEN, actor=cora, now=office.now)
        of_anna = await security.of_player(db, anna, sees=sam.sees)

    assert [one.id for one in of_sam[Shelf.OPEN]] == [high, medium, low] == [one.id for one in of_anna]
    assert {one.id for one in of_cora} == {low, medium, secret, high}
    assert [one.id for one in of_sam[Shelf.MINE]] == [medium]
    assert not of_sam[Shelf.OVERDUE]
    assert not of_sam[Shelf.CLOSED]
