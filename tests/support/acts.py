"""Acts on a player's account in the words of a test: a sample of each, and those who agree to it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from core import players
from core.action import PlayerAction
from core.actions.close_account import CloseAccount
from core.actions.close_for_player import CloseForPlayer
from core.actions.cool_off import CoolOff, CoolOffTerm
from core.actions.correct_contact import CorrectContact
from core.actions.end_sessions import EndSessions
from core.actions.lower_limit import LowerLimit
from core.actions.lower_verification import LowerVerification
from core.actions.raise_verification import REMEDIES, RaiseVerification
from core.actions.require_password import RequirePassword
from core.actions.reset_counters import ResetCounters
from core.actions.self_exclude import SelfExclude, SelfExclusionTerm
from core.actions.settle_link import SettleLink
from core.database import tables
from core.links import Verdict
from core.money import parse
from core.players import Key
from core.players.limits import LimitKind, LimitPeriod
from core.players.verification_levels import VerificationState
from core.requests import Request, State
from tests.support.asking import NOTE, decide
from tests.support.office import World
from tests.support.ordering import take

MEMBERS = {
    "support_lead": "lena",
    "security": "sam",
    "fraud": "fred",
    "finance": "bob",
    "compliance": "cora",
    "manager": "maya",
}
"""Who of the cast has a role that agrees."""
Sample = Callable[[World, int], Awaitable[PlayerAction]]


def plain(act: type[PlayerAction], **fields: Any) -> Sample:
    """Make the sample of an act that needs nothing prepared."""

    async def sample(office: World, player_id: int) -> PlayerAction:
        del office
        return act(**{"player_id": player_id, "note": NOTE} | fields)

    return sample


async def _sessions(office: World, player_id: int) -> PlayerAction:
    await office.session(player_id)
    return EndSessions(player_id=player_id, note=NOTE)


async def _lower_limit(office: World, player_id: int) -> PlayerAction:
    del office
    limit, period = LimitKind.DEPOSIT, LimitPeriod.DAY
    return LowerLimit(player_id=player_id, limit=limit, amount=parse("50 EUR"), period=period, note=NOTE)


async def _linked(office: World, player_id: int) -> PlayerAction:
    other = await office.player(f"other{player_id}")
    async with office.work() as work:
        await players.remember(work, [Key(each, "device", "tablet-1") for each in (player_id, other)])
    return SettleLink(player_id=player_id, others=(other,), verdict=Verdict.HOUSEHOLD, note=NOTE)


async def _counters(office: World, player_id: int) -> PlayerAction:
    await failed_login(office, player_id)
    return ResetCounters(player_id=player_id, note=NOTE)


async def failed_login(office: World, player_id: int) -> None:
    """Tell that a player failed to log in."""
    [row] = await office.rows(tables.players, tables.players.c.id == player_id)
    who = {"brand": row.brand, "player": row.external_id}
    failed = {"source": "platform", "event_id": f"failed-{office.at.ids()}", **who}
    await take(office, failed | {"type": "login", "at": office.now, "body": {"success": False}})


HIGHER: Mapping[str, Any] = {"level": 2, "status": VerificationState.VERIFIED, "remedies": REMEDIES[:1]}
SAMPLES: Mapping[str, Sample] = {
    "require_password": plain(RequirePassword),
    "end_sessions": _sessions,
    "reset_counters": _counters,
    "raise_verification": plain(RaiseVerification, **HIGHER),
    "lower_verification": plain(LowerVerification, level=0, status=VerificationState.REJECTED),
    "lower_limit": _lower_limit,
    "cool_off": plain(CoolOff, term=CoolOffTerm.WEEK),
    "self_exclude": plain(SelfExclude, term=SelfExclusionTerm.YEAR),
    "settle_link": _linked,
    "close_for_player": plain(CloseForPlayer),
    "close_account": plain(CloseAccount),
    "correct_contact": plain(CorrectContact, email="anna.new@example.com"),
}
"""By the name of the act: one that is possible for a player of whom nothing else is known."""


async def agree(office: World, request: Request) -> Request:
    """Let everybody agree who has to, each in one slot."""
    decision = "confirm" if request.state == State.IN_FORCE else "approve"
    voted: set[str] = set()
    for slot in request.policy["quorum"]["slots"]:
        member = next(who for role in sorted(slot) if (who := MEMBERS.get(role)) and who not in voted)
        request = await decide(office, member, request, decision)
        voted.add(member)
    return request
