"""Why a player is blocked or money is moved by hand, and what follows from each reason."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, ValidationInfo, model_validator

from core.money import Direction, Wallet
from core.office.field_types import Name, OfficePart, SomeOf, Title, Unsound
from core.office.roles import RoleName, known, lacking
from core.people import Permission, Visibility


class Scope(StrEnum):
    """What a player block can stand in the way of."""

    LOGIN = "login"
    DEPOSIT = "deposit"
    BET = "bet"
    WITHDRAW = "withdraw"
    BONUS = "bonus"
    PROFILE = "profile"
    MARKETING = "marketing"


class Reason(OfficePart):
    """Why a player is blocked: the reason chooses what is blocked, who may lift it, and who may know."""

    title: Title
    scopes: SomeOf[Scope]
    owner: RoleName
    """The role that agrees to lifting it."""
    visibility: Visibility = Visibility.STAFF
    ends_sessions: bool = False
    holds_withdrawals: bool = False
    """Whether withdrawals in flight are held unless the person says otherwise."""
    remedies: tuple[Title, ...] = ()
    """What must be ticked as done before it is lifted."""

    @model_validator(mode="after")
    def _owned(self, info: ValidationInfo) -> "Reason":
        file = known(info)
        if reason := lacking(self.owner, Permission.UNBLOCK_APPROVE, file):
            raise Unsound((("owner",), reason))
        owner = file.roles.get(self.owner) if file else None
        if owner and self.visibility not in owner.sees:
            sentence = f"role {self.owner!r} does not see {self.visibility.value!r}; name an owner who does"
            raise Unsound((("owner",), sentence))
        return self


def _by_hand(wallet: Wallet) -> Wallet:
    if wallet is Wallet.LOCKED:
        raise ValueError("'locked' is never moved by hand; write cash or bonus")
    return wallet


class AdjustmentReason(OfficePart):
    """Why money is moved by hand: the reason binds the wallet, the direction and the house account."""

    title: Title
    wallets: SomeOf[Annotated[Wallet, AfterValidator(_by_hand)]]
    directions: SomeOf[Direction]
    house: Name
    """The house account on the other side."""
    needs_source: bool = True
    """Whether the tournament, round, payment or incident must be named."""
    goodwill: bool = False
    """Whether it counts into the player's goodwill of the last twelve months."""
