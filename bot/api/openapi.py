"""The contract with the gaming platform as an OpenAPI document: what Pitboss serves, and what it sends.

It is made from the models by which the code reads and writes, so it says what they do.
"""

import json
from collections.abc import Mapping
from functools import cache

from aiohttp import web

from bot.api import api_keys, openapi_schemas, webhook_examples
from bot.api.openapi_schemas import REFERENCE, Json
from bot.api.routes import Door
from bot.process.services import Services
from core import activity
from core.client_keys import ClientScope
from core.platform import WISHES, EndSessionsWish, Wish

JSON = "application/json"
ABOUT = """What connects Pitboss with a gaming platform: the endpoints that Pitboss serves under `/v1`, and, under
`webhooks`, the messages that it sends to the address in `PITBOSS_PLATFORM_URL`.

Messages in both directions are signed as [Standard Webhooks](https://www.standardwebhooks.com) says: HMAC-SHA256 over
`id.timestamp.body`. Amounts are whole minor units (cents) of an ISO 4217 currency. Keys that are not listed are ignored
in events; the platform should ignore those that a newer Pitboss adds to its orders.
"""
SIGNED: Json = {"signature": []}
WITH_KEY: Json = {"key": []}
SECURITY: Json = {
    "key": {"type": "http", "scheme": "bearer", "description": "a key of `pitboss keys create` or `PITBOSS_API_KEYS`"},
    "signature": {
        "type": "apiKey",
        "in": "header",
        "name": "webhook-signature",
        "description": "`v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body` with the secret `whsec_…`",
    },
}
SENT = [
    {"name": "webhook-id", "in": "header", "required": True, "schema": {"type": "string"}},
    {
        "name": "webhook-timestamp",
        "in": "header",
        "required": True,
        "schema": {"type": "string", "pattern": "^[0-9]+$"},
        "description": "seconds since 1970; at most five minutes from now",
    },
]
REFUSALS: Mapping[int, str] = {
    400: "it is not of this form; nothing was done",
    401: "no valid signature or key",
    404: "it is not known, or this endpoint is off",
    409: "this webhook-id was used for another message",
    413: "too large; nothing was done",
    429: "too many; wait as `Retry-After` says",
    500: "something went wrong here; nothing was done, try again",
    503: "the database does not answer; try again",
}


async def answer(services: Services, request: web.Request) -> web.StreamResponse:
    """Give the contract with the gaming platform as an OpenAPI document, for any client's key."""
    key = await api_keys.client(services, request, ClientScope.OPENAPI_READ)
    if isinstance(key, web.Response):
        return key
    return web.Response(text=text(), content_type=JSON)


@cache
def text() -> str:
    """Write the document."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


@cache
def document() -> Json:
    """Make the document."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Pitboss and the gaming platform", "version": "1", "description": ABOUT},
        "paths": {
            "/v1/events": {"post": _events()},
            "/v1/players/{player}/status": {"get": _status("by our id", [_player_id()])},
            "/v1/players/status": {
                "get": _status("by the platform's own id", [_named("brand"), _named("external_id")])
            },
            "/v1/openapi.json": {"get": _itself()},
        },
        "webhooks": {
            **_orders(),
            "order_status": {"get": _asked()},
            "order_rest": {"post": _rest()},
            "ticket.replied": {"post": _letter()},
        },
        "components": {"schemas": openapi_schemas.every(), "securitySchemes": SECURITY},
    }


def _events() -> Json:
    return {
        "operationId": "tellEvents",
        "summary": f"Take events in, at most {activity.BATCH:,} a message",
        "security": [SIGNED],
        "parameters": SENT,
        "requestBody": _body("EventBatch"),
        "responses": {
            **_answers({200: ("IntakeReport", "what became of each event")}),
            **_errors(400, 401, 404, 409, 413, 429, 500, 503),
        },
    }


def _status(how: str, parameters: list[Json]) -> Json:
    tag = {
        "ETag": {
            "schema": {"type": "string"},
            "description": "names this state; a read on the condition that it has changed is answered with 304",
        }
    }
    known = _answers({200: ("StatusAnswer", "what the player can and cannot do")})
    known["200"]["headers"] = tag
    return {
        "operationId": f"readStatus{''.join(word.capitalize() for word in how.replace(chr(39), '').split())}",
        "summary": f"Read what a player can and cannot do, {how}",
        "security": [WITH_KEY],
        "parameters": parameters,
        "responses": {
            **known,
            "304": {"description": "it has not changed since the `ETag` that was named"},
            **_errors(400, 401, 404, 429, 503),
        },
    }


