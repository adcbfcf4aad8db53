"""Declaring operations and guards, and naming all that are declared."""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Concatenate, ParamSpec, TypeVar

from core.operations.declared import (
    DECLARED,
    REGISTERED,
    WATCHES,
    Declaration,
    Declared,
    Guard,
    Needs,
    Operation,
    Query,
    Watch,
)
from core.operations.seen import Seen
from core.people import Actor
from core.work import Work

P = ParamSpec("P")
T = TypeVar("T")

GUARDS = frozenset({"purpose"})
"""What the rooms above must have registered before anything is called: see :func:`refuse_unguarded`."""


def query(
    action: str, *, module: str, needs: Needs, doing: str, **more: Any
) -> Callable[[Callable[Concatenate[Work, Actor, P], Awaitable[Seen[T]]]], Query[P, T]]:
    """Declare a look. ``more`` is what :class:`Declaration` takes besides."""

    def declare(function: Callable[Concatenate[Work, Actor, P], Awaitable[Seen[T]]]) -> Query[P, T]:
        return Query(_declaration(function, action=action, module=module, needs=needs, doing=doing, **more), function)

    return declare


def operation(
    action: str, *, module: str, needs: Needs, doing: str, **more: Any
) -> Callable[[Callable[Concatenate[Work, Actor, P], Awaitable[T]]], Operation[P, T]]:
    """Declare a change. ``more`` is what :class:`Declaration` takes besides."""

    def declare(function: Callable[Concatenate[Work, Actor, P], Awaitable[T]]) -> Operation[P, T]:
        declaration = _declaration(
            function, action=action, module=module, needs=needs, doing=doing, changes=True, **more
        )
        return Operation(declaration, function)

    return declare


def guard(name: str) -> Callable[[Guard], Guard]:
    """Register a guard that every query passes."""

    def register(function: Guard) -> Guard:
        REGISTERED[name] = function
        return function

    return register


def watch(function: Watch) -> Watch:
    """Register what picks players about whom an alarm is raised when they are shown."""
    WATCHES.append(function)
    return function


def refuse_unguarded() -> None:
    """Refuse to start while a guard is missing.

    Raises ``RuntimeError`` naming it.
    """
    if missing := GUARDS - REGISTERED.keys():
        message = f"no room has registered the guards {', '.join(sorted(missing))}"
        raise RuntimeError(message)


def registry() -> Iterator[Declared[Any, Any]]:
    """List every operation that is declared, by name."""
    yield from (DECLARED[name] for name in sorted(DECLARED))


def look_up_actions() -> tuple[str, ...]:
    """Name the actions of records that count as a look-up of a player."""
    looking = (each.declaration.action for each in registry() if each.declaration.looks_at_player)
    return tuple(sorted(set(looking)))


def _declaration(function: Callable[..., Any], **declared: Any) -> Declaration:
    room = function.__module__.removeprefix("core.")
    return Declaration(name=f"{room}.{function.__name__}", **declared)
