"""A self-exclusion on the player's word: for months, years or good, and never ended by itself."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from core.action import Command, Note, Ticket, Usage
from core.actions.exclusion_acts import ExclusionAct, ReachChoice
from core.errors import Invalid
from core.office import ExclusionTerms
from core.phrases import Phrase
from core.players.restrictions import SELF_EXCLUSION
from core.work import Work


class SelfExclusionTerm(StrEnum):
    """How long a self-exclusion lasts at least."""

    HALF_YEAR = "6_months"
    YEAR = "1_year"
    TWO_YEARS = "2_years"
    THREE_YEARS = "3_years"
    FIVE_YEARS = "5_years"
    FOR_GOOD = "for_good"

    @property
    def span(self) -> timedelta | None:
        """The duration, by its longest months and years; None for good."""
        return SPANS[self]


SPANS = {
    SelfExclusionTerm.HALF_YEAR: timedelta(days=184),
    SelfExclusionTerm.YEAR: timedelta(days=366),
    SelfExclusionTerm.TWO_YEARS: timedelta(days=731),
    SelfExclusionTerm.THREE_YEARS: timedelta(days=1096),
    SelfExclusionTerm.FIVE_YEARS: timedelta(days=1827),
    SelfExclusionTerm.FOR_GOOD: None,
}


class SelfExclude(ExclusionAct):
    """Keep a player from playing for long, because the player asked for it."""

    name: ClassVar[str] = "self_exclude"
    title: ClassVar[str] = "Self-exclusion"
    noun: ClassVar[str] = "self-exclusion"
    command: ClassVar[Command | None] = Command(
        "/player",
        verb="exclude",
        usages=(
            Usage(
                "anna42 1 year because she asked to be excluded",
                "keeps her from playing for months, years or good, at once",
            ),
        ),
    )
    undone_by: ClassVar[str] = (
        "“Unblock player” once its term is over, the player asked and a day has passed. Of the wrong player: “Correct "
        "exclusion”."
    )
    excludes: ClassVar[str] = SELF_EXCLUSION

    term: SelfExclusionTerm = Field(title="How long")
    reach: ReachChoice = Field(default=ReachChoice.AS_LICENCE, title="Holds for")
    note: Note = Field(title="What the player said")
    ticket: Ticket | None = Field(default=None, title="Ticket")

    def until(self, work: Work) -> datetime | None:
        """Give the end of its term; None for good."""
        return work.now + self.term.span if self.term.span else None

    def refuse_term(self, work: Work, terms: ExclusionTerms) -> None:
        """Refuse a term that the licence does not allow."""
        del work
        if self.term.span is None:
            if not terms.for_good:
                raise Invalid("Under this licence a self-exclusion has an end. Choose a term.", field="term")
        elif self.term.span < terms.self_exclusion_least:
            words = "Under this licence a self-exclusion lasts at least {least}. Choose a longer term."
            raise Invalid(Phrase(words, least=terms.self_exclusion_least), field="term")
