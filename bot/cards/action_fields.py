"""An action's fields as Slack shows them, read from the action's own class."""

import types
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from core.action import Action, InCurrencyOf, Pick, Shown
from core.money import Direction, Wallet

TYPED_MOST = 3_000
"""Characters Slack lets somebody type into one field."""
OF_THE_PLAYER = frozenset(
    {
        Pick.OPEN_BLOCKS,
        Pick.OPEN_EXCLUSIONS,
        Pick.REMEDIES,
        Pick.ADJUSTMENT,
        Pick.BONUS,
        Pick.WITHDRAWAL,
        Pick.HELD_WITHDRAWAL,
        Pick.OFFERED,
    }
)
"""Choices that depend on the player."""
WORDS: dict[type[StrEnum], dict[str, str]] = {Direction: {"give": "Give to player", "take": "Take from player"}}
"""Labels for choices whose own name would be misleading."""
NEVER_CHOSEN: dict[type[StrEnum], frozenset[str]] = {Wallet: frozenset({"locked"})}
"""Values that the system sets and nobody chooses by hand."""

LOOK_UP = "/player"
"""The command whose verbs become buttons on the card."""
USUAL: dict[type[StrEnum] | None, str] = {Wallet: Wallet.CASH.value}
"""The default: the player's own money."""


class Widget(StrEnum):
    """How a field is filled in."""

    PLAYER = "player"
    """Searched for while typing."""
    STAFF = "staff"
    ONE = "one"
    """One of a list."""
    SEVERAL = "several"
    """Boxes to tick."""
    TICK = "tick"
    """One box: yes or no."""
    TEXT = "text"
    LONG = "long"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionField:
    """One field of a form."""

    name: str
    title: str
    widget: Widget
    optional: bool = False
    hint: str | None = None
    pick: Pick | None = None
    choices: type[StrEnum] | None = None
    kind: type | None = None
    """The type of its value where it is typed: text, a whole number, a day."""
    amount: InCurrencyOf | None = None
    most: int = TYPED_MOST
    default: Any = None

    @property
    def of_the_player(self) -> bool:
        """Whether its choices depend on the player."""
        return self.pick in OF_THE_PLAYER


@cache
def of(action: type[Action]) -> tuple[ActionField, ...]:
    """Read the fields of an action, in their order."""
    return tuple(_field(name, info) for name, info in action.model_fields.items())


@cache
def named(action: type[Action], name: str) -> ActionField | None:
    """Find one field of an action."""
    return next((field for field in of(action) if field.name == name), None)


def choices(kind: type[StrEnum]) -> tuple[StrEnum, ...]:
    """List the choices a person may make."""
    return tuple(choice for choice in kind if choice.value not in NEVER_CHOSEN.get(kind, ()))


def word(choice: StrEnum) -> str:
    """Write a choice in words: ``until_ended`` is ``Until ended``."""
    return WORDS.get(type(choice), {}).get(choice.value) or choice.value.replace("_", " ").capitalize()


def player_field(action: type[Action]) -> ActionField | None:
    """Find the field that names the player, if the action is about one."""
    return next((field for field in of(action) if field.pick is Pick.PLAYER), None)


def on_card(several: Iterable[type[Action]]) -> tuple[type[Action], ...]:
    """Pick the acts about a player without a command of their own: the menu of a card offers them."""
    own = (one for one in several if one.command is None or one.command.name == LOOK_UP)
    return tuple(one for one in own if player_field(one))


def looked_up(action: type[Action]) -> ActionField | None:
    """Find the field whose value is looked up by what was typed: the player, or what is frozen."""
    return next((field for field in of(action) if field.pick in {Pick.PLAYER, Pick.FREEZE}), None)


def usual(action: type[Action]) -> dict[str, Any]:
    """Return the defaults of a form."""
    return {field.name: USUAL[field.choices] for field in of(action) if field.choices in USUAL}


def _field(name: str, info: FieldInfo) -> ActionField:
    kind, marks = _unwrapped(info)
    pick = next((mark for mark in marks if isinstance(mark, Pick)), None)
    amount = next((mark for mark in marks if isinstance(mark, InCurrencyOf)), None)
    choices = kind if isinstance(kind, type) and issubclass(kind, StrEnum) else None
    widget = _widget(kind, pick=pick, amount=amount, long=Shown.LONG in marks)
    default = None if info.default is PydanticUndefined else info.default
    optional = widget is Widget.TICK or (not info.is_required() and default in (None, ()))
    return ActionField(
        name=name,
        title=info.title or name.replace("_", " ").capitalize(),
        widget=widget,
        optional=optional,
        hint=info.description,
        pick=pick,
        choices=choices,
        kind=kind if isinstance(kind, type) and widget is Widget.TEXT else None,
        amount=amount,
        most=min(_bound(marks, "max_length") or TYPED_MOST, TYPED_MOST),
        default=default,
    )


def _widget(kind: Any, *, pick: Pick | None, amount: InCurrencyOf | None, long: bool) -> Widget:
    several = get_origin(kind) in {tuple, list, set, frozenset}
    picked = {Pick.PLAYER: Widget.PLAYER, Pick.STAFF: Widget.STAFF, Pick.ACCOUNT: Widget.STAFF}
    if pick is not None:
        return picked.get(pick, Widget.SEVERAL if several else Widget.ONE)
    if amount is not None:
        return Widget.AMOUNT
    if kind is bool:
        return Widget.TICK
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return Widget.ONE
    return Widget.LONG if long else Widget.TEXT


def _unwrapped(info: FieldInfo) -> tuple[Any, list[Any]]:
    """Unwrap ``Annotated`` and ``| None``: return the plain type and all annotations."""
    kind: Any = info.annotation
    marks = list(info.metadata)
    while True:
        if get_origin(kind) is Annotated:
            kind, *more = get_args(kind)
            marks += more
        elif get_origin(kind) in {Union, types.UnionType}:
            [kind] = [one for one in get_args(kind) if one is not types.NoneType]
        else:
            return kind, marks


def _bound(marks: list[Any], name: str) -> int | None:
    """Find a length limit among the annotations, in any of pydantic's forms."""
    return next((bound for mark in marks if (bound := getattr(mark, name, None)) is not None), None)
