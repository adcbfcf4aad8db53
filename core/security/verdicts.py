"""What a rule sees and what it says: events in, a verdict with its reason out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from core.activity import FAILED
from core.activity.account_bodies import EventBody
from core.activity.catalogue import LoginBody
from core.activity.events import Backing
from core.office.security import RuleSettings, Severity

HOUR, DAY = 60, 1_440
"""Minutes up to which a duration is said in minutes, and beyond which whole days are said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One event as rules see it."""

    id: UUID
    at: datetime
    type: str
    body: EventBody | None
    """None where the catalogue knows no such type, or the body is not what it says."""
    backing: Backing = Backing.NONE

    @property
    def kind(self) -> str:
        """Tell its type, and a failed login from one that succeeded."""
        return FAILED if isinstance(self.body, LoginBody) and not self.body.success else self.type


class RuleOutcome(StrEnum):
    """What a rule may answer."""

    ALERT = "alert"
    NOTHING = "nothing"
    NOT_ENOUGH = "not enough history"
    FAILED = "broken"
    """The rule itself does not work; never an answer of its own."""


@dataclass(frozen=True, slots=True)
class RuleVerdict:
    """A rule's answer about the newest of several events, and the sentence that says why."""

    outcome: RuleOutcome
    sentence: str
    window: str = ""
    """Of an alert: what happened again within the same window is the same alert."""
    severity: Severity | None = None
    """Of an alert: where it is not the one the office gave the rule."""
    evidence: Mapping[str, Any] = field(default_factory=dict)
    """Of an alert: ids and numbers only."""


def nothing(sentence: str) -> RuleVerdict:
    """Answer that all is well."""
    return RuleVerdict(RuleOutcome.NOTHING, sentence)


def not_enough(sentence: str) -> RuleVerdict:
    """Answer that it cannot be told yet."""
    return RuleVerdict(RuleOutcome.NOT_ENOUGH, sentence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: a pure function and what it has to be given."""

    name: str
    """As the office file names its thresholds."""
    title: str
    judge: Callable[[Sequence[Happening], Any], RuleVerdict]
    """Judges the newest event by those before it, oldest first; given none, it cannot tell."""
    judges: frozenset[str]
    """Kinds of events that can be the newest."""
    reads: frozenset[str]
    """Kinds of events it looks at, those it judges among them."""
    past: frozenset[str]
    """Those of them that it looks back at; of the others it wants only what is new."""
    back: Callable[[Any], timedelta]
    """How far back it has to look from the event it judges."""
    remembers: Callable[[Any], int]
    """How many events of each kind it is given at most of what came before: its cost must not grow with the past."""
    words: Callable[[Any], str]
    """Says the thresholds as people do."""
    of_addresses: bool = False
    """Whether it is asked about the failed logins of IP addresses too."""

    def limits(self, rules: object) -> RuleSettings:
        """Pick its thresholds out of the office's."""
        found: RuleSettings = getattr(rules, self.name)
        return found


def long(span: timedelta) -> str:
    """Say a duration as people do: ``60 minutes``, ``2 hours 21 minutes``, ``24 hours``, ``90 days``."""
    minutes = int(span.total_seconds() // 60)
    if minutes > DAY and minutes % DAY == 0:
        return f"{minutes // DAY} days"
    hours, rest = divmod(minutes, 60)
    if minutes <= HOUR:
        return _counted(minutes, "minute")
    return " ".join([_counted(hours, "hour"), *([_counted(rest, "minute")] if rest else [])])


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
