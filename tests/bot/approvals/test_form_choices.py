"""What a form offers to choose, and what of it does not fit."""

import pytest

from bot.approvals import form, form_choices
from bot.approvals.form import Offer, RequestForm
from core.actions.unblock_player import UnblockPlayer
from core.office import default


def test_reasons_say_what_they_are_for() -> None:
    reasons = form_choices._adjustment_reasons(default())

    assert Offer("goodwill", "Goodwill", "Give, bonus or cash") in reasons
    assert Offer("payment_error", "Payment booked wrongly", "Give or take, cash") in reasons


@pytest.mark.parametrize(("standing", "more"), [(10, []), (13, ["3 more do not fit here. Request these first"])])
def test_choices_that_do_not_fit_are_counted_with_what_to_do(standing: int, more: list[str]) -> None:
    blocks = [Offer(str(number), f"Block {number}") for number in range(standing)]

    drawn = str(form.draw(RequestForm(action=UnblockPlayer, filled={"player_id": "42"}, offers={"blocks": blocks})))

    assert ("more do not fit here" in drawn) == bool(more)
    assert all(words in drawn for words in more)
    assert "Block 9" in drawn
