"""A desk examined by the doctor, in the words of a test."""

from typing import Any

from bot import doctor
from bot.doctor import Finding, Level
from tests.support.desk import Desk

WRONG, WARNING, OK = Level.WRONG, Level.WARNING, Level.OK


async def examined(desk: Desk, **settings: Any) -> dict[str, Finding]:
    """Examine as the command does, with some settings other than the bot's; by what each finding is about."""
    known = desk.services.settings.model_copy(update=settings)
    async with doctor.opened(
        known, desk.services.entry_points, office=None if "office" in settings else desk.office
    ) as patient:
        return by_name(await doctor.examine(patient))


async def operated(desk: Desk, **changed: Any) -> dict[str, Finding]:
    """Examine a patient changed in one respect."""
    async with doctor.opened(desk.services.settings, desk.services.entry_points, office=desk.office) as patient:
        for name, value in changed.items():
            setattr(patient, name, value)
        return by_name(await doctor.examine(patient))


def by_name(findings: list[Finding]) -> dict[str, Finding]:
    return {one.about: one for one in sorted(findings, key=lambda one: list(Level).index(one.level))}


def bad(found: dict[str, Finding]) -> dict[str, Level]:
    return {name: one.level for name, one in found.items() if one.level is not OK}
