"""Modals that tests open in the sandbox."""

from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Form, Person
from tests.support.app import App


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def field(name: str, **more: Any) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": name, **more.pop("element", {})}
    return {"type": "input", "block_id": name, "label": plain(name.title()), "element": element, **more}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    shown = list(blocks) or [field("note")]
    return {"type": "modal", "title": plain("Form"), "submit": plain("Send"), "blocks": shown, **more}


async def trigger(alice: Person, app: App) -> str:
    await alice.command("/anything", in_="general")
    return str(app.seen[-1]["trigger_id"])


async def opened(alice: Person, app: App, web: AsyncWebClient, view: dict[str, Any] | None = None) -> Form:
    await web.views_open(trigger_id=await trigger(alice, app), view=view or modal())
    assert alice.form
    return alice.form
