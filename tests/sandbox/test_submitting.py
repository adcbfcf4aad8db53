"""A submission carries all that was typed, and the app answers it in time and in form."""

import asyncio
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Person, Slack
from tests.support.app import App
from tests.support.modals import modal, opened, plain


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
