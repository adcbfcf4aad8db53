"""Digests for whoever asks: what one types, what one sees, what one may post where, and what comes by itself."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert

from core import digests
from core.database.tables import alerts
from core.database.tables import digests as rows
from core.office import DigestName
from tests.support import stories
from tests.support.desk import Desk

BLOCK = "/block anna42 takeover because the player called from a new phone"


async def alert(
    desk: Desk, *, rule: str = "failed_logins", subject: str = "player:1", visibility: str = "security"
) -> None:
    """Something that security was warned of just now."""
    async with desk.work() as work:
        row = {"id": uuid4(), "rule": rule, "subject": subject, "window": str(uuid4()), "severity": "high"} | {
            "visibility": visibility,
            "sentence": "why",
            "evidence": {},
            "state": "open",
            "happened_at": work.now,
            "found_at": work.now,
            "due_at": work.now + timedelta(hours=1),
            "changed_at": work.now,
        }
        await work.db.execute(insert(alerts).values(row))


async def test_a_digest_is_shown_to_whoever_asks_alone_and_recorded(desk: Desk) -> None:
    await alert(desk)

    answer = await desk.sam.command("/digest security today", in_="security")
    await desk.settled()

    shown = desk.sam.messages("security")[-1]
    assert shown.ephemeral_to == desk.sam.id, answer.text
    assert "Security digest" in shown.shown
    assert "so far" in shown.shown
    assert "Failed logins" in shown.shown
    assert [record["facts"]["digest"] for record in await desk.recorded("digest.viewed")] == ["security"]


async def test_an_empty_day_says_so(desk: Desk) -> None:
    await desk.maya.command("/digest adjustments yesterday", in_="managers")
    await desk.settled()

    assert "No activity." in desk.maya.messages("managers")[-1].shown


async def test_days_that_were_told_are_shown_as_they_were_told_until_made_anew(desk: Desk) -> None:
    desk.advance(days=1)
    await desk.maya.command("/digest activity yesterday", in_="managers")
    await desk.settled()
    async with desk.look() as work:
        [first] = (await work.db.execute(rows.select())).all()

    await desk.maya.command("/digest activity yesterday", in_="managers")
    await desk.settled()
    async with desk.look() as work:
        assert len((await work.db.execute(rows.select())).all()) == 1
    desk.advance(minutes=5)
    await desk.maya.command("/digest activity now yesterday", in_="managers")
    await desk.settled()

    async with desk.look() as work:
        newest = await digests.find(
            work.db,
            name=DigestName.ACTIVITY,
            period=digests.Digest.model_validate(first.content).period,
            office=work.office,
            filters={},
        )
    assert newest
    assert newest.id != first.id


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("securty", "Did you mean /digest security?"),
        ("shedule", "Did you mean /digest schedule?"),
        ("security shedule", "Did you mean /digest security schedule?"),
        ("security yestrday", "Did you mean /digest security yesterday?"),
        ("security 31.02.2026", "There is no day"),
        ("security 0d", "has no day in it"),
        ("security 999999d", "more than"),
        ("security 365d", "A digest covers at most 92 days."),
        ("security 2026-05-03..2026-05-01", "ends before it begins"),
        ("security tomorrow", "Nothing has happened tomorrow yet."),
        ("security subscribe", "Say at what time"),
        ("security subscribe noon", "does not begin with a time of day"),
        ("security subscribe 25:00", "does not begin with a time of day"),
        ("security subscribe 09:00 munday", "is not a day of the week"),
        ("security unsubscribe", "Nobody subscribed this channel"),
    ],
)
@pytest.mark.parametrize("wiring", ["http-sqlite"])
async def test_what_cannot_be_is_told_with_what_to_type_instead(desk: Desk, typed: str, told: str) -> None:
    answer = await desk.maya.command(f"/digest {typed}", in_="managers")

    assert told in answer.text


async def test_whoever_may_not_read_digests_is_told_who_may(desk: Desk) -> None:
    for typed in ("", "security", "schedule"):
        answer = await desk.alice.command(f"/digest {typed}", in_="player-desk")
        assert "You may not read digests." in answer.text, typed
    assert "Your roles allow none of this." in (await desk.alice.command("/digest help")).text
    assert [record["code"] for record in await desk.recorded("digest.viewed")] == ["not_allowed"]


async def test_help_shows_what_one_may_do(desk: Desk) -> None:
    of_maya = (await desk.maya.command("/digest help")).text
    of_sam = (await desk.sam.command("/digest help")).text

    assert "subscribe" in of_maya
    assert "subscribe" not in of_sam
    assert "/digest schedule" in of_sam


async def test_alone_it_opens_a_form_whose_answer_is_a_page(desk: Desk) -> None:
    await desk.sam.command("/digest")
    form = await desk.sam.wait_for_form("Which")
    await form.fill(name="Adjustments digest", days="The last 7 days")
    await form.submit()

    page = await desk.sam.wait_for_form("Adjustments digest,")
    assert "No activity." in page.text


async def test_other_days_of_the_form_are_refused_beside_their_field(desk: Desk) -> None:
    await desk.sam.command("/digest")
    form = await desk.sam.wait_for_form("Which")
    await form.fill(range="31.02.2026")
    await form.submit()

    assert "There is no day" in form.errors["range"]


async def test_what_one_may_not_see_is_counted(desk: Desk) -> None:
    await alert(desk, rule="structuring", subject="player:7", visibility="compliance")

    await desk.sam.command("/digest security today", in_="security")
    await desk.cora.command("/digest security today", in_="security")
    await desk.settled()

    of_sam, of_cora = desk.sam.messages("security")[-1].shown, desk.cora.messages("security")[-1].shown
    assert "Not for everybody here: 1" in of_sam
    assert "player 7" not in of_sam
    assert "player 7" in of_cora


async def test_it_is_posted_where_one_chooses_knowing_who_reads_along(desk: Desk) -> None:
    await alert(desk)
    await desk.sam.command("/digest security today", in_="security")
    await desk.settled()

    await desk.sam.press("Post…", on=desk.sam.messages("security")[-1])
    form = await desk.sam.wait_for_form("Where")
    assert "4 people read along there, and all of them may see players." in form.text
    await form.submit()
    await desk.settled()

    posted = await desk.fred.wait_for("Security digest", in_="security")
    assert "player 1" in posted.shown
    assert "player" not in posted.text
    assert len(await desk.recorded("digest.posted")) == 1


async def test_where_somebody_may_not_see_players_it_only_says_that_it_is_there(desk: Desk) -> None:
    await alert(desk)
    await desk.sam.command("/digest security today", in_="floor")
    await desk.settled()
    await desk.sam.press("Post…", on=desk.sam.messages("floor")[-1])
    form = await desk.sam.wait_for_form("Where")
    assert "Not all of them may see players" in form.text
    await form.submit()
    await desk.settled()

    posted = await desk.mallory.wait_for("is ready", in_="floor")
    assert "player 1" not in posted.shown
    await desk.mallory.press("Open", on=posted)
    await desk.settled()
    assert desk.mallory.sees("You may not read digests", in_="floor")
    await desk.sam.press("Open", on=posted)
    await desk.settled()
    assert "player 1" in desk.sam.messages("floor")[-1].shown


async def test_where_no_channel_is_known_it_says_what_to_do(desk: Desk) -> None:
    desk.services.desk = replace(desk.services.desk, office=desk.office.model_copy(update={"channels": {}}))
    await desk.sam.command("/digest security today")
    await desk.settled()

    await desk.sam.press("Post…", on=await desk.sam.wait_for("Security digest"))

    assert await desk.sam.wait_for_form("Type /digest in the channel")


async def test_posted_again_it_is_the_same_message_brought_up_to_date(desk: Desk) -> None:
    for _ in range(2):
        await alert(desk)
        await desk.sam.command("/digest security today", in_="security")
        await desk.settled()
        await desk.sam.press("Post…", on=desk.sam.messages("security")[-1])
        await (await desk.sam.wait_for_form("Where")).submit()
        await desk.settled()
        if desk.sam.form:
            await desk.sam.form.close(all_of_them=True)

    posted = [message for message in desk.fred.messages("security") if "Security digest" in message.shown]
    assert len(posted) == 1
    assert "Failed logins: 2" in posted[0].shown


async def test_it_is_never_posted_into_a_shared_channel(desk: Desk) -> None:
    await desk.sam.command("/digest security today", in_="security")
    await desk.settled()
    await desk.sam.press("Post…", on=desk.sam.messages("security")[-1])
    form = await desk.sam.wait_for_form("Where")
    desk.slack.share_channel("security")

    await form.submit()
    await desk.settled()

    assert "shared with another company" in str(form.errors) + (desk.sam.form.text if desk.sam.form else "")
    assert not desk.fred.sees("Security digest")


async def test_a_channel_is_subscribed_listed_and_ends(desk: Desk) -> None:
    told = await desk.maya.command("/digest activity subscribe 09:30 weekdays", in_="support")
    assert "The activity digest comes here at 09:30 on weekdays, first " in told.text
    told = await desk.maya.command("/digest activity subscribe 09:30 monday, thursday", in_="support")
    assert "comes here at 09:30 on Monday and Thursday, first " in told.text

    listed = await desk.maya.command("/digest schedule", in_="support")
    assert listed.text.count(" → ") == 6
    assert "subscribed by Maya" in listed.text
    assert "by the office file" in listed.text

    ended = await desk.maya.command("/digest activity schedule off", in_="support")
    assert "no longer comes here" in ended.text
    assert len(await desk.recorded("digest.subscribed")) == 2
    assert len(await desk.recorded("digest.unsubscribed")) == 1


async def test_who_may_not_schedule_is_refused_and_that_is_recorded(desk: Desk) -> None:
    told = await desk.sam.command("/digest activity subscribe 09:30", in_="security")

    assert "You may not decide where and when digests are posted." in told.text
    assert await stories.turned_away(desk, "digest.subscribed") == ["not_allowed"]


async def test_a_shared_channel_cannot_be_subscribed(desk: Desk) -> None:
    desk.slack.share_channel("support")

    told = await desk.maya.command("/digest activity subscribe 09:30", in_="support")

    assert "the channel is shared with another company" in told.text


async def test_nobody_subscribes_a_conversation_with_the_bot(desk: Desk) -> None:
    told = await desk.maya.command("/digest activity subscribe 09:30")

    assert "Type this in the channel it is about" in told.text


async def test_a_mention_asks_too(desk: Desk) -> None:
    await desk.sam.say("<@U0PITBOSS> digest security yesterday", in_="security")
    await desk.settled()

    assert desk.sam.sees("Security digest", in_="security")
