"""All approvable actions. A new action is a module in this package and a line here."""

from importlib import import_module
from typing import ClassVar

from pydantic import ValidationError

from core.action import Action, Fact
from core.errors import Conflict, Unknown
from core.people import Visibility
from core.requests import Request

NAMES = (
    "block_player",
    "unblock_player",
    "correct_exclusion",
    "adjust_balance",
    "reverse_adjustment",
    "grant_bonus",
    "convert_bonus",
    "void_bonus",
    "settle_receivable",
    "require_password",
    "end_sessions",
    "reset_counters",
    "raise_verification",
    "lower_verification",
    "hold_withdrawal",
    "release_withdrawal",
    "lower_limit",
    "settle_link",
    "cool_off",
    "self_exclude",
    "close_for_player",
    "close_account",
    "reopen_account",
    "correct_contact",
    "grant_role",
    "hire",
    "thaw",
)
"""The modules of this package with an action each, named like the action."""


def load(name: str) -> type[Action]:
    """Find the action in its module.

    Raises ``LookupError`` where the module has no action of that name.
    """
    for value in vars(import_module(f"{__name__}.{name}")).values():
        if isinstance(value, type) and issubclass(value, Action) and getattr(value, "name", None) == name:
            return value
    message = f"core/actions/{name}.py has no action named {name!r}"
    raise LookupError(message)


ALL: tuple[type[Action], ...] = tuple(load(name) for name in NAMES)


def named(name: str) -> type[Action]:
    """Find an action by its name.

    Raises :class:`~core.errors.Unknown` for an action of a newer or older version of Pitboss.
    """
    for action in ALL:
        if action.name == name:
            return action
    raise Unknown(f"This version of Pitboss does not know the action {name!r}.")


class Altered(Conflict):
    """The stored content of a request is not what was asked: somebody changed it past the desk."""

    code: ClassVar[str] = "request_altered"
    recorded_as: ClassVar[str | None] = "request.altered"
    betrays: ClassVar[bool] = True

    @classmethod
    def of(cls, request: Request) -> "Altered":
        """Make the refusal for a request."""
        return cls(
            f"What {request.code} asks for was changed in the database after it was asked. Nothing was done, and "
            "security was alarmed. Decline it; what is still wanted can be asked for again."
        )


def heading(request: Request) -> str:
    """Say in one line what a request asks for, with the amount, player or person of the facts it was asked under."""
    facts = [Fact.model_validate(fact) for fact in request.facts]
    return read(request).heading({fact.key: fact.value for fact in facts if fact.visibility is Visibility.STAFF})


def read(request: Request) -> Action:
    """Restore the requested action from a request's payload, validated again.

    Raises :class:`Altered` where the payload is none of such an action.
    """
    try:
        return named(request.action).model_validate(request.payload)
    except ValidationError as error:
        raise Altered.of(request) from error
