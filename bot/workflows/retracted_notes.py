"""The author of a high-priority note is told that a colleague took it back."""

from collections.abc import Iterable

from bot import kit
from bot.cards.drawing import Drawing, Message
from bot.process import transactions
from bot.process.services import Services
from bot.workflows.topic_handlers import Drawer, Drawers
from core import notices
from core.outbox import OutboxMessage
from core.people import PITBOSS
from core.players import retracted_notes
from core.players.retracted_notes import NoteBody

NOTICE = "A note of yours was taken back."


async def tell(services: Services, message: OutboxMessage[NoteBody]) -> Iterable[Drawing]:
    """Tell the author, where they may still see the player."""
    body = message.body
    notice = await transactions.see(
        services, PITBOSS, notices.retracted_note, player_id=body.player_id, note_id=body.note_id
    )
    if notice is None:
        return ()
    note = notice.note
    said = kit.say(
        f"Your important note about {kit.player(note.player_id)} was taken back by ",
        kit.typed(note.by),
        " ",
        kit.moment(note.at),
        ": ",
        kit.typed(note.why),
    )
    more = kit.small("Approvers of every open request see that it was. If it still holds, write it again.")
    whole = Message(NOTICE, tuple(kit.render([said, more])))
    return [Drawing(place="author", channel=account, message=whole) for account in notice.told]


DRAWERS: Drawers = (Drawer(retracted_notes.NOTE_RETRACTED, tell),)
