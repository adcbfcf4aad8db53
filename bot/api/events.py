"""`POST /v1/events`: what the gaming platform tells, in signed batches; what is good of each is in, and once."""

import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

from aiohttp import web
from pydantic import BaseModel, Field, ValidationError

from bot.api import intake
from bot.api.http_server import BODY_MOST
from bot.api.routes import Door
from bot.api.webhook_signatures import Forged, verified
from bot.process import transactions
from bot.process.services import Services
from bot.process.transactions import Broken
from core import activity, audit, deliveries
from core.activity import Event, Ingested
from core.database.connections import DatabaseUnavailable
from core.errors import Conflict
from core.people import Actor, Origin
from core.work import Work

log = logging.getLogger(__name__)


class Reused(Conflict):
    """The id of a message stands for another message already."""

    code = "webhook_id_reused"
    status = 409


class Unfit(Exception):  # noqa: N818 - an answer, not a mishap
    """Why nothing of a message is taken."""

    def __init__(self, status: int, because: str) -> None:
        super().__init__(because)
        self.status = status

    @property
    def outcome(self) -> dict[str, Any]:
        """How the attempt ended, for its record."""
        return {"outcome": audit.Outcome.REFUSED, "code": f"status_{self.status}"}


class Faultless(BaseModel):
    """A message with nothing to refuse in it, as nearly all are: read in one go."""

    events: Annotated[list[Event], Field(max_length=activity.BATCH)]


@dataclass(slots=True)
class Batch:
    """What a message holds: events, each with its position, and what is none."""

    message_id: str
    digest: str
    events: Sequence[Event] = ()
    positions: Sequence[int] = ()
    refused: list[tuple[int, str]] = field(default_factory=list)


async def answer(services: Services, request: web.Request) -> web.StreamResponse:
    """Take a batch in and report on it, or say why nothing of it was taken."""
    try:
        return web.json_response(await _taken(services, request))
    except web.HTTPRequestEntityTooLarge:
        return _refusal(413, f"a message is at most {BODY_MOST:,} bytes long; send fewer events at a time")
    except (Forged, Unfit, Reused) as no:
        log.warning("Events are not taken: %s", type(no).__name__)
        return _refusal(no.status, str(no))
    except DatabaseUnavailable:
        return _refusal(503, "the database does not answer; send it again", {"Retry-After": "10"})
    except Broken as broken:
        log.exception("Events were not taken: %s", broken.reference)
        return _refusal(500, f"something is broken here; nothing was taken ({broken.reference})")


async def _taken(services: Services, request: web.Request) -> dict[str, Any]:
    secrets = services.settings.events_secret
    if not secrets:
        raise Unfit(404, "no events are taken here: PITBOSS_EVENTS_SECRET is not set")
    body = await request.read()
    message_id = verified(body, request.headers, secrets)
    actor = _platform(request.remote)
    async with services.intake.turnstile:
        try:
            batch = _batch(message_id, body)
        except Unfit as unfit:
            await transactions.record(services, replace(_entry(actor, message_id, {}), **unfit.outcome))
            raise
        await services.intake.room.make(services.database, {event.at.date() for event in batch.events})
        return await _carried(services, batch, actor)


async def _carried(services: Services, batch: Batch, actor: Actor) -> dict[str, Any]:
    async def act(work: Work) -> Ingested | None:
        if not await _first(work, batch):
            return None
        told = await intake.take(work, batch.events)
        told.refused = sorted(batch.refused + [(batch.positions[place], why) for place, why in told.refused])
        await audit.record(work, _entry(actor, batch.message_id, _counts(told)))
        return told

    told = await transactions.change(services, _entry(actor, batch.message_id, {}), act)
    if told is None:
        return {"repeated": True, **_counts(Ingested())}
    refused = [{"position": position, "because": why} for position, why in told.refused]
    return {"repeated": False, **_counts(told), "refusals": refused}


async def _first(work: Work, batch: Batch) -> bool:
    """Tell whether the message is new.

    Raises :class:`Reused` where its id came with another body: dropping that in silence would lose events.
    """
    key = f"webhook:{batch.message_id}"
    new = await deliveries.new_among(work.db, (key, f"{key} {batch.digest}"), now=work.now)
    if len(new) == 1:
        raise Reused("this webhook-id was used for another message; each message has an id of its own")
    return bool(new)


def _batch(message_id: str, body: bytes) -> Batch:
    """Read a message.

    Raises :class:`Unfit`.
    """
    batch = Batch(message_id, hashlib.sha256(body).hexdigest())
    try:
        batch.events = Faultless.model_validate_json(body).events
        batch.positions = range(len(batch.events))
    except ValidationError:
        _sort_out(batch, _told(body))
    return batch


def _sort_out(batch: Batch, several: Sequence[Any]) -> None:
    """Read what was told one by one; an event that is none is refused alone."""
    good = dict[int, Event]()
    for position, told in enumerate(several):
        try:
            good[position] = Event.model_validate(told)
        except ValidationError as wrong:
            batch.refused.append((position, activity.because(wrong)))
    batch.positions, batch.events = list(good), list(good.values())


def _told(body: bytes) -> Sequence[Any]:
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        raise Unfit(400, "the body is no JSON") from None
    events = message.get("events") if isinstance(message, dict) else None
    if not isinstance(events, list):
        raise Unfit(400, 'the body is an object with a list: {"events": […]}')
    if len(events) > activity.BATCH:
        raise Unfit(413, f"a message holds at most {activity.BATCH:,} events")
    return events


def _counts(told: Ingested) -> dict[str, int]:
    return {
        "added": told.added,
        "again": told.again,
        "refused": len(told.refused),
        "registered": told.registered,
        "nobody": told.nobody,
        "unknown_players": sum(told.unknown_players.values()),
        "unknown_types": sum(told.unknown_types.values()),
        "overdrawn": told.overdrawn,
        "differing": told.differing,
    }


def _platform(address: str | None) -> Actor:
    origin = Origin(surface="api", address=address or "not available")
    return Actor(staff_id=None, person="platform", name="Gaming platform", origin=origin)


def _entry(actor: Actor, message_id: str, counts: dict[str, int]) -> audit.Entry:
    return audit.Entry(actor=actor, action="events.received", module="activity", correlation=message_id, facts=counts)


def _refusal(status: int, because: str, headers: dict[str, str] | None = None) -> web.Response:
    return web.json_response({"error": because}, status=status, headers=headers)


DOORS = (Door("POST", "/v1/events", answer),)
