"""What a form, a vote, the first screen of a card and the whole card read of a player: each no more than it shows."""

from dataclasses import fields
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.dialects import postgresql

from core import player_blocks
from core.approvals import Decision, votes
from core.people import PITBOSS
from core.players import Overview, Profile, Situation, profile_card, profile_parts, situations
from core.search.searches import look_up
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


def test_few_sections_read_events_and_none_of_them_decides() -> None:
    of_events = {name for name in profile_parts.SECTIONS if "FROM events" in _text(name)}

    assert len(situations.SECTIONS) <= VOTE_SECTIONS_MOST
    assert of_events & set(situations.SECTIONS) == set()
    assert of_events & set(profile_card.FIRST) == {"changes", "failures", "bonuses"}
    assert of_events == {"changes", "failures", "bonuses", "logins", "net"}


async def test_the_first_screen_reads_less_than_the_whole_card(office: World) -> None:
    anna = await office.player("anna", cash="50 EUR")
    alice = await office.staff("alice")

    async with office.read() as db:
        whole = await profile_card.profile(db, anna, actor=alice, now=office.now)
        first = await profile_card.overview(db, anna, actor=alice, now=office.now)

    assert set(profile_parts.SECTIONS) - set(profile_card.FIRST) == profile_card.ONLY_WHOLE
    assert {one.name: getattr(whole, one.name) for one in fields(Overview)} == {
        one.name: getattr(first, one.name) for one in fields(Overview)
    }


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_looking_a_player_up_reads_the_first_screen_and_more_reads_the_rest(office: World) -> None:
    anna = await office.player("anna", cash="50 EUR")
    alice = await office.staff("alice")
    async with office.work() as work:
        found = await look_up(work, alice, "anna")
        more = await profile_card.card(work, alice, anna, by="more", whole=True)

    assert isinstance(found, Overview)
    assert not isinstance(found, Profile)
    assert isinstance(more, Profile)


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
        done, _ = await votes.cast(work, bob, request_id=request.id, ballot=filled)
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
    if on_sqlite:  # PostgreSQL takes any index where there is nothing to find
        assert "ix_ledger_transactions_by_hand" in plans["given"], "bets and wins of a year are read for what was given"


def _text(name: str) -> str:
    return str(profile_parts.statement((name,)).made("postgresql").compile(dialect=postgresql.dialect()))


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
