"""Samples of core/digests."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import uuid4

from core.activity import Period
from core.digests import Digest, DueDigest, Schedule
from core.digests.delivery import WaitingDigest
from core.jobs import Claim
from core.office import DigestName, Weekday
from tests.support.office import World
from tests.support.samples import sample

DAYS = Period(date(2026, 5, 1), date(2026, 5, 1))
SCHEDULE = Schedule(name=DigestName.SECURITY, place="C0FLOOR", channel="C0FLOOR", at=time(9), days=frozenset(Weekday))
WAITING = WaitingDigest(SCHEDULE, DueDigest(date(2026, 5, 2), DAYS), None)


def digest() -> Digest:
    return Digest(
        name=DigestName.SECURITY,
        title="Security digest",
        first=DAYS.first,
        last=DAYS.last,
        zone="UTC",
        filters={},
        generated_at=datetime(2026, 5, 2, tzinfo=UTC),
        partial=False,
        sections=(),
    )


@sample("digests.views.read")
@sample("digests.views.print_whole")
async def read(office: World) -> dict[str, Any]:
    return {"name": DigestName.SECURITY, "period": DAYS}


@sample("digests.views.store_private")
async def store_private(office: World) -> dict[str, Any]:
    return {"digest": digest()}


@sample("digests.views.view")
@sample("digests.views.export")
@sample("digests.delivery.get")
async def view(office: World) -> dict[str, Any]:
    return {"digest_id": uuid4()}


@sample("digests.views.mark_seen")
async def mark_seen(office: World) -> dict[str, Any]:
    return {"digest_id": uuid4(), "key": "alert:1"}


@sample("digests.views.post")
async def post(office: World) -> dict[str, Any]:
    return {"digest_id": uuid4(), "channel": "C0FLOOR"}


@sample("digests.schedules.subscribe")
async def subscribe(office: World) -> dict[str, Any]:
    return {"schedule": SCHEDULE}


@sample("digests.schedules.unsubscribe")
async def unsubscribe(office: World) -> dict[str, Any]:
    return {"name": DigestName.SECURITY, "channel": "C0FLOOR"}


@sample("digests.views.consider")
@sample("digests.views.list_schedules")
@sample("digests.delivery.waiting")
@sample("digests.delivery.held")
async def nothing(office: World) -> dict[str, Any]:
    return {}


@sample("digests.delivery.claim")
async def claim(office: World) -> dict[str, Any]:
    return {"waiting": WAITING, "holder": "test"}


@sample("digests.delivery.make")
async def make(office: World) -> dict[str, Any]:
    return {"waiting": WAITING}


@sample("digests.delivery.fail")
async def fail(office: World) -> dict[str, Any]:
    return {"claim": Claim(SCHEDULE.job, office.now, 1), "error": "ZeroDivisionError"}


@sample("digests.delivery.finish")
async def finish(office: World) -> dict[str, Any]:
    return {"schedule": SCHEDULE, "digest": digest(), "claim": Claim(SCHEDULE.job, office.now, 1)}


@sample("digests.delivery.hold")
async def hold(office: World) -> dict[str, Any]:
    return {"digest_id": uuid4(), "because": "the channel is archived"}


@sample("digests.delivery.release")
async def release(office: World) -> dict[str, Any]:
    return {"several": []}
