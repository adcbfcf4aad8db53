"""However many requests a period has, each is counted, and the median is that of all of them."""

from datetime import timedelta
from statistics import median
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert, select

from bot.cards import digest_text
from core.database.tables import requests
from tests.support.asking import adjustment, ask
from tests.support.digesting import made, section
from tests.support.office import World

MANY = 20_001
"""More than any list that was ever read at once."""


async def copies(office: World, *changes: dict[str, Any]) -> None:
    """Requests that differ from one that was really asked in what a test names."""
    anna = await office.player("anna", cash="500 EUR")
    await office.staff("sam")
    request = await ask(office, "alice", adjustment(anna))
    async with office.work() as work:
        [row] = (await work.db.execute(select(requests).where(requests.c.id == request.id))).mappings()
        for number, change in enumerate(changes):
            unique = {"id": uuid4(), "code": f"C{number}", "key": f"copy {number}", "subject": f"copy {number}"}
            await work.db.execute(insert(requests).values({**row, **unique, "closed_at": office.now, **change}))


@pytest.mark.every_wiring
async def test_more_requests_than_are_read_at_once_are_all_counted(office: World) -> None:
    if office.db.gate is None:
        pytest.skip("the same statement counts on both databases, and SQLite copies rows faster")
    await copies(office, {"state": "expired"})
    names = [column.name for column in requests.c]
    unique = {"id": "lower(hex(randomblob(16)))"} | {name: f"{name} || ' ' || n" for name in ("code", "key", "subject")}
    copied = ", ".join(unique.get(name, name) for name in names)
    many = f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {MANY - 1}) "  # noqa: S608 - constants
    async with office.work() as work:
        await work.db.exec_driver_sql(
            f"INSERT INTO requests ({', '.join(names)}) {many} SELECT {copied} FROM requests, numbers WHERE code = 'C0'"  # noqa: S608 - same
        )
    office.later(days=1)

    told = {line.label: line.now for line in section(await made(office, "activity"), "Requests").lines}

    assert (told["Asked"], told["Expired unanswered"]) == (MANY + 1, MANY)


@pytest.mark.parametrize("minutes", [(7,), (1, 9), (3, 1, 2), (50, 1, 1, 4)])
async def test_median_is_that_of_all_decisions(office: World, minutes: tuple[int, ...]) -> None:
    taken = [
        {"state": "done", "asked_at": office.now - timedelta(minutes=each), "closed_at": office.now} for each in minutes
    ]
    await copies(office, *taken, {"state": "expired", "asked_at": office.now - timedelta(hours=9)})
    office.later(days=1)

    lines = section(await made(office, "activity"), "Requests").lines

    [took] = [digest_text.number(line) for line in lines if line.label == "Time to a decision, median"]
    assert took == digest_text.duration(round(median(minutes) * 60))
