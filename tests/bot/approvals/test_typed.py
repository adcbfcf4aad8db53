"""What is typed to ask for an action is read by the types of its fields, whichever action it is."""

from enum import StrEnum
from typing import Annotated, ClassVar

import pytest
from pydantic import Field

from bot.approvals import typed_fields
from core import money, office
from core.action import Action, Note, Pick
from core.actions.adjust_balance import AdjustBalance
from core.actions.block_player import BlockPlayer
from core.actions.grant_role import GrantRole
from core.actions.lower_verification import LowerVerification
from core.actions.raise_verification import RaiseVerification
from core.actions.reset_counters import ResetCounters
from core.actions.reverse_adjustment import ReverseAdjustment
from core.actions.thaw import Thaw
from core.errors import Invalid
from core.players import PlayerId

OFFICE = office.default()


class Lasting(StrEnum):
    FOR_GOOD = "for_good"
    BRIEFLY = "briefly"


class CloseAccount(Action):
    name: ClassVar = "close_account"
    title: ClassVar = "Close account"

    player_id: Annotated[PlayerId, Pick.PLAYER] = Field(title="Player")
    lasting: Lasting = Field(title="How long")
    asked_by: Lasting = Field(default=Lasting.BRIEFLY, title="A field with a usual answer")
    note: Note = Field(title="Why")


@pytest.mark.parametrize(
    ("action", "text", "named", "filled"),
    [
        (CloseAccount, "anna42 for good because she asked", "anna42", {"lasting": "for_good", "note": "she asked"}),
        (CloseAccount, "muel 4471 briefly", "muel 4471", {"lasting": "briefly"}),
        (CloseAccount, "briefly", "briefly", {}),
        (CloseAccount, "", "", {}),
        (AdjustBalance, "", "", {"wallet": "cash"}),
        (AdjustBalance, "anna42 bonus", "anna42 bonus", {"wallet": "cash"}),
        (
            AdjustBalance,
            "anna42 +5 EUR bonus goodwill because of the delay",
            "anna42",
            {"wallet": "bonus", "direction": "give", "amount": "5 EUR", "reason": "goodwill", "note": "of the delay"},
        ),
        (GrantRole, "finance because he joined", "", {"role": "finance", "note": "he joined"}),
        (GrantRole, "<@U0BOB|bob> to support lead", "", {"staff_id": "U0BOB", "role": "support_lead"}),
        (Thaw, "desk because it is over", "desk", {"note": "it is over"}),
    ],
)
def test_each_field_takes_what_is_meant_for_it(
    action: type[Action], text: str, named: str, filled: dict[str, str]
) -> None:
    draft = typed_fields.draft(action, text, OFFICE)

    assert (draft.named, draft.filled) == (named, filled)


@pytest.mark.parametrize(
    ("typed", "named", "filled"),
    [
        ("anna42 +500 kr", "anna42", {"amount": "500 kr"}),
        ("anna42 +500 zorkmids bonus", "anna42", {"amount": "500 zorkmids", "wallet": "bonus"}),
        ("anna42 +50 EUR for goodwill", "anna42", {"amount": "50 EUR", "reason": "goodwill"}),
        ("anna42 +50 EUR goodwill lunch", "anna42", {"amount": "50 EUR goodwill lunch"}),
        ("anna42 +50 EUR -20 EUR", "anna42", {"amount": "50 EUR -20 EUR"}),
        ("+50 EUR anna42 goodwill", "anna42", {"amount": "50 EUR", "reason": "goodwill"}),
        ("+50 anna42", "anna42", {"amount": "50 anna42"}),
        ("+50 anna42 sorry", "anna42 sorry", {"amount": "50 anna42 sorry"}),
        ("+50 EUR", "", {"amount": "50 EUR"}),
        ("anna42 50", "anna42", {"amount": "50"}),
        ("anna42, +50 EUR, goodwill", "anna42", {"amount": "50 EUR", "reason": "goodwill"}),
    ],
)
def test_nothing_beside_an_amount_is_dropped(typed: str, named: str, filled: dict[str, str]) -> None:
    draft = typed_fields.draft(AdjustBalance, typed, OFFICE)

    kept = {name: value for name, value in draft.filled.items() if name != "direction"}
    assert (draft.named, kept) == (named, {"wallet": "cash"} | filled)


@pytest.mark.parametrize(
    ("typed", "direction"),
    [
        ("anna42 give 50 EUR", "give"),
        ("take anna42 50 EUR", "take"),
        ("anna42 minus 50 EUR,because x", "take"),
        ("give 50 EUR to anna42", "give"),
        ("take 50 EUR from anna42", "take"),
        ("+50 EUR to anna42", "give"),
        ("debit 50 EUR from anna42", "take"),
        ("credit anna42 50 EUR", "give"),
    ],
)
def test_the_direction_may_be_a_word(typed: str, direction: str) -> None:
    draft = typed_fields.draft(AdjustBalance, typed, OFFICE)

    assert (draft.named, draft.filled["amount"], draft.filled["direction"]) == ("anna42", "50 EUR", direction)


def test_a_bare_number_may_belong_to_the_player_or_be_the_amount() -> None:
    draft = typed_fields.draft(AdjustBalance, "muel 4471 because late", OFFICE)

    assert (draft.named, draft.filled.get("amount")) == ("muel 4471", None)
    assert draft.otherwise is not None
    assert (draft.otherwise.named, draft.otherwise.filled["amount"]) == ("muel", "4471")


