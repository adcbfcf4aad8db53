"""The door for events: what is good of a batch is in, once; what is bad is told by its place, and never repeated."""

import asyncio
import io
import json
import logging
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.process.pace import Pace
from core.database.tables import events, records
from tests.support.desk import Desk, Plan, booted
from tests.support.telling import SECRET, knock, login, message, signed, tell


async def kept(desk: Desk) -> int:
    async with desk.look() as work:
        return await work.db.scalar(select(func.count()).select_from(events)) or 0


async def test_batch_is_taken_and_reported(desk: Desk) -> None:
    second = login("2")

    told = await tell(
        desk,
        login("1"),
        second,
        second,
        login("3", player="nobody"),
        login("4", player=None),
        login("5", type="slot.jackpot"),
    )

    assert told.status == 200
    assert told.body == {
        "repeated": False,
        "added": 5,
        "again": 1,
        "conflicts": 0,
        "refused": 0,
        "registered": 0,
        "nobody": 1,
        "unknown_players": 1,
        "unknown_types": 1,
        "overdrawn": 0,
        "differing": 0,
        "refusals": [],
    }
    assert await kept(desk) == 5


async def test_a_number_of_thousands_of_digits_loses_its_event_alone(desk: Desk) -> None:
    amount = {"amount": {"amount_minor": 1234567, "currency": "EUR"}}
    body = message(login("1", type="deposit", body=amount), login("2"), login("3", more=1234567))
    body = body.replace(b"1234567", b"9" * 5_000)

    told = await knock(desk, body, signed(body))

    assert (told.status, told.body["added"]) == (200, 2)
    assert [one["position"] for one in told.body["refusals"]] == [0]


async def test_good_half_of_a_bad_batch_is_in(desk: Desk) -> None:
    bad = [
        login("b1", at=datetime.now(UTC) + timedelta(days=2)),
        login("b2", body={"success": "perhaps"}),
        login("b4") | {"at": "yesterday"},
        login("b5") | {"at": "2026-05-03T14:00:00"},
        login("b6") | {"at": "0001-01-01T00:00:00+14:00"},
        login("b7") | {"at": "9999-12-31T23:59:59-14:00"},
        login("b8") | {"version": 0},
        login("b9") | {"type": "Login!"},
        login("b\u0000"),
        login("b11", body={"success": True, "note": "zero \u0000"}),
        login("b12", body={"success": True, "note": "half \ud83d"}),
        login("b13", body={"success": True, "much": "x" * 9_000}),
        login("b14", body={"success": True, "many": 1e999}),
        login("b15", type="deposit", body={"amount": {"amount_minor": 2**63, "currency": "EUR"}}),
        login("b17") | {"event_id": {"$ne": 1}},
        login("b18") | {"request_id": "K7QD"},
        login("b19") | {"body": "login"},
        None,
        7,
        [],
        {},
        "event",
    ]
    good = [login(f"g{number}") for number in range(len(bad))]
    mixed = [one for pair in zip(good, bad, strict=True) for one in pair]

    told = await tell(desk, *mixed)

    assert told.status == 200
    assert (told.body["added"], told.body["refused"]) == (len(good), len(bad))
    assert [one["position"] for one in told.body["refusals"]] == list(range(1, 2 * len(bad), 2))
    assert await kept(desk) == len(good)


async def test_report_repeats_nothing_that_was_told(desk: Desk) -> None:
    secret = "anna.adams@example.com"
    told = await tell(
        desk,
        login("1") | {"email": secret},
        login("2") | {secret: 1},
        login("3") | {"at": secret},
        login("4") | {"request_id": secret},
        login("5", body={"success": secret, "country": secret}),
        login("6", type="deposit", body={"amount": {"amount_minor": 5, "currency": secret}}),
        login("7", type="verification", body={"level": secret, "status": secret}),
        login("8", player=secret),
        login("9", type="anna.adams"),
    )

    assert (told.status, told.body["refused"]) == (200, 5)
    assert secret not in json.dumps(told.body)
    assert "adams" not in json.dumps(told.body)
    async with desk.look() as work:
        assert all(secret.encode() not in row.content for row in await work.db.execute(select(records)))


async def test_event_told_again_in_another_message_counts_once(desk: Desk) -> None:
    first = login("1")
    await tell(desk, first)

    told = await tell(desk, first, login("2"))

    assert (told.body["added"], told.body["again"]) == (1, 1)
    assert await kept(desk) == 2


async def test_repeated_delivery_is_known_by_its_id(desk: Desk) -> None:
    body = message(login("1"))

    answers = [await knock(desk, body, signed(body, name="msg_1")) for _ in range(3)]

    assert [(one.status, one.body["added"], one.body["repeated"]) for one in answers] == [
        (200, 1, False),
        (200, 0, True),
        (200, 0, True),
    ]
    assert len(await desk.recorded("events.received")) == 1


