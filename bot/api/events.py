"""`POST /v1/events`: events of the gaming platform in signed messages; each valid event is accepted once."""

import hashlib
import json
import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Annotated, Any

from aiohttp import web
from pydantic import BaseModel, Field, SecretStr

from bot.api.answers import IntakeReport, RefusedEvent
from bot.api.http_server import BODY_MOST
from bot.api.routes import Door
from bot.api.webhook_signatures import Forged, verified
from bot.process import clients, logs, transactions
from bot.process.client_keys import PLATFORM, TooOften
from bot.process.intake import Busy, TooLong
from bot.process.refusals import RefusalReason
from bot.process.services import Services
from bot.process.transactions import Broken
from core import activity, event_intake, operations
from core.activity import Event, Ingested
from core.client_keys import ValidKey
from core.database.connections import DatabaseUnavailable
from core.errors import Refused
from core.event_intake import EventMessage, MessageIdReused
from core.people import Actor, Origin, SystemRight

CONFLICT = 409
LONGEST_NUMBER = 40
"""Digits: more than any number of an event has, and far fewer than Python refuses to read."""

log = logging.getLogger(__name__)


class Unfit(Refused):
    """The message cannot be parsed; nothing of it is accepted."""

    code = "status_400"
    status = 400


class TooManyEvents(Unfit):
    """The message holds more events than one may."""

    code = "status_413"
    status = 413


class NotSetUp(Unfit):
    """Events are not accepted at this desk."""

    code = "status_404"
    status = 404


class Faultless(BaseModel):
    """A message without invalid events, as nearly all are: parsed in one go."""

    events: Annotated[list[Event], Field(max_length=activity.BATCH)]


async def answer(services: Services, request: web.Request) -> web.StreamResponse:
    """Ingest a batch and report on it, or say why nothing of it was accepted."""
    try:
        return web.json_response(await _taken(services, request))
    except TooLong as long:
        return _refusal(413, str(long))
    except (Busy, TooOften) as later:
        return _refusal(429, str(later), {"Retry-After": str(later.retry_seconds)})
    except (Forged, Unfit, MessageIdReused) as no:
        return _not_accepted(services, request, no)
    except DatabaseUnavailable:
        return _refusal(503, "the database does not answer; send it again", {"Retry-After": "10"})
    except Broken as broken:
        log.exception("Events were not accepted: %s", broken.reference)
        return _refusal(500, f"something went wrong here; nothing was accepted ({broken.reference})")


def _not_accepted(services: Services, request: web.Request, no: Forged | Unfit | MessageIdReused) -> web.Response:
    answer = _refusal(CONFLICT if isinstance(no, MessageIdReused) else no.status, str(no))
    if isinstance(no, Forged):
        return services.refusals.told(request, RefusalReason.SIGNATURE, answer)
    log.warning("Events were not accepted: %s", type(no).__name__)
    return answer


async def _taken(services: Services, request: web.Request) -> dict[str, Any]:
    if not await services.client_keys.signing(services):
        raise NotSetUp("events are not accepted here: PITBOSS_EVENTS_SECRET is not set, and no client may send them")
    body = await services.intake.read(request.content.iter_any(), most=BODY_MOST)
    message_id, key = await _verified(services, request, body)
    services.client_keys.spend(key)
    logs.correlation.set(message_id)
    own_id = message_id if key.client == PLATFORM else f"{key.client}:{message_id}"
    actor = _connected(key.client, clients.address(request, services.settings.trusted_proxies), message_id)
    async with services.intake.admitted(actor.person, len(body)):
        await services.intake.refuse_while_behind(services, actor)
        try:
            message = replace(_read(services, own_id, body), origin=key.client)
        except Unfit as unfit:
            await transactions.record(services, operations.refused(event_intake.receive.begun(actor), unfit))
            raise
        outcome = await services.intake.take(services, actor, message)
    if outcome is None:
        report = IntakeReport(repeated=True, **event_intake.counts(Ingested()))
    else:
        refusals = [RefusedEvent(position=position, because=why) for position, why in outcome.refused]
        report = IntakeReport(repeated=False, **event_intake.counts(outcome), refusals=refusals)
    return report.model_dump(mode="json", exclude_none=True)


def _read(services: Services, message_id: str, body: bytes) -> EventMessage:
    """Read a message, and judge each of its events by itself.

    Raises :class:`Unfit`.
    """
    given: Sequence[Any]
    try:
        given = Faultless.model_validate_json(body).events
    except Exception:  # noqa: BLE001 - whatever one event did, each is read by itself now
        given = _given(body)
    admitted = activity.admit(given, at=services.clock())
    return EventMessage(message_id=message_id, digest=hashlib.sha256(body).hexdigest(), events=admitted)


def _given(body: bytes) -> Sequence[Any]:
    try:
        message = json.loads(body, parse_int=_integer)
    except ValueError:
        raise Unfit("the body is not JSON") from None
    except RecursionError:
        raise Unfit("the body is nested too deep to be read, so nothing of it was accepted") from None
    events = message.get("events") if isinstance(message, dict) else None
    if not isinstance(events, list):
        raise Unfit('the body is an object with a list: {"events": […]}')
    if len(events) > activity.BATCH:
        raise TooManyEvents(f"a message holds at most {activity.BATCH:,} events")
    return events


def _integer(digits: str) -> int | float:
    """Read a whole number; one that is too long to be any of ours loses its event, and not the message."""
    return int(digits) if len(digits) <= LONGEST_NUMBER else float(digits)


async def _verified(services: Services, request: web.Request, body: bytes) -> tuple[str, ValidKey]:
    """Verify a message; where a secret of the database would have to have signed it, by those of this moment.

    One that was revoked signs nothing from then on, and a new one does at once.
    """
    keys = services.client_keys
    try:
        message_id, key = _signed(body, request, await keys.signing(services))
    except Forged:
        return _signed(body, request, await keys.signing(services, fresh=True))
    if key.client != PLATFORM:
        message_id, key = _signed(body, request, await keys.signing(services, fresh=True))
    return message_id, key


def _signed(body: bytes, request: web.Request, keys: Iterable[ValidKey]) -> tuple[str, ValidKey]:
    """Find the client whose secret signed a message.

    Raises :class:`Forged`.
    """
    refusal = Forged("nobody's secret signed it")
    for key in keys:
        try:
            return verified(body, request.headers, (SecretStr(key.secret),)), key
        except Forged as forged:
            refusal = forged
    raise refusal


def _connected(client: str, address: str, message_id: str) -> Actor:
    origin = Origin(surface="api", address=address, correlation=message_id)
    connected = frozenset({SystemRight.CONNECT})
    name = "Gaming platform" if client == PLATFORM else client
    return Actor(staff_id=None, person=client, name=name, origin=origin, system=connected)


def _refusal(status: int, because: str, headers: dict[str, str] | None = None) -> web.Response:
    return web.json_response({"error": because}, status=status, headers=headers)


DOORS = (Door("POST", "/v1/events", answer),)
