"""The suite can leave everything the bot sent, for other validators to read."""

import json
import os
from pathlib import Path

import pytest

from tests.support.desk import Plan, booted


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_what_the_bot_sent_is_kept_a_line_a_call_and_a_file_a_process(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PITBOSS_RECORD", str(tmp_path))

    async with booted(Plan(database_url)) as desk:
        await desk.alice.command("/pitboss whoami")

    lines = [json.loads(line) for line in (tmp_path / f"{os.getpid()}.jsonl").read_text().splitlines()]
    assert {"auth.test", "ack:command"} <= {line["method"] for line in lines}
    assert "xoxb" not in json.dumps(lines)
