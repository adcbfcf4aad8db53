"""An evening as a gaming platform would report it: forty players at play, a thousand events a minute."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

BATCH = 1000
AT_PLAY = 40
SPIN_SECONDS = 5.0
SPINS = 120
"""What somebody plays in one visit, on average."""
STAKE_MINOR = 20
DEPOSIT_MINOR = 5_000

Told = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody who may play tonight."""

    id: int
    brand: str
    external_id: str
    currency: str


@dataclass(slots=True)
class Visit:
    """One player's visit: how many spins are left, and when the next one is."""

    player: Player
    number: int
    spins: int
    next_at: float


class Evening:
    """Generates batch after batch, the same for the same seed."""

    def __init__(self, players: list[Player], begins: datetime, seed: int = 1) -> None:
        self._luck = Random(seed)  # noqa: S311 - the same evening each time
        self._players = players
        self._begins = begins
        self._told = 0
        self._visits = 0

    def batches(self) -> Iterator[tuple[list[Told], list[int]]]:
        """Return events in order of time, a thousand at a time, with the player id of each."""
        events = self._events()
        while True:
            told = [next(events) for _ in range(BATCH)]
            yield [event for event, _ in told], [player_id for _, player_id in told]

    def _events(self) -> Iterator[tuple[Told, int]]:
        visits: list[Visit] = []
        while True:
            while len(visits) < AT_PLAY:
                visits.append(self._visit(min((one.next_at for one in visits), default=0.0)))
                yield from self._beginning(visits[-1])
            visit = min(visits, key=lambda one: one.next_at)
            yield from self._spin(visit)
            if not visit.spins:
                visits.remove(visit)
                yield from self._end(visit)

    def _visit(self, at: float) -> Visit:
        self._visits += 1
        spins = self._luck.randint(SPINS // 2, 3 * SPINS // 2)
        return Visit(self._luck.choice(self._players), self._visits, spins, at + self._luck.uniform(0, SPIN_SECONDS))

    def _beginning(self, visit: Visit) -> Iterator[tuple[Told, int]]:
        where = {"success": True, "ip": f"81.2.{visit.number % 250}.{visit.player.id % 250}", "country": "MT"}
        device = {"device": f"device-{visit.player.id}", "session": f"s{visit.number}"}
        yield self._event(visit, "login", where | device)
        yield self._event(visit, "deposit", {"amount": self._money(visit, DEPOSIT_MINOR), "method": "card"})

    def _spin(self, visit: Visit) -> Iterator[tuple[Told, int]]:
        bet = f"{visit.number}-{visit.spins}"
        won = self._luck.choice((0, 0, 0, 1, 2, 3)) * STAKE_MINOR
        yield self._event(visit, "bet", {"bet": bet, "amount": self._money(visit, STAKE_MINOR), "game": "slots"})
        yield self._event(visit, "win", {"bet": bet, "amount": self._money(visit, won), "game": "slots"})
        visit.spins -= 1
        visit.next_at += self._luck.uniform(0.6, 1.4) * SPIN_SECONDS

    def _end(self, visit: Visit) -> Iterator[tuple[Told, int]]:
        if visit.number % 2:
            asked = {"withdrawal": f"w{visit.number}", "amount": self._money(visit, DEPOSIT_MINOR // 2)}
            yield self._event(visit, "withdrawal_requested", asked)
        yield self._event(visit, "session_ended", {"session": f"s{visit.number}"})

    def _event(self, visit: Visit, type_: str, body: Told) -> tuple[Told, int]:
        self._told += 1
        at = self._begins + timedelta(seconds=visit.next_at, microseconds=self._told % 1000)
        about = {"source": "bench", "event_id": f"{self._told}", "type": type_, "at": at.isoformat()}
        who = {"brand": visit.player.brand, "player": visit.player.external_id}
        return about | who | {"body": body}, visit.player.id

    def _money(self, visit: Visit, minor: int) -> Told:
        return {"amount_minor": minor, "currency": visit.player.currency}


def message(events: list[Told]) -> bytes:
    """Write a batch as it travels."""
    return json.dumps({"events": events}).encode()
