"""The sweep over what tellers told, run as the timer runs it."""

from collections.abc import Sequence
from typing import Any

from core.database.tables import alerts
from core.people import PITBOSS
from core.security import rule_sweep, rules
from core.security.verdicts import Rule
from tests.support.office import World
from tests.support.watching import looking


async def swept(office: World, *, asked: Sequence[Rule] = rules.ALL) -> int:
    """Sweep until nothing is new; tell how many alerts that brought."""
    raised = 0
    while True:
        async with office.read() as db:
            found = await rule_sweep.look(looking(office, db), PITBOSS, asked=asked)
        if found is None:
            return raised
        async with office.work() as work:
            raised += await rule_sweep.settle(work, PITBOSS, found)


async def standing(office: World, *conditions: Any) -> list[Any]:
    return await office.rows(alerts, *conditions)
