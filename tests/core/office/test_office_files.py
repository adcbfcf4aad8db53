"""Every change of the office file is a record, once for all the processes that meet it."""

import asyncio
import json
from typing import Any

import pytest

from core import office as offices
from core import office_changes
from core.database.tables import office_files as files
from core.database.tables import records
from core.office import Office
from core.work import Desk, Work
from tests.support.office import World

FIRST = offices.default()
STRICTER = FIRST.model_copy(update={"name": "Another desk", "zone": "Europe/Berlin"})


async def adopted(office: World, file: Office) -> bool:
    async with office.work() as work:
        return await office_changes.adopt(Work(work.db, Desk(file, work.desk.keyring), work.at))


async def changes(office: World) -> list[dict[str, Any]]:
    """What the record says, oldest first."""
    found = await office.rows(records, records.c.action == "office.changed")
    return [json.loads(each.content)["facts"] for each in sorted(found, key=lambda each: each.at)]


async def test_the_first_file_is_recorded_with_nothing_before_it(office: World) -> None:
    assert await adopted(office, FIRST)

    (change,) = await changes(office)
    assert (change["before"], change["after"]) == (None, FIRST.fingerprint)


async def test_the_same_file_again_is_no_change(office: World) -> None:
    await adopted(office, FIRST)
    office.later(days=1)

    assert not await adopted(office, FIRST)
    assert len(await changes(office)) == 1


async def test_a_change_names_both_files_and_what_differs(office: World) -> None:
    await adopted(office, FIRST)
    office.later(days=1)

    assert await adopted(office, STRICTER)
    *_, change = await changes(office)
    assert change == {"before": FIRST.fingerprint, "after": STRICTER.fingerprint, "sections": ["name", "zone"]}


async def test_going_back_is_a_change_too(office: World) -> None:
    for file in (FIRST, STRICTER, FIRST):
        assert await adopted(office, file)
        office.later(hours=1)

    assert [each["after"] for each in await changes(office)] == [
        FIRST.fingerprint,
        STRICTER.fingerprint,
        FIRST.fingerprint,
    ]


@pytest.mark.every_wiring
async def test_of_many_processes_that_start_at_once_one_records_it(office: World) -> None:
    said = await asyncio.gather(*(adopted(office, FIRST) for _ in range(6)))

    assert sorted(said) == [False] * 5 + [True]
    assert len(await changes(office)) == 1


@pytest.mark.every_wiring
async def test_what_the_file_said_can_be_read_by_its_fingerprint(office: World) -> None:
    await adopted(office, STRICTER)

    (row,) = await office.rows(files, files.c.fingerprint == STRICTER.fingerprint)
    assert Office.model_validate(row.content).fingerprint == STRICTER.fingerprint
