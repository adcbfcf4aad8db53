"""The doctor finds nothing wrong with a desk that works, and names each fault that is planted, with what to do."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretBytes, SecretStr
from sqlalchemy import insert, text, update

from bot import declared, doctor, master_key
from bot.doctor import Finding, Level, Patient
from core import approvals, outbox, staff, tables
from core.people import PITBOSS
from tests.support.desk import Desk

WRONG, WARNING, OK = Level.WRONG, Level.WARNING, Level.OK


async def examined(desk: Desk, **settings: Any) -> dict[str, Finding]:
    """Examine as the command does, with some settings other than the bot's; by what each finding is about."""
    known = desk.services.settings.model_copy(update=settings)
    async with doctor.opened(known, office=None if "office" in settings else desk.office) as patient:
        return by_name(await doctor.examine(patient))


async def operated(desk: Desk, **changed: Any) -> dict[str, Finding]:
    """Examine a patient changed in one respect."""
    async with doctor.opened(desk.services.settings, office=desk.office) as patient:
        for name, value in changed.items():
            setattr(patient, name, value)
        return by_name(await doctor.examine(patient))


def by_name(findings: list[Finding]) -> dict[str, Finding]:
    return {one.about: one for one in sorted(findings, key=lambda one: list(Level).index(one.level))}


def bad(found: dict[str, Finding]) -> dict[str, Level]:
    return {name: one.level for name, one in found.items() if one.level is not OK}


@pytest.fixture
async def healthy(desk: Desk) -> AsyncIterator[Desk]:
    """A desk with which nothing is wrong; on PostgreSQL its role is a superuser, which is worth a warning."""
    yield desk
    desk.slack.faults.clear()


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


async def test_a_token_that_slack_does_not_take(healthy: Desk) -> None:
    found = await examined(healthy, slack_bot_token=SecretStr("xoxb-of-somebody-else"))

    assert bad(found)["bot token"] is WRONG
    assert "invalid_auth" in found["bot token"].told


async def test_an_app_token_that_opens_nothing(healthy: Desk) -> None:
    found = await examined(healthy, slack_app_token=SecretStr("xapp-of-somebody-else"))

    assert (found["app token"].level, "connections:write" in found["app token"].todo) == (WRONG, True)


async def test_slack_that_cannot_be_reached(healthy: Desk) -> None:
    found = await examined(healthy, slack_api_url="http://127.0.0.1:1/api/")

    assert bad(found)["bot token"] is WRONG
    assert "channel approvals" not in found


async def test_a_scope_that_was_not_granted(healthy: Desk) -> None:
    parsed = healthy.slack.state.manifest
    healthy.slack.state.manifest = replace(parsed, scopes=parsed.scopes - {"chat:write"})

    found = await examined(healthy)

    assert (found["scopes"].level, found["scopes"].told) == (WRONG, "The token lacks chat:write.")


async def test_a_scope_nothing_uses(healthy: Desk) -> None:
    parsed = healthy.slack.state.manifest
    healthy.slack.state.manifest = replace(parsed, scopes=parsed.scopes | {"files:read"})

    assert bad(await examined(healthy))["scopes"] is WARNING


