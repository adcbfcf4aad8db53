"""Admission of events: each is read by itself, before anything is written, so that none decides over its neighbours."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from pydantic import ValidationError

from core import money
from core.activity import catalogue, registration
from core.activity.account_bodies import EventBody, RegistrationBody
from core.activity.events import AHEAD, Event, because
from core.activity.misunderstood import Misunderstood, QuarantineKind
from core.moment import Moment
from core.money import Money

log = logging.getLogger(__name__)


class AdmittedEvent(NamedTuple):
    """An event that can be read, by its place among those given."""

    position: int
    event: Event
    body: EventBody | None
    """None when the catalogue does not know the type."""


@dataclass(frozen=True, slots=True)
class Admission:
    """Which of the given events can be taken in, and why the others cannot."""

    admitted: list[AdmittedEvent] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    """Position and reason."""
    misunderstood: dict[int, Misunderstood] = field(default_factory=dict)
    """What was refused, by its position, as it was told."""

    @property
    def days(self) -> set[date]:
        """The days on which what is admitted happened."""
        return {one.event.at.date() for one in self.admitted}

    def refuse(self, position: int, one: Misunderstood) -> None:
        """Note what was refused, and why."""
        self.refused.append((position, one.because))
        self.misunderstood[position] = one


def admit(given: Iterable[Any], *, at: Moment) -> Admission:
    """Read events, each an :class:`Event` or what stands for one in JSON.

    One that is not an event, lies in the future, or has a body that does not fit its type is refused alone; so is one
    on which the reading itself fails, under a reference that the log explains.
    """
    admission = Admission()
    for position, one in enumerate(given):
        try:
            event = one if isinstance(one, Event) else Event.model_validate(one)
            admission.admitted.append(AdmittedEvent(position, event, _body(event, now=at.now)))
        except (ValidationError, UnfitEvent) as wrong:
            if (protecting := _protecting(one, now=at.now)) is not None:
                admission.admitted.append(AdmittedEvent(position, *protecting))
            else:
                kind = wrong.kind if isinstance(wrong, UnfitEvent) else QuarantineKind.MALFORMED
                admission.refuse(position, Misunderstood(kind, because(wrong), one))
        except Exception as bug:  # noqa: BLE001 - one event must not decide over its neighbours
            admission.refuse(position, Misunderstood(QuarantineKind.FAILED, failed(bug, at=at), one))
    return admission


def _protecting(one: Any, *, now: datetime) -> tuple[Event, EventBody] | None:
    """Keep of an exclusion that is no event what can be read; None where not even its player can be, or it is none."""
    told = one.model_dump() if isinstance(one, Event) else one
    if not isinstance(told, dict) or told.get("type") != catalogue.Type.EXCLUSION_SET:
        return None
    named = {name: told.get(name) for name in ("source", "event_id", "brand", "player", "type")}
    bodies: tuple[Any, ...] = (told.get("body"), {})
    for at in (told.get("at"), _in_some_zone(told.get("at")), now):
        for body in bodies:
            try:
                event = Event.model_validate({**named, "at": at, "body": body})
            except ValidationError:
                continue
            if event.player is not None and event.at <= now + AHEAD:
                read = catalogue.ExclusionBody.model_validate(event.body)
                return event, read.model_copy(update={"unread": True})
    return None


def _in_some_zone(at: Any) -> Any:
    """Give a time that was told without a zone one, the same each time that it is told."""
    return f"{at.strip()}Z" if isinstance(at, str) else at


class UnfitEvent(ValueError):  # noqa: N818 - an answer about an event, not a mishap
    """The event cannot be taken in; says why."""

    def __init__(self, message: str, kind: QuarantineKind) -> None:
        super().__init__(message)
        self.kind = kind


def failed(bug: Exception, *, at: Moment) -> str:
    """Log a bug under a new reference, and say what became of the event."""
    reference = f"E-{at.entropy(3).hex().upper()}"
    log.error("An event was refused: %s", reference, exc_info=bug)
    return f"it could not be taken in because of a fault here; tell the operator of Pitboss the reference {reference}"


def batches(admission: Admission, *, size: int) -> Iterator[list[AdmittedEvent]]:
    """Cut what is admitted into batches."""
    for start in range(0, len(admission.admitted), size):
        yield admission.admitted[start : start + size]


def _body(event: Event, *, now: datetime) -> EventBody | None:
    if event.at > now + AHEAD:
        raise UnfitEvent("it lies in the future", QuarantineKind.FUTURE)
    body = catalogue.read(event.type, event.version, event.body)
    if isinstance(body, RegistrationBody):
        registration.read(event, body)
    elif body is not None:
        _refuse_other_times(event, body)
    return body


def _refuse_other_times(event: Event, body: EventBody) -> None:
    """Refuse money of a currency that there is not, or was no more when the event happened."""
    for name, value in vars(body).items():
        if not isinstance(value, Money) or money.known(value.currency):
            continue
        last = money.ended_on(value.currency)
        if last is None:
            message = f"{name}.currency: {value.currency} is not an ISO 4217 currency"
            raise UnfitEvent(message, QuarantineKind.CURRENCY)
        if event.at.date() > last:
            message = f"{name}.currency: {value.currency} was in use until {last}, and this happened later"
            raise UnfitEvent(message, QuarantineKind.CURRENCY)
