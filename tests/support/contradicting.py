"""Withdrawals and bets told in any order, and what the desk then holds, stores and alerts about."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from core import event_intake
from core.activity import Event, Type
from core.database.tables import alerts, events
from core.money import Wallet
from tests.support.gaming import NOW, Platform, event, money

NOON = NOW - timedelta(hours=2)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def withdrawal(type_: str, minutes: float, minor: int = 5_000, **more: Any) -> Event:
    return event(f"{type_} {minutes}", type_, {"withdrawal": "w1", "amount": money(minor)}, at=at(minutes), **more)


def bet(type_: str, minutes: float, minor: int = 1_000, named: str = "b1") -> Event:
    return event(f"{type_} {minutes} {named}", type_, {"bet": named, "amount": money(minor)}, at=at(minutes))


async def tell(platform: Platform, *told: Event) -> None:
    async with platform.work() as work:
        assert (await event_intake.take(work, told)).refused == []


async def rich(platform: Platform) -> None:
    await tell(platform, event("rich", Type.DEPOSIT, {"amount": money(20_000)}, at=at(-60)))


async def held(platform: Platform) -> tuple[int, int]:
    return await platform.holds(Wallet.CASH), await platform.holds(Wallet.LOCKED)


async def found(platform: Platform) -> dict[str, str]:
    return {row.rule: row.sentence for row in await platform.all(select(alerts.c.rule, alerts.c.sentence))}


async def contradicting(platform: Platform) -> list[str]:
    rows = await platform.all(select(events.c.type).where(events.c.contradicts.isnot(None)))
    return [row.type for row in rows]
