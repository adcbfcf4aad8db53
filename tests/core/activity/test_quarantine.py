"""What cannot be understood waits in quarantine: kept once, counted, and taken in once when it is replayed."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core import activity, event_intake, quarantined_events
from core.activity import Event, catalogue, quarantine
from core.activity.catalogue import PaymentBody
from core.activity.misunderstood import QuarantineKind
from core.activity.quarantine_filter import QuarantineFilter
from core.database.tables import daily_rollups, event_ids, events
from core.database.tables import quarantined_events as rows
from core.event_intake import EventMessage
from core.moment import Moment
from core.money import Wallet
from core.people import Actor, SystemRight
from core.quarantined_events import Replayed
from core.work import Work
from tests.support.gaming import DESK, NOW, Platform, event, login, money

pytestmark = pytest.mark.every_wiring

OPERATOR = Actor(staff_id=None, person="command_line", name="operator", system=frozenset({SystemRight.OPERATE}))
CONNECTED = Actor(staff_id=None, person="platform", name="platform", system=frozenset({SystemRight.CONNECT}))
LATER = NOW + timedelta(days=3)
ALL = QuarantineFilter()


async def receive(platform: Platform, *given: Any, name: str = "m1") -> None:
    """Take a message in as it comes over HTTP, with whatever is in it."""
    told = [one.model_dump(mode="json") if isinstance(one, Event) else one for one in given]
    async with platform.work() as work:
        message = EventMessage(message_id=name, digest=name, events=activity.admit(told, at=work.at), origin="casino")
        await event_intake.receive(work, CONNECTED, message=message)


async def replay(platform: Platform, chosen: QuarantineFilter = ALL, *, most: int | None = None) -> Replayed:
    came, after = Replayed(), None
    while True:
        async with platform.database.write() as db:
            work = Work(db=db, desk=DESK, at=Moment(now=LATER))
            part = await quarantined_events.replay(work, OPERATOR, chosen=chosen, after=after)
        came.add(part)
        if (after := part.last) is None or (most is not None and came.taken >= most):
            return came


async def waiting(platform: Platform) -> dict[str, int]:
    async with platform.database.read() as db:
        sums: Counter[str] = Counter()
        for one in await quarantine.counts(db):
            sums[one.kind.value] += one.number
        return sums


def bad(**changed: Any) -> dict[str, Any]:
    return login("x").model_dump(mode="json") | changed


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (bad(event_id="1", body={"success": "perhaps"}), QuarantineKind.MALFORMED),
        (bad(event_id="2", at="yesterday"), QuarantineKind.MALFORMED),
        ("no event at all", QuarantineKind.MALFORMED),
        (bad(event_id="3", at=(NOW + timedelta(days=2)).isoformat()), QuarantineKind.FUTURE),
        (
            bad(event_id="4", type="deposit", body={"amount": {"amount_minor": 5, "currency": "QQQ"}}),
            QuarantineKind.CURRENCY,
        ),
        (bad(event_id="5", body={"success": True, "note": "zero \u0000", "half": "\ud83d"}), QuarantineKind.MALFORMED),
        (bad(event_id="6", type="jackpot"), QuarantineKind.TYPE),
        (bad(event_id="7", version=7), QuarantineKind.VERSION),
        (bad(event_id="8", player="stranger"), QuarantineKind.PLAYER),
    ],
    ids=str,
)
async def test_each_kind_is_kept_apart_and_its_neighbour_is_in(
    platform: Platform, given: Any, kind: QuarantineKind
) -> None:
    await receive(platform, login("good"), given)

    assert await waiting(platform) == {kind.value: 1}
    assert ("good",) in await platform.all(select(events.c.event_id).where(events.c.player_id == platform.anna))


async def test_several_of_one_message_are_kept_each(platform: Platform) -> None:
    await receive(platform, bad(event_id="1", at="x"), bad(event_id="2", at="x"), "text", {}, None)

    assert await waiting(platform) == {"malformed": 5}


async def test_the_same_again_is_counted_and_not_kept_twice(platform: Platform) -> None:
    wrong = bad(event_id="1", body={"success": "perhaps"})
    for number in range(3):
        await receive(platform, wrong, wrong, name=f"m{number}")

    [row] = await platform.all(select(rows))
    assert (row.times, row.source, row.event_id, row.origin) == (3, "games", "1", "casino")
    assert b"perhaps" not in row.told, "sealed"


async def test_id_used_for_something_else_is_kept_and_fails_again(platform: Platform) -> None:
    await receive(platform, login("1"))
    await receive(platform, login("1", success=False), name="m2")

    came = await replay(platform)

    assert await waiting(platform) == {"conflict": 1}
    assert (came.taken, came.failing) == (0, 1)
    assert "other content" in came.reasons[0][1]


async def test_replay_takes_in_what_has_come_true_once_and_says_what_still_fails(platform: Platform) -> None:
    tomorrow = (NOW + timedelta(days=1)).isoformat()
    body = {"amount": money(500), "method": "card"}
    await receive(platform, bad(event_id="1", type="deposit", at=tomorrow, body=body), bad(event_id="2", at="never"))

    first, second = await replay(platform), await replay(platform)

    assert (first.taken, first.failing, second.taken, second.failing) == (1, 1, 0, 1)
    assert "at:" in first.reasons[0][1]
    assert await platform.holds(Wallet.CASH) == 500
    [row] = await platform.all(select(rows.c.tried_at, rows.c.kind))
    assert tuple(row) == (LATER, "malformed")


async def test_what_was_told_again_in_the_meantime_is_known(platform: Platform) -> None:
    early = bad(event_id="1", at=(NOW + timedelta(hours=2)).isoformat())
    await receive(platform, early)
    async with platform.database.write() as db:
        work = Work(db=db, desk=DESK, at=Moment(now=LATER))
        await activity.ingest(work, [Event.model_validate(early)])

    came = await replay(platform)

    assert (came.taken, came.again, came.failing) == (0, 1, 0)
    assert await waiting(platform) == {}


async def test_type_that_the_catalogue_learns_is_followed_once(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    await receive(platform, event("j", "jackpot", {"amount": money(900)}), login("l"))
    async with platform.work() as work:
        await activity.fold(work)
    before = await replay(platform)
    monkeypatch.setattr(catalogue, "BODIES", {**catalogue.BODIES, ("jackpot", 1): PaymentBody})

    after = await replay(platform, QuarantineFilter(kind=QuarantineKind.TYPE))
    async with platform.work() as work:
        await activity.fold(work)

    assert (before.taken, before.failing, before.reasons[0][1]) == (0, 1, quarantine.UNKNOWN_TYPE)
    assert (after.taken, after.failing, await waiting(platform)) == (1, 0, {})
    assert len(await platform.all(select(events.c.id).where(events.c.event_id == "j"))) == 1
    assert len(await platform.all(select(event_ids.c.event_id).where(event_ids.c.event_id == "j"))) == 1
    sums = select(daily_rollups.c["count"]).where(daily_rollups.c.kind == "jackpot")
    assert await platform.all(sums) == [(1,)]
    again = await platform.tell(event("j", "jackpot", {"amount": money(900)}))
    assert again.again == 1


async def test_stored_event_that_does_not_fit_the_new_catalogue_stays_where_it_is(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    await receive(platform, event("j", "jackpot", {"sum": "lots"}))
    monkeypatch.setattr(catalogue, "BODIES", {**catalogue.BODIES, ("jackpot", 1): PaymentBody})

    came = await replay(platform)

    assert (came.taken, came.failing) == (0, 1)
    assert len(await platform.all(select(events.c.id).where(events.c.event_id == "j"))) == 1


async def test_replay_goes_by_rounds_and_goes_on_where_it_was_stopped(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quarantined_events, "ROUND", 2)
    soon = (NOW + timedelta(hours=3)).isoformat()
    await receive(platform, *(bad(event_id=str(number), at=soon) for number in range(5)), bad(event_id="w", at="x"))

    stopped, rest = await replay(platform, most=1), await replay(platform)

    assert (stopped.taken, rest.taken, rest.failing) == (2, 3, 1)
    assert await waiting(platform) == {"malformed": 1}


async def test_replay_is_narrowed_by_kind_source_and_time(platform: Platform) -> None:
    soon = (NOW + timedelta(hours=3)).isoformat()
    await receive(platform, bad(event_id="1", at=soon), bad(event_id="2", at=soon, source="bank"), bad(at="x"))

    by_time = await replay(platform, QuarantineFilter(since=NOW + timedelta(seconds=1)))
    by_kind = await replay(platform, QuarantineFilter(kind=QuarantineKind.MALFORMED))
    by_source = await replay(platform, QuarantineFilter(source="bank", until=LATER))

    assert (by_time.taken, by_kind.failing, by_source.taken) == (0, 1, 1)
    assert await waiting(platform) == {"future": 1, "malformed": 1}


async def test_unknown_player_is_counted_until_registered_and_joins_on_replay(platform: Platform) -> None:
    await receive(platform, login("1", player="carl"))
    alone = await waiting(platform)
    await platform.register("carl")

    await replay(platform)
    async with platform.database.write() as db:
        work = Work(db=db, desk=DESK, at=Moment(now=LATER))
        while await event_intake.join_orphans(work, OPERATOR):
            pass

    assert (alone, await waiting(platform)) == ({"player": 1}, {})


async def test_what_is_discarded_is_gone_and_nothing_else(platform: Platform) -> None:
    await receive(platform, bad(event_id="1", at="x"), bad(event_id="2", type="jackpot"), bad(player="nobody"))

    async with platform.work() as work:
        chosen = QuarantineFilter(kind=QuarantineKind.TYPE)
        gone = await quarantined_events.discard(work, OPERATOR, chosen=chosen, why="of no use to us")

    assert (gone, await waiting(platform)) == (1, {"malformed": 1, "player": 1})
    assert len(await platform.all(select(events.c.id))) == 2
