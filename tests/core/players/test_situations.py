"""What a form and a vote read of a player: what decides, in one short statement, and the same as the card says."""

from dataclasses import fields
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.dialects import postgresql

from core import player_blocks
from core.approvals import Decision, operations
from core.people import PITBOSS
from core.players import Situation, profile_card, profile_parts, situations
from tests.support.asking import adjustment, ask, ballot, desk, opened
from tests.support.office import World

VOTE_SECTIONS_MOST = 9
"""Each section is paid for at every vote, where the database plans the statement anew."""
SHORT = ("watermarks",)
"""Tables of a row for each kind of figures."""


@pytest.mark.parametrize("who", ["alice", "fred"])
async def test_a_form_says_of_a_player_what_the_card_says(office: World, who: str) -> None:
    anna = await office.player("anna", cash="50 EUR")
    actor = await office.staff(who)
    async with office.work() as work:
        placing = player_blocks.NewBlock(
            player_id=anna, reason="fraud", asked_by="operator", placed_by="Fred", note="Two accounts."
        )
        await player_blocks.place(work, placing)

    async with office.read() as db:
        card = await profile_card.profile(db, anna, actor=actor, now=office.now)
        found = await situations.of_player(db, anna, actor=actor, now=office.now)

    assert found.blocks
    assert {one.name: getattr(card, one.name) for one in fields(Situation)} == {
        one.name: getattr(found, one.name) for one in fields(Situation)
    }


def test_what_decides_is_few_sections_and_none_of_events() -> None:
    text = str(profile_parts.statement(situations.SECTIONS).made("postgresql").compile(dialect=postgresql.dialect()))

    assert len(situations.SECTIONS) <= VOTE_SECTIONS_MOST
    assert "FROM events" not in text


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_vote_reads_nothing_that_only_the_card_shows(office: World) -> None:
    anna = await desk(office, "bob")
    request = await ask(office, "alice", adjustment(anna))
    filled = ballot(await opened(office, "bob", request), Decision.APPROVE)
    bob = await office.staff("bob")
    sent: list[str] = []

    def note(*told: Any) -> None:
        sent.append(told[2])

    async with office.work() as work:
        event.listen(office.db.writer.sync_engine, "before_cursor_execute", note)
        done, _ = await operations.cast(work, bob, request_id=request.id, ballot=filled)
        event.remove(office.db.writer.sync_engine, "before_cursor_execute", note)

    assert done.state == "done"
    assert len([text for text in sent if "FROM players" in text and "json_group_array" in text]) == 1
    assert [text for text in sent if "FROM events" in text or "FROM daily_rollups" in text] == []


@pytest.mark.parametrize("name", sorted(profile_parts.SECTIONS))
def test_every_section_is_of_one_player(name: str) -> None:
    parameters = profile_parts.statement((name,)).made("postgresql").compile(dialect=postgresql.dialect()).params

    assert "player_id" in parameters


async def test_every_section_goes_by_an_index(office: World) -> None:
    values = {"player_id": 1, "person": "alice", **profile_parts.times(office.now)}
    values |= profile_parts.seen_by(PITBOSS.sees)
    scans, plans = dict[str, list[str]](), dict[str, str]()

    async with office.work() as work:
        on_sqlite = work.db.dialect.name == "sqlite"
        if not on_sqlite:
            await work.db.exec_driver_sql("SET LOCAL enable_seqscan = off")  # empty tables are quickest read whole
        for name in profile_parts.SECTIONS:
            text, given = await _sent(office, work.db, name, values)
            how = "EXPLAIN QUERY PLAN" if on_sqlite else "EXPLAIN"
            steps = [str(row[-1]) for row in await work.db.exec_driver_sql(f"{how} {text}", given)]
            plans[name] = "\n".join(steps)
            scans[name] = [step for step in steps if _whole_table(step, on_sqlite=on_sqlite)]

    assert {name: found for name, found in scans.items() if found} == {}
    assert "ix_ledger_transactions_by_hand" in plans["given"], "bets and wins of a year are not read for what was given"


def _whole_table(step: str, *, on_sqlite: bool) -> bool:
    if not on_sqlite:
        return "Seq Scan" in step and not any(f" on {table} " in step for table in SHORT)
    return step.startswith("SCAN ") and not step.startswith(("SCAN anon_", "SCAN (subquery-", "SCAN CONSTANT ROW"))


async def _sent(office: World, db: Any, name: str, values: dict[str, Any]) -> tuple[str, Any]:
    said: list[tuple[str, Any]] = []

    def listen(*heard: Any) -> None:
        said.append((heard[2], heard[3]))

    event.listen(office.db.writer.sync_engine, "before_cursor_execute", listen)
    await profile_parts.read(db, name, **values)
    event.remove(office.db.writer.sync_engine, "before_cursor_execute", listen)
    return said[-1]
