"""The parts of an order that the gaming platform did only in part, as it answered and as they are stored."""

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from core.money import Money

PARTS_MOST = 50
"""Parts that are kept of one answer: as many as a person may read through."""


class OrderPart(BaseModel):
    """One part of an order: a session, an account, a withdrawal, a sum; done, or not."""

    model_config = ConfigDict(frozen=True)

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)] = Field(
        description="the session, account, withdrawal, scope or sum, as the order named it"
    )
    done: bool
    amount: Money | None = Field(default=None, description="of a sum: how much of it this part is")
    reason: Annotated[str, StringConstraints(max_length=300)] | None = Field(
        default=None, description="for the people who asked: why it was not done"
    )


READ = TypeAdapter(OrderPart)


def read(told: object) -> tuple[OrderPart, ...]:
    """Read the parts of an answer; one that cannot be read is left out, since the rest still counts."""
    if not isinstance(told, list | tuple):
        return ()
    return tuple(_readable(told[:PARTS_MOST]))


def stored(parts: Iterable[OrderPart]) -> list[dict[str, Any]]:
    """Give the parts as the JSON that is stored with the order."""
    return [part.model_dump(mode="json", exclude_none=True) for part in parts]


def _readable(told: Iterable[object]) -> Iterable[OrderPart]:
    for each in told:
        try:
            yield READ.validate_python(each)
        except ValidationError:
            continue