async def test_a_long_message_is_taken_in_by_parts_and_reported_and_recorded_as_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk.services.intake, "pace", pace := Pace())
    monkeypatch.setattr(pace, "learn", lambda *_: None)
    pace.events = 2
    second = login("2")
    body = message(login("1"), {"odd": True}, second, second, login("3", player="nobody"), login("4"))

    first, again = [await knock(desk, body, signed(body, name="msg_1")) for _ in range(2)]

    assert (first.body["added"], first.body["again"], first.body["unknown_players"]) == (4, 1, 1)
    assert [one["position"] for one in first.body["refusals"]] == [1]
    assert (again.body["added"], again.body["repeated"]) == (0, True)
    (record,) = await desk.recorded("events.received")
    assert (record["facts"]["added"], record["facts"]["refused"]) == (4, 1)


async def test_id_that_comes_with_another_message_is_refused_aloud(desk: Desk) -> None:
    await tell(desk, login("1"), name="msg_1")

    told = await tell(desk, login("2"), name="msg_1")

    assert told.status == 409
    assert await kept(desk) == 1


@pytest.mark.every_wiring
async def test_many_at_once_take_each_event_once(desk: Desk) -> None:
    batches = [[login(str(number)) for number in range(start, start + 40)] for start in range(0, 100, 20)]

    answers = await asyncio.gather(*(tell(desk, *batch) for batch in batches + batches))

    assert {one.status for one in answers} == {200}
    assert sum(one.body["added"] for one in answers) == 120
    assert await kept(desk) == 120


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no json",
        b'{"events": [}',
        b"[]",
        b'"events"',
        b"{}",
        b'{"events": {}}',
        b'{"events": null}',
        b'{"events": ' + b"[" * 100_000,
    ],
    ids=lambda body: body[:20].decode(),
)
async def test_signed_nonsense_is_answered_400_and_recorded(desk: Desk, body: bytes) -> None:
    told = await knock(desk, body, signed(body))

    assert told.status == 400
    [record] = await desk.recorded("events.received")
    assert (record["outcome"], record["code"]) == ("refused", "status_400")


async def test_too_many_events_are_told_to_come_in_parts(desk: Desk) -> None:
    told = await tell(desk, *(login(str(number)) for number in range(1_001)))

    assert told.status == 413
    assert "1,000" in told.body["error"]
    assert await kept(desk) == 0


async def test_too_large_a_message_is_refused_whoever_signed_it(desk: Desk) -> None:
    body = b" " * (2**20 + 1)

    assert (await knock(desk, io.BytesIO(body), signed(body))).status == 413


@pytest.mark.parametrize(
    "changes",
    [
        {"webhook-id": ""},
        {"webhook-id": "msg\u00e9"},
        {"webhook-timestamp": "soon"},
        {"webhook-timestamp": "9" * 400},
        {"webhook-signature": "v1,\u00e9"},
        {"webhook-signature": "v1,not base64"},
        {"webhook-signature": f"v1,{'A' * 43}="},
        {"webhook-signature": " "},
        {"Content-Encoding": "gzip", "webhook-id": "msg_packed"},
    ],
    ids=str,
)
async def test_unsigned_message_is_refused_and_nothing_of_it_is_logged(
    desk: Desk, changes: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    body = message(login("1", player="annabelle"))

    told = await knock(desk, body, signed(body) | changes)

    assert told.status == 401
    assert await kept(desk) == 0
    assert "annabelle" not in caplog.text
    assert "Traceback" not in caplog.text


async def test_header_that_is_no_text_is_refused(desk: Desk) -> None:
    host, port = desk.bot.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(
        b"POST /v1/events HTTP/1.1\r\nHost: here\r\nwebhook-id: \xff\xfe\r\nwebhook-timestamp: \xb2\r\n"
        b"webhook-signature: v1,\xc3\x28\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
    )
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()

    assert answer.split()[1] in {b"400", b"401"}


async def test_nobody_tells_events_where_no_secret_is_set(database_url: str) -> None:
    async with booted(Plan(database_url, "http")) as desk:
        told = await tell(desk, login("1"), secret=SECRET)

    assert told.status == 404
    assert "PITBOSS_EVENTS_SECRET" in told.body["error"]


async def test_batch_leaves_one_record_with_counts_alone(desk: Desk) -> None:
    await tell(desk, login("1"), login("2", player="nobody"), login("3") | {"at": "never"}, name="msg_77")

    [record] = await desk.recorded("events.received")
    assert record["correlation"] == "msg_77"
    assert record["origin"]["surface"] == "api"
    assert {name: number for name, number in record["facts"].items() if number} == {
        "added": 2,
        "refused": 1,
        "unknown_players": 1,
    }


async def test_late_and_unordered_events_land_on_their_own_days(desk: Desk) -> None:
    days = [3, 1, 400, 2]
    told = await tell(desk, *(login(str(day), at=datetime.now(UTC) - timedelta(days=day)) for day in days))

    async with desk.look() as work:
        found = list(await work.db.execute(select(events.c.at, events.c.event_id)))
    assert told.body["added"] == 4
    assert {row.event_id: (datetime.now(UTC) - row.at).days for row in found} == {str(day): day for day in days}
