"""The reference says what the code says: commands, rights, actions, events, settings, keys, rules, records, stories."""

import re
from pathlib import Path

import typer

from bot import features
from bot.__main__ import app
from bot.api import http_server
from bot.process.configuration import READERS
from bot.reference import FOLDER, PAGES, markdown, pages, stale, written
from bot.slack import manifest
from core import actions, office
from core.activity import Type
from core.people import Permission
from core.security.rules import ALL
from tests.support.desk import Desk

ROOT = Path(__file__).parents[2]
COMMAND_LINE = typer.main.get_command(app)


def test_every_generated_file_is_as_the_code_says() -> None:
    manifest_is_stale = manifest.made(features.entry_points()) != manifest.text()

    assert [*stale(FOLDER, COMMAND_LINE), *["manifest.yml"] * manifest_is_stale] == [], "run `make generated`"


def test_a_stale_page_is_named(tmp_path: Path) -> None:
    written(tmp_path, COMMAND_LINE)
    (tmp_path / "roles.md").write_text("No role.", encoding="utf-8")
    (tmp_path / "http.md").unlink()

    assert sorted(stale(tmp_path, COMMAND_LINE)) == ["http.md", "roles.md"]


def test_no_page_is_left_over() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {*pages(COMMAND_LINE), "README.md"}


def test_everything_there_is_stands_in_it() -> None:
    said = pages(COMMAND_LINE)

    assert all(f"`{one.value}`" in said["roles.md"] for one in Permission)
    assert all(f"## {one.title}" in said["actions.md"] for one in actions.ALL)
    assert all(f"## {one.value}, version" in said["events.md"] for one in Type)
    assert all(f"`{name}`" in said["settings.md"] for name in READERS)
    assert all(f"## {one.title}" in said["security-rules.md"] for one in ALL)
    assert all(f"`{one.recorded_as}`" in said["record.md"] for one in actions.ALL)
    assert all(f"`{name}" in said["office-file.md"] for name in office.default().model_dump())
    assert {"`/player anna42`", "`/pitboss whoami`"} <= set(re.findall(r"`[^`]+`", said["commands.md"]))


async def test_every_door_that_is_open_stands_in_it(desk: Desk) -> None:
    doors = [door for feature in features.ALL for door in feature.doors]
    server = http_server.application(desk.services, desk.bot.app, doors)
    opened = {f"`{one.method} {one.resource.canonical}`" for one in server.router.routes() if one.resource}

    assert {one for one in opened if one not in PAGES["http.md"]()} == {one for one in opened if "HEAD" in one}
    assert {"`GET /healthz`", "`GET /readyz`", "`GET /metrics`"} <= opened


def test_nothing_that_only_python_would_say_stands_in_it() -> None:
    for name, text in pages(COMMAND_LINE).items():
        assert not re.search(r"<class|<\w+\.\w+: |frozenset|datetime\.|:class:|None\b(?!\.)", text), name


def test_every_setting_is_explained() -> None:
    rows = re.findall(r"^\| `(PITBOSS_\w+)` \| (.*?) \|", PAGES["settings.md"](), re.MULTILINE)

    assert {name for name, about in rows if len(about) < 15} == set()


def test_writing_again_changes_nothing(tmp_path: Path) -> None:
    assert sorted(written(tmp_path, COMMAND_LINE)) == sorted(pages(COMMAND_LINE))
    assert written(tmp_path, COMMAND_LINE) == []


def test_a_pipe_does_not_break_a_table() -> None:
    assert markdown.table(("a",), [("x|y",)]).splitlines()[-1] == "| x\\|y |"
