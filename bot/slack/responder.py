"""Showing an answer to the person who waits through the Web API, where no acknowledgement can carry it."""

import asyncio
import logging
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot import kit
from bot.process.services import Services
from bot.slack import api_errors, failures
from bot.slack.api_errors import Unsent, patiently
from bot.slack.incoming import Incoming, IncomingKind
from bot.slack.payloads import INITIAL
from bot.slack.responses import Answer, Errors, Form, Home, Json, Options, Saved, Shown, page_of

log = logging.getLogger(__name__)

NATIVE = frozenset({"table", "data_table", "data_visualization"})
"""Blocks of Slack's newest kind, which an older Slack refuses."""
SETTLE_SECONDS = 0.5
"""The pause before a "Saving…" page is updated: an update that overtakes it would be lost."""
LOADING_SECONDS = 0.4
"""How long a form may take before a "One moment" page is shown meanwhile."""
SECTION_MOST = 3_000

KEPT = (
    "type",
    "title",
    "submit",
    "close",
    "private_metadata",
    "callback_id",
    "clear_on_close",
    "notify_on_close",
    "external_id",
)
"""The keys of a shown view that may be sent back to Slack."""
WRONG = "wrong:"
"""The prefix of block ids of errors that we draw ourselves."""


async def show(services: Services, incoming: Incoming, shown: Shown) -> None:
    """Show it through the Web API or the response_url; a failure is logged, and shown to the person where possible."""
    try:
        await _Screen(services, incoming).show(shown)
    except api_errors.FAULTS as fault:
        log.warning("%s %s could not be shown: %s", incoming.kind, incoming.name, api_errors.error_of(fault))
        if isinstance(shown, Form) and incoming.response_url:
            words = "Slack did not open the form in time. Please try once more."
            await show(services, incoming, Answer(words))


async def anew(services: Services, incoming: Incoming, shown: Answer | Form, *, where: str) -> None:
    """Redraw what is beneath a submitted form: a page by its id, or a private message by its response_url."""
    try:
        if where.startswith("http") and isinstance(shown, Answer):
            await _Screen(services, incoming).respond(where, shown)
        elif where:
            view = page_of(shown) if isinstance(shown, Answer) else shown.view
            await patiently(lambda: services.slack.views_update(view_id=where, view=view))
    except api_errors.FAULTS as fault:
        log.info("What is beneath %s was not drawn again: %s", incoming.name, api_errors.error_of(fault))


def without_native(blocks: Iterable[Json], text: str) -> list[Json]:
    """Replace tables and charts by the text that says the same, for a Slack that refuses them."""
    kept = [block for block in blocks if block.get("type") not in NATIVE]
    said = {"type": "section", "text": {"type": "plain_text", "text": text[:SECTION_MOST] or "…"}}
    return [*kept, said]


