"""Private notices to the author of a message in a ticket's thread that was not stored as written."""

from bot import kit
from bot.slack.responses import Answer
from core import tickets
from core.errors import Refused
from core.tickets import ThreadNote

ATTACHED = (
    "You attached a file in the thread of {code}. The ticket holds its name, not the file itself. "
    "Documents of players, such as identity documents, cards or bank statements, must not stay in Slack: "
    "if it is one, please delete it here and put it where your company keeps such documents."
)
AFTERWARDS = "{code} is solved. Your message was added and does not reopen it. If there is more to do, reopen it."
CUT = "Your message is too long for a ticket: {code} holds its first {most} characters."


def stored(kept: ThreadNote) -> Answer | None:
    """Say what was not stored as it was written; None where there is nothing to say."""
    code = kept.ticket.code
    said = [CUT.format(code=code, most=kit.number(tickets.LONGEST))] if kept.cut else []
    said += [ATTACHED.format(code=code)] if kept.attached else []
    said += [AFTERWARDS.format(code=code)] if kept.afterwards else []
    again = [kit.buttons(kit.button("Reopen…", "ticket:reopen", value=str(kept.ticket.id)))] if kept.afterwards else []
    return Answer.of(" ".join(said), *(kit.say(one) for one in said), *again) if said else None


def refused(refusal: Refused) -> Answer:
    """Say why a message was not stored with the ticket."""
    text = f"This was not added to the ticket. {kit.written(refusal.message)}"
    return Answer.of(text, kit.say(text))
