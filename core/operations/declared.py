"""Operations as they are called: each checks the right, passes the guards and leaves its record."""

import inspect
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Concatenate, Generic, ParamSpec, TypeAlias, TypeVar

from core import audit
from core.audit import Entry, Outcome, Subject
from core.errors import NotAllowed, Refused
from core.operations.declarations import Arguments, Declaration, Needs, Recorded, Seen
from core.people import Actor, SystemRight
from core.work import Work

P = ParamSpec("P")
T = TypeVar("T")

SUBJECTS = ("request_id", "ticket_id", "alert_id", "staff_id", "freeze_id", "digest_id", "record_id")
"""Parameters that name what a call is about, for the record of a call that was refused or failed."""


class Withheld(Exception):  # noqa: N818 - names what happened to what was found
    """A guard refused to show what a query found; its records say so, and what was searched until then."""

    def __init__(self, refusal: Refused, entries: list[Entry]) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal
        self.entries = entries


class TooManyTries(Refused):
    """More calls within a minute than the office allows."""

    code = "too_many_tries"


Guard: TypeAlias = Callable[[Work, Actor, Declaration, Seen[Any]], Awaitable[Mapping[str, Any]]]
"""Looks at what a query is about to show; refuses it, or gives facts for its record."""

_DECLARED: dict[str, "Declared[Any, Any]"] = {}
_GUARDS: dict[str, Guard] = {}
GUARDS = frozenset({"purpose"})
"""What the rooms above must have registered before anything is called: see :func:`refuse_unguarded`."""


