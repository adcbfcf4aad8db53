"""Buttons and forms that no version of the bot ever drew: answered politely, and nothing is done."""

import pytest

from sandbox.forms import Form
from sandbox.messages import Message
from tests.support import stories
from tests.support.desk import Desk
from tests.support.stories import GIVE

SOCKETS = pytest.mark.parametrize("wiring", ["sockets-postgres"])
HTTP = pytest.mark.parametrize("wiring", ["http-sqlite"])
BROKEN = "Something went wrong"
UNKNOWN = [
    *("nobody:knows", "request:burn", "request:vote", "request", "player:burn", "block_player:burn", "page", ":"),
    *("unblock_player:burn", "adjust_balance:burn", "reverse_adjustment:burn", "grant_role:burn", "roles:burn"),
    *("reveal:burn", "note:burn", "audit:burn", "ask:burn"),
    *("ticket:burn", "alerts:burn", "check:burn", "activity:burn", "digest:burn", "freezes:burn", "leavers:burn"),
]
"""Buttons that lead nowhere, whatever they carry."""
KNOWN = [
    *("ticket:take", "ticket:reply", "tickets:player", "alerts:take", "alerts:close", "activity:logins"),
    *("digest:post", "digest:seen", "thaw:open", "leavers:leave"),
]
"""Buttons that lead somewhere, with what they never carried."""
NO_FORMS = ["ticket:burn", "ticket:note", "alerts:burn", "alerts:close", "activity:burn", "check:burn", "digest:burn"]


async def pressed(desk: Desk, card: Message, action_id: str, value: str) -> str:
    """Press a button that no version of the bot ever drew."""
    button = {"type": "button", "text": {"type": "plain_text", "text": "Odd"}, "action_id": action_id, "value": value}
    card.blocks[:] = [block for block in card.blocks if block.get("block_id") != "odd"]
    card.blocks.append({"type": "actions", "block_id": "odd", "elements": [button]})
    before = set(map(id, desk.bob.messages()))
    await desk.bob.press("Odd", on=card)
    await desk.settled()
    told = [each.shown for each in desk.bob.messages() if id(each) not in before]
    if desk.bob.form:
        told.append(desk.bob.form.text)
        await desk.bob.form.close(all_of_them=True)
    return "\n".join(told)


@HTTP
async def test_buttons_of_no_version_are_answered_and_do_nothing(desk: Desk) -> None:
    anna = await stories.stolen(desk)
    card = await stories.asked(desk, GIVE)

    for action_id in UNKNOWN:
        for value in ("", "<!channel>"):
            told = await pressed(desk, card, action_id, value)
            assert told.strip(), (action_id, value)
            assert BROKEN not in told, (action_id, value)

    assert (await stories.newest(desk)).state == "pending"
    assert await stories.cash(desk, anna.id) == "EUR 1,250.00"


@HTTP
@pytest.mark.parametrize("action_id", KNOWN)
async def test_buttons_that_carry_what_no_version_wrote_are_answered_and_do_nothing(desk: Desk, action_id: str) -> None:
    anna = await stories.stolen(desk)
    card = await stories.asked(desk, GIVE)

    for value in ("", "gone", "0", "-1", "9" * 40, "999", "0190e0a0-0000-7000-8000-000000000000", "<!channel>"):
        told = await pressed(desk, card, action_id, value)
        assert told.strip(), value
        assert BROKEN not in told, value

    assert (await stories.newest(desk)).state == "pending"
    assert await stories.cash(desk, anna.id) == "EUR 1,250.00"


@SOCKETS
@pytest.mark.parametrize("carried", ["", "{}", "[]", "not JSON", '{"request": "gone"}'])
async def test_form_that_carries_what_no_version_wrote_decides_nothing(desk: Desk, carried: str) -> None:
    await stories.stolen(desk)
    card = await stories.asked(desk, GIVE)
    form = await stories.opened(desk.bob, "Approve", card)
    form.view.spec["private_metadata"] = carried

    answer = await form.submit()

    assert answer.error is None
    assert BROKEN not in _shown(form, desk.bob.form)
    assert "Open it again" in _shown(form, desk.bob.form)
    assert (await stories.newest(desk)).state == "pending"


@SOCKETS
@pytest.mark.parametrize("callback", NO_FORMS)
async def test_form_of_no_version_is_answered_and_changes_nothing(desk: Desk, callback: str) -> None:
    await stories.stolen(desk)
    card = await stories.asked(desk, GIVE)

    for carried in ("", "not JSON", "[]", '"gone"', '{"digest": 7}', '"0190e0a0-0000-7000-8000-000000000000"'):
        form = await stories.opened(desk.bob, "Approve", card)
        form.view.spec |= {"callback_id": callback, "private_metadata": carried}
        answer = await form.submit()
        await desk.settled()
        told = _shown(form, desk.bob.form)
        assert answer.error is None, carried
        assert BROKEN not in told, carried
        if desk.bob.form:
            await desk.bob.form.close(all_of_them=True)

    assert (await stories.newest(desk)).state == "pending"


def _shown(*forms: Form | None) -> str:
    return "".join(str(form.errors) + form.text for form in forms if form)
