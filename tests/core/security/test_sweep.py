"""What the sweep finds: each story once, whoever it is about, in whichever order and spelling it was told."""

import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert

from core import security
from core.activity import Type
from core.database.tables import address_logins, requests
from core.people import Visibility
from core.security import rules
from tests.support.office import World
from tests.support.sweeping import standing, swept
from tests.support.watching import BROKEN, BROKEN_PARTS, LAGOS, MALTA, Teller, minutes


@pytest.fixture
async def teller(office: World) -> Teller:
    await office.player("anna")
    return Teller(office)


async def test_each_rule_finds_its_story_once(office: World, teller: Teller) -> None:
    place = {"latitude": MALTA[0], "longitude": MALTA[1]}
    there = {"latitude": LAGOS[0], "longitude": LAGOS[1], "ip": "105.112.1.1", "country": "NG", "device": "phone-9"}
    await teller.tell(
        teller.usual(),
        teller.failures(20, ago=minutes(90), ip="203.0.113.9"),
        teller.login(ago=minutes(60), **place),
        teller.login(ago=minutes(30), **there),
        teller.event(Type.EMAIL_CHANGED, ago=minutes(20)),
        teller.withdrawal(ago=minutes(10)),
        teller.event(Type.SUSPENSION, ago=minutes(5), suspended=False),
    )

    assert await swept(office) == 6

    found = {(row.rule, row.subject.partition(":")[0], row.severity) for row in await standing(office)}
    assert found == {
        ("failed_logins", "player", "medium"),
        ("failed_logins", "ip", "medium"),
        ("impossible_travel", "player", "high"),
        ("new_place_withdrawal", "player", "high"),
        ("changed_then_withdrawal", "player", "high"),
        ("done_elsewhere", "player", "high"),
    }
    assert {row.visibility for row in await standing(office)} == {"security"}
    assert await swept(office) == 0


async def test_a_burst_told_in_pieces_is_one_alert_of_the_player_and_one_of_the_address(
    office: World, teller: Teller
) -> None:
    raised = []
    for _ in range(5):
        await teller.tell(teller.failures(8))
        raised.append(await swept(office))
        office.later(minutes=1)

    assert raised == [0, 0, 2, 0, 0]


async def test_an_address_that_tries_many_accounts_is_found_though_no_account_is(office: World) -> None:
    tellers = [Teller(office, name) for name in ("anna", "bjorn", "petra")]
    for teller in tellers:
        await office.player(teller.username)
    for place in range(21):
        told = tellers[place % 3].login(success=False, ip="203.0.113.9")
        await tellers[0].tell(told)
        office.later(seconds=30)

    await swept(office)

    [row] = await standing(office)
    assert (row.rule, row.subject, row.player_id) == ("failed_logins", "ip:203.0.113.9", None)
    assert "203.0.113.9" not in row.sentence


async def test_unknown_usernames_count_for_the_address_and_never_as_one_player(office: World, teller: Teller) -> None:
    await teller.tell(teller.failures(30, player=None))

    await swept(office)

    assert {row.subject for row in await standing(office)} == {"ip:81.2.69.142"}


async def test_a_login_told_after_the_withdrawal_it_explains_still_alerts(office: World, teller: Teller) -> None:
    await teller.tell(teller.usual(), teller.withdrawal(ago=minutes(5)))
    assert await swept(office) == 0

    await teller.tell(teller.login(ago=minutes(10), device="phone-9"))

    assert await swept(office) == 1
    [row] = await standing(office)
    assert row.rule == "new_place_withdrawal"


async def test_the_second_withdrawal_of_the_same_story_is_the_same_alert(office: World, teller: Teller) -> None:
    await teller.tell(teller.event(Type.PASSWORD_CHANGED, ago=minutes(9)), teller.withdrawal(ago=minutes(5)))
    await swept(office)
    await teller.tell(teller.withdrawal())

    assert await swept(office) == 0


@pytest.mark.every_wiring
async def test_history_that_is_told_late_alerts_nobody(office: World, teller: Teller) -> None:
    old = office.desk.office.security.news_for + timedelta(hours=1)
    await teller.tell(
        teller.event(Type.PASSWORD_CHANGED, ago=old + minutes(9)),
        teller.withdrawal(ago=old),
        teller.failures(30, ago=old),
        teller.event(Type.PLATFORM_ACT, ago=old, act="credit"),
    )

    assert await swept(office) == 0
    assert await office.rows(address_logins) == []


@pytest.mark.every_wiring
@pytest.mark.parametrize(
    ("state", "of_anna", "why"),
    [
        pytest.param("done", True, "asked for something else", id="done"),
        pytest.param("pending", True, "nobody has carried out", id="nobody has agreed yet"),
        pytest.param("declined", True, "nobody has carried out", id="declined"),
        pytest.param("done", False, "about somebody else", id="about somebody else"),
        pytest.param(None, True, "none of ours", id="no request of ours"),
    ],
)
async def test_an_act_that_no_request_of_ours_asked_for_is_an_alert_that_says_why(
    office: World,
    teller: Teller,
    state: str | None,
    why: str,
    *,
    of_anna: bool,
) -> None:
    request_id = uuid4()
    if state:
        await _request(office, request_id, state, player_id=1 if of_anna else 2)
    await teller.tell(teller.event(Type.PLATFORM_ACT, act="credit", request_id=request_id))

    assert await swept(office) == 1
    [alert] = await standing(office)
    assert why in alert.sentence


