"""People find things by the words they see, and are told when there are none or several."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Person, Slack, SlackShows
from tests.sandbox import parrot

HERE = Path(__file__).parent


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def options(*names: str) -> list[dict[str, Any]]:
    return [{"text": plain(name), "value": name.lower()} for name in names]


def button(text: str, action_id: str) -> dict[str, Any]:
    return {"type": "button", "text": plain(text), "action_id": action_id}


def row(*elements: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"type": "actions", "block_id": "row", "elements": list(elements)}]


def asked(name: str, kind: str, **more: Any) -> dict[str, Any]:
    element = {"type": kind, "action_id": name, **more}
    return {"type": "input", "block_id": name, "label": plain(name.title()), "element": element, "optional": True}


async def test_equal_labels_are_an_error_that_names_them(slack: Slack, alice: Person, web: AsyncWebClient) -> None:
    await web.chat_postMessage(channel="C0DESK", text="x", blocks=row(button("Yes", "one"), button("Yes", "two")))

    with pytest.raises(SlackShows, match=r"several elements are called 'Yes'.*row/one.*row/two"):
        await alice.press("Yes")

    answer = await alice.press("two")
    assert answer.error == "dispatch_failed"
    assert slack.traffic.of("block_actions")[0].request["actions"][0]["action_id"] == "two"


async def test_missing_label_names_what_there_is(alice: Person, slack: Slack, web: AsyncWebClient) -> None:
    await web.chat_postMessage(channel="C0DESK", text="x", blocks=row(button("Yes", "one")))

    with pytest.raises(SlackShows, match=r"nothing is called 'No'; there are \['Yes'\]"):
        await alice.press("No", on=slack.channel("desk").messages[0])


async def test_nobody_presses_what_they_do_not_see(slack: Slack, web: AsyncWebClient) -> None:
    await web.chat_postMessage(channel="C0DESK", text="x", blocks=row(button("Yes", "one")))
    await web.chat_postEphemeral(channel="C0DESK", user="U0ALICE", text="x", blocks=row(button("Yes", "one")))
    public, private = slack.channel("desk").messages

    with pytest.raises(SlackShows, match="does not see"):
        await slack.person("gus").press("Yes", on=public)
    with pytest.raises(SlackShows, match="does not see"):
        await slack.person("bob").press("Yes", on=private)


async def test_menus_in_messages_are_chosen_by_their_words(slack: Slack, alice: Person, web: AsyncWebClient) -> None:
    menu = {
        "type": "static_select",
        "action_id": "menu",
        "placeholder": plain("Pick"),
        "options": options("Tea", "Milk"),
    }
    more = {"type": "overflow", "action_id": "more", "options": options("Hide", "Share")}
    boxes = {"type": "checkboxes", "action_id": "boxes", "options": options("A", "B", "C")}
    who = {"type": "users_select", "action_id": "who"}
    await web.chat_postMessage(channel="C0DESK", text="x", blocks=row(menu, more, boxes, who))

    await alice.select("Pick", "Milk")
    await alice.select("boxes", "A", "C")
    await alice.select("who", "bob")
    await alice.choose("Share", on=slack.channel("desk").messages[0])

    sent = [each.request for each in slack.traffic.of("block_actions")]
    actions = [each["actions"][0] for each in sent]
    assert actions[0]["selected_option"]["value"] == "milk"
    assert [each["value"] for each in actions[1]["selected_options"]] == ["a", "c"]
    assert actions[2]["selected_user"] == "U0BOB"
    assert actions[3]["selected_option"]["value"] == "share"
    assert sent[3]["state"]["values"]["row"]["menu"]["selected_option"]["value"] == "milk"


async def test_every_kind_of_field_is_filled_in_by_words(slack: Slack, alice: Person) -> None:
    async with parrot.over_sockets(slack):
        await alice.shortcut("order")
        form = await alice.wait_for_form()
        view: dict[str, Any] = {
            "type": "modal",
            "title": plain("All"),
            "submit": plain("Send"),
            "blocks": [
                asked("text", "plain_text_input"),
                asked("number", "number_input", is_decimal_allowed=False),
                asked("day", "datepicker"),
                asked("at", "datetimepicker"),
                asked("one", "static_select", options=options("Red", "Green")),
                asked("many", "multi_static_select", options=options("Red", "Green")),
                asked("dots", "radio_buttons", options=options("Up", "Down")),
                asked("room", "conversations_select"),
                asked("people", "multi_users_select"),
                asked("rich", "rich_text_input"),
            ],
        }
        web = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        await web.views_update(view_id=form.view.id, view=view)
        words: dict[str, Any] = {"text": "", "number": 5, "day": "2026-11-22", "at": 1_800_000_000, "one": "green"}
        await form.fill(**words, many=["Red", "Green"], dots="Down", room="general", people=["bob"], rich="hi")

    held = {block: next(iter(fields.values())) for block, fields in form.values.items()}
    assert held["text"]["value"] is None
    assert (held["number"]["value"], held["day"]["selected_date"]) == ("5", "2026-11-22")
    assert held["at"]["selected_date_time"] == 1_800_000_000
    assert held["one"]["selected_option"]["value"] == "green"
    assert [each["value"] for each in held["many"]["selected_options"]] == ["red", "green"]
    assert held["dots"]["selected_option"]["value"] == "down"
    assert held["room"]["selected_conversation"] == "C0GENERAL"
    assert held["people"]["selected_users"] == ["U0BOB"]
    assert held["rich"]["rich_text_value"]["elements"][0]["elements"][0]["text"] == "hi"


async def test_option_that_is_not_offered_cannot_be_chosen(slack: Slack, alice: Person) -> None:
    async with parrot.over_sockets(slack):
        await alice.shortcut("order")
        form = await alice.wait_for_form()

        with pytest.raises(SlackShows, match="no option 'Snails'"):
            await form.fill(dish="Snails")


async def test_waiting_in_vain_tells_what_was_seen(alice: Person) -> None:
    await alice.say("something else", in_="general")

    with pytest.raises(SlackShows, match=r"does not see 'good news' within 0.01 s.*something else"):
        await alice.wait_for("good news", in_="general", timeout=0.01)
    with pytest.raises(SlackShows, match="no form"):
        await alice.wait_for_form(timeout=0.01)


async def test_unknown_names_list_the_known(slack: Slack) -> None:
    with pytest.raises(KeyError, match=r"no person 'zoe'.*alice"):
        slack.person("zoe")
    with pytest.raises(KeyError, match=r"no channel 'attic'.*general"):
        slack.channel("attic")


async def test_shown_reads_blocks_as_a_person_would(slack: Slack, web: AsyncWebClient) -> None:
    rows = [[{"type": "raw_text", "text": "Day"}], [{"type": "raw_number", "value": 12.5, "text": "12.5"}]]
    chart = {"type": "pie", "segments": [{"label": "Slots", "value": 3}]}
    blocks: list[dict[str, Any]] = [
        {"type": "header", "text": plain("Title")},
        {"type": "section", "text": {"type": "mrkdwn", "text": "*Body*"}, "accessory": button("Press", "hidden_id")},
        {"type": "data_table", "caption": "Caption", "rows": rows},
        {"type": "data_visualization", "title": "Chart", "chart": chart},
    ]
    await web.chat_postMessage(channel="C0DESK", text="fallback", blocks=blocks)

    shown = slack.channel("desk").messages[0].shown

    for words in ("Title", "*Body*", "Press", "Caption", "Day", "12.5", "Chart", "Slots"):
        assert words in shown
    assert "hidden_id" not in shown
    assert "fallback" not in shown


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
async def test_command_line_serves_until_told_to_stop(stop: signal.Signals, tmp_path: Path) -> None:
    record = tmp_path / "record.jsonl"
    files = [HERE / "workspace.yml", "--manifest", HERE / "manifest.yml", "--record", record, "--port", "0"]
    sandbox = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "sandbox",
        *map(str, files),
        cwd=HERE.parents[1],
        env={**os.environ, "PYTHONWARNINGS": "error"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert sandbox.stdout
    line = (await asyncio.wait_for(sandbox.stdout.readline(), 10)).decode()
    web = AsyncWebClient(token="xoxb-parrot", base_url=line.split()[-1] + "/api/")
    await web.auth_test()

    sandbox.send_signal(stop)
    _, errors = await asyncio.wait_for(sandbox.communicate(), 10)

    assert (sandbox.returncode, errors) == (0, b"")
    assert "auth.test" in record.read_text()
