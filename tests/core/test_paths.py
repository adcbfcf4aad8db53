"""What somebody waits for goes by an index that fits: its cost does not grow with what has been done before."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, insert, text

from core import approvals, ledger, outbox, requests, staff, tickets
from core.approvals import policy
from core.audit import records as audit_records
from core.database import tables
from core.errors import Unknown
from core.people import PITBOSS, Permission, Visibility
from core.security import Shelf, alerts
from core.work import Work
from tests.support import notes
from tests.support.office import World

pytestmark = pytest.mark.every_wiring

NOBODY = UUID(int=0)
EVERYTHING = replace(PITBOSS, sees=frozenset(Visibility))
Verb = Callable[[Work], Awaitable[Any]]


@contextmanager
def overheard(office: World) -> Iterator[list[tuple[str, Any]]]:
    """Collect the statements that are sent meanwhile, with their parameters."""
    said: list[tuple[str, Any]] = []

    def listen(*heard: Any) -> None:
        said.append((heard[2], heard[3]))

    event.listen(office.db.writer.sync_engine, "before_cursor_execute", listen)
    yield said
    event.remove(office.db.writer.sync_engine, "before_cursor_execute", listen)


async def _record(work: Work) -> None:
    with pytest.raises(Unknown):
        await audit_records.open_record(work.db, NOBODY, desk=work.desk)


def _own(work: Work) -> Any:
    return ledger.own_postings(work.db, 1)


def _declined(work: Work) -> Any:
    since = work.now - timedelta(days=1)
    about = requests.About(action="adjust_balance", player_id=1, subject="player 1")
    return requests.lately_undone(work.db, about, since=since, until=work.now)


@pytest.mark.parametrize(
    ("verb", "index"),
    [
        pytest.param(_record, "ix_records_id", id="a record by its id"),
        pytest.param(
            lambda work: policy.totals(work.db, person="alice", player_id=1, day="2026-05-03"),
            "ix_requests_requester_person_total_on",
            id="a requester's total of the day",
        ),
        pytest.param(
            lambda work: policy.totals(work.db, person="alice", player_id=1, day="2026-05-03"),
            "ix_requests_player_id_total_on",
            id="a player's total of the day",
        ),
        pytest.param(_declined, "ix_requests_player_id", id="whether the same was declined"),
        pytest.param(
            lambda work: requests.pending_about(work.db, action="adjust_balance", subject="player 1"),
            "uq_requests_open_subject",
            id="whether the same waits",
        ),
        pytest.param(lambda work: outbox.given_up(work.db), "ix_outbox_given_up", id="messages given up"),
        pytest.param(lambda work: outbox.backlog(work.db), "ix_outbox_waiting", id="messages that wait"),
        pytest.param(_own, "ix_ledger_transactions_by_hand", id="what the desk posted before"),
        pytest.param(
            lambda work: tickets.assigned_to(work.db, NOBODY), "ix_tickets_assignee_id_state", id="somebody's tickets"
        ),
        pytest.param(
            lambda work: tickets.of_player(work.db, 1, actor=EVERYTHING),
            "ix_tickets_player_id_state",
            id="a player's tickets",
        ),
        pytest.param(lambda work: staff.redraw_home(work, NOBODY), "ix_records_home", id="who opened their Home"),
        pytest.param(lambda work: tickets.sweep(work, PITBOSS), "ix_ticket_clocks_running", id="tickets that get late"),
    ],
)
async def test_nobody_waits_for_the_past_to_be_read(office: World, verb: Verb, index: str) -> None:
    if office.db.gate is None:
        pytest.skip("PostgreSQL plans by what a table holds, and an empty one is quickest read whole")

    async with office.work() as work:
        with overheard(office) as said:
            await verb(work)
        sent, values = next(each for each in said if each[0].startswith("SELECT"))
        plan = [row.detail for row in await work.db.exec_driver_sql(f"EXPLAIN QUERY PLAN {sent}", values)]

    assert any(index in step for step in plan), plan
    scans = [step for step in plan if step.startswith("SCAN") and "USING" not in step]
    assert [step for step in scans if step != "SCAN CONSTANT ROW" and not step.startswith("SCAN anon_")] == []


async def _alerts(work: Work, shelf: Shelf) -> Any:
    return await alerts.page_of(work.db, shelf, actor=EVERYTHING, now=work.now, at="3")


async def listed_rows(work: Work) -> None:
    """Let there be a ticket and two alerts, without which a list is not read."""
    at = dict.fromkeys(("opened_at", "changed_at"), work.now)
    ticket = {"key": "k", "source": "api", "category": "other", "priority": "low", "state": "open", "queue": "support"}
    named = {"id": NOBODY, "number": 1, "visibility": "staff", "title": "t", "opened_by_name": "alice"}
    await work.db.execute(insert(tables.tickets).values(**ticket, **named, **at))
    found = dict.fromkeys(("happened_at", "found_at", "due_at", "changed_at"), work.now)
    alert = {"rule": "r", "window": "w", "severity": "low", "visibility": "staff", "sentence": "s", "evidence": {}}
    for number, (state, closed_at) in enumerate((("open", None), ("benign", work.now))):
        over = {"subject": f"player:{number}", "state": state, "closed_at": closed_at}
        await work.db.execute(insert(tables.alerts).values(id=UUID(int=number), **alert, **found, **over))


OWN = replace(EVERYTHING, staff_id=NOBODY, permissions=frozenset(Permission))


@pytest.mark.parametrize(
    "verb",
    [
        pytest.param(lambda work: tickets.at_work(work.db, actor=EVERYTHING, at="3"), id="every open ticket"),
        pytest.param(lambda work: tickets.waiting(work.db, actor=EVERYTHING, at="3"), id="tickets of nobody"),
        *(
            pytest.param(lambda work, shelf=shelf: _alerts(work, shelf), id=f"{shelf} alerts")
            for shelf in (Shelf.OPEN, Shelf.CLOSED, Shelf.ALL)
        ),
        pytest.param(lambda work: approvals.asked_by(work, actor=OWN), id="one's own requests"),
    ],
)
async def test_a_list_is_read_in_the_order_of_an_index(office: World, verb: Verb) -> None:
    if office.db.gate is None:
        pytest.skip("PostgreSQL plans by what a table holds, and an empty one is quickest read whole")

    async with office.work() as work:
        await listed_rows(work)
        with overheard(office) as said:
            await verb(work)
        plans = [
            row.detail
            for sent, values in said
            if sent.startswith("SELECT")
            for row in await work.db.exec_driver_sql(f"EXPLAIN QUERY PLAN {sent}", values)
        ]

    assert [step for step in plans if "USE TEMP B-TREE FOR ORDER BY" in step] == []


async def test_the_backlog_tells_what_waits_and_what_was_given_up(office: World) -> None:
    async with office.work() as work:
        await notes.send(work, "a", "b", "c")
        first, second, _ = await outbox.claim(work)
        await outbox.delivered(work, first)
        await outbox.give_up(work, second, error="channel_not_found")

    async with office.read() as db:
        told = await outbox.backlog(db)
        everything = await db.execute(text("SELECT count(*) FROM outbox"))

    assert (told.waiting, told.failed, told.oldest_queued_at) == (1, 1, office.now)
    assert everything.scalar_one() == 3
