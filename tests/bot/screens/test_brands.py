from core import staff
from core.people import PITBOSS
from tests.support.desk import Desk
from tests.support.desk_players import player


async def keep(desk: Desk, who: str, brand: str) -> None:
    staff_id = await desk.staff_id(who)
    async with desk.work() as work:
        await staff.keep_to(work, PITBOSS, staff_id=staff_id, brand=brand)


async def test_players_of_other_brands_are_answered_like_strangers(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    await desk.alice.command("/player anna42")
    await keep(desk, "alice", "lucky7")

    said = {name: (await desk.alice.command(f"/player {name}")).message.shown for name in ("anna42", "nobody7")}
    lately = (await desk.alice.command("/player")).message.shown
    await desk.alice.command("/adjust anna42 +5 EUR because goodwill")

    assert said["anna42"].replace("anna42", "nobody7") == said["nobody7"]
    assert "You have not looked a player up yet" in lately
    form = await desk.alice.wait_for_form("Adjust balance")
    assert f"{anna} ·" not in str(form.values) + form.text


async def test_record_leaves_out_what_is_about_other_brands(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    await desk.alice.command("/player anna42")
    before = (await desk.olga.command(f"/audit player {anna}")).message.shown
    await keep(desk, "olga", "lucky7")

    after = (await desk.olga.command(f"/audit player {anna}")).message.shown
    of_alice = (await desk.olga.command(f"/audit staff <@{desk.alice.id}>")).message.shown

    assert "looked at player" in before
    assert "looked at player" not in after + of_alice
