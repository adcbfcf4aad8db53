"""The country of an address where the event names none: from a file, and nothing breaks without it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.doctor import desk as checks
from bot.doctor.findings import Level
from bot.process import geography
from bot.process.configuration import Settings
from core import activity
from core.activity import Event, Type
from core.database import tables
from tests.support import address_file
from tests.support.office import World

MALTA = {"81.2.69.0/24": "MT", "5.2.0.0/16": "RO"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    pytest.importorskip("maxminddb")
    return address_file.written(tmp_path / "countries.mmdb", MALTA)


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("81.2.69.142", "MT"),
        ("5.2.9.9", "RO"),
        ("8.8.8.8", None),
        ("2001:db8::1", None),
        ("no address", None),
        ("", None),
    ],
)
def test_an_address_is_in_the_country_that_the_file_says(file: Path, address: str, country: str | None) -> None:
    found = geography.load(file)

    assert found.kind == "Test-Country"
    assert found.country_of is not None
    assert found.country_of(address) == country


@pytest.mark.parametrize("content", [None, b"", b"not a MaxMind file", b"\xab\xcd\xefMaxMind.com", "cut"])
def test_a_file_that_is_missing_or_broken_is_told_of_and_breaks_nothing(
    file: Path, tmp_path: Path, content: bytes | str | None
) -> None:
    broken = tmp_path / "broken.mmdb"
    if content == "cut":
        broken.write_bytes(file.read_bytes()[40:])
    elif content is not None:
        broken.write_bytes(bytes(content))

    found = geography.load(broken)

    assert found.problem.startswith(f"{broken} cannot be read as a MaxMind file") or found.country_of is not None
    if found.country_of is not None:
        assert found.country_of("81.2.69.142") in {None, "MT", "RO"}


async def test_the_doctor_says_whether_the_file_can_be_read(file: Path, tmp_path: Path) -> None:
    class Patient:
        def __init__(self, path: Path | None) -> None:
            self.settings = Settings(geoip_file=path)

    async def told(path: Path | None) -> list[Any]:
        return [finding async for finding in checks.geography(Patient(path))]  # type: ignore[arg-type]

    assert await told(None) == []
    assert [(one.level, "Test-Country" in one.told) for one in await told(file)] == [(Level.OK, True)]
    (missing,) = await told(tmp_path / "missing.mmdb")
    assert missing.level is Level.WARNING
    assert "PITBOSS_GEOIP_FILE" in missing.todo


def test_a_missing_file_does_not_keep_the_settings_from_being_read() -> None:
    given = {"PITBOSS_SLACK_BOT_TOKEN": "xoxb-1", "PITBOSS_SLACK_APP_TOKEN": "xapp-1", "PITBOSS_GEOIP_FILE": "/no/file"}

    assert Settings.read(given).geoip_file == Path("/no/file")


async def test_only_a_login_whose_event_names_no_country_is_looked_up(office: World, file: Path) -> None:
    player_id = await office.player("anna")
    office.desk = replace(office.desk, country_of=geography.load(file).country_of)
    logins = {"silent": {}, "named": {"country": "SE"}, "elsewhere": {"ip": "8.8.8.8"}}
    told = [
        Event(
            source="games",
            event_id=name,
            type=Type.LOGIN,
            at=office.now,
            brand="royal",
            player="x-anna",
            body={"success": True, "ip": "81.2.69.142"} | more,
        )
        for name, more in logins.items()
    ]

    async with office.work() as work:
        await activity.ingest(work, told)
        again = await activity.ingest(work, told)

    rows = await office.rows(tables.events, tables.events.c.player_id == player_id)
    countries = {row.event_id: (row.body.get("country"), row.body.get("country_from")) for row in rows}
    assert countries == {"silent": ("MT", "address"), "named": ("SE", None), "elsewhere": (None, None)}
    assert (again.again, again.conflicts) == (3, 0)
