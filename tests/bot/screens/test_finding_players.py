"""Whatever one types about a player leads to their card, to a choice, or to words that say why not."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from bench.servers import aiohttp_statements as by_asyncpg
from bot.process import logs
from core import players
from tests.support.desk import Desk
from tests.support.desk_players import deposit, in_flight, login, player
from tests.support.wirings import ON_BOTH_DATABASES, ON_POSTGRES, ON_SQLITE


async def test_exact_key_shows_the_card_to_whoever_asked_alone(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    await deposit(desk, anna, 12_000)
    await in_flight(desk, anna)
    await login(desk, anna)

    answer = await desk.alice.command("/player anna42", in_="player-desk")

    first = answer.message.shown
    await desk.alice.press("More", on=answer.message)
    shown = (await desk.alice.wait_for("Login history", in_="player-desk")).shown
    assert answer.message.ephemeral_to == desk.alice.id
    assert "cash: EUR 120.00" in first
    assert "1 withdrawal EUR 900.00" in first
    assert "Login history" not in first
    assert f"anna42 · player {anna}" in shown
    for part in (
        "Anna Mueller",
        "royal",
        "licence MGA",
        "Not restricted.",
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


async def test_several_are_listed_masked_and_opened_by_a_button(desk: Desk) -> None:
    await player(desk, "muel71", first_name="Mia", country="DE")
    second = await player(desk, "muel72", first_name="Max", country="AT")

    listed = await desk.alice.command("/player muel 4471", in_="player-desk")
    await desk.alice.press(f"Open {second}", on=listed.message)

    assert "2 players fit" in listed.message.shown
    assert "active · fits muel 4471" in listed.message.shown
    for unasked in ("Mia", "Mueller", "DE", "35–44"):  # noqa: RUF001 - as the mask writes it
        assert unasked not in listed.message.shown
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
    assert "An administrator can grant you a role" in (await desk.mallory.command("/player help")).message.shown


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


@ON_BOTH_DATABASES
async def test_looking_up_takes_four_reads_and_one_written_statement(desk: Desk) -> None:
    await player(desk, "anna42")
    await desk.alice.command("/player anna42")
    with _listening(desk) as (said, lent):
        await desk.alice.command("/player anna42")

    kinds = [statement.split(None, 1)[0] for statement in said]
    assert kinds == ["SELECT"] * 4 + ["INSERT"], "who asks, which player, the profile, who is linked; the record"
    assert len(lent) <= 3, "who asks; what is shown; on SQLite also the record"


@ON_POSTGRES
async def test_what_is_measured_by_hand_is_what_a_look_up_sends(desk: Desk) -> None:
    await player(desk, "anna42")
    with _listening(desk) as (said, _):
        await desk.alice.command("/player anna42")

    by_hand = (by_asyncpg.MEMBER, by_asyncpg.FIND, by_asyncpg.PROFILE, by_asyncpg.LINKS, by_asyncpg.RECORD)
    assert said == [one.text for one in by_hand]


@contextmanager
def _listening(desk: Desk) -> Iterator[tuple[list[str], list[object]]]:
    """Note down every statement that an event of Slack's sends, and every connection that is lent for one."""
    said: list[str] = []
    lent: list[object] = []

    def heard(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if logs.correlation.get():  # the timers ask for themselves
            said.append(statement)

    def taken(_connection: Any, _record: object, proxy: object) -> None:
        if logs.correlation.get():
            lent.append(proxy)

    database = desk.services.database
    engines = {database.writer.sync_engine, database.unlogged_writer.sync_engine}
    if database.gate is not None:  # on PostgreSQL reader and writer are one engine, heard at once
        engines = {database.writer.sync_engine, database.reader.sync_engine}
    with ExitStack() as stack:
        for engine in engines:
            for listened, name, listener in (
                (engine, "before_cursor_execute", heard),
                (engine.pool, "checkout", taken),
            ):
                event.listen(listened, name, listener)
                stack.callback(event.remove, listened, name, listener)
        yield said, lent


@ON_SQLITE
async def test_a_number_after_the_word_player_names_one_in_every_command(desk: Desk) -> None:
    anna = await player(desk, "anna42")
    for typed in (f"player {anna}", f"#{anna}", f"Player #{anna}"):
        answer = await desk.alice.command(f"/player {typed}", in_="player-desk")
        assert f"anna42 · player {anna}" in answer.text, typed
        answer = await desk.alice.command(f"/activity {typed} 7d", in_="player-desk")
        assert f"Activity of anna42 · player {anna}" in answer.text, typed
        for command in (f"/adjust {typed} +50 EUR goodwill because it was late", f"/ticket {typed} She wrote again."):
            await desk.alice.command(command)
            form = await desk.alice.wait_for_form(f"{anna} · anna42")
            assert "She wrote again." in str(form.values) or "50" in str(form.values), command
            await form.close()


async def test_an_address_lists_its_accounts_page_by_page_with_who_got_in(desk: Desk) -> None:
    here = [await player(desk, f"house{number:02}") for number in range(12)]
    async with desk.work() as work:
        await players.remember(work, [players.Key(each, "ip", "203.0.113.9") for each in here])
    await login(desk, here[0], ip="203.0.113.9")
    await login(desk, here[1], ip="203.0.113.9", success=False)
    await login(desk, here[2], ip="198.51.100.7")

    first = await desk.sam.command("/player 203.0.113.9")
    listed = first.message.shown
    await desk.sam.press("More", on=first.message)
    second = await desk.sam.wait_for("Players 11 to 12 of those who fit")

    assert "The first 10 players fit" in listed
    assert listed.count("got in") == 1
    assert listed.count("did not get in") == 1
    assert f"player {here[9]}*" in listed
    assert f"player {here[10]}*" not in listed
    assert [f"player {each}*" in second.shown for each in here] == [False] * 10 + [True] * 2
    assert "Nobody has exactly" in (await desk.alice.command("/player 203.0.113.9")).message.shown


async def test_a_misspelled_name_is_answered_with_who_may_be_meant_and_how_they_match(desk: Desk) -> None:
    mark = await player(desk, "mark77", first_name="Mark", last_name="Calleja")
    await player(desk, "jo55", first_name="Jo", last_name="Xuereb")

    answers = [(await desk.alice.command(f"/player {typed}")).message.shown for typed in ("callef", "mark callef 1970")]

    for shown in answers:
        assert "Did you mean" in shown
        assert f"mark77 · player {mark}" in shown
        assert "similar name: Callef → Calleja" in shown
        assert "jo55" not in shown


async def test_a_search_is_saved_from_its_list_run_again_counted_and_deleted(desk: Desk) -> None:
    for number in range(2):
        await player(desk, f"muel{number}")
    listed = await desk.alice.command("/player muel 4471")

    await desk.alice.press("Save this search…", on=listed.message)
    form = await desk.alice.wait_for_form("Search: muel 4471")
    await form.fill(name="Twins")
    await form.submit()
    home = await desk.alice.command("/player")
    await desk.alice.press("Search", on=home.message)
    await desk.settled()
    again = await desk.alice.wait_for("2 players fit")
    await desk.alice.press("Delete", on=home.message)
    await desk.alice.wait_for("The search “Twins” is deleted.")

    assert "Twins: muel 4471" in home.message.shown
    assert "fits muel 4471" in again.shown
    assert len(await desk.recorded("player.searched")) == 2
    assert "Twins" not in (await desk.alice.command("/player")).message.shown
