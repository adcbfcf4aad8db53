"""The Web API's methods by name, with the scope each asks for and how often it may be called."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.state import State
from sandbox.web_api.arguments import Args

Json = dict[str, Any]
Answer = Callable[[State, Args], Json]


@dataclass(frozen=True, slots=True)
class Method:
    """One method: `per_minute` None means no limit of its own."""

    name: str
    answer: Answer
    scopes: tuple[str, ...]
    per_minute: int | None
    app_token: bool = False


METHODS: dict[str, Method] = {}


def method(
    name: str, *scopes: str, per_minute: int | None = None, app_token: bool = False
) -> Callable[[Answer], Answer]:
    """Register a method that needs one of these scopes, or none."""

    def register(answer: Answer) -> Answer:
        METHODS[name] = Method(name, answer, scopes, per_minute, app_token)
        return answer

    return register
