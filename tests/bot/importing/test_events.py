"""Events move money and keep their hour; those of unknown players are kept apart."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from bot.importing import PLAIN, Carrying, carry
from bot.process.offline import operator
from core import ledger
from core.database.tables import desk_rollups, events, players
from tests.support.importing import ANNA, EVENT_HEADER, EVENTS, HEADER, Files

pytestmark = pytest.mark.every_wiring


async def test_events_move_money_and_finer_amounts_are_refused(files: Files) -> None:
    await files.players(HEADER + ANNA)
    line = "{n},deposit,2026-05-03T14:0{n}:00Z,1,{sum},EUR\n"
    amounts = enumerate(("10.50", "0.001", "1e400", "-5", "ten", "\u0661\u0660"))

    outcome = await files.carry(EVENT_HEADER + "".join(line.format(n=n, sum=text) for n, text in amounts), EVENTS)

    assert outcome.added == 1
    assert [one.number for one in outcome.refusals] == [3, 4, 6, 7, 5]
    async with files.database.read() as db:
        [posted] = await ledger.transactions(db, 1)
    assert posted.wallet_entry.amount.amount_minor == 1_050


async def test_events_of_unknown_players_are_kept_apart_and_created_when_asked(files: Files) -> None:
    content = EVENT_HEADER + "".join(f"{n},login,2026-05-03T14:0{n}:00Z,w{n % 2},,\n" for n in range(4))
    mapping = EVENTS | {"fields": EVENTS["fields"] | {"body.success": {"constant": True}}, "nothing": [""]}

    apart = await files.carry(content, mapping)
    created = await files.carry(content, mapping, create=True)
    again = await files.carry(content, mapping, create=True)

    assert (apart.added, apart.strangers) == (4, 4)
    assert (created.again, created.created, created.strangers) == (4, 2, 0)
    assert (again.added, again.again, again.created) == (0, 4, 0)
    assert await files.all(select(func.count()).select_from(events).where(events.c.player_id != 0)) == [(4,)]
    rows = await files.all(select(players.c.username, players.c.registered_at).order_by(players.c.username))
    assert rows[0] == ("user w0", datetime(2026, 5, 3, 14, 0, tzinfo=UTC))


async def test_cut_stamps_get_their_hour_back(files: Files) -> None:
    cut = {"column": "at", "as": "time", "format": "mm:ss.s", "start": "2020-02-03T12:43:30Z"}
    mapping = EVENTS | {"fields": EVENTS["fields"] | {"at": cut, "body.success": {"constant": True}}}
    stamps = ["43:30.8", "59:58.0", "00:01.5", "59:59.0", "xx", "61:00.0", "20:00.0", "45:00.0", "10:00.0"]
    content = EVENT_HEADER + "".join(f"{n},login,{at},1,,\n" for n, at in enumerate(stamps))

    outcome = await files.carry(content, mapping | {"nothing": [""]})

    rows = await files.all(select(events.c.at).order_by(events.c.event_id))
    assert [f"{row.at:%H:%M:%S}" for row in rows] == [
        "12:43:30", "12:59:58", "13:00:01", "12:59:59", "13:20:00", "13:45:00", "14:10:00",
    ]  # fmt: skip
    assert [one.number for one in outcome.refusals] == [6, 7]


async def test_plain_events_need_no_mapping(files: Files) -> None:
    await files.players(HEADER + ANNA)
    told = {"source": "games", "event_id": "1", "type": "login", "at": "2026-05-03T14:00:00Z", "brand": "lucky7"}
    login = told | {"player": "1", "body": {"success": True}}
    lines = [
        json.dumps(login),
        json.dumps(login),
        json.dumps(login | {"event_id": "2", "type": "deposit"}),
        json.dumps(login | {"event_id": "3", "mother": "Maiden", "body": {"success": True, "formatted": "€50.00"}}),
        json.dumps({"event_id": "4"}),
        "no json",
        "[]",
        '{"source": "half \\ud83d"}',
        json.dumps(login | {"event_id": "5", "body": {"success": True, "far": float("inf")}}),
        json.dumps(login | {"event_id": "6", "body": {"success": True, "note": "\0"}}),
        json.dumps(login | {"event_id": "7", "version": 7}),
    ]
    path = files.folder / "events.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")

    outcome = await carry(files.here, Carrying(path=path, mapping=PLAIN, actor=operator()))

    assert (outcome.added, outcome.again, outcome.unknown_types) == (3, 1, 1)
    assert sorted(one.number for one in outcome.refusals) == [3, 5, 6, 7, 8, 9, 10]
    assert not [one for one in outcome.refusals if "Maiden" in one.sentence]


async def test_an_import_adds_up_what_it_brought_so_that_nobody_is_held_back_for_it(
    files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.importing.load.LAG_MOST", 0)
    await files.players(HEADER + ANNA)
    line = "{n},deposit,2026-05-03T14:0{n}:00Z,1,10.50,EUR\n"

    await files.carry(EVENT_HEADER + "".join(line.format(n=n) for n in range(3)), EVENTS)

    assert await files.all(select(desk_rollups.c["count"]).where(desk_rollups.c.kind == "deposit")) == [(3,)]