class Declared(Generic[P, T]):
    """An operation with its declaration."""

    def __init__(self, declaration: Declaration, function: Callable[..., Awaitable[Any]]) -> None:
        self.declaration = declaration
        self.function = function
        self.__doc__ = function.__doc__
        self.__name__ = getattr(function, "__name__", declaration.name)
        self.__module__ = function.__module__
        self.__wrapped__ = function
        self._signature = inspect.signature(function)
        if declaration.name in _DECLARED:
            message = f"two operations are called {declaration.name}"
            raise ValueError(message)
        _DECLARED[declaration.name] = self

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.declaration.name}>"

    def attempt(self, actor: Actor, *args: P.args, **kwargs: P.kwargs) -> Entry:
        """Begin the record of a call by what its arguments name: a player, a request, a ticket."""
        arguments = self._arguments(args, kwargs)
        named = (getattr(value, "player_id", None) for value in arguments.values())
        player_id = arguments.get("player_id") or next((each for each in named if each is not None), None)
        subject = Subject("player", str(player_id)) if player_id is not None else None
        for name in SUBJECTS:
            if subject is None and arguments.get(name) is not None:
                subject = Subject(name.removesuffix("_id"), str(arguments[name]))
        return Entry(
            actor=actor,
            action=self.declaration.action,
            module=self.declaration.module,
            subject=subject,
            player_id=player_id,
            request_id=arguments.get("request_id"),
            facts=self.declaration.facts(arguments) if self.declaration.facts else {},
        )

    def begun(self, actor: Actor) -> Entry:
        """Begin the record of a call that could not even be read."""
        return Entry(actor=actor, action=self.declaration.action, module=self.declaration.module)

    def refuse_unless_permitted(self, work: Work, actor: Actor, *args: P.args, **kwargs: P.kwargs) -> None:
        """Refuse an actor without the right.

        Raises :class:`~core.errors.NotAllowed`, saying who has it.
        """
        declared = self.declaration
        if not actor.system.isdisjoint(declared.system):
            return
        arguments = self._arguments(args, kwargs)
        doing = declared.doing.format_map(arguments)
        for need in declared.required(arguments):
            if isinstance(need, SystemRight):
                if need not in actor.system:
                    raise NotAllowed(f"You may not {doing}. Pitboss does that by itself.")
            elif not actor.works:
                raise NotAllowed(f"You may not {doing}. You do not work at this desk now.")
            elif need is not None:
                work.office.demand(actor, need, doing)

    def _arguments(self, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Arguments:
        bound = self._signature.bind(None, None, *args, **kwargs)
        bound.apply_defaults()
        return dict(list(bound.arguments.items())[2:])


class Query(Declared[P, T]):
    """A look: read outside a transaction, recorded, then shown."""

    async def look(self, work: Work, actor: Actor, *args: P.args, **kwargs: P.kwargs) -> tuple[T, list[Entry]]:
        """Read what somebody may see; give it with the records without which it must not be shown.

        Raises what the query refuses, :class:`~core.errors.NotAllowed`, and :class:`Withheld` where a guard refuses.
        """
        self.refuse_unless_permitted(work, actor, *args, **kwargs)
        seen: Seen[T] = await self.function(work, actor, *args, **kwargs)
        attempt = self.attempt(actor, *args, **kwargs)
        before = [replace(attempt, action=action, facts=facts) for action, facts in seen.also.items()]
        guarded: dict[str, Any] = {}
        try:
            for guard in _GUARDS.values():
                guarded |= await guard(work, actor, self.declaration, seen)
        except Refused as refusal:
            withheld = refused(self._entry(seen, guarded, attempt), refusal)
            raise Withheld(refusal, [*before, withheld]) from refusal
        return seen.value, [*before, self._entry(seen, guarded, attempt)]

    async def __call__(self, work: Work, actor: Actor, *args: P.args, **kwargs: P.kwargs) -> T:
        """Look, and record it in the caller's transaction."""
        try:
            value, entries = await self.look(work, actor, *args, **kwargs)
        except Withheld as withheld:
            raise withheld.refusal from None
        if self.declaration.recorded is Recorded.EACH:
            for entry in entries:
                await audit.record(work, entry)
        return value

    async def count(self, work: Work, actor: Actor) -> None:
        """Count a call of a counted query.

        Raises :class:`TooManyTries` beyond what the office allows in a minute.
        """
        calls = await audit.count(work, actor.person, self.declaration.action)
        most = self.declaration.per_minute(work.office) if self.declaration.per_minute else None
        if most is not None and calls > most:
            raise TooManyTries(f"That was more than {most} tries within a minute. Wait a minute, then go on.")

    def _entry(self, seen: Seen[T], guarded: Mapping[str, Any], attempt: Entry) -> Entry:
        player_id = seen.player_id if seen.player_id is not None else attempt.player_id
        if seen.looked_at is not None:
            player_id = seen.looked_at.player_id
        subject = seen.subject or attempt.subject
        if subject is None and player_id is not None and self.declaration.looks_at_player:
            subject = Subject("player", str(player_id))
        return replace(
            attempt,
            action=seen.action or attempt.action,
            subject=subject,
            player_id=player_id,
            facts={**attempt.facts, **seen.facts, **guarded},
            **seen.details,
        )


class Operation(Declared[P, T]):
    """A change: everything, reads included, in one written transaction with its record."""

    async def __call__(self, work: Work, actor: Actor, *args: P.args, **kwargs: P.kwargs) -> T:
        """Do it in the caller's transaction; what it does not record itself is recorded here, if it is to be.

        Raises what the operation refuses, and :class:`~core.errors.NotAllowed`.
        """
        self.refuse_unless_permitted(work, actor, *args, **kwargs)
        before = len(work.recorded)
        value: T = await self.function(work, actor, *args, **kwargs)
        declared = self.declaration
        if declared.recorded is Recorded.EACH and not set(declared.actions) & set(work.recorded[before:]):
            await audit.record(work, self.attempt(actor, *args, **kwargs))
        return value


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
        _GUARDS[name] = function
        return function

    return register


def refuse_unguarded() -> None:
    """Refuse to start while a guard is missing.

    Raises ``RuntimeError`` naming it.
    """
    if missing := GUARDS - _GUARDS.keys():
        message = f"no room has registered the guards {', '.join(sorted(missing))}"
        raise RuntimeError(message)


def registry() -> Iterator[Declared[Any, Any]]:
    """List every operation that is declared, by name."""
    yield from (_DECLARED[name] for name in sorted(_DECLARED))


def look_up_actions() -> tuple[str, ...]:
    """Name the actions of records that count as a look-up of a player."""
    looking = (each.declaration.action for each in registry() if each.declaration.looks_at_player)
    return tuple(sorted(set(looking)))


def refused(attempt: Entry, refusal: Refused) -> Entry:
    """Say in a record that a call was refused."""
    action = refusal.recorded_as or attempt.action
    return replace(attempt, action=action, outcome=Outcome.REFUSED, code=refusal.code)


def _declaration(function: Callable[..., Any], **declared: Any) -> Declaration:
    room = function.__module__.removeprefix("core.")
    return Declaration(name=f"{room}.{function.__name__}", **declared)
