"""What keeps Pitboss from starting is one sentence that says what to do, and never a traceback."""

import base64
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.process import logs

SLACK = {
    "PITBOSS_SLACK_BOT_TOKEN": "xoxb-1",
    "PITBOSS_SLACK_SIGNING_SECRET": "s",
    "PITBOSS_SLACK_API_URL": "http://127.0.0.1:1/",
}
KEY = base64.b64encode(b"k" * 32).decode()
POSTGRES = "postgresql://pitboss:hush@127.0.0.1:1"


@pytest.fixture
def taken() -> Iterator[str]:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield str(holder.getsockname()[1])


@pytest.fixture
def desk(tmp_path: Path, sqlite_template: Path) -> Path:
    (tmp_path / "broken.yml").write_text("roles: [")
    (tmp_path / "bytes.yml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "text.sqlite3").write_text("This is no database. " * 100)
    (tmp_path / "odd.sqlite3.key").write_text("not a key")
    shutil.copyfile(sqlite_template, tmp_path / "pitboss.sqlite3")
    shutil.copyfile(sqlite_template, tmp_path / "odd.sqlite3")
    return tmp_path


FAILURES = {
    "port taken": ({"PITBOSS_PORT": "TAKEN"}, "set PITBOSS_PORT to another port"),
    "port of health taken": ({"PITBOSS_HEALTH_PORT": "TAKEN"}, "set PITBOSS_HEALTH_PORT to another port"),
    "address of another machine": ({"PITBOSS_HOST": "203.0.113.1"}, "203.0.113.1 is not an address of this machine"),
    "address that nobody knows": ({"PITBOSS_HOST": "no-such-host.invalid"}, "is not an address of this machine"),
    "database that does not answer": (
        {"PITBOSS_DATABASE_URL": f"{POSTGRES}/desk", "PITBOSS_MASTER_KEY": KEY},
        "does not answer",
    ),
    "no database of several answers": (
        {"PITBOSS_DATABASE_URL": f"{POSTGRES},127.0.0.1:2/desk?sslmode=require", "PITBOSS_MASTER_KEY": KEY},
        "127.0.0.1:1,127.0.0.1:2/desk does not answer",
    ),
    "database without its certificate": (
        {"PITBOSS_DATABASE_URL": f"{POSTGRES}/desk?sslmode=verify-full&sslrootcert=ca.pem", "PITBOSS_MASTER_KEY": KEY},
        "sslrootcert=ca.pem, which is not a file",
    ),
    "database that is something else": ({"PITBOSS_DATABASE_URL": "mysql://h/desk"}, "is not a database"),
    "file that is no database": ({"PITBOSS_DATABASE_URL": "sqlite:///FOLDER/text.sqlite3"}, "text.sqlite3"),
    "file in a folder that is none": ({"PITBOSS_DATABASE_URL": "sqlite:////proc/none/desk.sqlite3"}, "/proc/none"),
    "folder instead of a file": ({"PITBOSS_DATABASE_URL": "sqlite:///FOLDER"}, "Is a directory"),
    "key that is none": ({"PITBOSS_DATABASE_URL": "sqlite:///FOLDER/odd.sqlite3"}, "odd.sqlite3.key"),
    "office file that is none": ({"PITBOSS_OFFICE": "nowhere.yml"}, "nowhere.yml, which is not a file"),
    "office file that is broken": ({"PITBOSS_OFFICE": "FOLDER/broken.yml"}, "line 1"),
    "office file that is no text": ({"PITBOSS_OFFICE": "FOLDER/bytes.yml"}, "it is not text in UTF-8"),
    "port that is none": ({"PITBOSS_PORT": "http"}, "PITBOSS_PORT is not a port"),
}


@pytest.mark.parametrize(("changes", "sentence"), FAILURES.values(), ids=FAILURES)
def test_start_that_fails_says_why_in_a_sentence(
    changes: dict[str, str], sentence: str, desk: Path, taken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {"PITBOSS_DATABASE_URL": f"sqlite:///{desk}/pitboss.sqlite3", "PITBOSS_PORT": "0", **SLACK, **changes}
    monkeypatch.setattr(logs, "begin", lambda: None)
    for name, value in settings.items():
        monkeypatch.setenv(name, value.replace("TAKEN", taken).replace("FOLDER", str(desk)))

    ended = CliRunner().invoke(app, ["run"])

    assert ended.exit_code == 1, ended.output
    assert sentence in " ".join(ended.output.split())
    assert "Traceback" not in ended.output
    assert "hush" not in ended.output
    assert ended.exception is None or isinstance(ended.exception, SystemExit)
