"""An open grave alert stands inside every request about the player, for those who may see it, and stops a vote."""

import pytest

from bot.kit import values
from core import security
from core.approvals import ChangedSince, Decision
from core.database.tables import alerts
from core.people import Visibility
from core.security import AlertClosing, AlertState, NewAlert, Severity
from tests.support.asking import adjustment, ask, ballot, block, cast, desk, opened
from tests.support.office import World

LABEL = "Open security alert"


async def warned(office: World, player_id: int, **more: object) -> None:
    about = {"rule": "impossible_travel", "subject": f"player:{player_id}", "window": "w1", "severity": Severity.HIGH}
    async with office.work() as work:
        new = NewAlert(**{**about, "sentence": "3,460 km in 40 minutes.", "player_id": player_id, **more})
        assert await security.raise_alert(work, new)


async def test_who_may_see_it_reads_it_in_the_request(office: World) -> None:
    anna = await desk(office, "sam", "bob", "carol")
    await warned(office, anna)
    request = await ask(office, "bob", adjustment(anna))

    of_sam, of_carol = [await opened(office, who, request) for who in ("sam", "carol")]

    [fact] = [fact for fact in of_sam.facts if fact.label == LABEL]
    assert values.text(fact.value).startswith("Impossible travel: 3,460 km in 40 minutes. Found ")
    assert fact.material
    assert LABEL not in [fact.label for fact in of_carol.facts]


@pytest.mark.parametrize("severity", [Severity.LOW, Severity.MEDIUM])
async def test_lesser_alerts_do_not_stand_there(office: World, severity: Severity) -> None:
    anna = await desk(office, "sam", "bob")
    await warned(office, anna, severity=severity)
    request = await ask(office, "bob", adjustment(anna))

    assert LABEL not in [fact.label for fact in (await opened(office, "sam", request)).facts]


async def test_a_new_one_while_one_reads_stops_the_vote_and_says_what(office: World) -> None:
    anna = await desk(office, "sam", "bob")
    request = await ask(office, "bob", adjustment(anna))
    read = ballot(await opened(office, "sam", request), Decision.APPROVE)
    await warned(office, anna)

    with pytest.raises(ChangedSince, match="Open security alert: now Impossible travel"):
        await cast(office, "sam", read)


async def test_whom_it_is_not_for_it_neither_stops_nor_warns(office: World) -> None:
    anna = await desk(office, "sam", "bob", "carol")
    request = await ask(office, "bob", adjustment(anna))
    read = ballot(await opened(office, "carol", request), Decision.APPROVE)
    await warned(office, anna, visibility=Visibility.COMPLIANCE)

    assert (await cast(office, "carol", read)).state == "done"


async def test_taking_it_stops_no_vote_and_closing_it_does(office: World) -> None:
    anna, sam, fred = await desk(office, "sam", "fred", "bob"), await office.staff("sam"), await office.staff("fred")
    await warned(office, anna)
    request = await ask(office, "bob", adjustment(anna))
    read = ballot(await opened(office, "sam", request), Decision.APPROVE)
    [row] = await office.rows(alerts)
    async with office.work() as work:
        await security.take(work, fred, row.id)
    assert (await opened(office, "sam", request)).material_digest == read.material_digest
    async with office.work() as work:
        await security.close(work, fred, row.id, AlertClosing(AlertState.BENIGN, "On a plane."))

    with pytest.raises(ChangedSince):
        await cast(office, sam.person, read)


async def test_a_block_asked_because_of_it_shows_it_to_the_second_person(office: World) -> None:
    anna = await desk(office, "sam", "fred")
    await warned(office, anna)
    request = await ask(office, "sam", block(anna))

    assert LABEL in [fact.label for fact in (await opened(office, "fred", request)).facts]
