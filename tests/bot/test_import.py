import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import func, select

from bot.importing import Carrying, MappingRefused, Outcome, What, carry, read_mapping
from bot.importing.lines import LONGEST_LINE
from bot.offline import operator
from core import ledger, office
from core.db import Database
from core.keyring import Keyring
from core.tables import events, players, records
from core.work import Desk
from tests.support.desk import Desk as Everything
from tests.support.shared import ROOT, shared

EXAMPLES = ROOT / "docs/examples"
DESK = Desk(office=office.default(), keyring=Keyring(bytes(32)))
PLAYERS: dict[str, Any] = {
    "what": "players",
    "nothing": ["", "NA"],
    "fields": {
        "brand": {"constant": "lucky7"},
        "licence": {"constant": "MGA"},
        "external_id": "id",
        "username": {"template": "{name}{id}"},
        "currency": {"column": "currency", "values": {"euro": "EUR", "krona": "SEK"}},
        "registered_at": {"column": "since", "as": "time", "format": "%d.%m.%Y", "zone": "Europe/Malta"},
        "born_on": {"column": "born", "as": "date"},
        "vip": {"column": "vip", "as": "boolean"},
    },
}
HEADER = "id,name,currency,since,born,vip\n"
ANNA = "1,anna,euro,03.05.2024,1984-03-17,yes\n"
EVENTS: dict[str, Any] = {
    "what": "events",
    "fields": {
        "source": {"constant": "games"},
        "event_id": "id",
        "type": "kind",
        "at": {"column": "at", "as": "time"},
        "brand": {"constant": "lucky7"},
        "player": "who",
        "body.amount": {"column": "sum", "as": "money", "currency": "{coin}"},
    },
    "create": {
        "licence": {"constant": "MGA"},
        "username": {"template": "user {who}"},
        "currency": {"constant": "EUR"},
    },
}
EVENT_HEADER = "id,kind,at,who,sum,coin\n"