READ = {
    "€+50": ("give", "EUR 50.00"),
    "€ +50": ("give", "EUR 50.00"),
    "EUR+50": ("give", "EUR 50.00"),
    "EUR-50": ("take", "EUR 50.00"),
    "-EUR50": ("take", "EUR 50.00"),
    "EUR50": (None, "EUR 50.00"),
    "50EUR": (None, "EUR 50.00"),
    "take -50": ("take", "EUR 50.00"),
    "give +50": ("give", "EUR 50.00"),
    "+50, goodwill": ("give", "EUR 50.00"),
    "+50.": ("give", "EUR 50.00"),
    "goodwill +50 EUR": ("give", "EUR 50.00"),
    "bonus +50 EUR": ("give", "EUR 50.00"),
}
"""What is typed behind a player, and how it is read."""
KEPT = [
    *("take +50", "give -50", "½ EUR", "+½ EUR", "¼", "²", "(50) EUR", "(50 EUR)", "(50)", "(+50)", "[50] EUR"),
    *("50€-", "50-", "50 EUR-", "1e3", "1E3 EUR", "5e2", "50k", "50%", "50c", "±50", "~50", "₤50", "50+20 EUR", "2x50"),
    *("50-60 EUR", "50.- EUR", ".50 EUR", "1'000 EUR", "fifty EUR", "+fifty", "add fifty", "about 50", "ca. 50 EUR"),
    *(
        "50 or so",
        "=50",
        "*50*",
        "50goodwill",
        "½goodwill",
        "goodwill²",
        "+NaN",
        "∞",
        "+EUR",
        "1 million EUR",
        "x50",
        "№50",
    ),
]
"""What is typed behind a player and is no amount."""


@pytest.mark.parametrize("player", ["anna42", "+356 (0)9955 4417", "(+356) 9955-4417", "00356 9955 4417"])
@pytest.mark.parametrize(("typed", "meant"), READ.items())
def test_amounts_are_read_however_their_sign_and_currency_stand(
    player: str, typed: str, meant: tuple[str | None, str]
) -> None:
    draft = typed_fields.draft(AdjustBalance, f"{player} {typed} because late", OFFICE)

    read = draft if draft.named == player else draft.otherwise
    assert read is not None
    assert (read.named, read.filled.get("direction"), read.filled["note"]) == (player, meant[0], "late")
    assert str(money.parse(str(read.filled["amount"]), currency="EUR")) == meant[1]


@pytest.mark.parametrize("player", ["anna42", "Anna Mueller"])
@pytest.mark.parametrize("typed", KEPT)
def test_what_is_no_amount_stands_in_its_field_as_it_was_typed_and_is_refused_there(player: str, typed: str) -> None:
    draft = typed_fields.draft(AdjustBalance, f"{player} {typed}", OFFICE)

    read = draft if draft.named == player else draft.otherwise
    if read is None:  # words alone may as well be a name
        assert typed[0].isalpha()
        assert draft.named.startswith(f"{player} {typed.split(maxsplit=1)[0]}")
        return
    assert (read.named, read.filled["amount"], read.unread) == (player, typed, "")
    with pytest.raises(Invalid):
        money.parse(str(read.filled["amount"]), currency="EUR")


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("<@U0BOB|bob> <@U0CAROL|carol> finance", "@carol"),
        ("<@U0BOB> finance lead", "finance lead"),
        ("bob to finance", "bob to"),
        ("<@U0BOB> to finance", ""),
    ],
)
def test_words_that_fit_no_field_are_kept(text: str, unread: str) -> None:
    assert typed_fields.draft(GrantRole, text, OFFICE).unread == unread


def test_a_button_names_the_first_fields_in_their_order() -> None:
    assert typed_fields.chosen(CloseAccount, "42").filled == {"player_id": "42"}
    assert typed_fields.chosen(ReverseAdjustment, "42:0190-7").filled == {"player_id": "42", "transaction_id": "0190-7"}
    assert typed_fields.chosen(CloseAccount, "").filled == {}


@pytest.mark.parametrize(
    ("action", "typed", "filled", "unread"),
    [
        (ResetCounters, "anna42 failed codes", {"counter": "failed_codes"}, ""),
        (ResetCounters, "anna42 the failed deposits", {"counter": "failed_deposits"}, ""),
        (LowerVerification, "anna42 1 pending", {"level": "1", "status": "pending"}, ""),
        (LowerVerification, "anna42 rejected to level 0", {"level": "0", "status": "rejected"}, ""),
        (
            RaiseVerification,
            "anna42 verified level 3 2030-05-31",
            {"level": "3", "status": "verified", "expires_on": "2030-05-31"},
            "",
        ),
        (RaiseVerification, "anna42 passport", {}, "passport"),
        (BlockPlayer, "anna42 7 days takeover", {"reason": "takeover", "lasts": "7_days"}, ""),
    ],
)
def test_what_stands_behind_a_username_is_read_by_every_field(
    action: type[Action], typed: str, filled: dict[str, str], unread: str
) -> None:
    read = typed_fields.draft(action, f"{typed} because the customer rang", OFFICE).otherwise

    assert read is not None
    assert {name: value for name, value in read.filled.items() if name != "note"} == filled
    assert (read.named, read.unread) == ("anna42", unread)
