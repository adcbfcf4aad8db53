"""What somebody would try with alerts, digests and open doors, by buttons of their own making too: it shows nothing."""

from typing import Any
from uuid import UUID

import aiohttp
import pytest

from core import digests, staff
from core.activity import Period
from core.digests import Digest, DigestFinding
from core.errors import Conflict, Unknown
from core.office import DigestName
from core.people import PITBOSS, Visibility
from tests.bot.test_watching import many_lookups
from tests.support import alerting, house, stories
from tests.support.desk import Desk, Plan, booted
from tests.support.desk_players import player
from tests.support.ticket_screens import opened

KEY = "k" * 32


@pytest.fixture
async def anna(desk: Desk) -> int:
    return await player(desk, "anna42")


async def suspected(desk: Desk, anna: int) -> UUID:
    """Warn compliance alone of something."""
    kept = {"visibility": Visibility.COMPLIANCE, "sentence": "Three deposits just under the line."}
    alert_id = await alerting.raised(house.world(desk), player_id=anna, **kept)
    desk.services.wake_outbox()
    await desk.settled()
    return alert_id


async def trail(desk: Desk, who: str, named: str) -> str:
    return str((await desk.person(who).command(f"/audit {named}")).message.shown)


async def test_a_count_in_the_record_tells_nobody_of_a_secret_alert(desk: Desk, anna: int) -> None:
    await suspected(desk, anna)

    for line in ("/alerts", f"/alerts {anna}"):
        assert "Three deposits" in (await desk.cora.command(line)).message.shown

    for about in (f"player {anna}", f"staff <@{desk.cora.id}>"):
        assert "listed alerts" not in await trail(desk, "sam", about)
        assert "listed alerts" in await trail(desk, "olga", about)


async def test_a_count_in_the_record_tells_nobody_of_a_secret_ticket(desk: Desk, anna: int) -> None:
    await opened(desk, "cora", "/ticket anna42", **{"Who may see it": "Compliance only"})

    await desk.cora.command("/ticket all")

    assert "listed tickets" not in await trail(desk, "sam", f"staff <@{desk.cora.id}>")
    assert "listed tickets" in await trail(desk, "olga", f"staff <@{desk.cora.id}>")


async def test_a_block_carries_no_word_of_a_secret_alert_to_whoever_confirms_it(desk: Desk, anna: int) -> None:
    await suspected(desk, anna)
    [card] = [each for each in desk.cora.messages(dm=True) if "Three deposits" in each.shown]
    await desk.cora.press("Details", on=card)
    await desk.cora.wait_for_form("Happened")

    await desk.cora.press("Block player…")
    form = await desk.cora.wait_for_form("Block player")
    await desk.settled()

    assert "deposits" not in f"{form.text} {form.values}"


async def test_whoever_is_watched_finds_no_record_of_it(desk: Desk) -> None:
    await stories.granted(desk, "sam", "compliance")
    await many_lookups(desk, "cora", "sam")
    [raised] = await desk.recorded("alert.raised")

    assert "raised the alert" in await trail(desk, "olga", "staff pitboss")
    assert "raised the alert" not in await trail(desk, "cora", "staff pitboss")
    assert "far more" not in await trail(desk, "cora", f"record {raised['id']}")
    assert "There is no record" in await trail(desk, "cora", f"record {raised['id']}")


async def made(desk: Desk, *findings: DigestFinding, **filters: str) -> Any:
    """Keep a digest that stands where managers read."""
    async with desk.work() as work:
        today = work.office.day(work.now)
        look = digests.Look(db=work.db, office=work.office, period=Period(today, today), now=work.now)
        digest = await digests.make(look, DigestName.SECURITY)
        whole: Digest = digest.model_copy(update={"findings": findings, "filters": filters})
        return await digests.keep(work, whole, by=PITBOSS, place="managers")


async def test_nobody_sees_to_a_finding_that_they_may_not_see(desk: Desk) -> None:
    kept = await made(desk, DigestFinding(key="alert:1", sentence="Nobody took it.", needs=Visibility.COMPLIANCE))

    for who, may in (("sam", False), ("cora", True)):
        async with desk.work() as work:
            [member] = await staff.by_account(work.db, desk.person(who).id, office=work.office, now=work.now)
            seeing = digests.mark_seen(work, member.actor, kept.id, key="alert:1")
            if may:
                assert (await seeing).seen
            else:
                with pytest.raises(Unknown):
                    await seeing


async def test_a_digest_of_one_brand_takes_no_place_of_the_one_of_all(desk: Desk) -> None:
    of_brand = await made(desk, brand="lucky7")
    whole = await made(desk)

    assert (whole.id, whole.digest.filters) == (of_brand.id, {})
    with pytest.raises(Conflict, match="about other players"):
        await made(desk, brand="lucky7")


async def test_who_works_for_one_brand_posts_no_digest_of_all(desk: Desk) -> None:
    whole = await made(desk)
    sam = await desk.staff_id("sam")
    async with desk.work() as work:
        await staff.keep_to(work, PITBOSS, staff_id=sam, brand="lucky7")
    await desk.sam.command("/digest security today", in_="security")
    await desk.settled()
    shown = desk.sam.messages("security")[-1]
    await desk.sam.press("Post…", on=shown)
    form = await desk.sam.wait_for_form("Where")

    form.view.spec["private_metadata"] = f'{{"digest": "{whole.id}"}}'
    await form.submit()
    await desk.settled()

    assert [(one["outcome"], one["code"]) for one in await desk.recorded("digest.posted")] == [("refused", "unknown")]


@pytest.mark.parametrize("path", ["/metrics", "/v1/players/1/status"])
async def test_a_key_that_is_no_text_opens_nothing_and_breaks_nothing(database_url: str, path: str) -> None:
    through = {"X-Forwarded-For": "203.0.113.9", "Authorization": "Bearer \udcff"}
    plan = Plan(database_url, settings={"PITBOSS_API_KEYS": f"metrics:{KEY} backoffice:{'b' * 32}"})
    async with (
        booted(plan) as desk,
        aiohttp.ClientSession() as session,
        session.get(f"{desk.bot.url}{path}", headers=through) as response,
    ):
        assert response.status == 401