async def _request(office: World, request_id: Any, state: str, *, player_id: int) -> None:
    alice, now = await office.staff("alice"), office.now
    row = dict.fromkeys(("key", "action", "subject", "fingerprint", "material_digest", "office_fingerprint"), "x")
    documents = {"payload": {}, "facts": [], "policy": {}}
    times = {"asked_at": now, "due_at": now, "changed_at": now}
    closed = None if state in {"pending", "in_force"} else now
    whose = {"requester_id": alice.staff_id, "requester_person": "alice", "player_id": player_id, "closed_at": closed}
    async with office.work() as work:
        await work.db.execute(
            insert(requests),
            row | documents | times | whose | {"id": request_id, "code": "K7QD", "kind": "protective", "state": state},
        )


async def test_a_rule_that_raises_is_an_alert_once_a_day_and_the_others_go_on(
    office: World, teller: Teller, caplog: pytest.LogCaptureFixture
) -> None:
    asked = [BROKEN, *rules.ALL]
    for _ in range(2):
        await teller.tell(teller.failures(20), teller.login())
        with caplog.at_level(logging.CRITICAL):
            await swept(office, asked=asked)
        office.later(hours=2)

    rows = await standing(office)
    [failure] = [row for row in rows if row.rule == "rule_failed"]
    assert failure.subject == "rule:impossible_travel"
    assert failure.severity == "high"
    assert "“Broken one” broke (AttributeError)" in failure.sentence
    assert {row.rule for row in rows} == {"rule_failed", "failed_logins"}
    office.later(days=1)
    await teller.tell(teller.login())
    with caplog.at_level(logging.CRITICAL):
        assert await swept(office, asked=asked) == 1


@pytest.mark.parametrize("part", BROKEN_PARTS)
async def test_whatever_of_a_rule_breaks_is_an_alert_and_the_others_go_on(
    office: World, teller: Teller, caplog: pytest.LogCaptureFixture, part: str
) -> None:
    await teller.tell(teller.failures(20, ip=None), teller.login())

    with caplog.at_level(logging.CRITICAL):
        await swept(office, asked=[BROKEN_PARTS[part], *rules.ALL])

    assert {row.subject for row in await standing(office) if row.rule == "rule_failed"} == {
        f"rule:{BROKEN_PARTS[part].name}"
    }
    assert {row.rule for row in await standing(office)} == {"rule_failed", "failed_logins"}


@pytest.mark.every_wiring
async def test_a_rule_that_raises_is_logged_by_name(
    office: World, teller: Teller, caplog: pytest.LogCaptureFixture
) -> None:
    await teller.tell(teller.login())

    await swept(office, asked=[BROKEN])

    assert [record.getMessage() for record in caplog.records] == ["The rule impossible_travel broke"]


async def test_an_event_whose_body_cannot_be_read_stops_no_rule(office: World, teller: Teller) -> None:
    await teller.tell(teller.login(version=99), teller.failures(20))

    assert await swept(office) == 2


async def test_thresholds_severity_and_visibility_are_the_office_files(office: World, teller: Teller) -> None:
    watched = {"failed_logins": {"tries": 3, "within": "5m", "severity": "high", "visibility": "compliance"}}
    plain = office.desk.office.model_dump(mode="json") | {"security": {"rules": watched, "due": {"high": "30m"}}}
    office.desk = replace(office.desk, office=type(office.desk.office).model_validate(plain))
    await teller.tell(teller.failures(3, ip=None))

    await swept(office)

    [row] = await standing(office)
    assert (row.severity, row.visibility) == ("high", "compliance")
    assert row.due_at - row.found_at == minutes(30)
    async with office.read() as db:
        assert await security.of_player(db, row.player_id, sees=[Visibility.SECURITY]) == []
        assert len(await security.of_player(db, row.player_id, sees=[Visibility.COMPLIANCE])) == 1


async def test_a_flood_of_failures_hides_neither_where_one_was_before_nor_what_is_new(
    office: World, teller: Teller
) -> None:
    there = {"latitude": LAGOS[0], "longitude": LAGOS[1], "ip": "105.112.1.1", "country": "NG", "device": "phone-9"}
    await teller.tell(
        teller.usual(),
        teller.login(ago=minutes(60), latitude=MALTA[0], longitude=MALTA[1]),
        teller.failures(300, ago=minutes(30)),
    )
    await swept(office)

    await teller.tell(teller.login(ago=minutes(20), **there), teller.withdrawal(ago=minutes(10)))
    await swept(office)

    assert {"impossible_travel", "new_place_withdrawal"} <= {row.rule for row in await standing(office)}


@pytest.mark.parametrize("said", [True, "true", 1, "1", "yes"])
async def test_however_a_source_says_success_it_is_one(office: World, teller: Teller, said: object) -> None:
    await teller.tell(teller.usual(), teller.login(ago=minutes(9), success=said, device="phone-9"))
    await teller.tell(teller.withdrawal(ago=minutes(5)))

    assert await swept(office) == 1
