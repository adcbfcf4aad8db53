"""An alert from found to closed: one owner, one winner, each step on the record, nothing for eyes it is not for."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from core import security
from core.errors import Conflict, Invalid, NotAllowed, Refused, Unknown
from core.people import Actor, Visibility
from core.security import Alert, Closing, NewAlert, Severity, Shelf, Snooze, State
from core.tables import alerts, outbox, records
from core.work import Work
from tests.support.office import World

Verb = Callable[[Work, Actor, UUID], Awaitable[Any]]


def new(player_id: int | None = None, **more: Any) -> NewAlert:
    about = {"rule": "impossible_travel", "subject": f"player:{player_id}", "window": "w1", "severity": Severity.HIGH}
    return NewAlert(**{**about, "sentence": "3,460 km in 40 minutes.", "player_id": player_id, **more})


async def raised(office: World, **more: Any) -> UUID:
    if "player_id" not in more:
        more["player_id"] = await office.player(f"anna{uuid4().hex[:6]}")
    async with office.work() as work:
        return await security.raise_alert(work, new(**more))


async def now(office: World, alert_id: UUID) -> Alert:
    async with office.read() as db:
        return await security.get(db, alert_id)


async def recorded(office: World, action: str) -> list[dict[str, Any]]:
    return [json.loads(row.content) for row in await office.rows(records, records.c.action == action)]


async def take(work: Work, actor: Actor, alert_id: UUID) -> Alert:
    return await security.take(work, actor, alert_id)


async def close(work: Work, actor: Actor, alert_id: UUID) -> Alert:
    return await security.close(work, actor, Closing(alert_id, State.BENIGN, "He was on a plane."))


async def reopen(work: Work, actor: Actor, alert_id: UUID) -> Alert:
    return await security.reopen(work, actor, alert_id, why="The plane was late.")


async def snooze(work: Work, actor: Actor, alert_id: UUID) -> security.Quiet:
    return await security.snooze(work, actor, Snooze(alert_id, timedelta(days=1), "He commutes by plane."))


async def hand_on(work: Work, actor: Actor, alert_id: UUID) -> Alert:
    return await security.hand_on(work, actor, alert_id, to=actor.staff_id)


VERBS = {"take": take, "close": close, "reopen": reopen, "snooze": snooze, "hand_on": hand_on, "wake": security.wake}


async def test_an_alert_stands_once_for_its_rule_subject_and_window(office: World) -> None:
    anna = await office.player("anna")

    first = await raised(office, player_id=anna)

    assert await raised(office, player_id=anna) is None
    assert await raised(office, player_id=anna, window="w2") is not None
    assert await raised(office, player_id=anna, rule="failed_logins") is not None
    assert (await now(office, first)).state is State.OPEN
    assert len(await recorded(office, "alert.raised")) == 3


@pytest.mark.parametrize(("severity", "hours"), [("high", 1), ("medium", 8), ("low", 72)])
async def test_severity_says_by_when(office: World, severity: str, hours: int) -> None:
    alert = await now(office, await raised(office, severity=Severity(severity)))

    assert alert.due_at - alert.found_at == timedelta(hours=hours)


async def test_taken_looked_into_and_closed_with_what_came_of_it(office: World) -> None:
    sam, alert_id = await office.staff("sam"), await raised(office)

    async with office.work() as work:
        taken = await security.take(work, sam, alert_id)
    async with office.work() as work:
        closed = await security.close(work, sam, Closing(alert_id, State.CONFIRMED, "  The account was stolen. "))

    assert (taken.state, taken.owner_name, taken.taken_at) == (State.INVESTIGATING, "Sam", office.now)
    assert (closed.state, closed.closed_by, closed.close_note) == (State.CONFIRMED, "Sam", "The account was stolen.")
    [record] = await recorded(office, "alert.closed")
    assert record["facts"]["before"] == "investigating"
    assert record["facts"]["after"] == "confirmed"
    assert record["visibility"]["clear"] == ["security"]
    assert "stolen" not in json.dumps(record)
    assert [row.topic for row in await office.rows(outbox, outbox.c.subject == f"alert:{alert_id}")] == ["alert"] * 3


async def test_what_nobody_took_is_closed_by_whoever_says_what_it_was(office: World) -> None:
    sam, alert_id = await office.staff("sam"), await raised(office)

    async with office.work() as work:
        closed = await close(work, sam, alert_id)

    assert (closed.owner_name, closed.state) == ("Sam", State.BENIGN)


async def test_what_a_colleague_has_is_neither_taken_nor_closed_but_handed_on(office: World) -> None:
    sam, fred, alert_id = await office.staff("sam"), await office.staff("fred"), await raised(office)
    async with office.work() as work:
        await security.take(work, sam, alert_id)

    for verb in (take, close):
        with pytest.raises(security.TakenAlready, match="Sam has it since <t:"):
            async with office.work() as work:
                await verb(work, fred, alert_id)
    async with office.work() as work:
        await security.hand_on(work, fred, alert_id, to=fred.staff_id)

    assert (await now(office, alert_id)).owner_name == "Fred"
    told = await office.rows(outbox, outbox.c.subject == f"alert:{alert_id}")
    assert [row.body.get("tell") for row in told] == [None, None, str(fred.staff_id)]


async def test_what_one_has_is_not_taken_again(office: World) -> None:
    sam, alert_id = await office.staff("sam"), await raised(office)
    async with office.work() as work:
        await security.take(work, sam, alert_id)

    with pytest.raises(security.TakenAlready, match="You have it already"):
        async with office.work() as work:
            await security.take(work, sam, alert_id)


@pytest.mark.parametrize("verb", [take, close, hand_on], ids=["take", "close", "hand_on"])
async def test_what_is_closed_stays_so_and_says_by_whom(office: World, verb: Verb) -> None:
    sam, fred, alert_id = await office.staff("sam"), await office.staff("fred"), await raised(office)
    async with office.work() as work:
        await close(work, sam, alert_id)

    with pytest.raises(security.ClosedAlready, match="Sam closed this alert as benign at <t:"):
        async with office.work() as work:
            await verb(work, fred, alert_id)


async def test_reopened_it_waits_for_an_owner_with_all_its_time(office: World) -> None:
    sam, alert_id = await office.staff("sam"), await raised(office)
    with pytest.raises(security.StillOpen):
        async with office.work() as work:
            await reopen(work, sam, alert_id)
    async with office.work() as work:
        await close(work, sam, alert_id)
    office.later(days=2)

    async with office.work() as work:
        again = await reopen(work, sam, alert_id)

    assert (again.state, again.owner_id, again.closed_at, again.close_note) == (State.OPEN, None, None, None)
    assert again.due_at == office.now + timedelta(hours=1)


@pytest.mark.parametrize("name", VERBS)
@pytest.mark.parametrize("who", ["alice", "bob", "ada", "olga", "mallory"])
async def test_who_may_not_work_alerts_works_none(office: World, who: str, name: str) -> None:
    actor, alert_id = await office.staff(who), await raised(office, visibility=Visibility.STAFF)

    with pytest.raises(NotAllowed):
        async with office.work() as work:
            await VERBS[name](work, actor, alert_id)


@pytest.mark.parametrize("name", VERBS)
async def test_what_compliance_alone_may_know_is_to_security_as_if_it_were_not(office: World, name: str) -> None:
    sam, alert_id = await office.staff("sam"), await raised(office, visibility=Visibility.COMPLIANCE)

    with pytest.raises(Unknown) as hidden:
        async with office.work() as work:
            await VERBS[name](work, sam, alert_id)
    with pytest.raises(Unknown) as nothing:
        async with office.work() as work:
            await VERBS[name](work, sam, uuid4())

    assert hidden.value.message == nothing.value.message


async def test_nobody_sees_or_works_an_alert_about_themselves(office: World) -> None:
    sam, fred = await office.staff("sam"), await office.staff("fred")
    for subject in (f"staff:{sam.staff_id}", "staff:sam"):
        alert_id = await raised(office, player_id=None, subject=subject)
        async with office.read() as db:
            assert alert_id not in [one.id for one in await security.listed(db, Shelf.ALL, actor=sam, now=office.now)]
            assert alert_id in [one.id for one in await security.listed(db, Shelf.ALL, actor=fred, now=office.now)]
        with pytest.raises(Unknown):
            async with office.work() as work:
                await take(work, sam, alert_id)
        with pytest.raises(Invalid, match="Sam may not work this alert"):
            async with office.work() as work:
                await security.hand_on(work, fred, alert_id, to=sam.staff_id)


async def test_whoever_is_kept_to_a_brand_knows_no_alert_about_players_of_another(office: World) -> None:
    sam = replace(await office.staff("sam"), brand="noble")
    alert_id, of_address = await raised(office), await raised(office, player_id=None, subject="ip:203.0.113.9")

    async with office.read() as db:
        seen = [one.id for one in await security.listed(db, Shelf.OPEN, actor=sam, now=office.now)]
        with pytest.raises(Unknown):
            await security.get(db, alert_id, actor=sam)

    assert seen == [of_address]


async def test_it_is_handed_on_only_to_whoever_may_work_it(office: World) -> None:
    sam, alert_id = await office.staff("sam"), await raised(office)
    secret = await raised(office, visibility=Visibility.COMPLIANCE)
    cora = await office.staff("cora")

    for actor, which, to in ((sam, alert_id, "alice"), (sam, alert_id, "gus"), (cora, secret, "sam")):
        other = await office.staff(to)
        with pytest.raises(Invalid, match="may not work this alert"):
            async with office.work() as work:
                await security.hand_on(work, actor, which, to=other.staff_id)


@pytest.mark.parametrize(
    ("outcome", "note", "field"),
    [
        (State.BENIGN, "", "note"),
        (State.BENIGN, "  ab ", "note"),
        (State.BENIGN, "x" * 2001, "note"),
        (State.BENIGN, "nul\0l", "note"),
        (State.OPEN, "No reason.", "outcome"),
        (State.INVESTIGATING, "No reason.", "outcome"),
    ],
)
async def test_closing_wants_an_outcome_and_a_note(office: World, outcome: State, note: str, field: str) -> None:
    sam, alert_id = await office.staff("sam"), await raised(office)

    with pytest.raises(Invalid) as refused:
        async with office.work() as work:
            await security.close(work, sam, Closing(alert_id, outcome, note))

    assert refused.value.field == field


async def test_of_two_who_take_it_at_once_one_has_it_and_the_other_is_told(office: World) -> None:
    people, alert_id = [await office.staff("sam"), await office.staff("fred")], await raised(office)
    together = asyncio.Barrier(2)

    async def grab(actor: Actor) -> str:
        await together.wait()
        try:
            async with office.work() as work:
                return (await security.take(work, actor, alert_id)).owner_name
        except Conflict as refused:
            return refused.message

    owner, refusal = sorted(await asyncio.gather(*map(grab, people)), key=len)

    assert (await now(office, alert_id)).owner_name == owner
    assert refusal.startswith(owner)
    assert len(await recorded(office, "alert.taken")) == 1


async def test_taking_against_closing_has_one_outcome(office: World) -> None:
    sam, fred, alert_id = await office.staff("sam"), await office.staff("fred"), await raised(office)
    together = asyncio.Barrier(2)

    async def act(verb: Verb, actor: Actor) -> bool:
        await together.wait()
        try:
            async with office.work() as work:
                await verb(work, actor, alert_id)
        except Refused:
            return False
        return True

    done = await asyncio.gather(act(take, sam), act(close, fred))

    assert sorted(done) == [False, True]
    assert (await now(office, alert_id)).owner_name == ("Sam" if done[0] else "Fred")


async def test_snoozed_it_is_quiet_about_that_subject_of_that_rule_until_the_end(office: World) -> None:
    sam, anna = await office.staff("sam"), await office.player("anna")
    alert_id = await raised(office, player_id=anna)
    async with office.work() as work:
        quiet = await snooze(work, sam, alert_id)

    assert quiet.until_at == office.now + timedelta(days=1)
    assert await raised(office, player_id=anna, window="w2") is None
    assert await raised(office, player_id=anna, rule="failed_logins") is not None
    assert await raised(office, window="w2") is not None
    async with office.read() as db:
        assert (await security.quiet(db, await security.get(db, alert_id), now=office.now)).kept_quiet == 1
    office.later(days=1)
    assert await raised(office, player_id=anna, window="w3") is not None
    assert (await now(office, alert_id)).open


async def test_a_snooze_can_be_ended_and_not_twice(office: World) -> None:
    sam, anna = await office.staff("sam"), await office.player("anna")
    alert_id = await raised(office, player_id=anna)
    async with office.work() as work:
        await snooze(work, sam, alert_id)
    async with office.work() as work:
        await security.wake(work, sam, alert_id)

    assert await raised(office, player_id=anna, window="w2") is not None
    with pytest.raises(Conflict):
        async with office.work() as work:
            await security.wake(work, sam, alert_id)
    assert len(await recorded(office, "alert.woken")) == 1


@pytest.mark.parametrize(("lasts", "why"), [(0, "Why not"), (-1, "Why not"), (31, "Why not"), (1, "x")])
async def test_quiet_has_an_end_the_office_allows_and_a_reason(office: World, lasts: int, why: str) -> None:
    sam, alert_id = await office.staff("sam"), await raised(office)

    with pytest.raises(Invalid):
        async with office.work() as work:
            await security.snooze(work, sam, Snooze(alert_id, timedelta(days=lasts), why))


async def test_what_is_past_its_time_is_said_once(office: World) -> None:
    sam, late, closed = await office.staff("sam"), await raised(office), await raised(office)
    async with office.work() as work:
        await security.take(work, sam, late)
    async with office.work() as work:
        await close(work, sam, closed)
    reminded = []
    for _ in range(4):
        office.later(minutes=30)
        async with office.work() as work:
            reminded.append(await security.remind(work))

    assert reminded == [0, 1, 0, 0]
    assert [record["subject"]["id"] for record in await recorded(office, "alert.overdue")] == [str(late)]
    async with office.read() as db:
        assert [one.id for one in await security.unhandled(db, now=office.now, sees=Visibility)] == [late]


async def test_a_leavers_alerts_wait_for_somebody_else(office: World) -> None:
    sam, ada = await office.staff("sam"), await office.staff("ada")
    mine, done, waiting = await raised(office), await raised(office), await raised(office)
    for alert_id in (mine, done):
        async with office.work() as work:
            await security.take(work, sam, alert_id)
    async with office.work() as work:
        await close(work, sam, done)

    async with office.work() as work:
        assert await security.hand_back(work, staff_id=sam.staff_id, by=ada) == 1

    assert [(await now(office, one)).owner_id for one in (mine, waiting)] == [None, None]
    assert (await now(office, mine)).state is State.OPEN
    assert (await now(office, done)).owner_name == "Sam"
    [record] = await recorded(office, "alert.handed_back")
    assert record["actor"]["person"] == "ada"


async def test_lists_are_for_the_reader_and_worst_first(office: World) -> None:
    sam, cora = await office.staff("sam"), await office.staff("cora")
    anna = await office.player("anna")
    low = await raised(office, player_id=anna, severity=Severity.LOW)
    medium = await raised(office, player_id=anna, severity=Severity.MEDIUM, window="w2")
    secret = await raised(office, player_id=anna, visibility=Visibility.COMPLIANCE, window="w3")
    high = await raised(office, player_id=anna, window="w4")
    async with office.work() as work:
        await security.take(work, sam, medium)

    async with office.read() as db:
        of_sam = {shelf: await security.listed(db, shelf, actor=sam, now=office.now) for shelf in Shelf}
        of_cora = await security.listed(db, Shelf.OPEN, actor=cora, now=office.now)
        of_anna = await security.of_player(db, anna, sees=sam.sees)
        owned = await security.owned_by(db, sam.staff_id)

    assert [one.id for one in of_sam[Shelf.OPEN]] == [high, medium, low] == [one.id for one in of_anna]
    assert {one.id for one in of_cora} == {low, medium, secret, high}
    assert [one.id for one in of_sam[Shelf.MINE]] == [medium] == [one.id for one in owned]
    assert of_sam[Shelf.OVERDUE] == of_sam[Shelf.CLOSED] == []


async def test_counts_are_of_the_period_and_of_what_the_reader_may_see(office: World) -> None:
    sam, anna = await office.staff("sam"), await office.player("anna")
    first = await raised(office, player_id=anna)
    await raised(office, player_id=anna, window="w2")
    await raised(office, player_id=None, subject="staff:bob", rule="mass_lookups")
    await raised(office, player_id=anna, window="w3", visibility=Visibility.COMPLIANCE)
    begin = office.now
    async with office.work() as work:
        await close(work, sam, first)
    end = office.later(hours=1)
    await raised(office, player_id=anna, window="w4")

    async with office.read() as db:
        counts = await security.counts(db, since=begin, until=end, sees=sam.sees)

    assert counts.by_rule == {"impossible_travel": 2, "mass_lookups": 1}
    assert counts.by_severity == {"high": 3}
    assert counts.top_subjects == ((f"player:{anna}", 2),)
    assert counts.closed == {"benign": 1}


async def test_every_alert_keeps_what_it_was_found_on(office: World) -> None:
    alert_id = await raised(office, evidence={"km": 3460}, happened_at=office.now - timedelta(hours=2))

    [row] = await office.rows(alerts, alerts.c.id == alert_id)

    assert row.evidence == {"km": 3460}
    assert row.found_at - row.happened_at == timedelta(hours=2)
