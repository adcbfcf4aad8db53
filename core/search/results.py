"""What a search is given and what it finds: one player, several to choose from, or none."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from core.players import PlayerId

PAGE = 10
"""Players on a page of a list."""
PAGES_MOST = 9_999


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed to name a player."""

    text: str
    before_end: str = ""
    """The text without an end that need not belong to the player, such as a number of days; empty where it must."""
    ignored: frozenset[str] = frozenset()
    """Words of it that narrow nothing, after too many different ones: see :mod:`core.search.tries`."""
    page: int = 1
    """The page of a list that is looked at."""


@dataclass(frozen=True, slots=True)
class One:
    """Exactly one player, whom a whole key names; ``by`` is the key."""

    player_id: PlayerId
    by: str
    without_end: bool = False
    """Whether the words before the end of what was typed were enough, so that the end may be something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """What tells players apart whom the same key names; masked."""

    name: str
    brand: str
    country: str | None
    age_band: str
    last_login_at: datetime | None


@dataclass(frozen=True, slots=True)
class Use:
    """How an account used an IP address, a device or a payment instrument."""

    kind: str
    first_at: datetime | None
    tried: bool
    """Whether one of its newest logins was tried with it."""
    got_in_at: datetime | None
    """When somebody last got in with it, among those."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A player in a list, still to be opened."""

    player_id: PlayerId
    username: str
    lifecycle: str
    apart: Apart | None = None
    """None where parts of masked fields found them: the list then shows nothing that was not typed."""
    how: str = ""
    """How a name that is only similar matched; says nothing of other fields."""
    use: Use | None = None
    """How it used what was typed, where that is an address, a device or an instrument."""

    def explains(self, word: str) -> bool:
        """Tell whether a typed word was taken for a similar one of the name."""
        return f" {word.casefold()} →" in f" {self.how.casefold()}"


@dataclass(frozen=True, slots=True)
class Several:
    """Players to choose from; ``more`` when the list is cut."""

    matches: tuple[Match, ...]
    more: bool
    parts: tuple[str, ...] = ()
    """The words that found them together, where no whole key did; there may then be one player alone."""
    ignored: frozenset[str] = frozenset()
    """Words that were left out: see :func:`ignoring`."""
    page: int = 1
    """Which page of the list it is; each has :data:`PAGE` players."""

    @property
    def first(self) -> int:
        """The place of the first player of this page in the whole list."""
        return (self.page - 1) * PAGE + 1

    @property
    def remark(self) -> str:
        """What to say before the list: which words were left out, if any."""
        return f"{ignoring(self.ignored)} " if self.ignored else ""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No player, and what was tried, in words."""

    tried: tuple[str, ...]
    near: tuple[Match, ...] = ()
    """Players whose username or name is nearly what was typed, best first."""
    ignored: frozenset[str] = frozenset()
    """Words that were left out: see :func:`ignoring`."""

    def sentence(self) -> str:
        """Say it."""
        said = f"No player found. Tried: {'; '.join(self.tried)}."
        return f"{ignoring(self.ignored)} {said}" if self.ignored else said


Found: TypeAlias = One | Several | Nothing


def ignoring(words: Collection[str]) -> str:
    """Say which numbers were left out of a search, and why."""
    return (
        f"Left out: {', '.join(sorted(words))}. You tried several numbers with this within 24 hours, and no more of "
        "them narrow a search. Ask for the username, the e-mail address or the whole phone number."
    )
