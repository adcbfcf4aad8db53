"""Quotas: how often one human may do something within a time, whichever of their accounts they use."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from core.database import connections
from core.errors import Refused
from core.office import Office
from core.people import Actor
from core.phrases import Phrase
from core.work import Work

HOUR = timedelta(hours=1)
Count: TypeAlias = Callable[[Work, str, datetime], Awaitable[int]]
"""Counts what a person, by their key, did since a time. No account is given, so none can have a quota of its own."""


class Within(StrEnum):
    """The time for which a quota holds."""

    MINUTE = "minute"
    """The current one."""
    HOUR = "hour"
    """The last sixty minutes."""
    DAY = "day"
    """The current one in the office's zone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """How often one human may do something within a time."""

    key: str
    """Where the office file sets it."""
    within: Within
    most: Callable[[Office, Actor], int]
    count: Count
    refusal: type[Refused]
    words: str
    """What is said beyond it; may name ``done`` and ``most``."""


QUOTAS: dict[str, Quota] = {}
"""Every quota by the key that sets it."""


def declare(quota: Quota) -> Quota:
    """Declare a quota.

    Raises ``ValueError`` where the same key of the office file sets another one.
    """
    if quota.key in QUOTAS:
        message = f"two quotas are set by {quota.key}"
        raise ValueError(message)
    QUOTAS[quota.key] = quota
    return quota


async def lock(work: Work, actor: Actor, quota: Quota) -> None:
    """Let what somebody does under a quota wait for whatever else they do under it, until the transaction ends."""
    await connections.lock(work.db, f"quota {quota.key} of {actor.person}")


async def refuse_used_up(work: Work, actor: Actor, quota: Quota) -> None:
    """Refuse what would be one more than somebody may do.

    Raises the refusal of the quota.
    """
    await _refuse(work, actor, quota, spare=1)


async def refuse_above(work: Work, actor: Actor, quota: Quota) -> None:
    """Refuse what is counted already, where that makes more than somebody may do.

    Raises the refusal of the quota.
    """
    await _refuse(work, actor, quota, spare=0)


async def _refuse(work: Work, actor: Actor, quota: Quota, *, spare: int) -> None:
    done = await quota.count(work, actor.person, _since(work, quota.within))
    most = quota.most(work.office, actor)
    if done + spare > most:
        raise quota.refusal(Phrase(quota.words, done=done, most=most))


def _since(work: Work, within: Within) -> datetime:
    match within:
        case Within.MINUTE:
            return work.now.replace(second=0, microsecond=0)
        case Within.HOUR:
            return work.now - HOUR
        case Within.DAY:
            return work.office.day_bounds(work.office.day(work.now))[0]
