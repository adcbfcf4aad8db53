"""The demo comes up by itself, answers, and goes down when told."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import yaml

from bot.demo.cast import ROLES
from core import office
from sandbox.changes import WAIT_SECONDS
from tests.support.desk import WORKSPACE
from tests.support.shared import ROOT

WORDS = ("-m", "bot", "demo", "--players", "20", "--days", "3")


@contextmanager
def demo(folder: Path, *words: str) -> Iterator["subprocess.Popen[str]"]:
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, *WORDS, *words]
    process = subprocess.Popen(
        command, cwd=folder, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def shown(process: "subprocess.Popen[str]") -> str:
    """Read the panel to its lower edge."""
    assert process.stdout
    told = ""
    for line in process.stdout:
        told += line
        if line.startswith("╰"):
            return told
    assert process.stderr
    raise AssertionError(told + process.stderr.read())


def test_the_check_starts_looks_up_and_ends(tmp_path: Path) -> None:
    with demo(tmp_path, "--port", "0", "--check") as process:
        told, complaints = process.communicate(timeout=WAIT_SECONDS)

    assert (process.returncode, complaints) == (0, "")
    assert re.fullmatch(r"OK: started in [0-9.]+ s, and Alice sees anna42\. The doctor finds 0 wrong, .* ok\.\n", told)
    assert list(tmp_path.iterdir()) == []


def test_it_says_where_it_is_keeps_a_second_out_of_its_folder_and_ends_cleanly_when_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with demo(tmp_path, "--port", str(port)) as process:
            told = shown(process)
            address = re.search(r"http://127\.0\.0\.1:\d+", told)
            assert address
            page = urllib.request.urlopen(address[0], timeout=WAIT_SECONDS).read()  # noqa: S310 - our own page
            with demo(tmp_path, "--port", "0") as second:
                _, refusal = second.communicate(timeout=WAIT_SECONDS)
            still_runs = process.poll() is None
            complaints = ended(process, signal.SIGINT)

    assert "Pitboss" in told
    assert b"<html" in page
    assert f"Port {port} is in use" in told
    assert f"http://127.0.0.1:{port}\n" not in told
    assert second.returncode == 1
    assert "Another Pitboss is writing pitboss.sqlite3" in refusal
    assert still_runs
    assert (process.returncode, complaints) == (0, "")


def test_keep_goes_on_with_the_company_of_last_time(tmp_path: Path) -> None:
    players = [_players_after(tmp_path, "--seed", "5"), _players_after(tmp_path, "--seed", "6", "--keep")]
    anew = _players_after(tmp_path, "--seed", "6")

    assert players[0] == players[1] != anew


def _players_after(folder: Path, *words: str) -> list[tuple[str]]:
    with demo(folder, "--port", "0", *words) as process:
        shown(process)
        complaints = ended(process, signal.SIGTERM)
        assert (process.returncode, complaints) == (0, "")
    with closing(sqlite3.connect(folder / ".state/demo/pitboss.sqlite3")) as database:
        return database.execute("SELECT username FROM players ORDER BY id").fetchall()


def ended(process: "subprocess.Popen[str]", how: signal.Signals) -> str:
    """Tell a demo to end, and give what it complained of."""
    process.send_signal(how)
    _, complaints = process.communicate(timeout=WAIT_SECONDS)
    return complaints


def test_stories_for_every_role_are_told_by_people_and_places_that_exist() -> None:
    workspace = yaml.safe_load(WORKSPACE.read_text(encoding="utf-8"))
    people, channels = ({one["key"] for one in workspace[kind]} for kind in ("people", "channels"))

    assert {story["for"] for story in workspace["stories"]} >= {"Support", "Security", "Finance", "Manager"}
    for step in (step for story in workspace["stories"] for step in story["steps"]):
        assert step["as"] in people
        assert step["side"] in {"left", "right"}
        assert step.get("open", "approvals") in channels
        assert step["say"]


def test_players_are_seen_by_every_member_of_the_desks_channels() -> None:
    workspace = yaml.safe_load(WORKSPACE.read_text(encoding="utf-8"))
    decided = office.default()
    may_look = {person for person, role in ROLES.items() if "player.view" in decided.roles[role].permissions}

    for channel in workspace["channels"]:
        members = set(channel["members"]) - {"bot"}
        desks_own = channel["key"] not in {"floor", "general"}
        assert (channel.get("private", False) and members <= may_look) == desks_own, channel["key"]
    floor = next(one for one in workspace["channels"] if one["key"] == "floor")
    assert len(set(floor["members"]) - {"bot"} - may_look) == 1
