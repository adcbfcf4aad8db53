"""What must hold once the storm is over: nothing is lost, nothing is done twice, each card says what its row says."""

import json
from collections import Counter
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update

from core import ledger, outbox
from core.database.tables import events, ledger_entries, ledger_transactions, posted_messages, requests
from core.requests import REQUEST_CHANGED, RequestBody, State
from tests.chaos.company import Company
from tests.support.desk import Desk


async def wrong(desk: Desk, company: Company) -> list[str]:
    """List everything that is not as it must be; empty after any number of rounds."""
    await desk.settled()
    return [
        *await _ledger(desk),
        *await _events(desk, company),
        *await _requests(desk, company),
        *await _cards(desk),
    ]


async def _ledger(desk: Desk) -> list[str]:
    """Each request that is done moved money once, no other did, and the ledger is whole."""
    made = select(ledger_transactions.c.request_id, func.count()).where(ledger_transactions.c.request_id.isnot(None))
    adjusting = select(requests.c.id, requests.c.code, requests.c.state).where(requests.c.action == "adjust_balance")
    async with desk.look() as work:
        whole = await ledger.verify(work.db)
        moved = dict((await work.db.execute(made.group_by(ledger_transactions.c.request_id))).all())
        asked = (await work.db.execute(adjusting)).all()
    return whole + [
        f"{row.code} is {row.state} and moved money {moved.get(row.id, 0)} times"
        for row in asked
        if moved.get(row.id, 0) != (row.state == State.DONE)
    ]


async def _events(desk: Desk, company: Company) -> list[str]:
    """Each deposit that was accepted stands once, and was booked with its amount."""
    stored = select(events.c.event_id).where(events.c.source == "chaos")
    booked = select(func.sum(ledger_entries.c.amount_minor)).where(
        ledger_entries.c.kind == "deposit", ledger_entries.c.account == "wallet:cash"
    )
    async with desk.look() as work:
        times = Counter(await work.db.scalars(stored))
        cents = await work.db.scalar(booked) or 0
    lost = [
        f"deposit {name} was accepted and stands {times[name]} times" for name in company.events if times[name] != 1
    ]
    told = sum(company.events.values()) + company.deposited_before
    return lost + ([] if cents == told else [f"{cents} cents of deposits are booked, {told} were accepted"])


async def _requests(desk: Desk, company: Company) -> list[str]:
    """Each request that a page said was asked exists, and everything that was to be delivered was."""
    async with desk.look() as work:
        codes = set(await work.db.scalars(select(requests.c.code)))
        waiting = await outbox.due(work)
    lost = [f"request {code} was asked, and is not there" for code in sorted(company.codes - codes)]
    return lost + (["messages wait to be delivered"] if waiting else [])


async def _cards(desk: Desk) -> list[str]:
    """Each request has a card, and drawing every card anew changes nothing in Slack."""
    codes = {f"request:{row.id}": row.code for row in await _all(desk, select(requests.c.id, requests.c.code))}
    columns = posted_messages.c
    posted = select(columns.subject, columns.place, columns.channel, columns.ts).where(columns.subject.in_(codes))
    before = {row: _in_slack(desk, row.channel, row.ts) for row in await _all(desk, posted)}
    async with desk.work() as work:
        await work.db.execute(update(posted_messages).values(drawn=""))
        for subject in codes:
            await outbox.send(work, REQUEST_CHANGED, RequestBody(request_id=UUID(subject.partition(":")[2])))
    await desk.settled()
    after = {row: _in_slack(desk, row.channel, row.ts) for row in await _all(desk, posted)}
    return [
        *(
            f"the card of {codes[row.subject]} at {row.ts} is not what its row says"
            for row in before.keys() & after.keys()
            if before[row] != after[row]
        ),
        *(f"the card of {codes[row.subject]} was missing or stood twice" for row in before.keys() ^ after.keys()),
        *(f"{codes[subject]} has no card" for subject in codes.keys() - {row.subject for row in before}),
        *_orphans(desk, {(row.channel, row.ts) for row in after}),
    ]


def _orphans(desk: Desk, known: set[tuple[str, str]]) -> list[str]:
    """List messages about requests that nothing in the database knows."""
    workspace = desk.slack.state.workspace
    return [
        f"a card at {message.ts} in {channel.name} is known to nobody"
        for channel in workspace.channels.values()
        for message in channel.messages
        if ((message.metadata or {}).get("event_payload") or {}).get("subject", "").startswith("request:")
        if (channel.id, message.ts) not in known
    ]


def _in_slack(desk: Desk, channel: str, ts: str) -> str | None:
    """Give what a message says, or None where there is none."""
    for message in desk.slack.state.workspace.channels[channel].messages:
        if message.ts == ts:
            blocks = [{name: part for name, part in block.items() if name != "block_id"} for block in message.blocks]
            return json.dumps([message.text, blocks], sort_keys=True)
    return None


async def _all(desk: Desk, query: Any) -> list[Any]:
    async with desk.look() as work:
        return list((await work.db.execute(query)).all())
