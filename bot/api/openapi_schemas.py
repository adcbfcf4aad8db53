"""The schemas of the contract with the gaming platform, made from the models by which the code reads and writes."""

import json
import re
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, create_model
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from bot.api.answers import ErrorAnswer, IntakeReport, OrderAnswer, StatusAnswer
from bot.api.events import Faultless
from core.activity.catalogue import BODIES
from core.platform import WISHES, Instant, OrderReference, Wish
from core.tickets.letters import Letter

Json = dict[str, Any]
REFERENCE = "#/components/schemas/{model}"


class EventBatch(Faultless):
    """Events of one message; each is accepted or refused by itself."""


@cache
def message_of(wish: type[Wish]) -> type[BaseModel]:
    """Make the model of a whole order, as it is sent."""
    name = wish.__name__.removesuffix("Wish")
    data = create_model(f"{name}Content", __base__=(wish, OrderReference), __doc__=wish.__doc__)
    kind: Any = Literal[f"order.{wish.kind}"]
    return create_model(
        f"{name}Order", type=(kind, ...), timestamp=(Instant, ...), data=(data, ...), __doc__=wish.__doc__
    )


def every() -> Json:
    """Give the schema of every model that is read or written, by its name."""
    read: list[tuple[type[BaseModel], JsonSchemaMode]] = [(EventBatch, "validation")]
    read += [(body, "validation") for body in dict.fromkeys(BODIES.values())]
    written: tuple[type[BaseModel], ...] = (IntakeReport, StatusAnswer, ErrorAnswer, Letter, *map(message_of, WISHES))
    several: list[tuple[type[BaseModel], JsonSchemaMode]] = [(model, "serialization") for model in written]
    several += [*read, (OrderAnswer, "validation")]
    schemas = _open(models_json_schema(several, ref_template=REFERENCE)[1]["$defs"])
    events = _of_each_type(schemas.pop("Event"))
    schemas["EventBatch"]["properties"]["events"]["items"] = {
        "oneOf": [{"$ref": REFERENCE.format(model=name)} for name in events],
        "discriminator": {"propertyName": "type", "mapping": _by_type(events)},
    }
    schemas |= events
    schemas["Money"]["description"] = "An amount in minor units, such as cents, of an ISO 4217 currency."
    return dict(sorted(schemas.items()))


def _by_type(events: Json) -> Json:
    return {one["properties"]["type"]["const"]: REFERENCE.format(model=name) for name, one in events.items()}


def _open(schemas: Json) -> Json:
    """Let a newer version add fields, and describe what is read and written alike once."""
    for schema in schemas.values():
        if schema.get("additionalProperties") is False:
            del schema["additionalProperties"]
    once: Json = json.loads(re.sub(r"-(?:In|Out)put(?=\")", "", json.dumps(schemas)))
    return once


def _of_each_type(event: Json) -> Json:
    """Describe an event of each type and version with its own body."""
    schemas = {}
    for (type_, version), body in BODIES.items():
        name = "".join(word.capitalize() for word in type_.split("_")) + (f"{version}Event" if version > 1 else "Event")
        own = {
            "type": {"const": str(type_)},
            "version": {"const": version},
            "body": {"$ref": REFERENCE.format(model=body.__name__)},
        }
        words = (body.__doc__ or "").strip().splitlines()[0]
        schemas[name] = {**event, "title": name, "description": words, "properties": {**event["properties"], **own}}
    return schemas
