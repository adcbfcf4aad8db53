"""A changed office file is announced with the difference in words, and a second person confirms it in Slack."""

from bot.workflows import maintenance
from core import office_changes
from core.office import Office
from core.work import Desk as WorkDesk
from core.work import Work
from tests.support.desk import Desk


async def changed(desk: Desk, adoption: str) -> Office:
    """Start as with another file: 9,000 searches an hour, where one that says how it is adopted was in use before."""
    before = Office.model_validate({**desk.office.model_dump(mode="json"), "office": {"adoption": adoption}})
    limits = before.limits.model_dump(mode="json") | {"searches_per_hour": 9000}
    after = Office.model_validate({**before.model_dump(mode="json"), "limits": limits})
    for file in (before, after):
        desk.advance(seconds=1)
        async with desk.work() as work:
            await office_changes.adopt(Work(work.db, WorkDesk(file, work.desk.keyring), work.at))
    desk.services.loaded = after
    await maintenance.follow_office_file(desk.services)
    desk.services.wake_outbox()
    return after


async def test_a_change_is_an_alarm_until_somebody_else_confirms_it(desk: Desk) -> None:
    after = await changed(desk, "second_person")
    before = desk.services.office.limits.searches_per_hour
    told = await desk.sam.wait_for("limits.searches_per_hour: 200 → 9000", in_="security")
    assert "The rules before hold until somebody confirms it who may (" in told.shown
    assert await desk.ada.wait_for("limits.searches_per_hour: 200 → 9000", dm=True)

    await desk.sam.press("Confirm the change", on=told)
    refused = await desk.sam.wait_for("You may not confirm a change of the office file", in_="security")
    await desk.maya.press("Confirm the change", on=await desk.maya.wait_for("searches_per_hour: 200", dm=True))
    await desk.settled()

    assert refused
    assert before == 200
    assert "Maya Micallef has confirmed it, so it is in use" in told.shown
    assert "Confirm the change" not in told.shown
    assert desk.services.office.limits.searches_per_hour == after.limits.searches_per_hour


async def test_home_says_that_a_change_waits_and_lets_the_second_person_confirm_it(desk: Desk) -> None:
    await changed(desk, "second_person")
    for who in (desk.ada, desk.alice, desk.maya):
        await who.open_home()
        await desk.settled()
    shown = [who.home.text for who in (desk.ada, desk.alice, desk.maya)]

    await desk.maya.press("Confirm the change", on=desk.maya.home)
    await desk.settled()
    await desk.maya.open_home()
    await desk.settled()

    assert ["A change waits for a second person" in each for each in shown] == [True, False, True]
    assert ["Confirm the change" in each for each in shown] == [False, False, True]
    assert "limits.searches_per_hour: 200 → 9000" in shown[0]
    assert "A change waits" not in desk.maya.home.text
    assert desk.services.office.limits.searches_per_hour == 9000
