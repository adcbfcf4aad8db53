"""Blocking and unblocking carried out past the engine."""

from typing import Any
from uuid import UUID, uuid4

from bot.kit import values
from core.action import Policy, Receipt, Run, Totals
from core.actions.block_player import BlockPlayer
from core.actions.unblock_player import UnblockPlayer
from tests.support.asking import NOTE, block
from tests.support.office import World

TAKEOVER_DONE = ("Spoke to the player on a number known before", "Password changed by the player")


HARM_DONE = ("Interview held", "Limits agreed with the player")


def unblock(player_id: int, *blocks: UUID, remedies: tuple[str, ...] = TAKEOVER_DONE, **fields: Any) -> UnblockPlayer:
    return UnblockPlayer(**{"player_id": player_id, "blocks": blocks, "remedies": remedies, "note": NOTE} | fields)


async def policy(office: World, action: BlockPlayer | UnblockPlayer, who: str = "alice") -> Policy:
    requester = await office.staff(who)
    async with office.work() as work:
        return await action.policy(work=work, requester=requester, totals=Totals())


async def run(office: World, action: Any, *, step: str = "execute", request_id: UUID | None = None) -> Receipt:
    requester = await office.staff("alice")
    async with office.work() as work:
        a_run = Run(work=work, request_id=request_id or uuid4(), code="K7QD", requester=requester)
        return await getattr(action, step)(run=a_run)


async def blocked(office: World, player_id: int, reason: str = "takeover", **fields: Any) -> UUID:
    return UUID((await run(office, block(player_id, reason, **fields))).ids["block"])


def texts(receipt: Receipt) -> dict[str, str]:
    return {line.label: values.text(line.value) for line in receipt.lines}
