"""The contract with the gaming platform, to which every message that a test's platform receives is held."""

from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from bot.api import openapi


def problems(message: dict[str, Any]) -> list[str]:
    """Say how a message that Pitboss sent differs from what the contract says of its type."""
    return [error.message for error in _validator(message["type"]).iter_errors(message)]


@cache
def _validator(type_: str) -> Draft202012Validator:
    document = openapi.document()
    content = document["webhooks"][type_]["post"]["requestBody"]["content"]
    return Draft202012Validator({**content["application/json"]["schema"], "components": document["components"]})
