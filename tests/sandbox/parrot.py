"""A bare Bolt app that knows nothing of Pitboss: the sandbox has to please it over both transports."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Slack

FORM = {
    "type": "modal",
    "callback_id": "order",
    "private_metadata": "kept",
    "title": {"type": "plain_text", "text": "Order"},
    "submit": {"type": "plain_text", "text": "Send"},
    "notify_on_close": True,
    "blocks": [
        {
            "type": "input",
            "block_id": "dish",
            "label": {"type": "plain_text", "text": "Dish"},
            "element": {"type": "external_select", "action_id": "dish", "min_query_length": 1},
        },
        {
            "type": "input",
            "block_id": "note",
            "optional": True,
            "label": {"type": "plain_text", "text": "Note"},
            "element": {"type": "plain_text_input", "action_id": "note", "max_length": 20},
        },
    ],
}
DISHES = ("Soup", "Salad", "Stew")


def build(slack: Slack) -> AsyncApp:
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    app = AsyncApp(client=client, token=None, signing_secret=slack.signing_secret, process_before_response=True)
    app.command("/echo")(echo)
    app.command("/order")(order)
    app.shortcut("order")(order)
    app.options("dish")(dishes)
    app.view("order")(ordered)
    app.view_closed("order")(gave_up)
    app.action("approve")(approve)
    app.event("app_home_opened")(home)
    app.event("app_mention")(mentioned)
    return app


async def echo(ack: Any, command: dict[str, Any]) -> None:
    await ack(f"{command['user_name']} says {command['text']}")


async def order(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
    await ack()
    await client.views_open(trigger_id=body["trigger_id"], view=FORM)


async def dishes(ack: Any, payload: dict[str, Any]) -> None:
    found = [each for each in DISHES if each.lower().startswith(payload["value"].lower())]
    options = [{"text": {"type": "plain_text", "text": each}, "value": each.lower()} for each in found]
    await ack(options=options)


async def ordered(ack: Any, body: dict[str, Any], view: dict[str, Any], client: AsyncWebClient) -> None:
    values = view["state"]["values"]
    if values["note"]["note"]["value"] == "poison":
        await ack(response_action="errors", errors={"note": "Not on the menu"})
        return
    await ack()
    dish = values["dish"]["dish"]["selected_option"]["value"]
    button = {"type": "button", "action_id": "approve", "text": {"type": "plain_text", "text": "Approve"}}
    section = {"type": "section", "text": {"type": "mrkdwn", "text": f"<@{body['user']['id']}> wants {dish}"}}
    blocks: list[dict[str, Any]] = [
        section,
        {"type": "actions", "block_id": "decide", "elements": [{**button, "value": dish}]},
    ]
    await client.chat_postMessage(channel="C0DESK", text="An order", blocks=blocks)


async def gave_up(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
    await ack()
    await client.chat_postMessage(channel=body["user"]["id"], text="No order then")


async def approve(ack: Any, body: dict[str, Any], respond: Any, client: AsyncWebClient) -> None:
    await ack()
    text = f"{body['actions'][0]['value']} approved by {body['user']['name']}"
    await client.chat_update(channel=body["channel"]["id"], ts=body["message"]["ts"], text=text, blocks=[])
    await respond("Thank you")


async def home(event: dict[str, Any], client: AsyncWebClient) -> None:
    text = {"type": "mrkdwn", "text": f"Welcome <@{event['user']}>"}
    view = {"type": "home", "blocks": [{"type": "section", "text": text}]}
    await client.views_publish(user_id=event["user"], view=view)


async def mentioned(event: dict[str, Any], say: Any) -> None:
    await say(text=f"Squawk: {event['text']}", thread_ts=event["ts"])


@asynccontextmanager
async def over_http(slack: Slack) -> AsyncIterator[AsyncApp]:
    app = build(slack)

    async def receive(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    server = web.Application()
    server.router.add_post("/slack/events", receive)
    runner = web.AppRunner(server)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.deliver_to(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    try:
        yield app
    finally:
        slack.deliver_to(None)
        await runner.cleanup()


@asynccontextmanager
async def over_sockets(slack: Slack) -> AsyncIterator[AsyncSocketModeHandler]:
    handler = AsyncSocketModeHandler(build(slack), slack.app_token, ping_interval=0.2)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
    await slack.connected()
    try:
        yield handler
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]  # same