class _Screen:
    """What one person is looking at, as far as one event shows."""

    def __init__(self, services: Services, incoming: Incoming) -> None:
        self._services = services
        self._slack = services.slack
        self._at = incoming

    async def show(self, shown: Shown) -> None:
        at = self._at
        match shown:
            case Home(view):
                await patiently(lambda: self._slack.views_publish(user_id=at.user, view=view))
            case _ if at.kind is IncomingKind.FORM:
                await self._replace(shown)
            case Form():
                await self._form(shown)
            case Answer():
                await self._answer(shown)
            case Errors() | Saved() | Options():
                log.error("%s %s returned %s, which cannot be shown there", at.kind, at.name, type(shown).__name__)

    async def _replace(self, shown: Shown) -> None:
        """Update a submitted form after its acknowledgement: until now it says "Saving…"."""
        await asyncio.sleep(SETTLE_SECONDS)
        view_id = self._at.screen["id"]
        match shown:
            case Errors(wrong):
                view: Json = form_again(self._at.screen, wrong)
            case Form(made):
                view = made
            case Answer():
                view = page_of(shown)
            case _:
                view = page_of(Answer("Done. You can close this."))
        try:
            await patiently(lambda: self._slack.views_update(view_id=view_id, view=view))
        except SlackApiError as fault:
            if api_errors.error_of(fault) != "not_found" or not isinstance(shown, Errors | Answer):
                raise
            words = shown.text if isinstance(shown, Answer) else " ".join(shown.fields.values())
            await self._whisper(Answer(words))

    async def _form(self, form: Form) -> None:
        if form.then is None:
            await self._open(form)
            return
        making = self._services.tasks.start(self._made(form))
        await asyncio.wait({making}, timeout=LOADING_SECONDS)
        if making.done():
            made = making.result()
            await (self._answer(made) if isinstance(made, Answer) else self._open(Form(made.view, form.on_top)))
            return
        opened = await self._open(form)
        made = await making
        view = page_of(made) if isinstance(made, Answer) else made.view
        await patiently(lambda: self._slack.views_update(view_id=opened["view"]["id"], view=view))

    async def _made(self, form: Form) -> Form | Answer:
        """Build the form, or the message why not."""
        try:
            return await form.then() if form.then else form
        except Exception as error:  # noqa: BLE001 - turned into words; nothing may leave a listener
            words = failures.explain(error, f"{self._at.kind} {self._at.name}")
            said = words.text if words else "That was done already."
            return Answer.of(said, kit.say(said))

    async def _open(self, form: Form) -> AsyncSlackResponse:
        at, view = self._at, form.view
        if at.in_modal and (at.topmost or not form.on_top):
            return await patiently(lambda: self._slack.views_update(view_id=at.screen["id"], view=view))
        opening = self._slack.views_push if at.in_modal else self._slack.views_open
        return await opening(trigger_id=at.trigger or "", view=view)

    async def _answer(self, answer: Answer) -> None:
        at = self._at
        if at.response_url:
            await self.respond(at.response_url, answer)
        elif at.kind is IncomingKind.EVENT:
            await self._whisper(answer)
        else:
            await self._open(Form(page_of(answer), on_top=not answer.replace))

    async def _whisper(self, answer: Answer) -> None:
        """Answer in the channel where only this person sees it, or in the conversation with the bot."""
        at = self._at
        said: dict[str, Any] = {"text": answer.text, "blocks": list(answer.blocks)}
        if at.channel and not at.channel.startswith("D"):
            thread = at.event.get("thread_ts")
            await self._slack.chat_postEphemeral(channel=at.channel, user=at.user, thread_ts=thread, **said)
        else:
            await self._slack.chat_postMessage(channel=at.user, **said)

    async def respond(self, url: str, answer: Answer) -> None:
        """Answer by a response_url, without tables and charts where Slack refuses those."""
        try:
            await patiently(lambda: self._post(url, answer))
        except Unsent as fault:
            if "invalid_blocks" not in fault.error:
                raise
            plainer = Answer(answer.text, without_native(answer.blocks, answer.text), answer.replace)
            await patiently(lambda: self._post(url, plainer))

    async def _post(self, url: str, answer: Answer) -> None:
        if not self._services.may_post_to(url):
            raise Unsent("not_a_response_url_of_slack", status=0)
        body: dict[str, Any] = {"response_type": "ephemeral", "replace_original": answer.replace, "text": answer.text}
        body["blocks"] = list(answer.blocks)
        if thread := (self._at.body.get("container") or {}).get("thread_ts"):
            body["thread_ts"] = thread
        async with self._services.http.post(url, json=body, allow_redirects=False) as response:
            text = await response.text()
            if response.status != 200 or '"ok":false' in text.replace(" ", ""):  # noqa: PLR2004 - HTTP's OK
                wait = api_errors.seconds(response.headers.get("Retry-After"))
                raise Unsent(text[:200], status=response.status, wait_seconds=wait)


def form_again(view: Mapping[str, Any], errors: Mapping[str, str]) -> Json:
    """Redraw the form with its input and each error under its field, when it is too late for Slack's own errors."""
    entered = (view.get("state") or {}).get("values") or {}
    shown: Json = {key: view[key] for key in KEPT if view.get(key) not in (None, "")}
    shown["blocks"] = list(_blocks(view.get("blocks") or [], entered, errors))
    return shown


def _blocks(blocks: list[Json], entered: Mapping[str, Any], errors: Mapping[str, str]) -> Iterator[Json]:
    for block in blocks:
        block_id = str(block.get("block_id", ""))
        if block_id.startswith(WRONG):
            continue
        yield _begun(block, entered.get(block_id) or {})
        if block_id in errors:
            words = {"type": "plain_text", "text": f"⚠ {errors[block_id]}"[:3000]}
            yield {"type": "section", "block_id": f"{WRONG}{block_id}"[:255], "text": words}


def _begun(block: Json, entered: Mapping[str, Any]) -> Json:
    element = block.get("element") or {}
    state = entered.get(element.get("action_id", ""))
    if state is None:
        return block
    block = deepcopy(block)
    for said, begins in INITIAL.items():
        if said not in state:
            continue
        block["element"].pop(begins, None)
        if state[said]:
            block["element"][begins] = state[said]
    return block
