"""What Slack shows of events that prove nothing, contradict each other, or came before their player."""

from datetime import timedelta
from typing import Any

from bot.workflows import orphan_events
from core import event_intake
from core.activity import Event, Type
from tests.support import desk_players
from tests.support.alert_screens import card
from tests.support.desk import Desk

EUR_50 = {"amount_minor": 5_000, "currency": "EUR"}


async def told(desk: Desk, *several: tuple[str, float, dict[str, Any]], player: str = "x-anna42") -> None:
    """Tell of events: a type, how many minutes ago, and what it says."""
    async with desk.work() as work:
        about = {"source": "games", "brand": "royal", "player": player}
        events = [
            Event(**about, event_id=f"{type_} {ago}", type=type_, at=work.now - timedelta(minutes=ago), body=body)
            for type_, ago, body in several
        ]
        assert (await event_intake.take(work, events)).refused == []
    desk.services.wake_outbox()


async def test_a_contradiction_is_an_alert_and_counts_on_the_activity_page(desk: Desk) -> None:
    await desk_players.deposit(desk, await desk_players.player(desk, "anna42"), 20_000)
    withdrawal = {"withdrawal": "w1", "amount": EUR_50}

    await told(desk, (Type.WITHDRAWAL_REQUESTED, 60, withdrawal), (Type.WITHDRAWAL_PAID, 20, withdrawal))
    await told(desk, (Type.WITHDRAWAL_CANCELLED, 30, withdrawal))
    await desk.sam.wait_for("and had been paid before", in_="security")

    assert "High alert: Contradicting events" in card(desk).shown
    await desk.alice.command("/activity anna42 7d", in_="player-desk")
    assert await desk.alice.wait_for("contradicting events 1", in_="player-desk")
    assert "EUR 150.00" in (await desk.alice.command("/player anna42", in_="player-desk")).message.shown


async def test_events_of_somebody_unknown_are_shown_once_the_player_is_registered(desk: Desk) -> None:
    await told(desk, (Type.DEPOSIT, 60, {"amount": EUR_50, "method": "card"}))
    await desk_players.player(desk, "anna42")
    desk.advance(seconds=10)

    await orphan_events.join(desk.services)

    assert "EUR 50.00" in (await desk.alice.command("/player anna42", in_="player-desk")).message.shown
