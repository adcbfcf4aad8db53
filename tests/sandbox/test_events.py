"""Events and shortcuts reach the app, events again until it takes them."""

import json

import pytest

from sandbox import Slack
from sandbox.errors import SlackShows
from tests.support.app import App
from tests.support.waiting import turns


async def test_event_is_wrapped_and_tried_again(slack: Slack, app: App) -> None:
    app.status = 500

    await slack.person("alice").say("hello", in_="general")
    await slack.settled()
    for sent, seconds in enumerate((1, 60, 300), start=1):
        slack.clock.advance(seconds=seconds - 0.5)
        await turns()
        await slack.settled()
        assert len(app.requests) == sent
        slack.clock.advance(seconds=0.5)
        await app.receives(sent + 1)
        await slack.settled()

    bodies = [json.loads(body) for _, body in app.requests]
    assert [headers.get("x-slack-retry-num") for headers, _ in app.requests] == [None, "1", "2", "3"]
    assert app.requests[1][0]["x-slack-retry-reason"] == "http_error"
    assert len({body["event_id"] for body in bodies}) == 1
    assert bodies[0]["event"]["text"] == "hello"
    assert bodies[0]["authorizations"][0]["user_id"] == "U0PARROT"


async def test_retry_that_succeeds_is_the_last(slack: Slack, app: App) -> None:
    app.status = 500
    await slack.person("alice").say("hello", in_="general")
    await slack.settled()

    app.status = 200
    slack.clock.advance(seconds=1)
    await app.receives(2)
    await slack.settled()
    slack.clock.advance(minutes=10)
    await turns()
    await slack.settled()

    assert len(app.requests) == 2


async def test_duplicate_delivery_repeats_the_same_event(slack: Slack, app: App) -> None:
    slack.faults.set(duplicate=1)

    await slack.person("alice").say("hello", in_="general")
    await slack.settled()

    first, second = (json.loads(body)["event_id"] for _, body in app.requests)
    assert first == second


async def test_event_that_is_not_subscribed_to_stays_home(slack: Slack, app: App) -> None:
    alice = slack.person("alice")

    await alice.say("private", in_="desk")  # message.groups is not in the manifest
    await alice.say("elsewhere", in_="lobby")  # the bot is not there
    await slack.settled()

    assert app.requests == []


async def test_events_of_people_and_channels(slack: Slack, app: App) -> None:
    alice = slack.person("alice")
    said = await alice.say("see https://parrot.example/1", in_="general")
    await alice.react("eyes", on=said)
    slack.change_person("bob", deleted=True)
    slack.share_channel("desk")
    slack.join("eve", "desk")
    await slack.settled()

    events = {body["event"]["type"]: body["event"] for body in (json.loads(body) for _, body in app.requests)}
    assert set(events) == {"message", "link_shared", "reaction_added", "user_change", "channel_shared"}
    assert events["link_shared"]["links"][0]["domain"] == "parrot.example"
    assert events["reaction_added"]["item"]["ts"] == said.ts
    assert events["user_change"]["user"]["deleted"]
    assert slack.channel("desk").shared


async def test_shortcuts_on_messages_and_everywhere(slack: Slack, app: App) -> None:
    alice = slack.person("alice")
    said = await alice.say("wise words", in_="desk")

    await alice.message_shortcut("quote", on=said)
    on_message = app.payload
    await alice.shortcut("order")

    assert (on_message["type"], on_message["message"]["text"]) == ("message_action", "wise words")
    assert on_message["channel"] == {"id": "C0DESK", "name": "privategroup"}
    assert (app.payload["type"], app.payload["callback_id"]) == ("shortcut", "order")
    assert "response_url" not in app.payload


async def test_message_changed_and_taken_away_is_told_as_slack_tells_it(slack: Slack, app: App) -> None:
    alice = slack.person("alice")
    said = await alice.say("wise words", in_="general")
    reply = await alice.say("really", in_="general", thread=said)

    await alice.edit(reply, "really wise")
    await alice.delete(reply)
    await slack.settled()

    changed, gone = ([json.loads(body)["event"] for _, body in app.requests])[-2:]
    assert (changed["type"], changed["subtype"], changed["hidden"]) == ("message", "message_changed", True)
    assert (changed["message"]["text"], changed["previous_message"]["text"]) == ("really wise", "really")
    assert changed["message"]["thread_ts"] == said.ts
    assert changed["message"]["user"] == alice.id
    assert "user" not in changed
    assert changed["ts"] != reply.ts
    assert (gone["subtype"], gone["deleted_ts"]) == ("message_deleted", reply.ts)
    assert gone["previous_message"]["text"] == "really wise"
    assert said.reply_count == 0


async def test_message_with_replies_leaves_a_stone(slack: Slack, app: App) -> None:
    alice = slack.person("alice")
    said = await alice.say("wise words", in_="general")
    await alice.say("really", in_="general", thread=said)

    await alice.delete(said)
    await slack.settled()

    event = json.loads(app.requests[-1][1])["event"]
    assert (event["subtype"], event["message"]["subtype"]) == ("message_changed", "tombstone")
    assert alice.sees("This message was deleted.", in_="general")


async def test_nobody_changes_what_another_wrote(slack: Slack) -> None:
    said = await slack.person("alice").say("wise words", in_="general")

    for deed in (slack.person("bob").edit(said, "foolish"), slack.person("bob").delete(said)):
        with pytest.raises(SlackShows, match="did not write"):
            await deed

    assert said.shown == "wise words"
