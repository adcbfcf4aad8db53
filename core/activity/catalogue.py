"""The catalogue: every type of event, and what each version of it says."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field, model_validator

from core.activity import order_parts
from core.activity.account_bodies import (
    AccountClosedBody,
    AccountReopenedBody,
    ChangedBody,
    EmailChangedBody,
    EventBody,
    InstrumentChangedBody,
    PhoneChangedBody,
    ProfileChangedBody,
    RegistrationBody,
    VerificationBody,
)
from core.activity.field_types import (
    Amount,
    Country,
    Excluding,
    Games,
    Line,
    Moved,
    Sum,
    Until,
    Won,
    Word,
    end_of_exclusion,
    excluding,
)
from core.activity.order_parts import OrderPart
from core.money import Money, Wallet
from core.players.restrictions import COOL_OFF, SELF_EXCLUSION


class Type(StrEnum):
    """Everything the catalogue knows; an event of another type is kept apart."""

    REGISTRATION = "registration"
    LOGIN = "login"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a type of event
    EMAIL_CHANGED = "email_changed"
    PHONE_CHANGED = "phone_changed"
    INSTRUMENT_CHANGED = "instrument_changed"
    SECOND_FACTOR_CHANGED = "second_factor_changed"
    VERIFICATION = "verification"
    BALANCE_UPDATE = "balance_update"
    SUSPENSION = "suspension"
    DEPOSIT = "deposit"
    DEPOSIT_FAILED = "deposit_failed"
    WITHDRAWAL_REQUESTED = "withdrawal_requested"
    WITHDRAWAL_CANCELLED = "withdrawal_cancelled"
    WITHDRAWAL_PAID = "withdrawal_paid"
    CHARGEBACK = "chargeback"
    BET = "bet"
    WIN = "win"
    BET_VOIDED = "bet_voided"
    BONUS_GRANTED = "bonus_granted"
    BONUS_CONVERTED = "bonus_converted"
    BONUS_EXPIRED = "bonus_expired"
    LIMIT_SET = "limit_set"
    EXCLUSION_SET = "exclusion_set"
    SESSION_ENDED = "session_ended"
    PLATFORM_ACT = "platform_act"
    PROFILE_CHANGED = "profile_changed"
    ACCOUNT_CLOSED = "account_closed"
    ACCOUNT_REOPENED = "account_reopened"


class LoginBody(EventBody):
    """A player came in, or did not."""

    success: bool
    ip: Word | None = None
    country: Country | None = None
    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)
    device: Word | None = None
    user_agent: Line | None = None
    vpn: bool | None = None
    session: Word | None = None
    """Names the session it opened."""


class BalanceBody(EventBody):
    """What a wallet holds on the platform."""

    wallet: Wallet = Wallet.CASH
    balance: Sum


class SuspensionBody(EventBody):
    """The platform stopped or freed an account."""

    suspended: bool
    reason: Line | None = None


class PaymentBody(EventBody):
    """Money came in, was refused or was taken back by the bank."""

    amount: Amount
    method: Word | None = None
    reference: Word | None = None


class WithdrawalBody(EventBody):
    """A withdrawal went one step further."""

    withdrawal: Word
    amount: Amount


class BetBody(EventBody):
    """A stake was placed, or given back."""

    bet: Word
    amount: Amount
    wallet: Wallet = Wallet.CASH
    game: Word | None = None


class WinBody(EventBody):
    """A bet was settled: what came back, nothing when lost."""

    bet: Word
    amount: Won
    wallet: Wallet = Wallet.CASH
    game: Word | None = None


class BonusBody(EventBody):
    """A bonus came, became money, or lapsed."""

    amount: Amount
    bonus: Word | None = None
    """Names it among the player's bonuses."""
    turnover: Won | None = None
    """Of one that was granted: the stakes it asks for before it becomes money."""
    games: Games = ()
    """The games whose stakes count; none: every game."""
    until: Until = None


class LimitBody(EventBody):
    """A player set a limit of their own, or took it away."""

    limit: Word
    amount: Won | None = None
    """None: there is no limit any more."""
    period: Word | None = None


