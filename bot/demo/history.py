"""The history of a simulated player: sessions, money and occasional oddities, never an overdrawn wallet."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bot.demo.people import BRAND, Person
from core.activity import Event, Type

SOURCE = "simulation"
DEPOSITS_MINOR = (1_000, 2_000, 2_500, 5_000, 10_000, 20_000)
HOURS = (2, 1, 1, 1, 1, 1, 2, 3, 4, 4, 4, 5, 6, 6, 5, 5, 6, 7, 9, 10, 11, 10, 8, 5)
"""The weight of each hour of the local day for the start of a visit."""
RETURNED = 0.95
"""The average return of a stake."""

MISTYPING = timedelta(minutes=4)
"""A failed login comes at most so long before the visit."""


class History:
    """One player's past, as events in order of time."""

    def __init__(self, person: Person, luck: Random, now: datetime) -> None:
        self._person = person
        self._luck = luck
        self._now = now
        self._told = 0
        self._cash_minor = 0
        self._free_from = now - timedelta(days=10_000)

    def days(self, days: int) -> Iterator[Event]:
        """Generate so many days until now; nobody plays before registering."""
        first = max(self._now - timedelta(days=days), self._person.player.registered_at)
        yield from self._kept(self._event(first, Type.REGISTRATION, country=self._person.country.code))
        for day in range(days, -1, -1):
            hour = self._luck.choices(range(24), weights=HOURS)[0]
            at = (self._now - timedelta(days=day)).replace(hour=hour, minute=0) + self._minutes(0, 59)
            if at > first + MISTYPING and self._happens(self._person.keenness):
                yield from self._kept(*self._visit(max(at, self._free_from)))

    def _kept(self, *events: Event) -> Iterator[Event]:
        return (event for event in events if event.at <= self._now)

    def _visit(self, at: datetime) -> Iterator[Event]:
        session = f"s{self._told}"
        if self._happens(0.07):
            yield self._login(at - self._minutes(1, 3), success=False)
        yield self._login(at, success=True, session=session)
        if self._cash_minor < self._person.stake_minor:
            yield from self._deposit(at + self._minutes(1, 4))
        yield from self._play(at + self._minutes(5, 25))
        if self._cash_minor > 6 * self._person.stake_minor and self._happens(0.6):
            yield from self._withdraw(at + self._minutes(38, 43))
        self._free_from = at + self._minutes(45, 90)
        yield self._event(self._free_from, Type.SESSION_ENDED, session=session)
        if self._happens(0.01):
            yield self._event(at + self._minutes(91, 99), Type.PASSWORD_CHANGED, device=self._person.devices[0])

    def _deposit(self, at: datetime) -> Iterator[Event]:
        amount_minor = self._luck.choice(DEPOSITS_MINOR)
        if self._happens(0.08):
            yield self._event(at - timedelta(seconds=40), Type.DEPOSIT_FAILED, amount=self._money(amount_minor))
        yield self._event(at, Type.DEPOSIT, amount=self._money(amount_minor), method="card")
        self._cash_minor += amount_minor if at <= self._now else 0

    def _play(self, at: datetime) -> Iterator[Event]:
        stake_minor = min(self._cash_minor, max(20, round(self._person.stake_minor * self._luck.uniform(0.5, 2))))
        if stake_minor <= 0:
            return
        bet, won_minor = f"b{self._told}", round(stake_minor * self._luck.expovariate(1 / RETURNED))
        yield self._event(at, Type.BET, bet=bet, amount=self._money(stake_minor), game="slots")
        settled = at + self._minutes(1, 9)
        yield self._event(settled, Type.WIN, bet=bet, amount=self._money(won_minor), game="slots")
        self._cash_minor -= stake_minor if at <= self._now else 0
        self._cash_minor += won_minor if settled <= self._now else 0

    def _withdraw(self, at: datetime) -> Iterator[Event]:
        amount_minor = self._cash_minor // 2
        told = {"withdrawal": f"w{self._told}", "amount": self._money(amount_minor)}
        yield self._event(at, Type.WITHDRAWAL_REQUESTED, **told)
        yield self._event(at + timedelta(hours=self._luck.randint(2, 40)), Type.WITHDRAWAL_PAID, **told)
        self._cash_minor -= amount_minor if at <= self._now else 0

    def _login(self, at: datetime, *, success: bool, session: str | None = None) -> Event:
        country, luck = self._person.country, self._luck
        latitude, longitude = country.place
        return self._event(
            at,
            Type.LOGIN,
            success=success,
            ip=self._person.address,
            country=country.code,
            latitude=round(latitude + luck.uniform(-0.4, 0.4), 3),
            longitude=round(longitude + luck.uniform(-0.4, 0.4), 3),
            device=luck.choice(self._person.devices),
            **({"session": session} if session else {}),
        )

    def _event(self, at: datetime, type_: Type, **body: Any) -> Event:
        self._told += 1
        player = self._person.player.external_id
        event_id = f"{player}-{self._told}"
        return Event(source=SOURCE, event_id=event_id, type=type_, at=at, brand=BRAND, player=player, body=body)

    def _money(self, minor: int) -> dict[str, Any]:
        return {"amount_minor": minor, "currency": self._person.player.currency}

    def _happens(self, share: float) -> bool:
        return self._luck.random() < share

    def _minutes(self, least: int, most: int) -> timedelta:
        return timedelta(minutes=self._luck.randint(least, most), seconds=self._luck.randint(0, 59))
