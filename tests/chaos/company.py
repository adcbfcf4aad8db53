"""A company whose people and platform go on working while processes are killed and Slack is unreliable."""

import asyncio
import contextlib
import random
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

import aiohttp

from sandbox import Slack
from sandbox.choices import can_be_pressed
from sandbox.errors import SlackShows
from sandbox.forms import Form
from sandbox.messages import Message
from sandbox.people import Person
from tests.support import telling

PATIENCE_SECONDS = 8.0
"""How long a person looks at a screen that does not change before they try something else."""
PLAYERS = ("anna42", "ben43", "cleo44", "dana45", "emil46", "fay47")
CODE = re.compile(r"`([0-9A-Z]{4,})`")
"""The code of a request, as the page after asking shows it."""
PAUSE_SECONDS = 0.3
"""Between two messages of the platform."""
APPROVERS = {"bob": ("Approve", "Decline"), "carol": ("Approve",), "cora": ("Confirm",), "fred": ("Confirm", "End")}
"""Who decides on others' requests, and the buttons they press."""


@dataclass
class Company:
    """What goes on, and everything that somebody was told had happened."""

    slack: Slack
    ports: list[int]
    dice: random.Random
    deposited_before: int = 0
    """Cents that the players had before."""
    events: dict[str, int] = field(default_factory=dict)
    """Cents of each deposit whose message was answered with 200, by event id."""
    codes: set[str] = field(default_factory=set)
    """Codes of requests that a page said were asked."""
    votes: int = 0
    """Votes that were sent; whether they counted stands in the database."""
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def answered(self) -> int:
        """Count what people were answered: rounds are as long as a number of answers, not of seconds."""
        return len(self.codes) + self.votes

    def working(self) -> list[Callable[[], Awaitable[None]]]:
        """Give everything that is done again and again."""
        deciding = [self._decides(self.slack.person(name), buttons) for name, buttons in APPROVERS.items()]
        return [self._adjusts, self._blocks, self._platform, *deciding]

    async def go_on(self, act: Callable[[], Awaitable[None]], until: asyncio.Event) -> None:
        """Act again and again; what a broken desk answers is no reason to stop."""
        while not until.is_set():
            with contextlib.suppress(SlackShows, LookupError, ValueError, aiohttp.ClientError, TimeoutError):
                await act()
            await asyncio.sleep(0.05)

    async def _adjusts(self) -> None:
        player, amount = self.dice.choice(PLAYERS), self.dice.randint(1, 40)
        because = f"the bonus came late, number {next(self.numbers)}"
        await self._asks(self.slack.person("alice"), f"/adjust {player} +{amount} EUR goodwill because {because}")

    async def _blocks(self) -> None:
        player = self.dice.choice(PLAYERS)
        await self._asks(self.slack.person("sam"), f"/block {player} takeover because the password was changed abroad")

    async def _asks(self, person: Person, line: str) -> None:
        await _closed(person)
        await person.command(line, in_="player-desk")
        form = await _ready(person)
        await form.submit()
        await person.until(lambda: person.form is None or "*Next:*" in person.form.text, PATIENCE_SECONDS)
        if person.form and "*Next:*" in person.form.text:
            self.codes |= set(CODE.findall(person.form.text))
            self.slack.state.changes.ring()
        await _closed(person)

    def _decides(self, person: Person, buttons: tuple[str, ...]) -> Callable[[], Awaitable[None]]:
        async def decide() -> None:
            await _closed(person)
            button = self.dice.choice(buttons)
            card = self.dice.choice([each for each in person.messages("approvals") if _offers(each, button)])
            await person.press(button, on=card)
            form = await _ready(person)
            with contextlib.suppress(LookupError, ValueError):
                await form.fill(**({"reason": "not needed any more"} if button in {"Decline", "End"} else {}))
            await form.submit()
            self.votes += 1
            self.slack.state.changes.ring()
            await _closed(person)

        return decide

    async def _platform(self) -> None:
        """Tell some deposits under one message id until they are accepted, as a platform does."""
        about = [self._deposit() for _ in range(self.dice.randint(1, 20))]
        body, name = telling.message(*(event for event, _ in about)), f"msg_chaos_{next(self.numbers)}"
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE_SECONDS)) as session:
            for _ in range(100):
                with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                    url = f"http://127.0.0.1:{self.dice.choice(self.ports)}/v1/events"
                    async with session.post(url, data=body, headers=telling.signed(body, name=name)) as answer:
                        if answer.status in {200, 409}:
                            self.events.update({event["event_id"]: cents for event, cents in about})
                            break
                await asyncio.sleep(PAUSE_SECONDS)
        await asyncio.sleep(PAUSE_SECONDS)

    def _deposit(self) -> tuple[dict[str, Any], int]:
        number, cents = next(self.numbers), self.dice.randint(100, 9_999)
        about = {"source": "chaos", "event_id": f"d{number}", "type": "deposit", "at": datetime.now(UTC).isoformat()}
        who = {"brand": "royal", "player": f"x-{self.dice.choice(PLAYERS)}"}
        body = {"amount": {"amount_minor": cents, "currency": "EUR"}, "method": "card"}
        return {**about, **who, "body": body}, cents


async def _ready(person: Person) -> Form:
    """Wait until the form on top can be sent, past "One moment…"."""
    form = await person.wait_for_form(timeout=PATIENCE_SECONDS)
    await person.until(lambda: bool(person.form and person.form.view.spec.get("submit")), PATIENCE_SECONDS)
    return person.form or form


async def _closed(person: Person) -> None:
    """Close whatever is open; a process that died will not."""
    if person.form:
        await person.form.close(all_of_them=True)


def _offers(card: Message, button: str) -> bool:
    return can_be_pressed(card.blocks, button)
