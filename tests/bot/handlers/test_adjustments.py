"""Giving, taking and undoing, from the command to the form and its errors."""

import pytest

from core import short_ids
from sandbox import reading
from sandbox.forms import Form
from tests.support import asked_page, house
from tests.support.desk import Desk
from tests.support.desk_players import player

WHY = "because tournament credited late"


async def opened(desk: Desk, line: str, who: str = "alice") -> Form:
    await desk.person(who).command(line)
    return await desk.person(who).wait_for_form()


async def asked(desk: Desk) -> int:
    return len([record for record in await desk.recorded("request.asked") if record["outcome"] == "success"])


def chosen(form: Form, field: str) -> str | None:
    value = form.values[field][f"ask:{field}"]
    option = value.get("selected_option")
    return option["value"] if option else value.get("value")


def chosen_player(form: Form) -> str:
    [menu] = form.values["player_id"].values()
    return str(menu["selected_option"]["text"]["text"])


async def test_a_full_sentence_opens_the_form_with_everything_understood(desk: Desk) -> None:
    await house.anna(desk)

    form = await opened(desk, f"/adjust anna42 +50 EUR tournament prize {WHY}")

    assert {name: chosen(form, name) for name in ("wallet", "direction", "amount", "reason", "note")} == {
        "wallet": "cash",
        "direction": "give",
        "amount": "50 EUR",
        "reason": "tournament_prize",
        "note": "tournament credited late",
    }
    assert "Nothing happens until a second person approves." in form.text


@pytest.mark.parametrize(
    ("line", "title", "kept"),
    [
        ("/adjust anna42 4471", "Adjust", "4471"),
        ("/adjust anna42 471", "Adjust", "471"),
        ("/block anna42 1", "Block", "“1” fits none"),
        ("/block anna42 30d", "Block", "“30d” fits none"),
        ("/block anna Mueller 71", "Block", "“71” fits none"),
        ("/block anna Mueller 30d", "Block", "“30d” fits none"),
    ],
)
async def test_a_number_behind_one_player_narrows_nothing_and_is_kept(
    desk: Desk, line: str, title: str, kept: str
) -> None:
    await player(desk, "anna42")

    form = await opened(desk, line)

    assert title in form.title
    assert "anna42" in form.text
    assert kept in form.text or chosen(form, "amount") == kept


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("½ EUR", "digits other than 0-9"),
        ("take +50", "type the amount in EUR"),
        ("(50) EUR", "is not a valid amount; use e.g. 20.50 EUR"),
    ],
)
async def test_what_is_no_amount_opens_the_form_with_it_and_what_is_accepted(
    desk: Desk, typed: str, refusal: str
) -> None:
    await house.anna(desk)

    form = await opened(desk, f"/adjust @anna42 {typed} {WHY}")

    assert chosen(form, "amount") == typed
    assert chosen(form, "note") == "tournament credited late"
    assert f'Amount: "{typed}"' in form.text
    assert refusal in form.text


@pytest.mark.parametrize("line", ["/block margareta", "/unblock Margareta Ó Néill 7"])
async def test_who_is_not_found_stands_in_the_player_field_as_typed(desk: Desk, line: str) -> None:
    await house.anna(desk)

    form = await opened(desk, line)
    assert chosen_player(form) == f"{line.partition(' ')[2]} (choose a player)"
    assert "No player found." in form.text or "too little" in form.text


async def test_who_is_not_found_is_refused_beside_the_player_field(desk: Desk) -> None:
    await house.anna(desk)

    form = await opened(desk, f"/adjust margareta +50 EUR goodwill {WHY}")
    await form.submit()
    assert "“margareta” names not exactly one player." in form.errors["player_id"]
    await form.fill(player_id="anna42")
    await desk.settled()

    assert chosen_player(form) == "1 · anna42 · Anna M. · MT"


async def test_what_would_happen_is_told_before_anybody_is_asked(desk: Desk) -> None:
    await house.anna(desk)
    form = await opened(desk, f"/adjust anna42 +50 EUR goodwill {WHY}")
    await form.fill(amount="600", note="Typed by hand after opening.")

    await form.press("What would happen?")
    await desk.settled()

    assert "EUR 120.00 → EUR 720.00" in form.text
    assert "Must be approved by Finance and Manager." in form.text
    assert chosen(form, "note") == "Typed by hand after opening."
    assert await asked(desk) == 0


async def test_what_would_happen_says_what_is_still_missing(desk: Desk) -> None:
    await house.anna(desk)
    form = await opened(desk, "/adjust anna42")

    await form.press("What would happen?")
    await desk.settled()

    assert "Amount: Fill this in." in form.text
    assert "What happened: Fill this in." in form.text


async def test_submitting_asks_and_both_see_it(desk: Desk) -> None:
    player = await house.anna(desk)
    form = await opened(desk, f"/adjust anna42 +50 EUR goodwill {WHY}")

    assert (await form.submit()).ok

    said = await asked_page.closed(desk.alice)
    assert "*Give EUR 50.00 to player 1, cash: goodwill*" in said
    assert "Asked. Nothing has been done yet." in said
    assert "*Next:* Finance, Security or Support lead must approve by" in said
    assert "Details\nOpen player" in said
    card = await desk.bob.wait_for(f"Give EUR 50.00 to player {player}", in_="approvals")
    assert "Waits for" in card.shown
    assert "late" not in card.shown
    assert await desk.alice.wait_for("Take back", dm=True)


