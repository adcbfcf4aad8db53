"""What stood with somebody alone is emptied once they may not see it any more, and comes back with the right."""

import pytest

from core import staff
from core.people import PITBOSS, Visibility
from sandbox.messages import Message
from sandbox.people import Person
from tests.support import alerting, house, stories
from tests.support.desk import Desk
from tests.support.desk_players import player
from tests.support.ticket_screens import CODE, opened

SECRET = "Three deposits just under the line."
EMPTY = "This alert is now shown only to people who may see it."
COMPLIANCE = "Compliance only"


@pytest.fixture(autouse=True)
async def more(desk: Desk) -> None:
    """Let sam be of compliance beside cora."""
    await stories.granted(desk, "sam", "compliance")


async def suspected(desk: Desk) -> Message:
    """Warn compliance alone of something; give the copy that stands with sam."""
    anna = await player(desk, "anna42")
    await alerting.raised(house.world(desk), player_id=anna, visibility=Visibility.COMPLIANCE, sentence=SECRET)
    await drawn(desk)
    [copy] = [one for one in desk.sam.messages(dm=True) if SECRET in one.shown]
    return copy


def head(person: Person) -> Message:
    """The ticket's head as it stands with somebody alone."""
    [found] = [one for one in person.messages(dm=True) if CODE in one.shown]
    return found


async def drawn(desk: Desk) -> None:
    desk.services.wake_outbox()
    await desk.settled()


async def revoked(desk: Desk) -> None:
    staff_id = await desk.staff_id("sam")
    async with desk.work() as work:
        await staff.revoke(work, PITBOSS, staff_id=staff_id, role="compliance")
    await drawn(desk)


async def test_an_alert_of_compliance_leaves_one_line_with_who_is_not_of_it_any_more(desk: Desk) -> None:
    copy = await suspected(desk)

    await revoked(desk)

    assert copy.shown == EMPTY
    assert desk.cora.sees(SECRET, dm=True)


async def test_an_alert_comes_back_to_who_is_thawed(desk: Desk) -> None:
    copy = await suspected(desk)
    staff_id = await desk.staff_id("sam")

    async with desk.work() as work:
        await staff.freeze(work, PITBOSS, staff_id=staff_id, why="a lost telephone")
    await drawn(desk)
    assert copy.shown == EMPTY
    async with desk.work() as work:
        await staff.thaw(work, person=(await house.actor(desk, "sam")).person)
    await drawn(desk)

    assert SECRET in copy.shown


async def kept(desk: Desk, brand: str | None) -> None:
    staff_id = await desk.staff_id("sam")
    async with desk.work() as work:
        await staff.keep_to(work, PITBOSS, staff_id=staff_id, brand=brand)
    await drawn(desk)


async def test_an_alert_about_a_player_of_another_brand_reaches_nobody_kept_to_one(desk: Desk) -> None:
    await kept(desk, "elsewhere")
    anna = await player(desk, "anna42")

    await alerting.raised(house.world(desk), player_id=anna, visibility=Visibility.COMPLIANCE, sentence=SECRET)
    await drawn(desk)

    assert desk.cora.sees(SECRET, dm=True)
    assert desk.sam.messages(dm=True) == []


async def test_what_is_of_another_brand_is_emptied_with_who_is_kept_to_one_and_comes_back(desk: Desk) -> None:
    copy = await suspected(desk)
    await opened(desk, "cora", "/ticket anna42", visibility=COMPLIANCE, text="A report was made.")
    ticket = head(desk.sam)

    await kept(desk, "elsewhere")
    assert copy.shown == EMPTY
    assert "Waits in" not in ticket.shown
    await kept(desk, None)

    assert SECRET in copy.shown
    assert "Waits in" in ticket.shown


async def test_a_ticket_of_compliance_is_emptied_and_stays_with_the_others(desk: Desk) -> None:
    await opened(desk, "cora", visibility=COMPLIANCE, text="A report was made.")
    mine, coras = (head(one) for one in (desk.sam, desk.cora))

    await revoked(desk)

    assert "is not shown here" in mine.shown
    assert "Waits in" not in mine.shown
    assert "Waits in Support" in coras.shown
