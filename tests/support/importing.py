"""Files and mappings of a gaming company, carried into a database."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import text

from bot.importing import Carrying, ImportOutcome, What, carry, read_mapping
from bot.importing.read import File, FileLine
from bot.importing.rows import Rows
from bot.process.offline import Offline, operator
from core import office
from core.database.connections import Database
from core.keyring import Keyring
from core.work import Desk

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


NOW = datetime(2026, 11, 30, tzinfo=UTC)
PERSON = {"brand": {"constant": "lucky7"}, "licence": {"constant": "MGA"}, "currency": {"constant": "EUR"}}
PEOPLE = {
    "what": "players",
    "fields": PERSON | {"external_id": "id", "username": "name", "phone": "phone", "country": "country"},
}
LOGINS = {
    "what": "events",
    "fields": {
        "source": {"constant": "games"},
        "event_id": "id",
        "type": {"constant": "login"},
        "at": {"column": "at", "as": "time"},
        "brand": {"constant": "lucky7"},
        "player": "who",
        "body.success": {"constant": "true"},
    },
}


def people(folder: Path, lines: str, **more: Any) -> list[Any]:
    """Read players of the columns id, name, phone and country: each a player or a refusal."""
    return made(folder, f"id,name,phone,country\n{lines}", PEOPLE, What.PLAYERS, **more)


def made(folder: Path, content: str | bytes, raw: Any, what: What, name: str = "file.csv") -> list[Any]:
    """Read a file, in no database: each line is what was made of it, or a refusal."""
    path, mapping_path = folder / name, folder / "map.yml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    mapping_path.write_text(json.dumps(raw))
    mapping = read_mapping(mapping_path, what)
    rows = Rows(mapping, NOW)
    read = rows.player if what is What.PLAYERS else rows.event
    return [read(line) if isinstance(line, FileLine) else line for line in File(path, mapping).rows()]


class Files:
    """A database, and files that are carried into it."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.folder = folder

    def mapping(self, what: str, raw: Any) -> Any:
        path = self.folder / "map.yml"
        path.write_text(raw if isinstance(raw, str) else yaml.safe_dump(raw), encoding="utf-8")
        return read_mapping(path, What(what))

    async def carry(
        self, content: str | bytes, raw: Any, *, name: str = "file.csv", create: bool = False
    ) -> ImportOutcome:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        mapping = self.mapping(raw["what"], raw)
        wanted = Carrying(path=path, mapping=mapping, actor=operator(), create_players=create)
        return await carry(self.here, wanted)

    @property
    def here(self) -> Offline:
        return Offline(self.database, DESK)

    async def players(self, content: str | bytes, **more: Any) -> ImportOutcome:
        return await self.carry(content, PLAYERS, **more)

    async def execute(self, statement: str) -> None:
        async with self.database.write() as db:
            await db.execute(text(statement))

    async def all(self, query: Any) -> list[Any]:
        async with self.database.read() as db:
            return list((await db.execute(query)).all())


@pytest.fixture
async def files(database_url: str, tmp_path: Path) -> AsyncIterator[Files]:
    database = Database.open(database_url)
    yield Files(database, tmp_path)
    await database.close()