def _itself() -> Json:
    return {
        "operationId": "readContract",
        "summary": "Read this document",
        "security": [WITH_KEY],
        "responses": {
            "200": {"description": "this document", "content": {JSON: {"schema": {"type": "object"}}}},
            **_errors(401, 429),
        },
    }


def _orders() -> Json:
    return {f"order.{wish.kind}": {"post": _order(wish)} for wish in WISHES}


def _order(wish: type[Wish]) -> Json:
    name = f"order.{wish.kind}"
    return {
        "operationId": f"order{''.join(map(str.capitalize, wish.kind.split('_')))}",
        "summary": f"POST /orders: {(wish.__doc__ or '').strip().splitlines()[0]}",
        "description": "Carry it out once, however often it comes: `webhook-id` is the order's id on every try.",
        "security": [SIGNED],
        "parameters": SENT,
        "requestBody": _body(openapi_schemas.message_of(wish).__name__, example=webhook_examples.examples()[name]),
        "responses": _told_of_orders(),
    }


def _asked() -> Json:
    return {
        "operationId": "orderAsked",
        "summary": "GET /orders/{id}: Ask what became of an order that was not answered, before it is sent again",
        "description": "Signed over an empty body.",
        "security": [SIGNED],
        "parameters": [*SENT, _order_id()],
        "responses": {**_told_of_orders(), "404": {"description": "this order never came; it is sent again"}},
    }


def _rest() -> Json:
    return {
        "operationId": "orderRest",
        "summary": "POST /orders/{id}/rest: Carry out what was left of an order that was answered `partly_done`",
        "description": (
            "Somebody at the desk asked for it. The body and the `webhook-id` are those of the order: "
            "do what is not done yet, and nothing that is; answer as to the order."
        ),
        "security": [SIGNED],
        "parameters": [*SENT, _order_id()],
        "requestBody": _body(openapi_schemas.message_of(EndSessionsWish).__name__, example=_rest_example()),
        "responses": {**_told_of_orders(), "404": {"description": "this order never came"}},
    }


def _rest_example() -> Json:
    return webhook_examples.examples()[f"order.{EndSessionsWish.kind}"]


def _order_id() -> Json:
    return {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}


def _letter() -> Json:
    return {
        "operationId": "replyToPlayer",
        "summary": "POST /replies: Send a player what a colleague wrote",
        "security": [SIGNED],
        "parameters": SENT,
        "requestBody": _body("Letter", example=webhook_examples.examples()["ticket.replied"]),
        "responses": {
            "202": {"description": "it will be sent"},
            "401": {"description": "the signature is wrong; it is tried again"},
            "422": {"description": "it cannot be sent, and a person has to do it"},
            "503": {"description": "tried again later, as `Retry-After` says"},
        },
    }


def _told_of_orders() -> Json:
    told = {
        200: ("OrderAnswer", "how far it is; `partly_done` with its parts where only some of it is done"),
        202: ("OrderAnswer", "taken, and not done yet; Pitboss asks again"),
        422: ("OrderAnswer", "refused, with the reason"),
    }
    return {
        **_answers(told),
        "401": {"description": "the signature is wrong"},
        "503": {"description": "tried again later, as `Retry-After` says"},
    }


def _player_id() -> Json:
    whole = {"type": "integer", "minimum": 1, "maximum": 10**18 - 1}
    return {"name": "player", "in": "path", "required": True, "schema": whole}


def _named(name: str) -> Json:
    line = {"type": "string", "minLength": 1, "maxLength": 200}
    return {"name": name, "in": "query", "required": True, "schema": line}


def _body(model: str, *, example: Json | None = None) -> Json:
    content: Json = {"schema": {"$ref": REFERENCE.format(model=model)}}
    return {"required": True, "content": {JSON: content | ({"example": example} if example else {})}}


def _answers(told: Mapping[int, tuple[str, str]]) -> Json:
    return {
        str(status): {
            "description": words,
            "content": {JSON: {"schema": {"$ref": REFERENCE.format(model=model)}}},
        }
        for status, (model, words) in told.items()
    }


def _errors(*statuses: int) -> Json:
    return _answers({status: ("ErrorAnswer", REFUSALS[status]) for status in statuses})


DOORS = (Door("GET", "/v1/openapi.json", answer),)
