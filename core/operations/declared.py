"""What is declared of an operation, and its call: it checks the right, passes the guards and leaves its record."""

import inspect
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Generic, ParamSpec, TypeAlias, TypeVar

from pydantic import BaseModel

from core import audit, characters, quotas
from core.audit import Entry, Subject
from core.errors import Invalid, NotAllowed, Refused
from core.operations.preparations import Arguments, Preparation
from core.operations.refusals import Withheld, refused
from core.operations.seen import Recorded, Seen
from core.people import Actor, Permission, SystemRight
from core.quotas import Quota
from core.work import Work

DEPTH_MOST = 2
"""Levels of values within values that are looked at; what people type lies no deeper."""

P = ParamSpec("P")
T = TypeVar("T")

Need: TypeAlias = Permission | SystemRight | None
"""A right; None stands for everybody who works at the desk."""
Needs: TypeAlias = Need | tuple[Permission, ...] | Callable[[Arguments], Need]
"""What the actor must hold: one right, all of several, or what the arguments say (an Action knows its own)."""
SUBJECTS = ("request_id", "ticket_id", "alert_id", "staff_id", "freeze_id", "digest_id", "record_id")
"""Parameters that name what a call is about, for the record of a call that was refused or failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What is declared of an operation."""

    name: str
    """Room and function: ``players.card``."""
    action: str
    """What the record calls it: ``subject.verb_past``."""
    module: str
    needs: Needs
    doing: str
    """Completes "You may not …"; may name what the arguments say: ``ask for “{action.title}”``."""
    system: tuple[SystemRight, ...] = ()
    """What lets Pitboss itself, its operator or a machine do it as well."""
    changes: bool = False
    looks_at_player: bool = False
    """Whether it shows one player: it then counts as a look-up and asks for a purpose where the office says so."""
    recorded: Recorded = Recorded.EACH
    quotas: tuple[Quota, ...] = ()
    """How many calls of one person are too many; for counted ones."""
    before: Preparation | None = None
    """What a query writes before it looks."""
    may_be_old: bool = False
    """Whether some of what a query reads may be seconds old, and so come from a replica: see ``Work.reading``."""
    records: tuple[str, ...] = ()
    """Further actions that its records may carry."""
    facts: Callable[[Arguments], Mapping[str, Any]] | None = None
    """What every record of a call says by its arguments, also of a refused one: ids, codes and counts."""

    @property
    def actions(self) -> tuple[str, ...]:
        """Every action that its records may carry."""
        return (self.action, *self.records, *(self.before.records if self.before else ()))

    def required(self, arguments: Arguments) -> tuple[Need, ...]:
        """Name the rights that a call with these arguments needs."""
        needs = self.needs(arguments) if callable(self.needs) else self.needs
        return needs if isinstance(needs, tuple) else (needs,)


Guard: TypeAlias = Callable[[Work, Actor, Declaration, Seen[Any]], Awaitable[Mapping[str, Any]]]
"""Looks at what a query is about to show; refuses it, or gives facts for its record."""

Watch: TypeAlias = Callable[[Work, Seen[Any]], Awaitable[frozenset[int]]]
"""Picks players among those shown by a query about whom an alarm is raised."""

