"""What a story is: players with a past, what colleagues did about it, and what a newcomer should make of it."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.demo.stories.stage import Stage
from core.activity import Event
from core.people import Visibility
from core.players import NewPlayer


@dataclass(frozen=True, slots=True)
class StoryPart:
    """One player of a story, with what happened to them and what colleagues wrote down."""

    player: NewPlayer
    events: tuple[Event, ...]
    notes: tuple[tuple[str, str, Visibility], ...] = ()
    """Text, priority, and who may see it."""
    tags: tuple[tuple[str, Visibility], ...] = ()


Parts = Callable[[datetime], Iterable[StoryPart]]
"""Tells the parts of a story up to now."""
Acts = Callable[[Stage], Awaitable[None]]
"""Lets colleagues do what they did."""


async def nothing(_stage: Stage) -> None:
    """Leave the story as it is: nobody has done anything about it yet."""


def nobody(_now: datetime) -> Iterable[StoryPart]:
    """Tell a story that has no player of its own."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One thing that goes on in the pretend company."""

    title: str
    happened: str
    looks: str
    """Whose work it is first."""
    begin: tuple[str, str]
    """Who of the cast could begin, and what they would type."""
    answer: str
    """What somebody who knows the work would do."""
    parts: Parts = nobody
    acts: Acts = nothing
