"""`pitboss doctor` from a shell: a line a finding, or JSON, and an exit code a script can use."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.support.shared import ROOT

SETTINGS = {
    "PITBOSS_SLACK_BOT_TOKEN": "xoxb-1",
    "PITBOSS_SLACK_SIGNING_SECRET": "secret",
    "PITBOSS_SLACK_API_URL": "http://127.0.0.1:1/api/",
}


def doctor(folder: Path, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    environ |= {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "bot", "doctor", *words]
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False, timeout=60)


def test_what_is_wrong_is_told_in_words_with_what_to_do(tmp_path: Path) -> None:
    told = doctor(tmp_path, **SETTINGS)

    assert told.returncode == 1
    assert "There is no file pitboss.sqlite3." in told.stdout
    assert "To do: Start the bot once" in told.stdout
    assert "2 wrong, 0 warnings" in told.stdout
    assert list(tmp_path.iterdir()) == []


def test_settings_that_are_missing_are_findings_too(tmp_path: Path) -> None:
    told = doctor(tmp_path, "--json")

    assert told.returncode == 1
    assert {one["about"] for one in json.loads(told.stdout)} == {"settings"}
