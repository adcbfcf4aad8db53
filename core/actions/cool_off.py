"""A cool-off on the player's word: a short break that ends by the clock."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from core.action import Command, Note, Ticket, Usage
from core.actions.exclusion_acts import ExclusionAct, ReachChoice
from core.errors import Invalid
from core.office import ExclusionTerms
from core.phrases import Phrase
from core.players.restrictions import COOL_OFF
from core.work import Work


class CoolOffTerm(StrEnum):
    """How long a cool-off lasts."""

    DAY = "24_hours"
    TWO_DAYS = "48_hours"
    THREE_DAYS = "72_hours"
    WEEK = "7_days"
    FORTNIGHT = "14_days"
    MONTH = "30_days"
    SIX_WEEKS = "6_weeks"

    @property
    def span(self) -> timedelta:
        """The duration."""
        number, unit = self.split("_")
        return int(number) * {"hours": timedelta(hours=1), "days": timedelta(days=1), "weeks": timedelta(weeks=1)}[unit]


class CoolOff(ExclusionAct):
    """Keep a player from playing for a short while, because the player asked for it."""

    name: ClassVar[str] = "cool_off"
    title: ClassVar[str] = "Cool-off"
    noun: ClassVar[str] = "cool-off"
    command: ClassVar[Command | None] = Command(
        "/player",
        verb="cooloff",
        usages=(
            Usage("anna42 7 days because she asked for a break", "keeps her from playing for a short while, at once"),
        ),
    )
    undone_by: ClassVar[str] = "Nothing; it ends by the clock. Of the wrong player: “Correct exclusion”."
    excludes: ClassVar[str] = COOL_OFF

    term: CoolOffTerm = Field(title="How long")
    reach: ReachChoice = Field(default=ReachChoice.AS_LICENCE, title="Holds for")
    note: Note = Field(title="What the player said")
    ticket: Ticket | None = Field(default=None, title="Ticket")

    def until(self, work: Work) -> datetime:
        """Give its end."""
        return work.now + self.term.span

    def refuse_term(self, work: Work, terms: ExclusionTerms) -> None:
        """Refuse a term outside what the licence allows."""
        del work
        if not terms.cool_off_least <= self.term.span <= terms.cool_off_most:
            words = "Under this licence a cool-off lasts at least {least} and at most {most}. Choose another term."
            raise Invalid(Phrase(words, least=terms.cool_off_least, most=terms.cool_off_most), field="term")
