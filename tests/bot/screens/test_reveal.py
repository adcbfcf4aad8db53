import pytest

from sandbox.forms import Form
from tests.support.desk import Desk
from tests.support.desk_players import login, player

FIELDS = [
    ("E-mail address", "anna42@example.com"),
    ("Phone number", "+35699124471"),
    ("Birth date", "1984-02-29"),
    ("Address", "12 Old Street, Sliema, MT"),
    ("IP address", "81.2.69.142"),
]


@pytest.mark.parametrize(("field", "value"), FIELDS)
async def test_field_is_shown_in_full_to_whoever_says_why(desk: Desk, field: str, value: str) -> None:
    await login(desk, await player(desk, "anna42"))
    form = await _open(desk, "alice")

    await form.fill(field=field, why="The player is on the phone", ticket="T-17")
    await form.submit()

    assert value in desk.alice.form.text
    assert not any(value in message.shown for message in desk.alice.messages("player-desk"))


async def test_reveal_is_recorded_by_field_and_never_by_value(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    form = await _open(desk, "alice")

    await form.fill(field="Phone number", why="Answering an e-mail", ticket="T-17")
    await form.submit()

    [record] = await desk.recorded("player.revealed")
    assert record["facts"] == {"field": "phone", "why": "email"}
    assert (record["player"], record["ticket"], record["outcome"]) == (str(anna), "T-17", "success")
    assert "99124471" not in str(record)


async def test_field_that_is_not_known_is_said(desk: Desk) -> None:
    await player(desk, "anna42", phone=None)
    form = await _open(desk, "alice")

    await form.fill(field="Phone number", why="Internal work")
    await form.submit()

    assert "No phone number of player" in " ".join(form.errors.values())


async def test_nothing_chosen_is_asked_for_beside_the_field(desk: Desk) -> None:
    await player(desk, "anna42")
    form = await _open(desk, "alice")

    await form.submit()

    assert form.is_open
    assert await desk.recorded("player.revealed") == []


async def test_quota_ends_in_words_and_is_recorded(desk: Desk) -> None:
    await player(desk, "anna42")
    quota = desk.office.roles["support"].reveal_per_day
    for _ in range(quota):
        form = await _open(desk, "alice")
        await form.fill(field="Phone number", why="Internal work")
        await form.submit()
        await desk.alice.form.close()

    form = await _open(desk, "alice")
    await form.fill(field="Phone number", why="Internal work")
    await form.submit()

    assert f"You have seen {quota} masked fields today" in " ".join(form.errors.values())
    assert [record["outcome"] for record in await desk.recorded("player.revealed")][-1] == "refused"


async def _open(desk: Desk, who: str) -> Form:
    person = desk.person(who)
    card = (await person.command("/player anna42", in_="player-desk")).message
    await person.press("Reveal…", on=card)
    return await person.wait_for_form("It is shown to you alone")
