"""What people wait for is delivered beside what machines cause, however much that is."""

from core import outbox, security
from core.outbox import TOPICS
from core.security import NewAlert, Severity
from tests.support.cards import asked
from tests.support.desk import Desk
from tests.support.wirings import ON_SQLITE


@ON_SQLITE
async def test_approval_card_waits_for_no_alert_of_machines(desk: Desk) -> None:
    async with desk.bot.background_worker._round:
        async with desk.work() as work:
            for number in range(30):
                new = {"window": str(number), "severity": Severity.HIGH, "sentence": "The account was blocked."}
                await security.raise_alert(work, NewAlert(rule="done_elsewhere", subject="player:1", **new))

        assert await asked(desk)

        async with desk.look() as work:
            assert await outbox.due(work, queue=desk.bot.background_worker.queue)
    await desk.settled()
    assert sum("Done elsewhere" in each.shown for each in desk.sam.messages("security")) == 30


def test_alerts_of_machines_have_a_queue_of_their_own() -> None:
    assert TOPICS.from_machines == {"alert_raised", "watch"}
