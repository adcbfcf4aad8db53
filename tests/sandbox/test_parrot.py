"""A bare Bolt app lives a day in the sandbox, over signed HTTP and over Socket Mode alike."""

from collections.abc import AsyncIterator

import pytest

from sandbox import Slack
from tests.sandbox import parrot


@pytest.fixture(params=["http", "sockets"])
async def office(request: pytest.FixtureRequest, slack: Slack) -> AsyncIterator[Slack]:
    transport = parrot.over_http if request.param == "http" else parrot.over_sockets
    async with transport(slack):
        yield slack


async def test_command_is_answered_in_its_acknowledgement_to_its_author_alone(office: Slack) -> None:
    alice, bob = office.person("alice"), office.person("bob")

    answer = await alice.command("/echo hello & good <day>", in_="general")

    assert answer.text == "alice says hello & good <day>"
    assert alice.sees("alice says", in_="general")
    assert not bob.sees("alice says", in_="general")


async def test_a_whole_order_from_form_to_approval(office: Slack) -> None:
    alice, bob = office.person("alice"), office.person("bob")

    await alice.command("/order", in_="general")
    form = await alice.wait_for_form("Order")
    assert await form.suggest("Dish", "s") == ["Soup", "Salad", "Stew"]
    await form.fill(dish="Stew", note="poison")
    await form.submit()
    assert form.errors["Note"] == "Not on the menu"
    await form.fill(note="mild")
    answer = await form.submit()
    assert answer.ok
    assert alice.form is None
    card = await bob.wait_for("wants stew", in_="desk")
    await bob.press("Approve", on=card)
    await bob.wait_for("Thank you", in_="desk")

    assert card.shown == "stew approved by bob"
    assert not alice.sees("Thank you")


async def test_required_field_is_held_back_by_slack_itself(office: Slack) -> None:
    alice = office.person("alice")
    await alice.shortcut("order")
    form = await alice.wait_for_form()

    answer = await form.submit()

    assert not answer.ok
    assert form.errors["Dish"] == "Please complete this required field."
    assert office.traffic.of("view_submission") == []


async def test_closing_a_form_is_told_to_the_app(office: Slack) -> None:
    alice = office.person("alice")
    await alice.shortcut("order")
    form = await alice.wait_for_form()

    await form.close()

    assert await alice.wait_for("No order then", dm=True)
    assert not form.is_open


async def test_home_is_published_when_opened(office: Slack) -> None:
    alice = office.person("alice")

    await alice.open_home()
    await office.settled()

    assert alice.home
    assert alice.home.text == "Welcome <@U0ALICE>"


async def test_mention_reaches_the_app_and_is_answered_in_the_thread(office: Slack) -> None:
    bob = office.person("bob")

    said = await bob.say("<@U0PARROT> hello", in_="general")
    await bob.wait_for("Squawk", in_="general")

    assert [each.text for each in bob.thread(said)] == ["Squawk: <@U0PARROT> hello"]


async def test_mention_typed_by_name_reaches_the_app_too(office: Slack) -> None:
    bob = office.person("bob")

    said = await bob.say("@Parrot hello to @nobody", in_="general")
    await bob.wait_for("Squawk", in_="general")

    assert [each.text for each in bob.thread(said)] == ["Squawk: <@U0PARROT> hello to @nobody"]


async def test_dropped_socket_is_opened_again(slack: Slack) -> None:
    alice = slack.person("alice")
    async with parrot.over_sockets(slack):
        slack.faults.set(drop_socket=1)
        lost = await alice.command("/echo one", in_="general")
        await slack.connected()
        found = await alice.command("/echo two", in_="general")

    assert lost.error == "dispatch_failed"
    assert found.text == "alice says two"


async def test_app_follows_slack_to_a_new_connection(slack: Slack) -> None:
    alice = slack.person("alice")
    async with parrot.over_sockets(slack):
        await slack.delivery.sockets.disconnect("refresh_requested")
        await slack.connected()

        assert (await alice.command("/echo again", in_="general")).text == "alice says again"
