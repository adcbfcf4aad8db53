"""What rollups and summaries read follows what is new and the days asked for, never all that ever happened."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event as listening

from core import activity, player_blocks, players
from core.activity import Period, Type, login_history, play_pattern, player_summary
from core.database import pages
from core.people import PITBOSS
from core.work import Work
from tests.support.gaming import NOW, Platform, event, login, money

pytestmark = pytest.mark.every_wiring

TODAY = NOW.date()
MONTH = Period.ending(TODAY, days=30)
Verb = Callable[[Work], Awaitable[Any]]


@contextmanager
def overheard(platform: Platform) -> Iterator[list[tuple[str, Any]]]:
    said: list[tuple[str, Any]] = []

    def listen(*heard: Any) -> None:
        said.append((heard[2], heard[3]))

    listening.listen(platform.database.writer.sync_engine, "before_cursor_execute", listen)
    yield said
    listening.remove(platform.database.writer.sync_engine, "before_cursor_execute", listen)


def _summary(work: Work) -> Any:
    return player_summary.summary(work.db, player_id=1, period=MONTH, office=work.office)


def _play(work: Work) -> Any:
    return play_pattern.read(work.db, player_id=1, period=MONTH, office=work.office)


def _totals(work: Work) -> Any:
    return activity.day_totals(work.db, since_day=TODAY, until_day=TODAY, office=work.office)


def _active(work: Work) -> Any:
    return activity.active_players(work.db, period=MONTH, office=work.office)


def _newest_logins(work: Work) -> Any:
    return login_history.logins(work.db, 1)


def _logins(work: Work) -> Any:
    return login_history.logins(work.db, 1, at=pages.mark((NOW, work.at.ids())))


def _blocks(work: Work) -> Any:
    return player_blocks.history(work.db, 1, sees=frozenset(), at=pages.mark((NOW, work.at.ids())))


def _introduction(work: Work) -> Any:
    return players.introduction(work.db, 1, actor=PITBOSS, now=NOW)


@pytest.mark.parametrize(
    ("verb", "index"),
    [
        pytest.param(activity.fold, "ix_events_intake", id="folding what is new"),
        pytest.param(_summary, "ix_events_player_id_intake", id="a summary's rest"),
        pytest.param(_summary, "daily_rollups USING PRIMARY KEY", id="a summary's days, which lie together"),
        pytest.param(_summary, "daily_origins USING PRIMARY KEY", id="a summary's devices, which lie together"),
        pytest.param(_summary, "ix_events_player_id_type_at", id="a summary's biggest moves"),
        pytest.param(_play, "ix_events_player_id_type_at", id="the newest bets and wins"),
        pytest.param(_play, "ix_play_sessions_player_id_started_at", id="the newest sessions"),
        pytest.param(_totals, "ix_events_intake", id="the desk's rest"),
        pytest.param(_active, "desk_presence USING INDEX", id="active players"),
        pytest.param(
            lambda work: login_history.logins(work.db, 1), "ix_events_player_id_type_at", id="the newest logins"
        ),
        pytest.param(_logins, "ix_events_player_id_type_at", id="a page of logins"),
        pytest.param(_blocks, "sqlite_autoindex_player_blocks", id="a page of blocks"),
        pytest.param(_introduction, "INTEGER PRIMARY KEY", id="who a player is"),
    ],
)
async def test_no_table_is_read_whole(platform: Platform, verb: Verb, index: str) -> None:
    if platform.database.gate is None:
        pytest.skip("PostgreSQL plans by what a table holds, and an empty one is quickest read whole")
    await platform.tell(login("1"), event("2", Type.BET, {"bet": "b", "amount": money(100)}))

    async with platform.work() as work:
        with overheard(platform) as said:
            await verb(work)
        sent = [each for each in said if "watermarks SET" not in each[0] and "INTO watermarks" not in each[0]]
        steps = [await work.db.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values) for text, values in sent]
        plan = [row.detail for rows in steps for row in rows]

    assert any(index in step for step in plan), plan
    whole = (
        "SCAN events",
        "SCAN daily_",
        "SCAN desk_",
        "SCAN players",
        "SCAN player_blocks",
        "SCAN ledger_",
        "SCAN play_",
    )
    assert [step for step in plan if step.startswith(whole)] == []
