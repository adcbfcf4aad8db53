"""Check caller: what somebody who calls is asked, chosen by the licence of the player's account."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from core.office.field_types import SOME, OfficePart, TableOf, Title


class CallerField(StrEnum):
    """What a caller can be asked and Pitboss can compare."""

    BORN_ON = "born_on"
    POST_CODE = "post_code"
    CITY = "city"
    PHONE_END = "phone_end"
    """The last four digits of the telephone number."""
    CARD_END = "card_end"
    """The last four digits of a card or another payment instrument."""
    EMAIL = "email"


class CallerQuestions(OfficePart):
    """The questions of one licence."""

    fields: Annotated[tuple[CallerField, ...], SOME] = tuple(CallerField)
    """What may be asked, in the order in which the form asks it."""
    match: int = Field(default=2, ge=1, validate_default=True)
    """How many answers must be right."""
    tells_which: bool = False
    """Whether the agent is told which answers were wrong."""

    @field_validator("fields")
    @classmethod
    def _each_once(cls, fields: tuple[CallerField, ...]) -> tuple[CallerField, ...]:
        if twice := next((each for each in fields if fields.count(each) > 1), None):
            raise ValueError(f"{twice.value!r} is listed twice; list each field once")
        return fields

    @field_validator("match")
    @classmethod
    def _askable(cls, match: int, info: ValidationInfo) -> int:
        fields = info.data.get("fields")
        if fields is not None and match > len(fields):
            raise ValueError(f"{match} answers cannot be right of {len(fields)} fields; use {len(fields)} or less")
        return match


class CallerCheck(OfficePart):
    """The questions of each licence, and those of all others."""

    default: CallerQuestions = CallerQuestions()
    licences: TableOf[Title, CallerQuestions] = Field(default_factory=dict, validate_default=True)

    def questions(self, licence: str) -> CallerQuestions:
        """Give what callers about a player of this licence are asked."""
        return self.licences.get(licence, self.default)
