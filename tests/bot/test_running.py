"""The process: it starts by its settings, ends when told, and keeps its connection to Slack alive."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.slack import socket_mode
from sandbox import Slack
from sandbox.changes import WAIT_SECONDS
from sandbox.delivery.sockets import Connection
from tests.bot import ping
from tests.support.desk import MANIFEST, ROOT, WORKSPACE, Desk, Plan, booted, slack_of, started


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture
async def desk(database_url: str, patience: None) -> AsyncIterator[Desk]:
    async with booted(Plan(database_url, "sockets", **ping.ALONE, commands=["/ping"])) as desk:
        yield desk


async def test_envelope_is_always_answered_even_when_nobody_listens(desk: Desk) -> None:
    ack = await desk.slack.delivery.send("interactive", {"type": "something_new", "user": {"id": "U0ALICE"}})

    assert ack.ok


async def test_bug_in_an_envelope_is_answered(desk: Desk) -> None:
    ack = await desk.slack.delivery.send("slash_commands", {"command": "/ping", "user_id": ["not", "text"]})

    assert ack.ok


async def test_connection_that_slack_refreshes_is_opened_anew(desk: Desk) -> None:
    before = desk.slack.delivery.sockets.open[0]

    await desk.slack.delivery.sockets.disconnect("refresh_requested")
    await _until_anew(desk, before)

    assert (await desk.alice.command("/ping", in_="player-desk")).text.startswith("pong")


async def test_connection_that_is_cut_is_opened_anew(desk: Desk) -> None:
    before = desk.slack.delivery.sockets.open[0]

    await desk.slack.delivery.sockets.drop()
    await _until_anew(desk, before)

    assert (await desk.alice.command("/ping", in_="player-desk")).text.startswith("pong")


async def test_connection_that_is_open_but_silent_is_opened_anew(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket_mode, "PING_SECONDS", 0.2)
    async with booted(Plan(database_url, "sockets", **ping.ALONE, commands=["/ping"])) as desk:
        before = desk.slack.delivery.sockets.open[0]

        before.socket._autoping = False
        await _until_anew(desk, before)

        assert (await desk.alice.command("/ping", in_="player-desk")).text.startswith("pong")


async def test_token_that_slack_refuses_is_shown_once_more_and_told(
    database_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(socket_mode, "PING_SECONDS", 0.1)
    async with booted(Plan(database_url, "sockets")) as desk:
        desk.slack.faults.set(refuse="token_revoked", only="apps.connections.open")

        await desk.slack.delivery.sockets.drop()
        alarm = await desk.sam.wait_for("refuses the app-level token", in_="security")
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{desk.bot.health_url}/readyz") as answer,
        ):
            status, why = answer.status, (await answer.json())["because"]

        assert "token_revoked" in alarm.shown
        assert (status, why) == (503, ["slack_token_refused", "token_revoked"])
        assert caplog.text.count("Failed to retrieve WSS URL") == 1


async def test_token_that_slack_refuses_at_the_start_keeps_it_from_starting(database_url: str) -> None:
    plan = Plan(database_url, "sockets")
    async with slack_of(plan) as slack:
        slack.faults.set(refuse="invalid_auth", only="apps.connections.open")

        with pytest.raises(socket_mode.TokenRefused, match="PITBOSS_SLACK_APP_TOKEN: invalid_auth"):
            async with started(slack, plan):
                pass


async def test_event_delivered_twice_is_answered_twice_and_done_once(desk: Desk) -> None:
    desk.slack.faults.set(duplicate=1, only="slash_commands")

    answer = await desk.alice.command("/ping changed twice", in_="player-desk")

    assert answer.error is None
    assert len(await desk.recorded("ping.changed")) == 1


async def test_process_runs_and_ends_when_told(tmp_path: Path) -> None:
    async with Slack.running(WORKSPACE, manifest=MANIFEST) as slack:
        environ = {
            "PATH": os.environ["PATH"],
            "PITBOSS_SLACK_BOT_TOKEN": slack.bot_token,
            "PITBOSS_SLACK_APP_TOKEN": slack.app_token,
            "PITBOSS_SLACK_API_URL": slack.api_url,
            "PITBOSS_DATABASE_URL": f"sqlite:///{tmp_path / 'desk.sqlite3'}",
            "PITBOSS_ADMINISTRATORS": "U0ADA",
            "PITBOSS_PORT": "0",
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", cwd=ROOT, env=environ, stderr=asyncio.subprocess.PIPE
        )
        try:
            await slack.connected(seconds=WAIT_SECONDS)
            answer = await slack.person("ada").command("/pitboss whoami", in_="managers")
            process.send_signal(signal.SIGTERM)
            _, said = await asyncio.wait_for(process.communicate(), WAIT_SECONDS)
        finally:
            if process.returncode is None:
                process.kill()

    assert answer.error is None
    assert process.returncode == 0, said.decode()
    assert b"Traceback" not in said


def test_process_with_wrong_settings_says_so_and_ends() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PITBOSS_PORT": "x"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "PITBOSS_PORT is not a port" in done.stderr
    assert "PITBOSS_SLACK_BOT_TOKEN is missing" in done.stderr


def test_help_imports_little() -> None:
    heavy = "{'sqlalchemy', 'slack_bolt', 'aiohttp', 'pydantic', 'rich', 'cryptography'}"
    code = f"import sys, bot.__main__; print(sorted({heavy} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


async def _until_anew(desk: Desk, before: Connection) -> None:
    """Wait until the bot is connected by another connection than before."""
    connected = desk.slack.delivery.sockets
    assert await desk.slack.state.changes.until(lambda: any(one is not before for one in connected.open), WAIT_SECONDS)
    await before.socket.close()
