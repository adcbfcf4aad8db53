"""Searches that somebody keeps: saved from a list, run and deleted from `/player` alone."""

import json

from bot import kit
from bot.cards import player_lists
from bot.handlers.players import commands
from bot.slack import failures
from bot.slack.incoming import Call
from bot.slack.responses import Answer, Form, Shown
from bot.slack.routes import Routes
from core import search
from core.search.saved_searches import LONGEST_NAME

NAME = "name"
FORM = f"{player_lists.SAVED}:save"


async def _pressed(call: Call) -> Shown:
    match call.verb:
        case "name":
            return _form(call.value)
        case "run":
            return await commands.look_up(call, call.value)
        case "delete":
            await call.do(search.delete, name=call.value)
            return _said(f"The search “{kit.plain(call.value)}” is deleted.")
        case _:
            return failures.strange(call)


def _form(text: str) -> Form:
    typed = kit.text(f"{player_lists.SAVED}:{NAME}", most=LONGEST_NAME, example="duplicate cards")
    blocks = [kit.say(f"Search: {kit.typed(text)}"), kit.field("Name", NAME, typed)]
    form = kit.modal("Save this search", blocks, callback_id=FORM, metadata=json.dumps({"text": text}), submit="Save")
    return Form(form, on_top=True)


async def _submitted(call: Call) -> Shown:
    saved = await call.do(search.save, name=str(call.values.get(NAME) or ""), text=str(call.metadata.get("text") or ""))
    return _said(f"Saved as “{kit.plain(saved.name)}”. Type /player alone to run it again.")


def _said(text: str) -> Answer:
    return Answer.of(text, kit.say(text))


ROUTES = Routes(buttons={player_lists.SAVED: _pressed}, forms={player_lists.SAVED: _submitted})
