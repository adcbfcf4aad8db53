"""A change of rights, rules, limits or channels is told in words and waits for, or is confirmed by, a second person."""

import json
from dataclasses import replace
from typing import Any

import pytest

from core import office as offices
from core import office_changes
from core.database import tables
from core.errors import Conflict, NotAllowed
from core.office import Office, differences
from core.office_changes import OfficeChange
from core.people import Permission
from core.work import Desk, Work
from tests.support.digesting import made
from tests.support.office import World

AT_ONCE = offices.default().model_dump(mode="json")
SECOND = AT_ONCE | {"office": {"adoption": "second_person"}}


def changed(file: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Give the file with another value at a path, in which a list is stepped into by number."""
    copy = json.loads(json.dumps(file))
    *steps, last = path.split(".")
    part: Any = copy
    for step in steps:
        part = part[int(step)] if isinstance(part, list) else part[step]
    part[last] = value
    return copy


HUGE = ("rules.adjust_balance.give.2.up_to", {"amount_minor": 499_999_900, "currency": "EUR"})
CHANGES = [
    (*HUGE, "rules.adjust_balance.give.large.up_to: EUR 5000.00 → EUR 4999999.00"),
    ("rules.grant_role.people", 2, "rules.grant_role.people: 1 → 2"),
    ("roles.support.permissions", ["player.view"], "→ player.view"),
    ("limits.searches_per_hour", 9_000, "limits.searches_per_hour: 200 → 9000"),
    ("watch.lookups_least", 90_000, "watch.lookups_least: 30 → 90000"),
    ("channels.security", "C0OTHER", "channels.security: nothing → C0OTHER"),
    ("rates.USD", "0.01", "rates.USD: 0.86 → 0.01"),
    ("authority", "platform", "authority: here → platform"),
    ("security.rules.failed_logins.tries", 500, "security.rules.failed_logins.tries: 20 → 500"),
]


async def adopted(office: World, file: dict[str, Any]) -> Office:
    """Start with a file; give the one that is in use then."""
    loaded = Office.model_validate(file)
    async with office.work() as work:
        await office_changes.adopt(Work(work.db, Desk(loaded, work.desk.keyring), work.at))
    office.later(minutes=5)
    async with office.read() as db:
        return await office_changes.in_use(db, loaded)


async def newest(office: World) -> OfficeChange:
    rows = sorted(await office.rows(tables.office_files), key=lambda row: row.id)
    async with office.read() as db:
        return await office_changes.get(db, rows[-1].id)


async def confirm(office: World, who: str, **staff: Any) -> OfficeChange:
    actor, change = await office.staff(who, **staff), await newest(office)
    async with office.work() as work:
        return await office_changes.confirm(work, actor, change.id)


async def announced(office: World) -> int:
    return len(await office.rows(tables.outbox, tables.outbox.c.topic == "office"))


async def open_findings(office: World) -> list[str]:
    findings = (await made(office, "exceptions")).findings
    return [str(each.sentence) for each in findings if each.key.startswith("office:")]


@pytest.mark.parametrize(("path", "value", "words"), CHANGES, ids=[each[0] for each in CHANGES])
def test_each_change_is_said_in_words_and_takes_a_second_person(path: str, value: Any, words: str) -> None:
    after = changed(AT_ONCE, path, value)

    [said] = differences.between(AT_ONCE, after)

    assert words in said
    assert differences.guarded(AT_ONCE, after)


@pytest.mark.parametrize(("path", "value"), [("name", "Another"), ("keep.machine_reads", "30d")])
def test_what_moves_nobodys_rights_is_quiet(path: str, value: str) -> None:
    assert not differences.guarded(AT_ONCE, changed(AT_ONCE, path, value))


async def test_first_file_and_quiet_changes_are_announced_to_nobody(office: World) -> None:
    await adopted(office, AT_ONCE)
    await adopted(office, changed(AT_ONCE, "name", "Another"))

    assert await announced(office) == 0
    assert await open_findings(office) == []


@pytest.mark.every_wiring
async def test_change_is_in_use_at_once_and_stands_in_the_digest_until_confirmed(office: World) -> None:
    await adopted(office, AT_ONCE)
    file = changed(AT_ONCE, *HUGE)

    used = await adopted(office, file)

    assert used == Office.model_validate(file)
    assert await announced(office) == 1
    [finding] = await open_findings(office)
    assert "EUR 5000.00 → EUR 4999999.00" in finding
    change = await confirm(office, "maya")
    assert (change.confirmed_by, change.open) == ("Maya", False)
    assert await open_findings(office) == []
    with pytest.raises(Conflict, match="Maya has confirmed"):
        await confirm(office, "cora")


@pytest.mark.every_wiring
async def test_rules_before_hold_until_a_second_person_agrees_also_across_restarts(office: World) -> None:
    await adopted(office, SECOND)
    file = changed(SECOND, *HUGE)

    used = [await adopted(office, file) for _ in range(3)]

    assert used == [Office.model_validate(SECOND)] * 3
    assert (await newest(office)).state == "waiting"
    assert len(await open_findings(office)) == 1
    await confirm(office, "maya")
    assert await adopted(office, file) == Office.model_validate(file)
    assert (await newest(office)).state == "adopted"


async def test_switching_the_waiting_off_waits_itself(office: World) -> None:
    await adopted(office, SECOND)

    assert await adopted(office, changed(AT_ONCE, *HUGE)) == Office.model_validate(SECOND)


async def test_file_that_is_taken_back_waits_no_longer(office: World) -> None:
    await adopted(office, SECOND)
    await adopted(office, changed(SECOND, *HUGE))

    await adopted(office, SECOND)

    with pytest.raises(Conflict, match="replaced"):
        await confirm(office, "maya")
    assert await open_findings(office) == []


async def test_who_changes_the_file_confirms_nothing(office: World) -> None:
    await adopted(office, AT_ONCE)
    await adopted(office, changed(AT_ONCE, *HUGE))

    maya, change = await office.staff("maya"), await newest(office)
    both = replace(maya, permissions=maya.permissions | {Permission.OFFICE_CHANGE})

    with pytest.raises(NotAllowed, match="has to confirm it"):
        async with office.work() as work:
            await office_changes.confirm(work, both, change.id)


async def test_a_right_that_the_change_itself_gives_confirms_nothing(office: World) -> None:
    await adopted(office, AT_ONCE)
    file = changed(AT_ONCE, "roles.support.permissions", ["player.view", "office.confirm"])
    file["roles"]["support"]["reveal_per_day"] = 0
    office.desk = Desk(await adopted(office, file), office.desk.keyring)

    with pytest.raises(NotAllowed, match="does not let you confirm"):
        await confirm(office, "alice")
