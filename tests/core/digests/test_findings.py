"""A finding that somebody has looked at is seen in every digest that names it; who looked first stays named."""

import pytest

from core import digests
from core.database.tables import outbox
from core.digests import StoredDigest
from core.people import PITBOSS, Actor
from tests.support.digesting import alert, made
from tests.support.office import World

pytestmark = pytest.mark.every_wiring


async def kept(office: World, place: str | None) -> StoredDigest:
    async with office.work() as work:
        return await digests.keep(work, await made(office, "security"), by=PITBOSS, place=place)


async def seen(office: World, actor: Actor, one: StoredDigest) -> StoredDigest:
    async with office.work() as work:
        return await digests.mark_seen(work, actor, one.id, key=one.digest.findings[0].key)


async def test_finding_seen_in_one_digest_is_seen_in_all_that_name_it(office: World) -> None:
    sam, fred = await office.staff("sam"), await office.staff("fred")
    await alert(office, "failed_logins", "player:1")
    office.later(days=1)
    mine, posted, elsewhere = [await kept(office, place) for place in (None, "security", "C0FLOOR")]
    seen_at = office.later(minutes=1)
    queued = len(await office.rows(outbox, outbox.c.topic == "digest"))

    await seen(office, sam, mine)
    office.later(minutes=1)
    again = await seen(office, fred, posted)
    office.later(days=1)
    tomorrow = await kept(office, None)

    assert [(one.by, one.at) for one in again.seen] == [("Sam", seen_at)]
    assert len(await office.rows(outbox, outbox.c.topic == "digest")) == queued + 2, "both messages follow"
    assert tomorrow.seen == again.seen
    assert await office.rows(outbox, outbox.c.subject == f"digest:{elsewhere.id}") != []
