"""The doctor finds nothing wrong with a desk that works, and names each fault that is planted, with what to do."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretBytes, SecretStr
from sqlalchemy import insert, text, update

from bot import doctor
from bot.doctor import Finding, Level, Patient
from bot.process import master_key
from core import approvals, office_changes, outbox, staff
from core.database import tables
from core.office import Office
from core.people import PITBOSS, Permission
from core.work import Desk as WorkDesk
from core.work import Work
from tests.support import notes
from tests.support.desk import MASTER_KEY, Desk
from tests.support.examining import OK, WARNING, WRONG, bad, examined, operated
from tests.support.platform import SECRET, Platform
from tests.support.wirings import ON_BOTH_DATABASES, ON_POSTGRES, ON_SQLITE

OTHER_SECRET = "whsec_c29tZWJvZHktZWxzZS1pcy1zaWduaW5nLWhlcmUtdG9kYXk="


@ON_BOTH_DATABASES
async def test_nothing_is_wrong_with_a_desk_that_works(healthy: Desk, database_kind: str) -> None:
    found = await examined(healthy)

    assert bad(found) == ({} if database_kind == "sqlite" else {"database role": WARNING})
    assert {"bot token", "scopes", "manifest", "clock", "channel approvals", "database", "migrations", "guards"} <= set(
        found
    )
    assert {"master key", "people", "freezes", "messages", "sweeps", "platform", "events", "office file"} <= set(found)


async def test_every_fault_that_is_found_says_what_to_do(healthy: Desk) -> None:
    healthy.slack.faults.set(refuse="account_inactive")

    found = await examined(healthy)

    assert all(one.todo for one in found.values() if one.level is not OK)


async def test_a_database_that_does_not_answer(healthy: Desk) -> None:
    found = await examined(healthy, database_url="postgresql+asyncpg://pitboss:secret@127.0.0.1:1/pitboss")

    assert bad(found)["database"] is WRONG
    assert "secret" not in found["database"].told
    assert "migrations" not in found


async def test_a_file_that_is_not_there_is_told_and_not_made(healthy: Desk, tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere.sqlite3"

    found = await examined(healthy, database_url=f"sqlite+aiosqlite:///{nowhere}")

    assert bad(found)["database"] is WRONG
    assert not nowhere.exists()


async def test_a_database_of_another_revision(healthy: Desk) -> None:
    async with healthy.work() as work:
        await work.db.execute(text("UPDATE alembic_version SET version_num = '0002'"))

    found = await examined(healthy)

    assert (found["migrations"].level, "0002" in found["migrations"].told) == (WRONG, True)


@ON_BOTH_DATABASES
async def test_a_guard_that_was_taken_off(healthy: Desk, database_kind: str) -> None:
    name = "records_append_only_UPDATE" if database_kind == "sqlite" else "records_append_only"
    async with healthy.work() as work:
        await work.db.execute(text(f"DROP TRIGGER {name}{'' if database_kind == 'sqlite' else ' ON records'}"))

    found = await examined(healthy)

    assert (found["guards"].level, name in found["guards"].told) == (WRONG, True)


@ON_POSTGRES
async def test_a_guard_that_was_switched_off(healthy: Desk) -> None:
    async with healthy.work() as work:
        await work.db.execute(text("ALTER TABLE votes DISABLE TRIGGER votes_append_only"))

    assert "votes_append_only" in (await examined(healthy))["guards"].told


async def test_another_master_key(healthy: Desk) -> None:
    found = await examined(healthy, master_key=SecretBytes(b"x" * 32))

    assert bad(found)["master key"] is WRONG


@ON_SQLITE
async def test_a_master_key_that_is_gone_is_told_and_none_is_made(healthy: Desk) -> None:
    found = await examined(healthy, master_key=None)

    assert (found["master key"].level, "Put pitboss.sqlite3.key back" in found["master key"].todo) == (WRONG, True)
    assert not master_key.beside(healthy.services.settings).exists()


@ON_SQLITE
async def test_a_master_key_that_others_can_read(healthy: Desk) -> None:
    key = master_key.beside(healthy.services.settings)
    key.write_text(MASTER_KEY)
    key.chmod(0o644)

    found = await examined(healthy, master_key=None)

    assert (found["master key"].level, found["master key"].todo) == (WARNING, f"chmod 600 {key.name}")


@ON_SQLITE
async def test_a_version_of_sqlite_that_can_lose_a_commit(healthy: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    losing = []
    for version in ((3, 6, 23), (3, 40, 1), (3, 51, 2), (3, 51, 3)):
        monkeypatch.setattr("sqlite3.sqlite_version_info", version)
        found = await examined(healthy)
        losing.append("can lose a commit" in found["SQLite"].told)

    assert losing == [False, True, True, False]


async def test_an_office_file_with_problems(healthy: Desk, tmp_path: Path) -> None:
    (tmp_path / "office.yml").write_text("name: x\nzone: Mars/Olympus\n")

    found = await examined(healthy, office=tmp_path / "office.yml")

    assert (found["office file"].level, "unknown time zone" in found["office file"].told) == (WRONG, True)


async def test_a_change_of_the_office_file_that_nobody_confirmed(healthy: Desk) -> None:
    content = healthy.office.model_dump(mode="json")
    looser = Office.model_validate({**content, "limits": {**content["limits"], "searches_per_hour": 9000}})
    for file in (healthy.office, looser):
        async with healthy.work() as work:
            await office_changes.adopt(Work(work.db, WorkDesk(file, work.desk.keyring), work.at))

    found = await examined(healthy)

    assert bad(found)["office change"] is WARNING
    assert "no second person has confirmed it" in found["office change"].told


async def test_a_role_the_office_file_dropped(healthy: Desk) -> None:
    async with healthy.work() as work:
        await work.db.execute(
            update(tables.role_grants).where(tables.role_grants.c.role == "fraud").values(role="jester")
        )

    assert "jester" in (await examined(healthy))["roles"].told


async def test_a_desk_on_which_nobody_can_grant(healthy: Desk) -> None:
    async with healthy.work() as work:
        ada = (await staff.by_account(work.db, healthy.ada.id, office=work.office, now=work.now))[0]
        await staff.revoke(work, PITBOSS, staff_id=ada.id, role="administrator")

    assert bad(await examined(healthy))["people"] is WRONG


async def test_something_frozen(healthy: Desk) -> None:
    async with healthy.work() as work:
        await approvals.freeze_desk(work, PITBOSS, why="an attack")

    found = await examined(healthy)

    assert (found["freezes"].level, "Desk has been frozen" in found["freezes"].told) == (WARNING, True)


async def test_a_message_that_was_given_up(healthy: Desk) -> None:
    async with healthy.work() as work:
        await notes.send(work, "request:1")
        [claimed] = await outbox.claim(work)
        await outbox.give_up(work, claimed, error="is_archived")

    found = await examined(healthy)

    assert (found["messages"].level, "note: is_archived" in found["messages"].told) == (WARNING, True)


async def test_messages_that_wait_for_long(healthy: Desk) -> None:
    async with healthy.work() as work:
        long_ago = work.now - timedelta(hours=1)
        row = {"topic": "request", "subject": "request:1", "body": {}, "promised_at": long_ago}
        await work.db.execute(
            insert(tables.outbox).values(id=work.at.ids(), due_at=work.now + timedelta(days=1), **row)
        )

    assert bad(await examined(healthy))["messages"] is WRONG


async def test_a_sweep_that_stands_still(healthy: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def far(_: Any) -> int:
        return 7_000

    monkeypatch.setattr("core.intake_numbers.horizon", far)
    async with healthy.work() as work:
        moved_at = work.now - timedelta(hours=2)
        row = {"name": "lame", "upto": 10, "moved_at": moved_at}
        await work.db.execute(insert(tables.watermarks).values(**row))

    found = await examined(healthy)

    assert (found["sweeps"].level, "6990 intakes behind" in found["sweeps"].told) == (WRONG, True)


async def test_a_platform_that_decides_and_is_not_connected(healthy: Desk) -> None:
    found = await operated(healthy, office=healthy.office.model_copy(update={"authority": "platform"}))

    assert (found["platform"].level, found["events"].level) == (WRONG, WRONG)


async def test_a_platform_that_does_not_answer(healthy: Desk) -> None:
    found = await examined(healthy, platform_url="http://127.0.0.1:1", platform_secret=SecretStr(SECRET))

    assert (found["platform"].level, "does not answer" in found["platform"].told) == (WRONG, True)


@pytest.mark.parametrize(
    ("secret", "moods", "level", "told"),
    [
        (SECRET, [], OK, "accepts our signature and refuses requests without one"),
        (OTHER_SECRET, [], WRONG, "refuses our signature (401)"),
        (SECRET, ["trusting"], WRONG, "answers without a signature as well (404)"),
        (SECRET, ["broken"], WRONG, "does not answer: status 500"),
        (SECRET, ["all_knowing"], WARNING, "answers 200 for an order that does not exist"),
    ],
)
async def test_a_platform_is_asked_signed_and_unsigned(
    healthy: Desk, secret: str, moods: list[str], level: Level, told: str
) -> None:
    async with Platform.running() as there:
        there.moods = list(moods)
        found = await examined(healthy, platform_url=there.url, platform_secret=SecretStr(secret))

    assert (found["platform"].level, told in found["platform"].told) == (level, True), found["platform"].told
    assert there.orders == {}


async def test_a_check_that_stumbles_is_a_finding_and_the_others_go_on(
    healthy: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stumbling(_: Patient) -> AsyncIterator[Finding]:
        raise KeyError("x")
        yield

    monkeypatch.setattr(doctor, "CHECKS", (stumbling, *doctor.CHECKS))

    found = await examined(healthy)

    assert found["stumbling"].told == "It could not be checked: KeyError."
    assert found["bot token"].level is OK


async def test_the_status_in_chat_names_what_is_wrong(healthy: Desk) -> None:
    healthy.slack.channel("security").archived = True
    healthy.slack.join("mallory", "approvals")

    shown = (await healthy.ada.command("/pitboss status")).message.shown

    assert "The doctor:* 1 wrong" in shown
    assert "is archived" in shown
    assert "Unarchive it" in shown
    assert "in <#C0APPROVALS> may not see players: <@U0MALLORY>" in shown


async def test_a_permission_that_no_role_has_is_named(healthy: Desk) -> None:
    file = healthy.office.model_dump(mode="json")
    for role in file["roles"].values():
        role["permissions"] = [each for each in role["permissions"] if each != Permission.ACCOUNT_PROTECT]

    found = await operated(healthy, office=Office.model_validate(file))

    assert "so nobody may protect a player's account" in found["permissions"].told
