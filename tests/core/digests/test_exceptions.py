"""What supervisors are told of: acts nobody confirmed, done elsewhere or refused, changes of the staff; by brand."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, update

from bot.cards import digest_text
from core import audit, digests, staff
from core.activity import Period
from core.database.tables import platform_orders, requests
from core.database.tables import staff as staff_table
from core.digests import Look
from core.office import DigestName
from tests.support.asking import adjustment, ask, block, decide
from tests.support.digesting import DAY, EVERYBODY, alert, eur, lines, made, rows, tell
from tests.support.interacting import recorded
from tests.support.office import World

pytestmark = pytest.mark.every_wiring


async def test_exceptions_name_what_nobody_confirmed_and_what_was_done_elsewhere(office: World) -> None:
    anna = await office.player("anna", cash="500 EUR")
    for name in ("alice", "sam"):
        await office.staff(name)
    request = await ask(office, "alice", block(anna))
    await alert(office, "done_elsewhere", f"player:{anna}", severity="high")
    office.later(days=1)

    digest = await made(office, "exceptions")

    assert lines(digest, "Protective acts nobody confirmed") == {"In force past their time": (1, None)}
    assert rows(digest, "Protective acts nobody confirmed")[0][:4] == (request.code, "Block player", str(anna), "Alice")
    assert lines(digest, "Done elsewhere") == {"Acts with no request of this desk": (1, 0)}
    assert {finding.key.partition(":")[0] for finding in digest.findings} == {"request", "alert"}
    assert digest.findings[-1].sentence.endswith("; nobody took it on."), "true also once somebody has seen it"
    staff_only = digest.shown_to(EVERYBODY)
    assert lines(staff_only, "Done elsewhere") == {"Acts with no request of this desk": (1, 0)}
    assert rows(staff_only, "Done elsewhere") == []


async def test_exceptions_name_orders_that_the_platform_refused_or_left_open(office: World) -> None:
    anna = await office.player("anna", cash="500 EUR")
    for name in ("alice", "sam"):
        await office.staff(name)
    request = await ask(office, "alice", block(anna))
    for state, answer in (("refused", "no such player"), ("unknown", None)):
        order = {
            "id": uuid4(),
            "request_id": request.id,
            "player_id": anna,
            "kind": "block",
            "body": {},
            "authorisers": [],
        } | {
            "step": "done" if state == "refused" else "ended",
            "authority": "here",
            "state": state,
            "ordered_at": office.now,
            "settled_at": office.now if state == "refused" else None,
            "answer": answer,
            "changed_at": office.now,
        }
        async with office.work() as work:
            await work.db.execute(insert(platform_orders).values(order))
    office.later(days=1)

    digest = await made(office, "exceptions")

    assert lines(digest, "Orders to the platform") == {"Refused by the platform": (1, 0), "Outcome unknown": (1, None)}
    assert "no such player" in {row[5] for row in rows(digest, "Orders to the platform")}


async def test_exceptions_tell_of_the_staff_and_of_who_was_refused(office: World) -> None:
    ada = await office.staff("ada")
    alice = await office.staff("alice")
    office.later(days=1)
    async with office.work() as work:
        await staff.revoke(work, ada, staff_id=alice.staff_id, role="support")
    office.later(days=1)

    digest = await made(office, "exceptions")

    [row] = rows(digest, "Staff")
    assert row[1:3] == ("Staff role revoked", "Ada")
    assert "support" in row[3]


async def test_looking_again_and_again_buries_no_change_of_the_staff(office: World) -> None:
    alice, ada = await office.staff("alice"), await office.staff("ada")
    office.later(days=1)
    async with office.work() as work:
        looks = ("freezes.listed", "staff.listed", "staff.freezing_considered", "staff.leaving_considered")
        for action in (*looks, "audience.changed"):
            for _ in range(20):
                await audit.record(work, audit.Entry(actor=alice, action=action, module="staff"))
    office.later(minutes=1)
    async with office.work() as work:
        await staff.revoke(work, ada, staff_id=alice.staff_id, role="support")
    office.later(days=1)

    digest = await made(office, "exceptions")

    assert [row[1] for row in rows(digest, "Staff")] == ["Staff role revoked"]


async def test_requests_of_somebody_who_left_are_named_until_taken_over(office: World) -> None:
    anna = await office.player("anna", cash="500 EUR")
    alice, _ = await office.staff("alice"), await office.staff("sam")
    request = await ask(office, "alice", adjustment(anna))
    async with office.work() as work:
        gone = update(staff_table).where(staff_table.c.id == alice.staff_id).values(state="gone")
        await work.db.execute(gone)
        long = update(requests).where(requests.c.id == request.id).values(due_at=office.now + 9 * DAY)
        await work.db.execute(long)
    office.later(days=1)

    digest = await made(office, "exceptions")

    assert rows(digest, "Asked by somebody who left or is frozen")[0][0] == request.code


async def test_whoever_works_for_one_brand_reads_of_its_players_only(office: World) -> None:
    anna, ben = await office.player("anna", cash="500 EUR"), await office.player("ben", brand="other", cash="500 EUR")
    await office.staff("alice")
    await office.staff("sam")
    codes: dict[int, set[object]] = {anna: {f"player {anna}"}, ben: {f"player {ben}"}}
    for player in (anna, ben):
        await alert(office, "failed_logins", f"player:{player}")
        codes[player].add((await ask(office, "alice", block(player))).code)
        await recorded(office, "alice", player)
        done = await decide(office, "sam", await ask(office, "alice", adjustment(player, source_ref="one")), "approve")
        codes[player].add(UUID((done.receipt or {})["ids"]["transaction"]))
    await tell(office, ("deposit", eur(10_000)))
    office.later(days=1)

    for name in DigestName:
        digest = await made(office, name, brand="other")
        assert digest.filters == {"brand": "other"}
        told = {cell for each in digest.sections if each.table for row in each.table.rows for cell in row.cells}
        assert not codes[anna] & told, name
        assert name == "activity" or codes[ben] & told, name
        assert {"Audit", "Staff", "Refused and failed"}.isdisjoint(each.title for each in digest.sections)
    assert lines(await made(office, "activity", brand="other"), "Money") == {}


async def test_a_period_that_is_not_over_says_so(office: World) -> None:
    async with office.read() as db:
        today = office.desk.office.day(office.now)
        look = Look(db=db, office=office.desk.office, period=Period(today, today), now=office.now)
        digest = await digests.make(look, DigestName.ACTIVITY)

    assert digest.partial
    assert digest_text.covers(digest) == "3 May 2026, so far"