DECLARED: dict[str, "Declared[Any, Any]"] = {}
"""Every operation by its name."""
REGISTERED: dict[str, Guard] = {}
"""The guards by name."""
WATCHES: list[Watch] = []
"""What else looks at all that is shown."""


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
        if declaration.name in DECLARED:
            message = f"two operations are called {declaration.name}"
            raise ValueError(message)
        DECLARED[declaration.name] = self

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.declaration.name}>"

    def attempt(self, actor: Actor, *args: P.args, **kwargs: P.kwargs) -> Entry:
        """Begin the record of a call by what its arguments name: a player, a request, a ticket."""
        arguments = self._arguments(args, kwargs)
        named = (getattr(value, "player_id", None) for value in arguments.values())
        player_id = arguments.get("player_id") or next((each for each in named if each is not None), None)
        given = ((name.removesuffix("_id"), arguments.get(name)) for name in SUBJECTS)
        about = next(((kind, value) for kind, value in given if value is not None), ("player", player_id))
        subject = Subject(about[0], str(about[1])) if about[1] is not None else None
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
        """Refuse an actor without the right, and text that cannot be stored.

        Raises :class:`~core.errors.NotAllowed`, saying who has it, and :class:`~core.errors.Invalid`.
        """
        arguments = self._arguments(args, kwargs)
        if actor.system.isdisjoint(self.declaration.system):
            self._demand(work, actor, arguments)
        refuse_broken(arguments)

    def _demand(self, work: Work, actor: Actor, arguments: Arguments) -> None:
        declared = self.declaration
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

    async def look(
        self, work: Work, actor: Actor, *args: P.args, **kwargs: P.kwargs
    ) -> tuple[T, list[Entry], list[Entry]]:
        """Read what somebody may see; give it with the records without which it must not be shown, and with alarms.

        Raises what the query refuses, :class:`~core.errors.NotAllowed`, and :class:`Withheld` where a guard refuses.
        """
        self.refuse_unless_permitted(work, actor, *args, **kwargs)
        seen: Seen[T] = await self.function(work, actor, *args, **kwargs)
        attempt = self.attempt(actor, *args, **kwargs)
        before = [replace(attempt, action=action, facts=facts) for action, facts in seen.also.items()]
        guarded: dict[str, Any] = {}
        try:
            for guard in REGISTERED.values():
                guarded |= await guard(work, actor, self.declaration, seen)
        except Refused as refusal:
            withheld = refused(self._entry(seen, guarded, attempt), refusal)
            raise Withheld(refusal, [*before, withheld]) from refusal
        alarms = [] if actor.staff_id is None else await self._alarms(work, attempt, seen)
        return seen.value, [*before, self._entry(seen, guarded, attempt)], alarms

    def prepares(self, work: Work, actor: Actor, *args: P.args, **kwargs: P.kwargs) -> bool:
        """Tell whether this call has something to write before it looks: see :meth:`prepare`."""
        before = self.declaration.before
        return before is not None and before.due(work, actor, self._arguments(args, kwargs))

    async def prepare(self, work: Work, actor: Actor, *args: P.args, **kwargs: P.kwargs) -> None:
        """Write what this call has to write before it looks, in a transaction of its own.

        Raises :class:`~core.errors.NotAllowed` without the right.
        """
        self.refuse_unless_permitted(work, actor, *args, **kwargs)
        if self.declaration.before is not None:
            await self.declaration.before.write(work, actor, self._arguments(args, kwargs))

    async def __call__(self, work: Work, actor: Actor, *args: P.args, **kwargs: P.kwargs) -> T:
        """Look, and record it in the caller's transaction."""
        if self.prepares(work, actor, *args, **kwargs):
            await self.prepare(work, actor, *args, **kwargs)
        try:
            value, entries, alarms = await self.look(work, actor, *args, **kwargs)
        except Withheld as withheld:
            raise withheld.refusal from None
        if self.declaration.recorded is Recorded.EACH:
            for entry in entries:
                await audit.record(work, entry)
        for alarm in alarms:
            await audit.alarm_of_colleague(work, alarm)
        return value

    async def count(self, work: Work, actor: Actor) -> None:
        """Count a call of a counted query.

        Raises the refusal of a quota that is used up.
        """
        await audit.count(work, actor.person, self.declaration.action)
        for quota in self.declaration.quotas:
            await quotas.refuse_above(work, actor, quota)

    async def _alarms(self, work: Work, attempt: Entry, seen: Seen[T]) -> list[Entry]:
        shown = sorted({each for watch in WATCHES for each in await watch(work, seen)})
        return [
            replace(attempt, action="honey.seen", subject=Subject("player", str(each)), player_id=each, facts={})
            for each in shown
        ]

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


def refuse_broken(values: Mapping[str, object]) -> None:
    """Refuse text that cannot be stored, also within what an operation is called with; the error names its field.

    Raises :class:`~core.errors.Invalid` with what to do instead.
    """
    for field, text in _texts(values, DEPTH_MOST):
        if characters.BROKEN.search(text):
            raise Invalid(characters.BROKEN_TOLD, field=field)


def _texts(values: Mapping[str, object], depth: int) -> Iterator[tuple[str, str]]:
    for field, value in values.items():
        if isinstance(value, str):
            yield field, value
        elif depth:
            yield from _texts(_parts(value), depth - 1)


def _parts(value: object) -> Mapping[str, object]:
    if isinstance(value, BaseModel):
        return value.__dict__
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: getattr(value, each.name) for each in fields(value)}
    return {}
