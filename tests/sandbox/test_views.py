"""Modals and Home: triggers, stacks and hashes."""

from pathlib import Path

from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Person, Slack
from tests.support.app import App
from tests.support.modals import modal, opened, plain, trigger
from tests.support.refusals import refusal

HERE = Path(__file__).parent


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


async def test_closing_is_told_only_on_request(alice: Person, app: App, web: AsyncWebClient) -> None:
    quiet = await opened(alice, app, web)
    await quiet.close()
    before = len(app.seen)
    loud = await opened(alice, app, web, modal(notify_on_close=True))
    await loud.close()

    assert before == 1
    assert (app.seen[-1]["type"], app.seen[-1]["is_cleared"]) == ("view_closed", False)


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
