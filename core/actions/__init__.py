"""Every action that can be asked for; a new one is a file beside this and a line here."""

from importlib import import_module

from core.action import Action
from core.errors import Unknown
from core.requests import Request

NAMES = (
    "block_player",
    "unblock_player",
    "adjust_balance",
    "reverse_adjustment",
    "grant_role",
    "thaw",
)
"""The modules of this package that hold an action each, called as the action is."""


def load(name: str) -> type[Action]:
    """Find the action in its module.

    Raises ``LookupError`` where the module holds no action of that name.
    """
    for value in vars(import_module(f"{__name__}.{name}")).values():
        if isinstance(value, type) and issubclass(value, Action) and getattr(value, "name", None) == name:
            return value
    message = f"core/actions/{name}.py holds no action whose name is {name!r}"
    raise LookupError(message)


ALL: tuple[type[Action], ...] = tuple(load(name) for name in NAMES)


def named(name: str) -> type[Action]:
    """Find an action by its name.

    Raises :class:`~core.errors.Unknown` for a name of a newer or an older Pitboss.
    """
    for action in ALL:
        if action.name == name:
            return action
    raise Unknown(f"This Pitboss does not know the action {name!r}.")


def read(request: Request) -> Action:
    """Read what was asked for back from a request's row, validated as it was then."""
    return named(request.action).model_validate(request.payload)
