"""What waits for me, what I asked for, and one by its code."""

from core import requests
from core.database import tables
from tests.support import asked_page, house
from tests.support.copying import copied
from tests.support.desk import Desk


async def ask(desk: Desk, line: str = "/adjust anna42 +50 EUR goodwill because tournament credited late") -> str:
    """Ask as alice; give the code."""
    await desk.alice.command(line)
    form = await desk.alice.wait_for_form()
    assert (await form.submit()).ok
    assert "Next:" in await asked_page.closed(desk.alice), form.text
    async with desk.look() as work:
        [newest, *_] = await requests.asked_by(work.db, "alice", now=work.now)
    return newest.code


async def test_what_waits_is_listed_for_those_who_can_decide_it(desk: Desk) -> None:
    player = await house.anna(desk)
    code = await ask(desk)

    for_bob = await desk.bob.command("/approvals")
    for_alice = await desk.alice.command("/approvals mine")

    assert "1 request waits for your vote" in for_bob.text
    assert code in for_bob.text
    assert f"Give EUR 50.00 to player {player}" in for_bob.text
    assert for_alice.text.startswith("*Nothing waits for your vote.*")


async def test_what_i_asked_for_is_listed_with_how_far_it_is(desk: Desk) -> None:
    await house.anna(desk)
    code = await ask(desk)

    answer = await desk.alice.command("/approvals asked")

    assert code in answer.text
    assert "Waits" in answer.text
    assert "not requested anything" in (await desk.bob.command("/approvals asked")).text


async def test_no_line_of_a_list_says_the_same_twice(desk: Desk) -> None:
    player = await house.anna(desk)
    await ask(desk)
    await ask(desk, "/block anna42 takeover because the player called from a new phone")

    listed = (await desk.alice.command("/approvals asked")).text

    assert f" *Block player {player}*\n" in listed
    assert f" *Adjust balance*\nGive EUR 50.00 to player {player}" in listed


async def test_the_next_one_opens(desk: Desk) -> None:
    await house.anna(desk)
    code = await ask(desk)

    await desk.bob.command("/approvals next")

    assert (await desk.bob.wait_for_form("Approve")).title == f"Request {code}"


async def test_one_opens_by_its_code_however_it_is_typed(desk: Desk) -> None:
    await house.anna(desk)
    code = await ask(desk)

    await desk.maya.command(f"/approvals `{code.lower()}`")

    assert (await desk.maya.wait_for_form("Anna Mueller")).title == f"Request {code}"


async def test_a_code_nobody_knows_is_told(desk: Desk) -> None:
    answer = await desk.bob.command("/approvals ZZZZ")

    assert "There is no request ZZZZ" in answer.text


async def test_a_mistyped_word_gets_the_nearest(desk: Desk) -> None:
    answer = await desk.bob.command("/approvals nxt please")

    assert "Did you mean /approvals next?" in answer.text


async def test_help_is_given(desk: Desk) -> None:
    assert "/approvals next" in (await desk.bob.command("/approvals help")).text


async def test_many_are_shown_page_by_page(desk: Desk) -> None:
    for number in range(7):
        await house.world(desk).player(f"player{number}")
        await ask(desk, f"/adjust player{number} +5 EUR goodwill because tournament credited late")

    answer = await desk.bob.command("/approvals")
    assert answer.message
    assert "Page 1 of 2 · 7 in all" in answer.text
    await desk.bob.press("2 more", on=answer.message)
    await desk.settled()

    assert desk.bob.sees("Page 2 of 2")


async def test_what_one_asked_for_is_counted_whole(desk: Desk) -> None:
    await house.anna(desk)
    await several(desk, 12)

    answer = await desk.alice.command("/approvals asked")

    assert "Your requests: 12" in answer.text
    assert "Page 1 of 3 · 12 in all" in answer.text


async def test_where_more_wait_than_are_looked_through_nobody_is_told_a_number_too_small(desk: Desk) -> None:
    await house.anna(desk)
    await several(desk, 51)

    answer = await desk.bob.command("/approvals")

    assert "More than 50 requests wait for your vote" in answer.text
    assert "Page 1 · more than 50 in all" in answer.text
    await desk.bob.open_home()
    await desk.settled()
    home = desk.bob.home
    assert home
    assert "Waits for your vote: more than 50" in home.text
    assert "There are more. /approvals shows all of them." in home.text


async def several(desk: Desk, count: int) -> None:
    """Ask once as alice, and let it stand there so many times."""
    code = await ask(desk)
    async with desk.work() as work:
        one = await requests.by_code(work.db, code)
        await copied(work, tables.requests, one.id, count - 1, apart=("code", "key", "subject"))


async def test_who_may_not_see_players_may_not_open_a_request(desk: Desk) -> None:
    await house.anna(desk)
    code = await ask(desk)

    answer = await desk.mallory.command(f"/approvals {code}")

    assert "You may not see what" in answer.text
    assert desk.mallory.form is None
