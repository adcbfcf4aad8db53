"""Events that arrive while the demo runs: players come, deposit, play and leave; some guess passwords."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from random import Random
from typing import Any

from bot.demo.history import DEPOSITS_MINOR, RETURNED
from bot.demo.people import BRAND, Person, chance, crowd
from bot.process.services import Services
from core import activity, event_intake, player_blocks
from core.activity import Event, Type
from core.errors import Refused
from core.players import external_ids
from core.work import Work

SOURCE = "live"
PAUSE_SECONDS = (2.0, 6.0)
AT_ONCE = 6
"""Players who are in at the same time."""
PEOPLE = 300
"""At most so many different players."""
GUESSES = 24
"""Attempts of a password guesser: enough to raise an alert."""
GUESSING = 0.002
"""The probability per moment that one begins: about twice an hour."""
MISTYPED = 0.1
"""The probability of a mistyped password."""
CROWD = "L"
"""The prefix of the platform's ids of simulated players."""
NUMBERED = re.compile(r"L(\d+)-(\d+)")
"""Such an id: seed and number."""


class Stream:
    """Generates what happens next, moment by moment, determined by the seed."""

    def __init__(self, people: Sequence[Person], luck: Random, run: str) -> None:
        self._people = people
        self._luck = luck
        self._run = run
        self._told = 0
        self._visits: list[Iterator[tuple[Person, Type, dict[str, Any]]]] = []

    def newcomer(self) -> Person | None:
        """Choose who comes in now, if anybody."""
        return self._luck.choice(self._people) if len(self._visits) < AT_ONCE else None

    def admit(self, person: Person) -> None:
        """Let somebody in."""
        self._visits.append(self._visit(person))

    def moment(self, now: datetime) -> list[Event]:
        """Generate what happens now."""
        if self._luck.random() < GUESSING:
            self._visits.append(self._guesses())
        while self._visits:
            visit = self._luck.choice(self._visits)
            if step := next(visit, None):
                return [self._event(now, *step)]
            self._visits.remove(visit)
        return []

    def _visit(self, person: Person) -> Iterator[tuple[Person, Type, dict[str, Any]]]:
        session = {"session": f"{self._run}-{self._told}"}
        place = {"ip": person.address, "country": person.country.code, "device": self._luck.choice(person.devices)}
        if self._luck.random() < MISTYPED:
            yield person, Type.LOGIN, {"success": False, **place}
        yield person, Type.LOGIN, {"success": True, **place, **session}
        cash_minor = self._luck.choice(DEPOSITS_MINOR)
        yield person, Type.DEPOSIT, {"amount": _money(person, cash_minor), "method": "card"}
        for number in range(self._luck.randint(1, 4)):
            stake_minor = min(cash_minor, max(20, person.stake_minor // 2))
            if stake_minor == 0:
                break
            bet = {"bet": f"{session['session']}-{number}", "game": "slots"}
            won_minor = round(stake_minor * self._luck.expovariate(1 / RETURNED))
            yield person, Type.BET, {**bet, "amount": _money(person, stake_minor)}
            yield person, Type.WIN, {**bet, "amount": _money(person, won_minor)}
            cash_minor += won_minor - stake_minor
        yield person, Type.SESSION_ENDED, session

    def _guesses(self) -> Iterator[tuple[Person, Type, dict[str, Any]]]:
        """Try passwords at one account after the other, from one address, as fast as anything else happens here."""
        place = {"ip": f"193.32.162.{self._luck.randint(2, 250)}", "country": "NL"}
        for _ in range(GUESSES):
            yield self._luck.choice(self._people), Type.LOGIN, {"success": False, **place}

    def _event(self, at: datetime, person: Person, type_: Type, body: dict[str, Any]) -> Event:
        self._told += 1
        told = f"{self._run}-{self._told}"
        player = person.player.external_id
        return Event(source=SOURCE, event_id=told, type=type_, at=at, brand=BRAND, player=player, body=body)


def _money(person: Person, minor: int) -> dict[str, Any]:
    return {"amount_minor": minor, "currency": person.player.currency}


@asynccontextmanager
async def flowing(services: Services, *, seed: int) -> AsyncIterator[None]:
    """Let events arrive until the block ends."""
    task = asyncio.create_task(_flow(services, seed))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _flow(services: Services, seed: int) -> None:
    people = await _people(services)
    if not people:
        return
    now = services.clock().now
    luck = chance(f"{seed} live")
    stream = Stream(people, luck, f"{now:%y%m%d%H%M%S}")
    while True:
        await asyncio.sleep(luck.uniform(*PAUSE_SECONDS))
        with contextlib.suppress(Refused):  # a database that does not answer now may do so in the next moment
            async with services.database.write() as db:
                await happen(services.work(db), stream)
            services.wake_outbox()


async def happen(work: Work, stream: Stream) -> activity.Ingested:
    """Ingest what happens now; blocked players do not come in."""
    if (person := stream.newcomer()) and not await _blocked(work, person):
        stream.admit(person)
    return await event_intake.take(work, stream.moment(work.now))


async def _blocked(work: Work, person: Person) -> bool:
    player_id = await external_ids.find(work.db, person.player.brand, person.player.external_id)
    return player_id is None or bool(await player_blocks.open_rows(work.db, player_id, now=work.now))


async def _people(services: Services) -> list[Person]:
    """Recreate the players who play, from the seed stored in the database."""
    async with services.database.read() as db:
        named = [NUMBERED.fullmatch(name) for name in await external_ids.beginning_with(db, CROWD, limit=PEOPLE)]
    numbers = [(int(name[1]), int(name[2])) for name in named if name]
    if not numbers:
        return []
    seed, last = numbers[0][0], max(number for _, number in numbers)
    made_up = crowd(players=last, seed=seed, now=services.clock().now)
    return [person for person in made_up if person.player.lifecycle == "active"]
