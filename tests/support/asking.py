"""Asking and deciding in the words of a test."""

from itertools import count
from typing import Any

from core import approvals, ledger, requests
from core.action import Action
from core.actions.adjust_balance import AdjustBalance
from core.actions.block_player import BlockPlayer
from core.approvals import Ballot, Decision
from core.audit import records as audit_records
from core.money import Direction, Wallet, parse
from core.requests import Request
from tests.support.desk import Desk
from tests.support.office import World

SUBMISSIONS = count()
NOTE = "The player called and told the whole story."


def adjustment(player_id: int, amount: str = "20 EUR", **fields: Any) -> AdjustBalance:
    """An adjustment that is right in every respect but what the test changes."""
    values = {
        "player_id": player_id,
        "wallet": Wallet.CASH,
        "direction": Direction.GIVE,
        "amount": parse(amount),
        "reason": "payment_error",
        "source_ref": "incident 1",
        "note": NOTE,
    }
    return AdjustBalance(**(values | fields))


def block(player_id: int, reason: str = "takeover", **fields: Any) -> BlockPlayer:
    """A block that is right in every respect but what the test changes."""
    return BlockPlayer(**({"player_id": player_id, "reason": reason, "note": NOTE} | fields))


async def ask(office: World, who: str, action: Action, *, key: str | None = None) -> Request:
    """Ask as somebody of the cast."""
    actor = await office.staff(who)
    async with office.work() as work:
        return await approvals.ask(work, action, actor=actor, key=key or f"submission {next(SUBMISSIONS)}")


async def opened(office: World, who: str, request: Request) -> approvals.Review:
    """Open a request as somebody of the cast."""
    actor = await office.staff(who)
    async with office.work() as work:
        return await approvals.review(work, request.id, actor=actor)


def ballot(review: approvals.Review, decision: Decision, reason: str | None = None) -> Ballot:
    """Give one's word on exactly what was opened."""
    return Ballot(
        request_id=review.request.id,
        version=review.request.version,
        fingerprint=review.request.fingerprint,
        material_digest=review.material_digest,
        decision=decision,
        reason=reason,
        ticked=frozenset(fact.key for fact in review.facts if fact.to_tick),
    )


async def cast(office: World, who: str, a_ballot: Ballot) -> Request:
    """Give one's word as somebody of the cast."""
    actor = await office.staff(who)
    async with office.work() as work:
        return await approvals.vote(work, a_ballot, actor=actor)


async def decide(office: World, who: str, request: Request, decision: str, reason: str | None = None) -> Request:
    """Open a request and decide at once."""
    review = await opened(office, who, request)
    return await cast(office, who, ballot(review, Decision(decision), reason))


async def swept(office: World | Desk) -> list[Request]:
    """Let the sweep close what is due, each request in a transaction of its own; give those that it moved."""
    async with office.work() as work:
        due = await requests.due(work.db, now=work.now)
    moved = []
    for request_id in due:
        async with office.work() as work:
            moved.append(await approvals.expire(work, request_id))
    return [each for each in moved if each is not None]


async def desk(office: World, *who: str) -> int:
    """Let these people work here, and anna play with 100 euros."""
    for name in who:
        await office.staff(name)
    return await office.player("anna", cash="100 EUR")


async def now(office: World, request: Request) -> Request:
    """Read a request as it stands now."""
    async with office.read() as db:
        return await requests.get(db, request.id)


async def recorded(office: World, request: Request) -> list[str]:
    """Give what the audit trail tells of a request, oldest first."""
    async with office.read() as db:
        return [one.action for one in reversed((await audit_records.search(db, request_id=request.id)).items)]


async def cash(office: World, player_id: int) -> int:
    """Give what the cash wallet holds, in cents."""
    async with office.read() as db:
        return sum(one.money.amount_minor for one in await ledger.balances(db, player_id) if one.wallet == "cash")
