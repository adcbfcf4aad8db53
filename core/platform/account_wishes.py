"""Orders about the account itself: closing and opening it again, and its contact data."""

from typing import ClassVar

from pydantic import Field

from core.money import Money
from core.platform.messages import MessagePart
from core.platform.wish_parts import Gate, OrderKind, Wish


class CloseWish(Wish):
    """Close the account, end its sessions, and pay out what it holds."""

    kind: ClassVar[OrderKind] = OrderKind.CLOSE

    end_sessions: bool = True
    pay_out: tuple[Money, ...] = Field(description="what the cash wallet held when it was closed, by currency")


class SelfCloseWish(Wish):
    """Close the account on the player's own word, end its sessions, and pay out what it holds."""

    kind: ClassVar[OrderKind] = OrderKind.SELF_CLOSE
    protects: ClassVar[bool] = True

    end_sessions: bool = True
    pay_out: tuple[Money, ...] = Field(description="what the cash wallet held when it was closed, by currency")


class ReopenWish(Wish):
    """Open a closed account again."""

    kind: ClassVar[OrderKind] = OrderKind.REOPEN

    then: Gate


class ContactChange(MessagePart):
    """One address before and after."""

    before: str | None = Field(
        description="tell this address that it was changed, and how to object; null: there was none"
    )
    after: str


class DetailChange(MessagePart):
    """A name or a part of the postal address before and after."""

    before: str | None
    after: str


class ContactChangedWish(Wish):
    """Change contact data, tell the old e-mail address and phone number of it, and hold withdrawals for a while."""

    kind: ClassVar[OrderKind] = OrderKind.CONTACT_CHANGED

    email: ContactChange | None = Field(description="null: it stays")
    phone: ContactChange | None = Field(description="null: it stays")
    first_name: DetailChange | None = Field(default=None, description="null: it stays")
    last_name: DetailChange | None = Field(default=None, description="null: it stays")
    address: DetailChange | None = Field(default=None, description="street and number; null: it stays")
    post_code: DetailChange | None = Field(default=None, description="null: it stays")
    city: DetailChange | None = Field(default=None, description="null: it stays")
    country: DetailChange | None = Field(default=None, description="ISO 3166-1 alpha-2; null: it stays")
    then: Gate
