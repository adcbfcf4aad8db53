"""A vote reads what it is decided by once, under its locks, and hands it on."""

from collections import Counter
from typing import Any

import pytest
from sqlalchemy import event

from core.approvals import Decision, votes
from tests.support.asking import adjustment, ask, ballot, desk, opened
from tests.support.office import World

STATEMENTS_MOST = 27
"""Of one vote that executes an adjustment, beside those of the transaction itself."""
FOR_EACH_RECORD = "record_keys"
"""A record is encrypted under a key that is read for it."""


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_vote_that_executes_reads_nothing_twice(office: World) -> None:
    anna = await desk(office, "bob")
    request = await ask(office, "alice", adjustment(anna))
    filled = ballot(await opened(office, "bob", request), Decision.APPROVE)
    sent: list[tuple[str, str]] = []

    def note(*told: Any) -> None:
        sent.append((told[2], repr(told[3])))

    bob = await office.staff("bob")
    async with office.work() as work:
        event.listen(office.db.writer.sync_engine, "before_cursor_execute", note)
        done, _ = await votes.cast(work, bob, request_id=request.id, ballot=filled)
        event.remove(office.db.writer.sync_engine, "before_cursor_execute", note)

    read = Counter(each for each in sent if each[0].startswith("SELECT") and FOR_EACH_RECORD not in each[0])
    assert done.state == "done"
    assert [each for each, times in read.items() if times > 1] == []
    assert len(sent) <= STATEMENTS_MOST, "\n".join(text for text, _ in sent)
