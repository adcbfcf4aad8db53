"""Block reasons and adjustment reasons, and the consequences of each."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, ValidationInfo, model_validator

from core.money import Direction, Wallet
from core.office.field_types import Name, OfficePart, SomeOf, Title, Unsound
from core.office.roles import RoleName, file_context, lacking
from core.people import Permission, Visibility


class Scope(StrEnum):
    """What a player block can stop."""

    LOGIN = "login"
    DEPOSIT = "deposit"
    BET = "bet"
    WITHDRAW = "withdraw"
    BONUS = "bonus"
    PROFILE = "profile"
    MARKETING = "marketing"


class Reason(OfficePart):
    """A block reason: it decides what is blocked, who may lift it, and who may see it."""

    title: Title
    scopes: SomeOf[Scope]
    owner: RoleName
    """The role that must agree to lift it."""
    visibility: Visibility = Visibility.STAFF
    ends_sessions: bool = False
    holds_withdrawals: bool = False
    """Whether pending withdrawals are held, unless the requester chooses otherwise."""
    remedies: tuple[Title, ...] = ()
    """Steps that must be ticked as done before it is lifted."""

    @model_validator(mode="after")
    def _owned(self, info: ValidationInfo) -> "Reason":
        file = file_context(info)
        if reason := lacking(self.owner, Permission.UNBLOCK_APPROVE, file):
            raise Unsound((("owner",), reason))
        owner = file.roles.get(self.owner) if file else None
        if owner and self.visibility not in owner.sees:
            sentence = f"role {self.owner!r} does not see {self.visibility.value!r}; name an owner that does"
            raise Unsound((("owner",), sentence))
        return self


def _adjustable(wallet: Wallet) -> Wallet:
    if wallet is Wallet.LOCKED:
        raise ValueError("'locked' cannot be adjusted; use cash or bonus")
    return wallet


class AdjustmentReason(OfficePart):
    """An adjustment reason: it limits the wallets and directions, and names the house account."""

    title: Title
    wallets: SomeOf[Annotated[Wallet, AfterValidator(_adjustable)]]
    directions: SomeOf[Direction]
    house: Name
    """The house account that is debited or credited."""
    needs_source: bool = True
    """Whether the tournament, round, payment or incident must be named."""
    goodwill: bool = False
    """Whether it counts towards the player's goodwill of the last twelve months."""
