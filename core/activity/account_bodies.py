"""What events say of a player's account: who opened it, what was changed, how far the identity is proved."""

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from core.activity.field_types import Line, Word
from core.players import fields


class EventBody(BaseModel):
    """What an event says beside who, when and from where; fields the catalogue does not know are stored unread."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    never_kept: ClassVar[frozenset[str]] = frozenset()
    """What goes elsewhere and does not stay with the event."""


class PersonalDetails(BaseModel):
    """What an account says of the person, and what may change later; None where nothing is said of it."""

    first_name: fields.Line | None = None
    last_name: fields.Line | None = None
    born_on: fields.BirthDate | None = None
    gender: fields.Line | None = None
    address: fields.Address | None = None
    post_code: fields.Line | None = None
    city: fields.Line | None = None
    country: fields.Country | None = None
    language: fields.Line | None = None


class NewAccount(PersonalDetails):
    """Who opened an account: enough to register the player here, beside the id and the brand that the event names."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    username: fields.Username
    licence: fields.Line
    currency: fields.Currency
    email: fields.Line | None = None
    phone: fields.Line | None = None


class RegistrationBody(EventBody):
    """A player opened an account."""

    never_kept: ClassVar[frozenset[str]] = frozenset({"account"})

    country: fields.Country | None = None
    through: Word | None = None
    account: NewAccount | None = None
    """Goes into the player's profile."""


class ChangedBody(EventBody):
    """Something an account is guarded by was changed."""

    ip: Word | None = None
    device: Word | None = None


class EmailChangedBody(ChangedBody):
    """The e-mail address was changed."""

    never_kept: ClassVar[frozenset[str]] = frozenset({"email"})

    email: fields.Line | None = None
    """The new one. Goes into the player's profile."""


class PhoneChangedBody(ChangedBody):
    """The phone number was changed."""

    never_kept: ClassVar[frozenset[str]] = frozenset({"phone"})

    phone: fields.Line | None = None
    """The new one. Goes into the player's profile."""


class PaymentInstrument(BaseModel):
    """A way to pay, as the payment provider names it; never a card number."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    kind: fields.Line
    fingerprint: fields.Line
    last_four: Annotated[str | None, Field(pattern="^[0-9]{4}$")] = None


class InstrumentChangedBody(ChangedBody):
    """A payment instrument was added or changed."""

    never_kept: ClassVar[frozenset[str]] = frozenset({"instrument"})

    instrument: PaymentInstrument | None = None
    """The new one. Goes into the player's profile."""


class ProfileChangedBody(PersonalDetails, EventBody):
    """Something about the player was changed, and goes into the profile: what is not told stays as it was."""

    never_kept: ClassVar[frozenset[str]] = frozenset({"username", *PersonalDetails.model_fields})

    username: fields.Username | None = None


class AccountClosedBody(EventBody):
    """The account was closed."""

    by: Literal["player", "operator"] = "operator"
    reason: Line | None = None


class AccountReopenedBody(EventBody):
    """A closed account was opened again."""

    reason: Line | None = None


class VerificationBody(EventBody):
    """How far the player's identity is proved."""

    never_kept: ClassVar[frozenset[str]] = frozenset({"document"})

    level: fields.VerificationLevel
    status: fields.VerificationStatus
    expires_on: fields.Day | None = None
    document: Word | None = None
    """What names the document it was proved by. A digest of it is kept, to see one that two players use."""
