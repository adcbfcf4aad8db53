"""Every action that can be asked for; a new one is a file beside this and two lines here."""

from core.action import Action
from core.actions.adjust_balance import AdjustBalance
from core.actions.block_player import BlockPlayer
from core.actions.grant_role import GrantRole
from core.actions.reverse_adjustment import ReverseAdjustment
from core.actions.thaw import Thaw
from core.actions.unblock_player import UnblockPlayer
from core.errors import Unknown
from core.requests import Request

ALL: tuple[type[Action], ...] = (BlockPlayer, UnblockPlayer, AdjustBalance, ReverseAdjustment, GrantRole, Thaw)


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
