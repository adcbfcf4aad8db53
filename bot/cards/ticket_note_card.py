"""What the author of a message in a ticket's thread is told in private, when it was not stored as it was written."""

from bot import kit
from bot.slack.responses import Answer
from core import tickets
from core.errors import Refused
from core.tickets import ThreadNote

MASKED = (
    "Your message holds {what}, which must not stand in a ticket. What is kept with {code} is masked; "
    "please delete the message here, and write it again without the number."
)
ATTACHED = (
    "You attached a file in the thread of {code}. Its name is noted with the ticket; the file itself is not kept. "
    "Documents of players, such as identity documents, cards or bank statements, must not stay in Slack: "
    "if it is one, please delete it here and put it where your company keeps such documents."
)
AFTERWARDS = "{code} is solved; your words are kept with it and open nothing. Is there more to do? Then reopen it."
CUT = "Your message is longer than a ticket keeps: what is kept with {code} ends at {most:,} characters."


def stored(kept: ThreadNote) -> Answer | None:
    """Say what was not stored as it was written; None where there is nothing to say."""
    code = kept.ticket.code
    said = [MASKED.format(what=kept.masked, code=code)] if kept.masked else []
    said += [CUT.format(code=code, most=tickets.LONGEST)] if kept.cut else []
    said += [ATTACHED.format(code=code)] if kept.attached else []
    said += [AFTERWARDS.format(code=code)] if kept.afterwards else []
    again = [kit.buttons(kit.button("Reopen…", "ticket:reopen", value=str(kept.ticket.id)))] if kept.afterwards else []
    return Answer.of(" ".join(said), *(kit.say(one) for one in said), *again) if said else None


def refused(refusal: Refused) -> Answer:
    """Say why a message was not stored with the ticket."""
    text = f"This was not kept with the ticket. {kit.written(refusal.message)}"
    return Answer.of(text, kit.say(text))
