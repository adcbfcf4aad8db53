"""What somebody would try where a form, a mention or a menu leads into core beside the usual road."""

import pytest

from bot.slack.identity import Identity
from core import ledger
from core.database.connections import DatabaseUnavailable
from core.money import Money, Wallet
from sandbox import SlackShows
from tests.bot.screens.test_ticket_threads import kept, unremembered
from tests.support import house, stories
from tests.support.desk import Desk
from tests.support.desk_players import player
from tests.support.wirings import ON_SQLITE

pytestmark = ON_SQLITE


async def adjusted(desk: Desk, player_id: int) -> None:
    entries = ledger.transfer(
        Money(2_000, "EUR"), source=ledger.of_house("goodwill"), target=ledger.of_player(Wallet.CASH)
    )
    given = ledger.Transaction(
        player_id=player_id, kind=ledger.EntryKind.ADJUSTMENT, key="by hand", entries=entries, reason="goodwill"
    )
    async with desk.work() as work:
        await ledger.post(work, given)


async def test_a_form_sent_in_spite_of_the_question_shows_nothing_of_a_delicate_player(desk: Desk) -> None:
    anna = await player(desk, "anna42", vip=True)
    await adjusted(desk, anna)
    await desk.alice.command("/adjust reverse because it was the wrong player", in_="player-desk")
    form = await desk.alice.wait_for_form("Reverse adjustment")

    await form.fill(player="anna42")
    await desk.settled()
    await form.submit()
    await desk.settled()

    shown = " ".join(str(each.blocks) for each in desk.alice.forms)
    assert "given: Goodwill" not in shown
    assert [record["player"] for record in await desk.recorded("purpose.asked")] == [str(anna)] * 2


async def test_a_form_that_comes_back_with_mistakes_is_a_look_at_its_player(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    await desk.alice.command("/adjust reverse anna42 because it was the wrong player", in_="player-desk")
    form = await desk.alice.wait_for_form("Reverse adjustment")
    await desk.settled()
    await adjusted(desk, anna)

    await form.submit()
    await desk.settled()

    assert desk.alice.form
    assert "given: Goodwill" in str(desk.alice.form.blocks)
    looks = [record for record in await desk.recorded("request.considered") if record["player"] == str(anna)]
    assert [record["outcome"] for record in looks] == ["success", "success"]


@pytest.mark.parametrize("who", ["gus", "eve"])
async def test_a_mention_by_somebody_who_is_no_colleague_is_recorded(desk: Desk, who: str) -> None:
    desk.slack.join(who, "support")

    await desk.person(who).say("<@U0PITBOSS> player anna42", in_="support")
    await desk.settled()

    [tried] = await desk.recorded("desk.entered")
    assert (tried["actor"]["person"], tried["outcome"]) == (desk.person(who).id, "refused")
    assert tried["facts"] == {"tried": "app_mention"}


async def test_typing_into_a_menu_after_a_freeze_is_recorded(desk: Desk) -> None:
    await player(desk, "anna42")
    await desk.alice.command("/block", in_="player-desk")
    form = await desk.alice.wait_for_form("Block player")
    await desk.sam.command(f"/pitboss freeze <@{desk.alice.id}> because her laptop is gone")
    await desk.settled()

    with pytest.raises(SlackShows):
        await form.fill(player="anna42")
    await desk.settled()

    [tried] = await desk.recorded("desk.entered")
    assert (tried["actor"]["person"], tried["facts"]) == ("alice", {"tried": "ask:player"})


async def test_words_in_a_thread_wait_for_a_database_that_was_away(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    head = await unremembered(desk)
    await desk.maya.say("She called again.", in_="support", thread=head)
    await desk.settled()

    async def away(*_: object) -> None:
        raise DatabaseUnavailable("The database does not answer just now.")

    with monkeypatch.context() as patch:
        patch.setattr(Identity, "actor", away)
        await stories.recovered(desk, minutes=2)
    await stories.recovered(desk, minutes=10)

    assert [note.text for note in await kept(desk)] == ["She called again."]


async def test_a_vote_that_came_too_late_stands_in_the_trail_of_its_player(desk: Desk) -> None:
    anna = await house.anna(desk)
    await desk.alice.command("/adjust anna42 +50 EUR goodwill because tournament credited late")
    await (await desk.alice.wait_for_form("What would happen")).submit()
    card = await desk.bob.wait_for("Give EUR 50.00", in_="approvals")
    for who in (desk.bob, desk.carol):
        await who.press("Approve", on=card)
    mine, late = await desk.bob.wait_for_form("Approve"), await desk.carol.wait_for_form("Approve")
    await mine.submit()
    await desk.settled()

    await late.submit()
    await desk.settled()

    _, refused = await desk.recorded("vote.cast")
    assert (refused["player"], refused["outcome"], refused["facts"]) == (str(anna), "refused", {"decision": "approve"})