class Files:
    """A database, and files that are carried into it."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.folder = folder

    def mapping(self, what: str, raw: Any) -> Any:
        path = self.folder / "map.yml"
        path.write_text(raw if isinstance(raw, str) else yaml.safe_dump(raw), encoding="utf-8")
        return read_mapping(path, What(what))

    async def carry(self, content: str | bytes, raw: Any, *, name: str = "file.csv", create: bool = False) -> Outcome:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        mapping = self.mapping(raw["what"], raw)
        wanted = Carrying(path=path, mapping=mapping, actor=operator(), create_players=create)
        return await carry(self.database, DESK, wanted)

    async def players(self, content: str | bytes, **more: Any) -> Outcome:
        return await self.carry(content, PLAYERS, **more)

    async def all(self, query: Any) -> list[Any]:
        async with self.database.read() as db:
            return list((await db.execute(query)).all())


@pytest.fixture
async def files(database_url: str, tmp_path: Path) -> AsyncIterator[Files]:
    database = Database.open(database_url)
    yield Files(database, tmp_path)
    await database.close()


async def test_players_come_in_as_the_mapping_says(files: Files) -> None:
    outcome = await files.players(f"\ufeff{HEADER}{ANNA}2,björn,krona,04.05.2024,NA,no\n")

    rows = await files.all(select(players).order_by(players.c.external_id))
    assert (outcome.added, outcome.refused) == (2, 0)
    assert [(row.username, row.currency, row.vip) for row in rows] == [("anna1", "EUR", True), ("björn2", "SEK", False)]
    assert rows[0].registered_at == datetime(2024, 5, 2, 22, tzinfo=UTC)
    assert [str(row.born_on) for row in rows] == ["1984-03-17", "None"]


async def test_the_same_file_again_changes_nothing_and_a_changed_line_changes(files: Files) -> None:
    await files.players(HEADER + ANNA)
    again = await files.players(HEADER + ANNA)
    changed = await files.players(HEADER + ANNA.replace("anna", "hanna"))

    assert (again.added, again.changed, again.again) == (0, 0, 1)
    assert (changed.added, changed.changed) == (0, 1)


@pytest.mark.parametrize(
    ("line", "column", "why"),
    [
        ("2,ben,dollar,03.05.2024,,yes\n", "currency", "not among the values mapped"),
        ("2,ben,euro,2024-05-03,,yes\n", "since", "no time like %d.%m.%Y"),
        ("2,ben,euro,03.05.2024,31.12.1999,yes\n", "born", "no date like"),
        ("2,ben,euro,03.05.2024,,maybe\n", "vip", "neither true nor false"),
        (",ben,euro,03.05.2024,,yes\n", "id", "is empty"),
        ("2,ben,euro,03.05.2024,\n", "", "5 columns, the header has 6"),
        ("2,ben,euro,03.05.2024,,yes,more\n", "", "7 columns, the header has 6"),
        (f"2,{'x' * 1_000_000},euro,03.05.2024,,yes\n", "name", "1,000,000 characters"),
        (f"2,{'x' * (LONGEST_LINE + 10)},euro,03.05.2024,,yes\n", "", "longer than"),
        ("2,b\0n,euro,03.05.2024,,yes\n", "", "zero byte"),
        (b"2,M\xfcller,euro,03.05.2024,,yes\n", "", "not UTF-8"),
    ],
)
async def test_a_line_that_does_not_fit_is_refused_alone(
    files: Files, line: str | bytes, column: str, why: str
) -> None:
    raw = line.encode() if isinstance(line, str) else line

    outcome = await files.players((HEADER + ANNA).encode() + raw + ANNA.replace("1,", "3,", 1).encode())

    [refusal] = outcome.refusals
    assert (outcome.added, refusal.number, refusal.column) == (2, 3, column)
    assert why in refusal.sentence


async def test_a_quote_that_is_never_closed_is_told_with_its_line(files: Files) -> None:
    swallowed = "x" * 80 + "\n"

    outcome = await files.players(f'{HEADER}{ANNA}2,"ben{swallowed * (LONGEST_LINE // 81 + 2)}')

    assert (outcome.added, outcome.refusals[0].number) == (1, 3)
    assert "quote" in outcome.refusals[0].sentence


async def test_words_in_a_foreign_encoding_are_read_when_the_mapping_names_it(files: Files) -> None:
    content = (HEADER + ANNA.replace("anna", "müller")).encode("latin-1")

    await files.carry(content, PLAYERS | {"encoding": "latin-1"})

    assert await files.all(select(players.c.username)) == [("müller1",)]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no header"),
        (HEADER.encode("utf-16"), "UTF-16"),
        (b"id,nam,currency,since,born,vip\n", "no column 'name', which the mapping names; did you mean 'nam'?"),
        (b"id,id,name,currency,since,born,vip\n", "the column 'id' twice"),
    ],
)
async def test_a_file_that_does_not_belong_to_the_mapping_is_refused_whole(
    files: Files, content: bytes, why: str
) -> None:
    with pytest.raises(MappingRefused) as refused:
        await files.players(content)

    assert why in refused.value.message


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("- a list", "no mapping"),
        ("what: [", "cannot be read as YAML"),
        (PLAYERS | {"feilds": {}}, "feilds is no key; did you mean 'fields'?"),
        (PLAYERS | {"what": "events"}, "it maps events, not players"),
        (PLAYERS | {"fields": {"brand": {"constant": "x"}}}, "fields.licence is missing"),
        (PLAYERS | {"fields": PLAYERS["fields"] | {"usrname": "id"}}, "did you mean 'username'?"),
        (PLAYERS | {"fields": PLAYERS["fields"] | {"city": {"colum": "id"}}}, "did you mean 'column'?"),
        (PLAYERS | {"fields": PLAYERS["fields"] | {"city": {"column": "a", "constant": "b"}}}, "one of column"),
        (PLAYERS | {"fields": PLAYERS["fields"] | {"city": {"column": "a", "format": "mm:ss.s"}}}, "start"),
        (PLAYERS | {"fields": PLAYERS["fields"] | {"city": {"column": "a", "zone": "Malta"}}}, "no time zone"),
    ],
)
def test_a_mapping_with_mistakes_tells_them(tmp_path: Path, raw: Any, why: str) -> None:
    path = tmp_path / "map.yml"
    path.write_text(raw if isinstance(raw, str) else yaml.safe_dump(raw), encoding="utf-8")

    with pytest.raises(MappingRefused) as refused:
        read_mapping(path, What.PLAYERS)

    assert why in refused.value.message


def test_all_mistakes_of_a_mapping_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "map.yml"
    path.write_text(yaml.safe_dump({"what": "players", "fields": {"nmae": "a", "ctiy": "b"}}))

    with pytest.raises(MappingRefused) as refused:
        read_mapping(path, What.PLAYERS)

    assert refused.value.message.count("\n- ") == 7


async def test_events_move_money_and_finer_amounts_are_refused(files: Files) -> None:
    await files.players(HEADER + ANNA)
    line = "{n},deposit,2026-05-03T14:0{n}:00Z,1,{sum},EUR\n"
    amounts = enumerate(("10.50", "0.001", "1e400", "-5", "ten", "\u0661\u0660"))

    outcome = await files.carry(EVENT_HEADER + "".join(line.format(n=n, sum=text) for n, text in amounts), EVENTS)

    assert outcome.added == 1
    assert [one.number for one in outcome.refusals] == [3, 4, 6, 7, 5]
    async with files.database.read() as db:
        [posted] = await ledger.transactions(db, 1)
    assert posted.moved.amount.amount_minor == 1_050


async def test_events_of_unknown_players_are_kept_apart_and_created_when_asked(files: Files) -> None:
    content = EVENT_HEADER + "".join(f"{n},login,2026-05-03T14:0{n}:00Z,w{n % 2},,\n" for n in range(4))
    mapping = EVENTS | {"fields": EVENTS["fields"] | {"body.success": {"constant": True}}, "nothing": [""]}

    apart = await files.carry(content, mapping)
    created = await files.carry(content, mapping, create=True)
    again = await files.carry(content, mapping, create=True)

    assert (apart.added, apart.strangers) == (4, 4)
    assert (created.added, created.created, created.strangers) == (4, 2, 0)
    assert (again.added, again.again, again.created) == (0, 4, 0)
    assert await files.all(select(func.count()).select_from(events)) == [(4,)]
    rows = await files.all(select(players.c.username, players.c.registered_at).order_by(players.c.username))
    assert rows[0] == ("user w0", datetime(2026, 5, 3, 14, 0, tzinfo=UTC))


async def test_json_lines_are_read_by_paths(files: Files) -> None:
    about = {"id": "7", "name": "eve", "currency": "euro", "since": "03.05.2024", "born": None, "vip": True}
    lines = [json.dumps({"player": about}), "{broken", "[1, 2]", "", json.dumps({"player": {"id": "8"}})]
    fields = {
        name: rule
        if "constant" in rule
        else {**rule, "column": f"player.{rule['column']}"}
        if "column" in rule
        else rule
        for name, rule in PLAYERS["fields"].items()
        if isinstance(rule, dict) and name != "username"
    }
    mapping = PLAYERS | {"fields": fields | {"external_id": "player.id", "username": "player.name"}}

    outcome = await files.carry("\n".join(lines), mapping, name="file.jsonl")

    assert (outcome.added, [one.number for one in outcome.refusals]) == (1, [2, 3, 5])
    assert await files.all(select(players.c.username)) == [("eve",)]


async def test_an_import_is_recorded_with_counts_and_no_names(files: Files) -> None:
    await files.players(HEADER + ANNA)

    [(content,)] = await files.all(select(records.c.content))
    said = json.loads(content)
    assert said["action"] == "players.imported"
    assert said["origin"]["surface"] == "command_line"
    assert said["facts"] == {"added": 1, "changed": 0, "again": 0, "created": 0, "refused": 0}


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


async def test_the_real_players_come_in_once(files: Files) -> None:
    path = shared("data", "gaming1", "players.csv")
    wanted = Carrying(path=path, mapping=_example("gaming1-players.yml", What.PLAYERS), actor=operator())

    first = await carry(files.database, DESK, wanted)
    second = await carry(files.database, DESK, wanted)

    assert (first.added, first.refused, second.added, second.again) == (2_713, 0, 0, 2_713)
    assert await files.all(select(func.count()).select_from(players).where(players.c.born_on.isnot(None))) == [(0,)]


async def test_the_real_logins_come_in_once_on_their_own_minutes(files: Files) -> None:
    path = shared("data", "rba", "logins.csv")
    mapping = _example("rba-logins.yml", What.EVENTS)
    wanted = Carrying(path=path, mapping=mapping, actor=operator(), create_players=True)

    first = await carry(files.database, DESK, wanted)
    second = await carry(files.database, DESK, wanted)

    assert (first.added, first.created, first.nobody, first.refused) == (2_000, 838, 667, 0)
    assert (second.added, second.again) == (0, 2_000)
    [(earliest, latest)] = await files.all(select(func.min(events.c.at), func.max(events.c.at)))
    assert (f"{earliest:%H:%M:%S}", f"{latest:%H:%M:%S}") == ("12:43:30", "13:09:53")


async def test_a_real_player_is_found_blocked_confirmed_and_credited(desk: Everything) -> None:
    path = shared("data", "gaming1", "players.csv")
    wanted = Carrying(path=path, mapping=_example("gaming1-players.yml", What.PLAYERS), actor=operator())
    await carry(desk.services.database, desk.services.desk, wanted)

    found = await desk.alice.command("/player g1-high-risk-1027", in_="player-desk")
    await desk.alice.command("/block g1-high-risk-1027 harm because the player wrote of losing control")
    await (await desk.alice.wait_for_form("What would happen")).submit()
    placed = await desk.sam.wait_for("In force, unconfirmed", in_="approvals")
    await desk.sam.press("Confirm", on=placed)
    await (await desk.sam.wait_for_form("Remark")).submit()
    await desk.sam.wait_for("Confirmed by", in_="approvals")
    await desk.alice.command("/adjust g1-high-risk-1027 +40 EUR winnings not paid because of round 9")
    form = await desk.alice.wait_for_form("What would happen")
    assert (await (await form.fill(source_ref="round 9")).submit()).ok, form.errors
    asked = await desk.bob.wait_for("Give EUR 40.00", in_="approvals")
    await desk.bob.press("Approve", on=asked)
    await (await desk.bob.wait_for_form("Remark")).submit()
    await desk.bob.wait_for("Done by", in_="approvals")

    assert "g1-High-Risk-1027" in found.text
    after = await desk.alice.command("/player g1-high-risk-1027", in_="player-desk")
    assert "cash: EUR 40.00" in after.text
    assert "Cannot: deposit, bet" in after.text


def _example(name: str, what: What) -> Any:
    return read_mapping(EXAMPLES / name, what)
