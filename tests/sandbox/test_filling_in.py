"""What was typed into a modal: kept, checked, suggested to, told."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Person, Slack, SlackShows
from tests.support.app import App
from tests.support.modals import field, modal, opened, plain


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
