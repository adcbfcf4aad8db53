"""Looking behind one mask: which field and why, then the value, to this person alone."""

import slackblocks

from bot import kit
from bot.cards import caller_text
from bot.slack import payloads
from bot.slack.incoming import Call
from bot.slack.responses import Answer, Form, Shown
from bot.slack.routes import Routes
from core import masks, players
from core.errors import Invalid
from core.players.reveals import FIELD_WORDS

FORM = "reveal:show"
FIELD, WHY, TICKET = "field", "why", "ticket"
TICKET_MOST = 80
WHY_WORDS = {
    players.Why.PHONE: "The player is on the phone",
    players.Why.CHAT: "The player is in a chat",
    players.Why.EMAIL: "Answering an e-mail",
    players.Why.INTERNAL: "Internal work",
}


async def _open(call: Call) -> Shown:
    """Ask which field, and what for."""
    player_id = payloads.player(call.value)
    form = await call.see(players.reveals_a_day, player_id)
    words = f"It is shown to you alone, and recorded. You may see {form.a_day} masked fields a day."
    now = call.services.clock().now
    checked = [kit.small(caller_text.checked(form.checked, now=now))] if form.checked else []
    blocks = [
        kit.say(kit.bold(f"Player {player_id}")),
        kit.small(words),
        *checked,
        _choice("Show", FIELD, {field.value: _titled(field) for field in masks.MaskedField}),
        _choice("What for", WHY, {why.value: said for why, said in WHY_WORDS.items()}),
        kit.field("Ticket", TICKET, kit.text("reveal:ticket", most=TICKET_MOST), optional=True),
    ]
    about = f'{{"player": {player_id}}}'
    return Form(kit.modal("Reveal", blocks, callback_id=FORM, metadata=about, submit="Show"), on_top=True)


async def _submitted(call: Call) -> Shown:
    """Show the value, once it is recorded that it is shown."""
    wanted = _wanted(call)
    value = await call.do(players.reveal, wanted)
    what = f"{_titled(wanted.field)} of player {wanted.player_id}"
    return Answer.of(what, kit.say(kit.bold(what)), kit.quote(value), kit.small("Recorded. Close this when done."))


def _wanted(call: Call) -> players.Reveal:
    player_id = payloads.player(call.metadata.get("player"))
    try:
        field, why = masks.MaskedField(str(call.values.get(FIELD))), players.Why(str(call.values.get(WHY)))
    except ValueError:
        raise Invalid("Choose which field, and what for.", field=FIELD) from None
    ticket = str(call.values.get(TICKET) or "").strip()[:TICKET_MOST]
    return players.Reveal(player_id, field, why, ticket or None)


def _titled(field: masks.MaskedField) -> str:
    words = FIELD_WORDS[field]
    return f"{words[:1].upper()}{words[1:]}"


def _choice(title: str, block_id: str, offered: dict[str, str]) -> slackblocks.Block:
    options = [kit.option(label, value) for value, label in offered.items()]
    return kit.field(title, block_id, slackblocks.RadioButtonGroup(f"reveal:{block_id}", options))


ROUTES = Routes(buttons={"reveal": _open}, forms={"reveal": _submitted})
