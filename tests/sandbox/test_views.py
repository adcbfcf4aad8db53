"""Modals and Home: triggers, stacks, hashes, and what was typed."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web as server
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Form, Person, Slack, SlackShows

HERE = Path(__file__).parent


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def field(name: str, **more: Any) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": name, **more.pop("element", {})}
    return {"type": "input", "block_id": name, "label": plain(name.title()), "element": element, **more}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    shown = list(blocks) or [field("note")]
    return {"type": "modal", "title": plain("Form"), "submit": plain("Send"), "blocks": shown, **more}


class App:
    """Answers each request as the test says and keeps what came."""

    def __init__(self) -> None:
        self.answer: Any = None
        self.status = 200
        self.seen: list[dict[str, Any]] = []

    async def receive(self, request: server.Request) -> server.Response:
        import json

        form = dict(await request.post())
        self.seen.append(json.loads(str(form["payload"])) if "payload" in form else form)
        if callable(self.answer):
            return server.json_response(await self.answer())
        return (
            server.json_response(self.answer, status=self.status)
            if self.answer
            else server.Response(status=self.status)
        )


@pytest.fixture
async def app(slack: Slack) -> AsyncIterator[App]:
    app, site = App(), server.Application()
    site.router.add_post("/", app.receive)
    runner = server.AppRunner(site, shutdown_timeout=0.1)
    await runner.setup()
    await server.TCPSite(runner, "127.0.0.1", 0).start()
    slack.deliver_to(f"http://127.0.0.1:{runner.addresses[0][1]}/")
    yield app
    await runner.cleanup()


@pytest.fixture
def alice(slack: Slack) -> Person:
    return slack.person("alice")


async def trigger(alice: Person, app: App) -> str:
    await alice.command("/anything", in_="general")
    return str(app.seen[-1]["trigger_id"])


async def opened(alice: Person, app: App, web: AsyncWebClient, view: dict[str, Any] | None = None) -> Form:
    await web.views_open(trigger_id=await trigger(alice, app), view=view or modal())
    assert alice.form
    return alice.form


async def refusal(call: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


async def test_trigger_works_once(alice: Person, app: App, web: AsyncWebClient) -> None:
    name = await trigger(alice, app)

    await web.views_open(trigger_id=name, view=modal())

    assert await refusal(web.views_open(trigger_id=name, view=modal())) == "exchanged_trigger_id"
    assert await refusal(web.views_open(trigger_id="1.2.made-up", view=modal())) == "invalid_trigger_id"


async def test_trigger_lives_three_seconds(slack: Slack, alice: Person, app: App, web: AsyncWebClient) -> None:
    in_time, late = await trigger(alice, app), await trigger(alice, app)

    slack.clock.advance(seconds=2.5)
    await web.views_open(trigger_id=in_time, view=modal())
    slack.clock.advance(seconds=0.6)

    assert await refusal(web.views_open(trigger_id=late, view=modal())) == "expired_trigger_id"


async def test_bad_view_does_not_use_the_trigger_up(alice: Person, app: App, web: AsyncWebClient) -> None:
    name = await trigger(alice, app)

    assert await refusal(web.views_open(trigger_id=name, view={"type": "modal"})) == "invalid_arguments"

    assert (await web.views_open(trigger_id=name, view=modal()))["ok"]


async def test_stack_holds_three_views(alice: Person, app: App, web: AsyncWebClient) -> None:
    button = {"type": "button", "text": plain("More"), "action_id": "more"}
    view = modal({"type": "actions", "elements": [button]})
    form = await opened(alice, app, web, view)
    for _ in range(2):
        await form.press("More")
        await web.views_push(trigger_id=app.seen[-1]["trigger_id"], view=view)
        assert alice.form
        form = alice.form

    await form.press("More")
    error = await refusal(web.views_push(trigger_id=app.seen[-1]["trigger_id"], view=view))

    assert error == "push_limit_reached"
    assert len(alice.forms) == 3
    payload = app.seen[-1]["view"]
    assert payload["root_view_id"] == alice.forms[0].view.id
    assert payload["previous_view_id"] == alice.forms[1].view.id


async def test_push_needs_a_trigger_from_a_modal(alice: Person, app: App, web: AsyncWebClient) -> None:
    assert await refusal(web.views_push(trigger_id=await trigger(alice, app), view=modal())) == "not_found"


async def test_update_with_an_old_hash_is_a_conflict(alice: Person, app: App, web: AsyncWebClient) -> None:
    view = (await opened(alice, app, web)).view
    old = view.hash

    await web.views_update(view_id=view.id, hash=old, view=modal())

    assert await refusal(web.views_update(view_id=view.id, hash=old, view=modal())) == "hash_conflict"
    assert await refusal(web.views_update(view_id="V0GONE", view=modal())) == "not_found"


async def test_external_id_names_one_open_view(alice: Person, app: App, web: AsyncWebClient) -> None:
    await opened(alice, app, web, modal(external_id="mine"))

    await web.views_update(external_id="mine", view=modal(external_id="mine", callback_id="changed"))
    assert alice.form
    assert alice.form.view.spec["callback_id"] == "changed"

    again = web.views_open(trigger_id=await trigger(alice, app), view=modal(external_id="mine"))
    assert await refusal(again) == "duplicate_external_id"


async def test_update_keeps_what_was_typed_where_ids_stay(alice: Person, app: App, web: AsyncWebClient) -> None:
    form = await opened(alice, app, web, modal(field("note"), field("name")))
    await form.fill(note="kept", name="lost")

    await web.views_update(
        view_id=form.view.id, view=modal(field("note", element={"initial_value": "new"}), field("other"))
    )

    assert form.values["note"]["note"]["value"] == "kept"
    assert form.values["other"]["other"]["value"] is None
    assert "name" not in form.values


async def test_update_without_ids_loses_what_was_typed(alice: Person, app: App, web: AsyncWebClient) -> None:
    nameless = {"type": "input", "label": plain("Note"), "element": {"type": "plain_text_input"}}
    form = await opened(alice, app, web, modal(nameless))
    await form.fill(note="lost")

    await web.views_update(view_id=form.view.id, view=modal(nameless))

    assert [value["value"] for fields in form.values.values() for value in fields.values()] == [None]


async def test_submission_carries_state_hash_and_metadata(alice: Person, app: App, web: AsyncWebClient) -> None:
    form = await opened(alice, app, web, modal(private_metadata="{}", callback_id="order"))
    await form.fill(note="Grüße 🎲")

    await form.submit()

    sent = app.seen[-1]
    assert sent["view"]["state"]["values"] == {"note": {"note": {"type": "plain_text_input", "value": "Grüße 🎲"}}}
    assert (sent["view"]["callback_id"], sent["view"]["private_metadata"]) == ("order", "{}")
    assert sent["view"]["hash"] == form.view.hash
    assert alice.form is None


async def test_errors_stand_beside_their_fields(alice: Person, app: App, web: AsyncWebClient) -> None:
    form = await opened(alice, app, web)
    await form.fill(note="x")
    app.answer = {"response_action": "errors", "errors": {"note": "Too short"}}

    await form.submit()

    assert form.errors == {"note": "Too short", "Note": "Too short"}
    assert form.is_open


@pytest.mark.parametrize("errors", [{"nobody": "x"}, {}, "text"])
async def test_errors_for_no_field_are_trouble(
    errors: Any, slack: Slack, alice: Person, app: App, web: AsyncWebClient
) -> None:
    form = await opened(alice, app, web)
    await form.fill(note="x")
    app.answer = {"response_action": "errors", "errors": errors}

    answer = await form.submit()

    assert answer.text == "We had some trouble connecting. Try again?"
    assert "invalid_errors" in slack.traffic.notes[-1]


async def test_answer_may_update_push_or_clear(alice: Person, app: App, web: AsyncWebClient) -> None:
    form = await opened(alice, app, web)
    await form.fill(note="x")

    app.answer = {"response_action": "update", "view": modal(title=plain("Updated"))}
    await form.submit()
    assert form.title == "Updated"
    app.answer = {"response_action": "push", "view": modal(title=plain("Pushed"))}
    await form.submit()
    assert [each.title for each in alice.forms] == ["Updated", "Pushed"]
    assert alice.form
    await alice.form.fill(note="x")
    app.answer = {"response_action": "clear"}
    await alice.form.submit()

    assert alice.form is None


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ({"response_action": "update", "view": {"type": "modal"}}, 200),
        ({"response_action": "explode"}, 200),
        ({"text": "hello"}, 200),
        (None, 500),
    ],
)
async def test_any_other_answer_is_trouble(
    answer: Any, status: int, alice: Person, app: App, web: AsyncWebClient
) -> None:
    form = await opened(alice, app, web)
    await form.fill(note="x")
    app.answer, app.status = answer, status

    result = await form.submit()

    assert result.text == "We had some trouble connecting. Try again?"
    assert form.is_open


async def test_slow_submission_is_trouble_after_three_seconds(
    slack: Slack, alice: Person, app: App, web: AsyncWebClient
) -> None:
    form = await opened(alice, app, web)
    await form.fill(note="x")
    arrived = asyncio.Event()

    async def never() -> None:
        arrived.set()
        await asyncio.Event().wait()

    app.answer = never
    submitting = asyncio.ensure_future(form.submit())
    await arrived.wait()
    slack.clock.advance(seconds=3)

    assert (await submitting).error == "operation_timeout"


CLIENT_SIDE: dict[str, tuple[dict[str, Any], str, str]] = {
    "required": ({}, "", "Please complete this required field."),
    "short": ({"min_length": 3}, "ab", "Please enter at least 3 characters."),
    "long": ({"max_length": 3}, "abcd", "Please enter at most 3 characters."),
    "number": ({"type": "number_input", "is_decimal_allowed": False}, "many", "Please enter a number."),
    "whole": ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "Please enter a whole number."),
    "least": (
        {"type": "number_input", "is_decimal_allowed": True, "min_value": "2"},
        "1.5",
        "Please enter a number of at least 2.",
    ),
    "email": ({"type": "email_text_input"}, "nobody", "Please enter a valid email address."),
    "url": ({"type": "url_text_input"}, "nowhere", "Please enter a valid URL."),
}


@pytest.mark.parametrize("what", CLIENT_SIDE)
async def test_slack_checks_fields_before_the_app_hears_of_them(
    what: str, alice: Person, app: App, web: AsyncWebClient
) -> None:
    element, typed, complaint = CLIENT_SIDE[what]
    form = await opened(alice, app, web, modal(field("note", element=element)))
    await form.fill(note=typed)
    before = len(app.seen)

    answer = await form.submit()

    assert answer.errors == {"note": complaint}
    assert len(app.seen) == before


async def test_closing_is_told_only_on_request(alice: Person, app: App, web: AsyncWebClient) -> None:
    quiet = await opened(alice, app, web)
    await quiet.close()
    before = len(app.seen)
    loud = await opened(alice, app, web, modal(notify_on_close=True))
    await loud.close()

    assert before == 1
    assert (app.seen[-1]["type"], app.seen[-1]["is_cleared"]) == ("view_closed", False)


async def test_typeahead_waits_for_three_letters(alice: Person, app: App, web: AsyncWebClient) -> None:
    pick = {"type": "external_select", "action_id": "who"}
    form = await opened(alice, app, web, modal(field("who", element=pick)))
    app.answer = {"options": [{"text": plain("Ann"), "value": "1"}]}
    before = len(app.seen)

    assert await form.suggest("Who", "an") == []
    assert len(app.seen) == before
    assert await form.suggest("Who", "ann") == ["Ann"]

    sent = app.seen[-1]
    assert (sent["type"], sent["value"], sent["action_id"], sent["block_id"]) == (
        "block_suggestion",
        "ann",
        "who",
        "who",
    )
    assert sent["container"] == {"type": "view", "view_id": form.view.id}


async def test_bad_suggestions_show_nothing_and_are_reported(
    slack: Slack, alice: Person, app: App, web: AsyncWebClient
) -> None:
    pick = {"type": "external_select", "action_id": "who", "min_query_length": 0}
    form = await opened(alice, app, web, modal(field("who", element=pick)))
    app.answer = {"options": [{"text": plain("x" * 76), "value": "1"}]}

    with pytest.raises(SlackShows, match="no results"):
        await form.suggest("Who", "")

    assert "must be less than 76 characters" in slack.traffic.notes[-1]


async def test_choice_in_an_input_reaches_the_app_only_if_it_listens(
    alice: Person, app: App, web: AsyncWebClient
) -> None:
    loud = field("loud", dispatch_action=True)
    form = await opened(alice, app, web, modal(field("quiet"), loud))
    before = len(app.seen)

    await form.fill(quiet="psst")
    assert len(app.seen) == before
    await form.fill(loud="HEY")

    action = app.seen[-1]["actions"][0]
    assert (action["action_id"], action["value"], action["type"]) == ("loud", "HEY", "plain_text_input")
    assert app.seen[-1]["view"]["state"]["values"]["quiet"]["quiet"]["value"] == "psst"


async def test_home_is_refused_where_the_manifest_has_none() -> None:
    import yaml

    manifest = yaml.safe_load((HERE / "manifest.yml").read_text())
    manifest["features"]["app_home"]["home_tab_enabled"] = False
    async with Slack.running(HERE / "workspace.yml", manifest=manifest) as slack:
        web = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)

        error = await refusal(web.views_publish(user_id="U0ALICE", view={"type": "home", "blocks": []}))

    assert error == "not_enabled"


async def test_home_with_an_old_hash_is_a_conflict(slack: Slack, web: AsyncWebClient) -> None:
    home = {"type": "home", "blocks": [{"type": "header", "text": plain("Hello")}]}
    first = await web.views_publish(user_id="U0ALICE", view=home)

    await web.views_publish(user_id="U0ALICE", view=home, hash=first["view"]["hash"])

    assert await refusal(web.views_publish(user_id="U0ALICE", view=home, hash=first["view"]["hash"])) == "hash_conflict"