@pytest.mark.parametrize("amount", ["1,000", "1.000,50", "1e400", "-0", "0.001", "50 USD", "lots"])
async def test_an_amount_that_cannot_be_read_is_told_beside_it_and_kept(desk: Desk, amount: str) -> None:
    await house.anna(desk)
    form = await opened(desk, f"/adjust anna42 +50 EUR goodwill {WHY}")
    await form.fill(amount=amount)

    await form.submit()

    assert form.is_open
    assert form.errors["Amount"].endswith(".")
    assert chosen(form, "amount") == amount
    assert await asked(desk) == 0


async def test_what_reality_refuses_stands_beside_its_field(desk: Desk) -> None:
    await house.anna(desk, cash="10 EUR")
    form = await opened(desk, "/adjust anna42 -50 EUR payment error because it was booked twice")
    await form.fill(source_ref="payment 9")

    await form.submit()

    assert "10.00" in form.errors["Amount"]


async def test_what_belongs_to_no_field_stands_on_top_and_nothing_typed_is_lost(desk: Desk) -> None:
    await house.anna(desk)
    for _ in range(2):
        await asked_page.closed(desk.alice)
        form = await opened(desk, f"/adjust anna42 +50 EUR goodwill {WHY}")
        await form.fill(ticket="T-17", again=["Yes"])
        answer = await form.submit()

    assert answer.ok
    assert "Not requested yet. The same is pending already" in form.text.replace("*", "")
    assert chosen(form, "ticket") == "T-17"
    assert await asked(desk) == 1


async def test_a_full_sentence_without_a_player_is_kept_until_one_is_chosen(desk: Desk) -> None:
    await house.anna(desk)
    form = await opened(desk, "/adjust +50 EUR goodwill because tournament credited late")
    assert await form.suggest("Player", "anna") != []

    await form.submit()
    assert form.errors["Player"] == "Please complete this required field."
    await form.fill(player="anna42")

    assert (await form.submit()).ok
    assert "Next:" in await asked_page.closed(desk.alice)


async def test_taking_from_the_bonus_wallet_is_understood(desk: Desk) -> None:
    await house.anna(desk)

    form = await opened(desk, "/adjust anna42 -20 EUR bonus because booked twice")

    assert (chosen(form, "direction"), chosen(form, "wallet"), chosen(form, "amount")) == ("take", "bonus", "20 EUR")


async def test_undoing_offers_the_adjustments_of_the_player(desk: Desk) -> None:
    await house.anna(desk)
    form = await opened(desk, f"/adjust anna42 +50 EUR goodwill {WHY}")
    await form.submit()
    await asked_page.closed(desk.alice)
    card = await desk.bob.wait_for("Give EUR 50.00", in_="approvals")
    await desk.bob.press("Approve", on=card)
    await (await desk.bob.wait_for_form("Approve")).submit()

    form = await opened(desk, "/adjust reverse anna42 because it was the wrong player")
    await form.fill(adjustment="EUR 50.00 given: Goodwill")

    assert (await form.submit()).ok
    assert "Next:" in await asked_page.closed(desk.alice)
    card = await desk.bob.wait_for("Reverse EUR", in_="approvals")
    await desk.carol.press("Approve", on=card)
    ballot = await desk.carol.wait_for_form("Still needed")
    assert "EUR 50.00 given <!date" in ballot.text
    assert not short_ids.WHOLE.search(ballot.text), "which adjustment is said in words"


async def test_names_and_notes_mention_nobody(desk: Desk) -> None:
    await house.world(desk).player("evil1", first_name="<!channel>", last_name="<@U0ALICE> & Söhne", cash="10 EUR")
    form = await opened(desk, "/adjust evil1 +5 EUR goodwill because <!channel> & <@U0BOB> asked for it")
    await form.submit()
    card = await desk.bob.wait_for("Give EUR 5.00", in_="approvals")
    await desk.bob.press("Details", on=card)
    details = await desk.bob.wait_for_form("Request")

    assert "<!channel> & <@U0BOB> asked for it" in details.text
    assert reading.mentions_of(details.blocks) == []
    assert reading.mentions_of(card.blocks) == []


async def test_whatever_stands_beside_an_amount_is_understood_or_refused_there(desk: Desk) -> None:
    await house.anna(desk)
    typed = {"500 kr": "in another currency", "500 USDT": "the unknown currency", "50 EUR lunch": 'has "lunch" beside'}
    for amount, refused in typed.items():
        form = await opened(desk, f"/adjust anna42 +{amount} {WHY}")

        assert (chosen(form, "amount"), chosen(form, "note")) == (amount, "tournament credited late")
        assert "anna42" in form.text
        assert refused in form.text

        await form.fill(reason="Goodwill")
        assert refused in (await form.submit()).errors["amount"]
        await form.close()

    assert await asked(desk) == 0


async def test_what_names_the_player_is_told_from_the_amount(desk: Desk) -> None:
    named = {"first_name": "Anna Maria", "last_name": "Muller", "phone": "+35699124471"}
    await player(desk, "anna42", email="anna.muller@example.com", **named)
    typed = {
        "+35699124471 +50 EUR": "50 EUR",
        "+50 EUR Anna Maria Muller goodwill": "50 EUR",
        "anna42 5000": "5000",
        "muller 4471": None,
    }
    for words, amount in typed.items():
        form = await opened(desk, f"/adjust {words} {WHY}")

        assert "anna42" in form.text
        assert chosen(form, "amount") == amount
        await form.close()


async def test_words_that_fit_no_field_are_repeated_on_the_form(desk: Desk) -> None:
    form = await opened(desk, "/pitboss grant @bob @carol finance because they joined", "ada")

    assert "“@carol” fits none of the fields" in form.text
    assert "finance" in str(form.values)
