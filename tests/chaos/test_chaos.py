"""Two bots, one killed again and again under votes, blocks and events, while Slack fails a tenth of all calls."""

from pathlib import Path

import pytest

from tests.chaos.run import survived

ROUNDS = 10


@pytest.fixture
def database_kind() -> str:
    return "postgres"


async def test_nothing_is_lost_or_done_twice_and_cards_equal_rows(database_url: str, tmp_path: Path) -> None:
    outcome = await survived(database_url, tmp_path, rounds=ROUNDS, seed=1)

    assert outcome.wrong == []
    assert min(outcome.requests, outcome.votes, outcome.deposits) > 0
