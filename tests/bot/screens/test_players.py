from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, text

from core import audit, staff
from core.people import Visibility
from tests.support.desk import Desk
from tests.support.desk_players import block, deposit, in_flight, login, note, player

HOSTILE = {
    "shout": "<!channel> <!here> @everyone",
    "mention": "<@U0ADA> & <https://evil.example|click>",
    "backwards": "anna\u202egnp.exe\u200b",
    "arabic": "مرحبا بالعالم",
    "faces": "😀🏴‍☠️👩‍👩‍👧" * 20,
    "long": "x" * 4000,
    "lines": "Anna\nCan: everything\n*VIP*",
}


async def test_exact_key_shows_the_card_to_whoever_asked_alone(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    await deposit(desk, anna, 12_000)
    await in_flight(desk, anna)
    await login(desk, anna)

    answer = await desk.alice.command("/player anna42", in_="player-desk")

    shown = answer.message.shown
    assert answer.message.ephemeral_to == desk.alice.id
    assert f"anna42 · player {anna}" in shown
    for part in (
        "Anna Mueller",
        "royal",
        "licence MGA",
        "Can do everything.",
        "1 withdrawal EUR 900.00 asked 12 min ago, 1 open bet EUR 45.00, 1 session",
        "cash: EUR 120.00",
        "verified, level 2",
        "a•••@e•••.com",
        "••• 71",
        "35–44",  # noqa: RUF001 - as the mask writes it
        "Firefox on Windows",
        "81.2.•",
        "As of",
    ):
        assert part in shown
    for secret in ("anna42@example.com", "99124471", "1984", "Old Street", "69.142"):
        assert secret not in shown
    assert not desk.bob.sees("anna42", in_="player-desk")
    assert desk.slack.traffic.notes == []


@pytest.mark.parametrize("key", ["1", "#1", "x-anna42", "ANNA42@example.com", "+356 99124471", "anna mueller"])
async def test_card_is_found_by_every_key(desk: Desk, key: str) -> None:
    anna = await player(desk, "anna42")
    key = key.replace("1", str(anna)) if key in {"1", "#1"} else key

    answer = await desk.alice.command(f"/player {key}")

    assert f"anna42 · player {anna}" in answer.message.shown


async def test_view_is_recorded_with_the_player_and_the_key(desk: Desk) -> None:
    anna = await player(desk, "anna42")

    await desk.alice.command("/player anna42", in_="player-desk")

    [record] = await desk.recorded("player.viewed")
    assert record["actor"]["person"] == "alice"
    assert record["player"] == str(anna)
    assert record["facts"] == {"by": "username"}
    assert record["origin"]["channel"] == desk.slack.channel("player-desk").id


async def test_several_are_listed_masked_and_opened_by_a_button(desk: Desk) -> None:
    await player(desk, "muel71", first_name="Mia", country="DE")
    second = await player(desk, "muel72", first_name="Max", country="AT")

    listed = await desk.alice.command("/player muel 4471", in_="player-desk")
    await desk.alice.press(f"Open {second}", on=listed.message)

    assert "2 players fit" in listed.message.shown
    assert "Mia M. · royal · DE" in listed.message.shown
    assert "Mueller" not in listed.message.shown
    card = await desk.alice.wait_for("Look again", in_="player-desk")
    assert card.ephemeral_to == desk.alice.id
    assert [record["facts"] for record in await desk.recorded("player.viewed")] == [{"by": "list"}]


async def test_long_list_says_that_there_are_more(desk: Desk) -> None:
    for number in range(12):
        await player(desk, f"muel{number}")

    listed = await desk.alice.command("/player muel 4471")

    assert "The first 10 players fit" in listed.message.shown
    assert "There are more. Add a part" in listed.message.shown


async def test_nobody_found_says_what_was_tried(desk: Desk) -> None:
    answer = await desk.alice.command("/player nobody 4471 1984")

    assert "No player found. Tried: “nobody 4471 1984” as id" in answer.message.shown
    assert "Type what you know" in answer.message.shown
    assert len(await desk.recorded("player.searched")) == 1


@pytest.mark.parametrize("typed", ["<!channel>", "x" * 4000, "🙂", "a\u0007b", "an", "\u202e"])
async def test_what_cannot_be_looked_for_is_refused_in_words(desk: Desk, typed: str) -> None:
    answer = await desk.alice.command(f"/player {typed}", in_="player-desk")

    assert answer.error is None
    assert answer.message.mentions == []
    assert len(answer.message.shown) > 20
    assert await desk.recorded("player.viewed") == []


async def test_alone_it_lists_the_last_five_players_each_once(desk: Desk) -> None:
    for name in ("anna", "bjorn", "cleo", "dora", "emil", "finn"):
        await player(desk, name)
    for name in ("anna", "bjorn", "cleo", "dora", "emil", "finn", "bjorn"):
        await desk.alice.command(f"/player {name}")
        desk.advance(seconds=1)
    await desk.bob.command("/player anna")

    shown = (await desk.alice.command("/player")).message.shown

    places = [shown.index(f"*{name} ·") for name in ("bjorn", "finn", "emil", "dora", "cleo")]
    assert places == sorted(places)
    assert "anna ·" not in shown


async def test_alone_it_says_so_before_the_first_lookup(desk: Desk) -> None:
    answer = await desk.alice.command("/player")

    assert "You have not looked a player up yet." in answer.message.shown


async def test_help_shows_what_one_may_type(desk: Desk) -> None:
    assert "/player muel 4471 1984" in (await desk.alice.command("/player help")).message.shown
    assert "Ask an administrator" in (await desk.mallory.command("/player help")).message.shown


@pytest.mark.parametrize("line", ["/player anna42", "/player"])
async def test_who_may_not_look_is_refused_and_recorded(desk: Desk, line: str) -> None:
    await player(desk, "anna42")

    answer = await desk.mallory.command(line)

    assert "You may not look at players. Who may: Support" in answer.message.shown
    assert "anna42 ·" not in answer.message.shown
    refused = await desk.recorded("player.searched") + await desk.recorded("player.listed")
    assert [record["outcome"] for record in refused] == ["refused"]


@pytest.mark.parametrize("who", ["gus", "eve"])
async def test_guests_and_outsiders_see_nothing(desk: Desk, who: str) -> None:
    await player(desk, "anna42")

    answer = await desk.person(who).command("/player anna42")

    assert "anna42 ·" not in answer.message.shown
    assert "staff" in answer.message.shown
    assert await desk.recorded("player.viewed") == []


async def test_look_again_puts_the_card_of_now_in_its_place(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    card = (await desk.alice.command("/player anna42", in_="player-desk")).message
    await deposit(desk, anna, 5_000)

    await desk.alice.press("Look again", on=card)
    await desk.settled()

    [shown] = [message.shown for message in desk.alice.messages("player-desk") if "anna42 ·" in message.shown]
    assert "cash: EUR 50.00" in shown


async def test_buttons_are_those_one_may_ask_for(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    await block(desk, anna, "takeover")

    offered = {who: await _buttons(desk, who) for who in ("alice", "sam", "olga", "ada")}

    common = ["Look again"]
    assert offered["alice"] == ["Reveal…", "Block…", "Unblock…", "Adjust…", "Add a note…", *common]
    assert offered["sam"] == ["Reveal…", "Block…", "Unblock…", "Add a note…", "History", *common]
    assert offered["olga"] == ["Reveal…", "History", *common]
    assert offered["ada"] == ["Block…", "History", *common]


async def test_block_is_told_with_what_it_stops(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    await block(desk, anna, "harm")

    shown = (await desk.alice.command("/player anna42")).message.shown

    assert "Can: log in, withdraw, change the profile. Cannot: deposit, bet, get a bonus, get marketing." in shown
    assert "Signs of harmful play: since" in shown


async def test_what_security_keeps_is_a_hint_to_others(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    await block(desk, anna, "fraud")
    await note(desk, anna, "Card testing ring", by="sam", priority="high", visibility=Visibility.SECURITY)

    alice, sam = [(await desk.person(who).command("/player anna42")).message.shown for who in ("alice", "sam")]

    assert "Ask security before acting." in alice
    assert "fraud" not in alice.casefold()
    assert "Card testing ring" not in alice
    assert "Suspected fraud: since" in sam
    assert "Card testing ring" in sam
    assert sam.count("for security and fraud only") == 2


async def test_what_compliance_keeps_is_nothing_to_others(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    before = {who: _still((await desk.person(who).command("/player anna42")).message.shown) for who in ("alice", "sam")}
    await note(
        desk, anna, "Report to the authority is being written", priority="high", visibility=Visibility.COMPLIANCE
    )

    after = {who: _still((await desk.person(who).command("/player anna42")).message.shown) for who in ("alice", "sam")}

    assert after == before
    assert "Report to the authority" in (await desk.cora.command("/player anna42")).message.shown


@pytest.mark.parametrize("username", HOSTILE.values(), ids=HOSTILE)
async def test_hostile_names_stay_words(desk: Desk, username: str) -> None:
    told = {"first_name": username, "last_name": username, "external_id": "x-1", "email": None}
    shady = await player(desk, username, **told)
    await login(desk, shady, device=username, country="<!here>")
    await note(desk, shady, username[:2000], priority="high")

    answer = await desk.alice.command(f"/player {shady}", in_="player-desk")

    assert answer.error is None
    assert answer.message.mentions == []
    assert f"player {shady}" in answer.message.shown
    assert not {"\u202e", "\u200b"} & set(answer.message.shown)
    assert "\nCan: everything" not in answer.message.shown.split("Important note")[0]
    assert "Look again" in answer.message.shown
    assert desk.slack.traffic.notes == []


async def test_shortcut_opens_a_form_that_finds(desk: Desk) -> None:
    await player(desk, "anna42")

    await desk.alice.shortcut("player:shortcut")
    form = await desk.alice.wait_for_form("Look a player up")
    await form.fill(text="an")
    await form.submit()
    assert "too little" in form.errors["text"] or "too short" in form.errors["text"]
    await form.fill(text="anna42")
    await form.submit()

    assert "anna42 · player" in desk.alice.form.text


async def test_message_that_names_a_player_leads_to_the_card(desk: Desk) -> None:
    await player(desk, "anna42")
    message = await desk.bob.say("Please look at anna42@example.com, she wrote twice.", in_="player-desk")

    await desk.alice.message_shortcut("player:from_message", on=message)

    card = await desk.alice.wait_for("anna42 · player", in_="player-desk")
    assert card.ephemeral_to == desk.alice.id


async def test_message_that_names_nobody_opens_the_form_with_its_words(desk: Desk) -> None:
    message = await desk.bob.say("somebody won twice", in_="player-desk")

    await desk.alice.message_shortcut("player:from_message", on=message)

    form = await desk.alice.wait_for_form("Look a player up")
    assert form.values["text"]["player:text"]["value"] == "somebody won twice"


async def test_what_cannot_be_recorded_is_not_shown(desk: Desk) -> None:
    await player(desk, "anna42")
    async with desk.work() as work:
        await work.db.execute(text("DROP TABLE pending_records"))

    answer = await desk.alice.command("/player anna42")

    assert "anna42 ·" not in answer.message.shown
    assert "nothing was done" in answer.message.shown


async def test_going_through_the_players_list_by_list_has_an_end(desk: Desk) -> None:
    await player(desk, "muel71")
    await player(desk, "muel72")
    most = desk.office.limits.searches_per_hour
    async with desk.work() as work:
        found = await staff.by_account(work.db, desk.alice.id, office=work.office, now=work.now)
        for _ in range(most):
            searched = audit.Entry(actor=found[0].actor, action="player.searched", module="players")
            await audit.record(work, searched)

    refused = (await desk.alice.command("/player muel 4471")).message.shown
    by_key = (await desk.alice.command("/player muel71")).message.shown
    others = (await desk.bob.command("/player muel 4471")).message.shown

    assert f"You searched {most} times within an hour" in refused
    assert "muel71 · player" in by_key
    assert "2 players fit" in others


async def test_looking_up_takes_three_reads_and_one_written_statement(desk: Desk) -> None:
    await player(desk, "anna42")
    await desk.alice.command("/player anna42")
    said: list[str] = []
    with _listening(desk, said):
        await desk.alice.command("/player anna42")

    reads = [statement for statement in said if statement.startswith("SELECT")]
    written = [statement for statement in said if statement.startswith("INSERT")]
    assert len(reads) <= 3, "who asks, which player, the profile"
    assert len(written) == 1, "the record"


async def test_block_opens_its_form_with_the_player_filled_in(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    card = (await desk.alice.command("/player anna42", in_="player-desk")).message

    await desk.alice.press("Block…", on=card)

    form = await desk.alice.wait_for_form("Block")
    assert f"{anna} · anna42" in str(form.values)


async def test_button_of_another_version_is_answered(desk: Desk) -> None:
    await player(desk, "anna42")
    card = (await desk.alice.command("/player anna42", in_="player-desk")).message
    for button in _row(card.blocks):
        button["value"] = "anna42"

    await desk.alice.press("Look again", on=card)

    assert await desk.alice.wait_for("does not say which player", in_="player-desk")


async def _buttons(desk: Desk, who: str) -> list[str]:
    message = (await desk.person(who).command("/player anna42")).message
    return [button["text"]["text"] for button in _row(message.blocks)]


def _row(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The buttons of a card."""
    return next(block["elements"] for block in blocks if block["type"] == "actions")


def _still(shown: str) -> str:
    """Leave out the line that tells the time."""
    return "\n".join(line for line in shown.splitlines() if not line.startswith("As of"))


@contextmanager
def _listening(desk: Desk, said: list[str]) -> Iterator[None]:
    """Note down every statement that reaches the database."""

    def heard(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        said.append(statement)

    database = desk.services.database
    engines = [database.writer.sync_engine]
    if database.gate is not None:  # on PostgreSQL both are one engine, heard at once
        engines.append(database.reader.sync_engine)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", heard)
    yield
    for engine in engines:
        event.remove(engine, "before_cursor_execute", heard)
