"""Freezing in the words of a test."""

from typing import Any
from uuid import UUID

from core import approvals, freezes
from core.actions.thaw import Thaw
from core.freezes import Freeze
from tests.support.office import World

WHY = "Amounts leave for accounts nobody knows."


async def freeze_desk(office: World, who: str = "sam") -> Freeze:
    by = await office.staff(who)
    async with office.work() as work:
        await approvals.freeze_desk(work, by, why=WHY)
        return (await freezes.standing(work.db))[-1]


async def freeze_action(office: World, name: str = "adjust_balance", who: str = "sam") -> Freeze:
    by = await office.staff(who)
    async with office.work() as work:
        await approvals.freeze_action(work, by, name=name, why=WHY)
        return (await freezes.standing(work.db))[-1]


async def freeze_colleague(office: World, whom: str, who: str = "sam") -> Freeze:
    by, colleague = await office.staff(who), await office.staff(whom)
    async with office.work() as work:
        await approvals.freeze_colleague(work, by, staff_id=id_of(colleague), why=WHY)
        return (await freezes.standing(work.db))[-1]


def id_of(actor: Any) -> UUID:
    assert actor.staff_id is not None
    return actor.staff_id


def thaw(freeze: Freeze) -> Thaw:
    return Thaw(freeze_id=freeze.id, note="We looked at all of it; it was a bug of a report.")
