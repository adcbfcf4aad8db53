"""What looks like an earlier adjustment is looked at, and ticked, by each approver."""

from tests.support.cards import asked, decided, state, told
from tests.support.desk import Desk
from tests.support.wirings import ON_SQLITE

pytestmark = ON_SQLITE
LIKE_IT = "/adjust anna42 +52 EUR goodwill because tournament credited late again"


async def test_an_approval_without_the_tick_is_refused_beside_it_and_counts_with_it(desk: Desk) -> None:
    await decided(desk.bob, "Approve", await asked(desk))
    assert await desk.bob.wait_for("Done by Bob Borg", in_="approvals")
    await desk.alice.command(LIKE_IT)
    await (await desk.alice.wait_for_form("What would happen")).submit()
    card = await desk.bob.wait_for("Give EUR 52.00", in_="approvals")

    await desk.bob.press("Approve", on=card)
    form = await desk.bob.wait_for_form("Tick what you have looked at")
    assert "Looks like an earlier one" in form.text
    assert "EUR 50.00 given" in form.text
    await form.submit()
    assert await state(desk) == "pending"
    await form.fill(tick_what_you_have_looked_at=["Looks like an earlier one"])
    await form.submit()

    assert await told(desk, desk.bob, "Done.") or await told(desk, desk.bob, "Your vote is recorded.")
