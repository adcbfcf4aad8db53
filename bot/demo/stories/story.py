"""A story: players with a past, what colleagues did about it, and how a newcomer should handle it."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.demo.stories.stage import Stage
from core.activity import Event
from core.people import Visibility
from core.players import NewPlayer


@dataclass(frozen=True, slots=True)
class StoryPart:
    """One player of a story, with their events and the notes about them."""

    player: NewPlayer
    events: tuple[Event, ...]
    notes: tuple[tuple[str, str, Visibility], ...] = ()
    """Text, priority, and who may see it."""
    tags: tuple[tuple[str, Visibility], ...] = ()


Parts = Callable[[datetime], Iterable[StoryPart]]
"""Builds the players of a story up to now."""
Acts = Callable[[Stage], Awaitable[None]]
"""Performs what colleagues did."""


async def nothing(_stage: Stage) -> None:
    """Do nothing: nobody has acted on the story yet."""


def nobody(_now: datetime) -> Iterable[StoryPart]:
    """Build nothing: the story has no player of its own."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One story of the simulated company."""

    title: str
    happened: str
    looks: str
    """The role that should act first."""
    begin: tuple[str, str]
    """Who could begin, and what they would type."""
    answer: str
    """What an experienced colleague would do."""
    parts: Parts = nobody
    acts: Acts = nothing
