"""What a digest leaves to do and to take along: findings to look at, and rows as files."""

from tests.support import house, stories
from tests.support.desk import Desk
from tests.support.digesting import alert

BLOCK = "/block anna42 takeover because the player called from a new phone"


async def test_a_finding_is_seen_once_and_says_by_whom(desk: Desk) -> None:
    await house.anna(desk)
    await stories.asked(desk, BLOCK)
    desk.advance(hours=5)
    await desk.sam.command("/digest exceptions today", in_="security")
    await desk.settled()
    await desk.sam.press("Post…", on=desk.sam.messages("security")[-1])
    await (await desk.sam.wait_for_form("Where")).submit()
    await desk.settled()
    posted = await desk.fred.wait_for("Exceptions digest", in_="security")

    await desk.fred.press("Seen", on=posted)
    await desk.settled()

    assert "Seen by Fred" in posted.shown
    assert len(await desk.recorded("digest.finding_seen")) == 1
    await desk.sam.command("/digest exceptions now today", in_="security")
    await desk.settled()
    assert "Seen by Fred" in desk.sam.messages("security")[-1].shown, "it is seen in every digest that names it"


async def test_rows_that_no_message_holds_come_as_a_file_to_whoever_asks(desk: Desk) -> None:
    for number in range(101):
        await alert(house.world(desk), "failed_logins", f"player:{number}", visibility="staff")
    await desk.sam.command("/digest security today", in_="security")
    await desk.settled()

    await desk.sam.press("All rows as files", on=desk.sam.messages("security")[-1])
    await desk.settled()

    said = await desk.sam.wait_for("Open alerts: 101 rows.", dm=True)
    [name] = [file["name"] for file in said.files]
    assert name.endswith("-open-alerts.csv")
    assert not desk.fred.sees("Open alerts: 101 rows."), "nobody else gets it"
    [record] = await desk.recorded("digest.exported")
    assert record["facts"]["digest"] == "security"
