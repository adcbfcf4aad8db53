"""Confirming a change of the office file, with the button of its announcement."""

from uuid import UUID

from bot import kit
from bot.slack.incoming import Call
from bot.slack.responses import Answer
from bot.slack.routes import Routes
from bot.workflows import maintenance
from core import office_changes
from core.errors import Invalid


async def _pressed(call: Call) -> Answer:
    try:
        file_id = UUID(call.value)
    except ValueError:
        raise Invalid("This button does not say which office file. Open the newest announcement.") from None
    await call.do(office_changes.confirm, file_id)
    await maintenance.follow_office_file(call.services)
    words = "You confirmed the change of the office file. It is in use now."
    return Answer.of(words, kit.say(words))


ROUTES = Routes(buttons={"office": _pressed})
