"""A feature that ships nowhere: small handlers by which the roads are tried."""

import asyncio
from typing import Any

from sqlalchemy import func, select

from bot import kit
from bot.cards.drawing import Drawing, Message
from bot.features import Feature
from bot.process.services import Services
from bot.slack.incoming import Call
from bot.slack.responses import Answer, Errors, Form, Home, Options, Saved, Shown
from bot.slack.routes import Routes, Shortcut, SlashCommand
from bot.workflows.topic_handlers import Drawer
from core import operations, outbox
from core.errors import Invalid
from core.operations import Seen
from core.outbox import Body, OutboxMessage, Topic, TopicRegistry
from core.people import Actor
from core.work import Work

TOPICS = TopicRegistry()


class PingBody(Body):
    rest: str = ""


PING = Topic("ping", PingBody, subject="ping:{rest}", registry=TOPICS)


async def command(call: Call) -> Shown:  # noqa: PLR0911 - one return a word
    word, _, rest = call.text.partition(" ")
    match word:
        case "form":
            return Form(_form())
        case "slowform":
            return Form(kit.modal("Ping", [kit.say("Loading…")], callback_id="page"), then=_made_slowly)
        case "slow":
            await asyncio.sleep(1.8)
            return Answer.of("pong at last", kit.say("pong at last"))
        case "refuse":
            raise Invalid("No pong for you, ask bob.")
        case "bug":
            raise ZeroDivisionError
        case "table":
            table, _ = kit.table(["Word"], [["pong"]], caption="Pongs")
            return Answer.of("one pong", table)
        case "badtable":
            return Answer("one pong", [{"type": "data_table", "rows": []}])
        case "looked":
            return Answer(await call.see(look, rest=rest))
        case "changed":
            return Answer(await call.do(change, rest=rest))
    button = kit.button("Again", "ping:again", value=call.text)
    return Answer.of("pong", kit.say(f"pong {call.text}"), kit.buttons(button))


@operations.query("ping.looked", module="ping", needs=None, doing="ping")
async def look(work: Work, actor: Actor, *, rest: str) -> Seen[str]:
    """Look, or stumble over what is typed: see :func:`_stumble`."""
    _stumble(rest)
    return Seen("seen", facts={"rest": rest})


@operations.query("ping.looked", module="ping", needs=None, doing="ping")
async def look_unwritable(work: Work, actor: Actor) -> Seen[str]:
    """Find something whose record cannot be written."""
    return Seen("secret", facts={"what": object()})


@operations.query("ping.looked", module="ping", needs=None, doing="ping")
async def look_without_database(work: Work, actor: Actor) -> Seen[str]:
    """Look while no database answers."""
    raise ConnectionRefusedError


@operations.query("ping.looked", module="ping", needs=None, doing="ping", may_be_old=True)
async def look_where(work: Work, actor: Actor) -> Seen[str]:
    """Tell which server answers what may be seconds old."""
    standby = await work.reading.scalar(select(func.pg_is_in_recovery()))
    return Seen("standby" if standby else "primary")


@operations.query("ping.looked", module="ping", needs=None, doing="ping", may_be_old=True)
async def look_breaking(work: Work, actor: Actor) -> Seen[str]:
    """Do what a standby cannot."""
    await work.reading.execute(select(func.pg_create_restore_point("here")))
    return Seen("primary")


@operations.operation("ping.changed", module="ping", needs=None, doing="ping")
async def change(work: Work, actor: Actor, *, rest: str) -> str:
    """Change something, then stumble over what is typed."""
    await outbox.send(work, PING, PingBody(rest=rest))
    _stumble(rest)
    return "changed"


def _stumble(rest: str) -> None:
    if rest == "refuse":
        raise Invalid("Not like this.")
    if rest == "bug":
        raise ZeroDivisionError


async def _made_slowly() -> Form:
    await asyncio.sleep(0.8)
    return Form(_form())


def _form() -> dict:
    inputs = [
        {
            "type": "input",
            "block_id": name,
            "label": {"type": "plain_text", "text": name.title()},
            "optional": True,
            "element": {"type": "plain_text_input", "action_id": name},
        }
        for name in ("first", "second")
    ]
    view = kit.modal("Ping", [kit.say("Please fill in")], callback_id="ping:form", submit="Send")
    menu = {
        "type": "input",
        "block_id": "menu",
        "label": {"type": "plain_text", "text": "Menu"},
        "optional": True,
        "element": {"type": "external_select", "action_id": "ping:menu", "min_query_length": 1},
    }
    return {**view, "blocks": [*view["blocks"], *inputs, menu]}


async def pressed(call: Call) -> Shown:
    match call.value:
        case "refuse":
            raise Invalid("Not again.")
        case "bug":
            raise ZeroDivisionError
        case "form":
            return Form(_form())
        case "table":
            table, _ = kit.table(["Word"], [["pong"]], caption="Pongs")
            return Answer.of("one pong", table)
    return Answer.of("pong again", kit.say("pong again"))


async def submitted(call: Call) -> Shown:
    first = call.values["first"] or ""
    if first.startswith("slow"):
        await asyncio.sleep(1.7)
    match first.removeprefix("slow "):
        case "refuse":
            raise Invalid("First is wrong.", field="first")
        case "refuse all":
            raise Invalid("All of it is wrong.")
        case "errors":
            return Errors({"second": "Second is wrong."})
        case "bug":
            raise ZeroDivisionError
        case "once":
            await call.do(change, rest="once")
        case "page":
            return Answer.of("thank you", kit.say("thank you"))
        case "next":
            return Form(kit.modal("Next", [kit.say("the next page")], callback_id="page"), on_top=True)
    return Saved()


async def suggested(call: Call) -> Options:
    if call.text == "bug":
        raise ZeroDivisionError
    return Options([{"text": {"type": "plain_text", "text": f"{call.text}!"}, "value": call.text}])


async def home(call: Call) -> Home:
    return Home(kit.home([kit.say(f"Welcome {call.actor.name}")]))


async def mentioned(call: Call) -> Answer:
    return Answer("pong privately")


async def draw(services: Services, message: OutboxMessage[PingBody]) -> list[Drawing]:
    """Draw what the test put into DRAWN, or one card in the channel of approvals."""
    card = Message(f"ping {message.body.rest}")
    return DRAWN or [Drawing(place="approvals", channel="C0APPROVALS", message=card)]


DRAWN: list[Drawing] = []

FEATURE = Feature(
    drawers=(Drawer(PING, draw),),
    routes=Routes(
        commands={"/ping": SlashCommand(command)},
        buttons={"ping": pressed},
        forms={"ping": submitted},
        options={"ping": suggested},
        shortcuts={"player:shortcut": Shortcut(command, "Ping", "Answers")},
        events={"app_home_opened": home, "app_mention": mentioned},
    ),
)

ALONE: dict[str, Any] = {"features": [FEATURE], "topics": TOPICS}
"""What a plan says for a desk that has only this feature."""