class ExclusionBody(EventBody):
    """A player excluded themselves or took a break, on the platform."""

    kind: Excluding
    until: Until = None
    """None: for good; a break has an end."""
    unread: bool = False
    """Whether it could not be read as it was told: what is left of it protects until the platform says otherwise."""

    @model_validator(mode="before")
    @classmethod
    def _protecting(cls, told: Any) -> Any:
        """Read what can be read: an exclusion that is told must not fail, and is taken for the stricter."""
        body = told if isinstance(told, Mapping) else {}
        kind = excluding(body.get("kind"))
        until, is_read = end_of_exclusion(body.get("until"))
        if kind not in (SELF_EXCLUSION, COOL_OFF) or (kind == COOL_OFF and until is None):
            kind, is_read = SELF_EXCLUSION, False
        return {"kind": kind, "until": until, "unread": not is_read}


class SessionEndedBody(EventBody):
    """A session is over."""

    session: Word


class PlatformActBody(EventBody):
    """Somebody acted by hand on the platform itself."""

    act: Word
    by: Word | None = None
    reason: Line | None = None
    amount: Moved | None = None
    """What it moved: less than zero where it was taken from the player."""
    wallet: Wallet = Wallet.CASH
    order: UUID | None = None
    """The order of ours that it answers."""
    state: Literal["in_force", "refused", "partly_done"] = "in_force"
    """What came of that order."""
    parts: Annotated[tuple[OrderPart, ...], BeforeValidator(order_parts.read)] = ()
    """Of an order that was done in part: what was done, and what was not."""

    @property
    def moved(self) -> Money | None:
        """What it moved; nothing where an order was refused or done in part: balances then tell what moved."""
        return self.amount if self.state == "in_force" else None


BODIES: Mapping[tuple[str, int], type[EventBody]] = {
    (Type.REGISTRATION, 1): RegistrationBody,
    (Type.LOGIN, 1): LoginBody,
    (Type.PASSWORD_CHANGED, 1): ChangedBody,
    (Type.EMAIL_CHANGED, 1): EmailChangedBody,
    (Type.PHONE_CHANGED, 1): PhoneChangedBody,
    (Type.INSTRUMENT_CHANGED, 1): InstrumentChangedBody,
    (Type.SECOND_FACTOR_CHANGED, 1): ChangedBody,
    (Type.VERIFICATION, 1): VerificationBody,
    (Type.BALANCE_UPDATE, 1): BalanceBody,
    (Type.SUSPENSION, 1): SuspensionBody,
    (Type.DEPOSIT, 1): PaymentBody,
    (Type.DEPOSIT_FAILED, 1): PaymentBody,
    (Type.WITHDRAWAL_REQUESTED, 1): WithdrawalBody,
    (Type.WITHDRAWAL_CANCELLED, 1): WithdrawalBody,
    (Type.WITHDRAWAL_PAID, 1): WithdrawalBody,
    (Type.CHARGEBACK, 1): PaymentBody,
    (Type.BET, 1): BetBody,
    (Type.WIN, 1): WinBody,
    (Type.BET_VOIDED, 1): BetBody,
    (Type.BONUS_GRANTED, 1): BonusBody,
    (Type.BONUS_CONVERTED, 1): BonusBody,
    (Type.BONUS_EXPIRED, 1): BonusBody,
    (Type.LIMIT_SET, 1): LimitBody,
    (Type.EXCLUSION_SET, 1): ExclusionBody,
    (Type.SESSION_ENDED, 1): SessionEndedBody,
    (Type.PLATFORM_ACT, 1): PlatformActBody,
    (Type.PROFILE_CHANGED, 1): ProfileChangedBody,
    (Type.ACCOUNT_CLOSED, 1): AccountClosedBody,
    (Type.ACCOUNT_REOPENED, 1): AccountReopenedBody,
}
"""What each type says, by version: an old event is read as it was meant then."""


def read(type_: str, version: int, body: Mapping[str, Any]) -> EventBody | None:
    """Read an event's body as its type and version say; None where the catalogue knows no such type.

    Raises ``pydantic.ValidationError`` when the body is not what the type says.
    """
    model = BODIES.get((type_, 1 if type_ == Type.EXCLUSION_SET else version))  # what protects is read in any version
    return model.model_validate(body) if model else None