async def test_a_manifest_of_another_version(healthy: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = declared.text().replace("command: /block\n", "command: /blok\n")
    monkeypatch.setattr(declared, "text", lambda: changed)

    assert bad(await examined(healthy))["manifest"] is WRONG


@pytest.mark.parametrize(("seconds", "level"), [(90, WARNING), (600, WRONG)])
async def test_a_clock_that_is_wrong(healthy: Desk, seconds: int, level: Level) -> None:
    async with doctor.opened(healthy.services.settings, office=healthy.office) as patient:
        patient.now += timedelta(seconds=seconds)
        found = by_name(await doctor.examine(patient))

    assert bad(found)["clock"] is level


async def test_a_channel_that_is_not_there(healthy: Desk) -> None:
    office = healthy.office.with_channels({**healthy.office.channels, "security": "C0NOWHERE"})

    found = await operated(healthy, office=office)

    assert (found["channel security"].level, "channel_not_found" in found["channel security"].told) == (WRONG, True)


async def test_a_channel_the_office_file_does_not_name(healthy: Desk) -> None:
    office = healthy.office.with_channels({"approvals": healthy.office.channels["approvals"]})

    assert bad(await operated(healthy, office=office))["channel security"] is WARNING


async def test_a_channel_the_bot_is_not_in(healthy: Desk) -> None:
    healthy.slack.leave("bot", "general")
    office = healthy.office.with_channels({**healthy.office.channels, "support": healthy.slack.channel("general").id})

    found = await operated(healthy, office=office)

    assert (found["channel support"].level, "not in" in found["channel support"].told) == (WRONG, True)


async def test_a_channel_that_is_archived(healthy: Desk) -> None:
    healthy.slack.channel("approvals").archived = True

    assert bad(await examined(healthy))["channel approvals"] is WRONG


async def test_a_channel_that_is_public_or_shared(healthy: Desk) -> None:
    healthy.slack.channel("approvals").private = False
    healthy.slack.share_channel("security")

    found = bad(await examined(healthy))

    assert (found["channel approvals"], found["channel security"]) == (WARNING, WARNING)


async def test_a_channel_in_which_somebody_may_not_see_players(healthy: Desk) -> None:
    healthy.slack.join("mallory", "approvals")

    found = await examined(healthy)

    assert found["channel approvals"].level is WARNING
    assert "1 of 10 in" in found["channel approvals"].told
    assert healthy.mallory.id in found["channel approvals"].told


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


async def test_a_guard_that_was_taken_off(healthy: Desk, database_kind: str) -> None:
    name = "records_append_only_UPDATE" if database_kind == "sqlite" else "records_append_only"
    async with healthy.work() as work:
        await work.db.execute(text(f"DROP TRIGGER {name}{'' if database_kind == 'sqlite' else ' ON records'}"))

    found = await examined(healthy)

    assert (found["guards"].level, name in found["guards"].told) == (WRONG, True)


async def test_a_guard_that_was_switched_off(healthy: Desk, database_kind: str) -> None:
    if database_kind == "sqlite":
        pytest.skip("SQLite's triggers cannot be switched off, only dropped")
    async with healthy.work() as work:
        await work.db.execute(text("ALTER TABLE votes DISABLE TRIGGER votes_append_only"))

    assert "votes_append_only" in (await examined(healthy))["guards"].told


async def test_another_master_key(healthy: Desk) -> None:
    found = await examined(healthy, master_key=SecretBytes(b"x" * 32))

    assert bad(found)["master key"] is WRONG


async def test_a_master_key_that_is_gone_is_told_and_none_is_made(healthy: Desk, database_kind: str) -> None:
    if database_kind != "sqlite":
        pytest.skip("with PostgreSQL the key is always given")
    found = await examined(healthy, master_key=None)

    assert (found["master key"].level, "Put pitboss.sqlite3.key back" in found["master key"].todo) == (WRONG, True)
    assert not master_key.beside(healthy.services.settings).exists()


async def test_an_office_file_with_problems(healthy: Desk, tmp_path: Path) -> None:
    (tmp_path / "office.yml").write_text("name: x\nzone: Mars/Olympus\n")

    found = await examined(healthy, office=tmp_path / "office.yml")

    assert (found["office file"].level, "unknown time zone" in found["office file"].told) == (WRONG, True)


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

    assert (found["freezes"].level, "Desk is frozen" in found["freezes"].told) == (WARNING, True)


async def test_a_message_that_was_given_up(healthy: Desk) -> None:
    async with healthy.work() as work:
        await outbox.promise(work, "request", "request:1")
        [held] = await outbox.claim(work)
        await outbox.failed(work, held, error="is_archived")

    found = await examined(healthy)

    assert (found["messages"].level, "request: is_archived" in found["messages"].told) == (WARNING, True)


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

    monkeypatch.setattr("core.intake.horizon", far)
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
    found = await examined(healthy, platform_url="http://127.0.0.1:1/orders")

    assert bad(found)["platform"] is WRONG


async def test_a_check_that_stumbles_is_a_finding_and_the_others_go_on(
    healthy: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stumbling(_: Patient) -> AsyncIterator[Finding]:
        raise KeyError("x")
        yield

    monkeypatch.setattr(doctor, "CHECKS", (stumbling, *doctor.CHECKS))

    found = await examined(healthy)

    assert found["stumbling"].told == "It could not be looked at: KeyError."
    assert found["bot token"].level is OK


async def test_the_status_in_chat_names_what_is_wrong(healthy: Desk) -> None:
    healthy.slack.channel("security").archived = True

    shown = (await healthy.ada.command("/pitboss status")).message.shown

    assert "The doctor:* 1 wrong" in shown
    assert "is archived" in shown
    assert "Unarchive it" in shown
