"""Alerts in chat: listed, opened, taken, handed on, closed with their outcome, snoozed."""

from datetime import timedelta
from uuid import UUID

from bot import kit
from bot.approvals import submission
from bot.approvals.submission import Draft
from bot.cards import alert_card, purposes, tried_accounts
from bot.handlers.alerts import forms as alert_forms
from bot.parsing import players
from bot.slack import command_help, failures, payloads, responder, typed_text
from bot.slack.command_help import HelpLine
from bot.slack.incoming import Call
from bot.slack.responses import Answer, Form, Shown
from bot.slack.routes import Routes, SlashCommand
from core import security
from core.actions.block_player import BlockPlayer
from core.database.pages import Page
from core.errors import Unknown
from core.people import Permission, Visibility
from core.players import PurposeNeeded, give_purpose
from core.security import Alert, AlertClosing, AlertState, Shelf

COMMAND = "/alerts"
USAGES = (
    HelpLine("/alerts", "shows what is open, worst first", Permission.ALERT_VIEW),
    HelpLine("/alerts mine", "shows what you have taken", Permission.ALERT_VIEW),
    HelpLine("/alerts overdue", "shows what should have been closed by now", Permission.ALERT_VIEW),
    HelpLine("/alerts closed", "shows the outcome of the last ones", Permission.ALERT_VIEW),
    HelpLine("/alerts all", "shows open and closed ones, newest first", Permission.ALERT_VIEW),
    HelpLine("/alerts anna42", "shows those about a player; also by id, e-mail, phone", Permission.ALERT_VIEW),
)
FORMS = {
    "close": alert_forms.closing,
    "hand_on": alert_forms.handing_on,
    "reopen": alert_forms.reopening,
}
"""The forms about an alert, by the button that opens them; the one that snoozes has to know the office's limit."""
MOMENT = kit.modal("Alert", [kit.say("One moment…")], callback_id="page")
"""Shown while the alert is read, where that takes longer than the trigger of a form lives."""
TITLES = {
    Shelf.OPEN: ("Open alerts", "No alert is open."),
    Shelf.MINE: ("Your alerts", "You have no alert."),
    Shelf.OVERDUE: ("Alerts past their time", "No alert is past its time."),
    Shelf.CLOSED: ("Closed alerts", "No alert has been closed yet."),
    Shelf.ALL: ("All alerts", "There has been no alert yet."),
}
REASON = "takeover"
"""The reason that the form of a block from an alert begins with."""
NOTE_MOST = 900


async def _command(call: Call) -> Shown:
    said = typed_text.parted(call.text)
    if not said.why and said.head.casefold() in ("", *Shelf):
        return await _shelf(call, Shelf(said.head.casefold() or Shelf.OPEN))
    player_id = await _player(call, said.head or call.text)
    if said.why:
        await call.do(give_purpose, player_id=player_id, purpose=purposes.spoken_purpose(said.why))
    return await _of_player(call, player_id)


async def _pressed(call: Call) -> Shown:
    acts = {
        "take": _taken,
        "wake": _woken,
        "block": _block,
        "list": _turned,
        "player": _player_pressed,
        "why": _opened_for,
        "listing_why": _listed_for,
        "accounts": _accounts,
    }
    return await acts.get(call.verb.partition(":")[0], _opened)(call)


async def _turned(call: Call) -> Answer:
    shelf, at = payloads.turned(call.value)
    return await _shelf(call, Shelf(shelf) if shelf in list(Shelf) else Shelf.OPEN, at=at)


async def _player_pressed(call: Call) -> Answer:
    player_id, at = payloads.turned(call.value)
    return await _of_player(call, payloads.player(player_id), at=at)


async def _listed_for(call: Call) -> Answer:
    return await _of_player(call, await _keep_purpose(call))


async def _accounts(call: Call) -> Answer:
    """List the accounts tried from the address of an alert."""
    alert_id, at = payloads.turned(call.value)
    found = await call.see(security.accounts_tried, payloads.row("alert", alert_id), at=at)
    whole = call.actor.may(Permission.PLAYER_SEARCH_WIDE)
    return tried_accounts.draw(found, whole=whole, replace=bool(at))


async def _opened(call: Call) -> Form:
    """Open an alert in full, or a form about it."""
    return Form(MOMENT, on_top=True, then=lambda: _form(call))


async def _opened_for(call: Call) -> Form:
    """Keep the purpose, then open the alert in the question's place."""
    await _keep_purpose(call)
    alert_id = payloads.row("alert", call.verb.partition(":")[2])
    return _whole(call, await call.see(security.view_alert, alert_id))


async def _form(call: Call) -> Form | Answer:
    alert_id = payloads.row("alert", call.value)
    if call.verb == "snooze":
        return alert_forms.snoozing(await call.see(security.prepare_form, alert_id), call.services.office.security)
    if call.verb in FORMS:
        return FORMS[call.verb](await call.see(security.prepare_form, alert_id))
    try:
        return _whole(call, await call.see(security.view_alert, alert_id), on_top=True)
    except PurposeNeeded as needed:
        return purposes.ask_purpose_first(needed.player_id, menu=f"alerts:why:{alert_id}")


def _whole(call: Call, alert: Alert, *, on_top: bool = False) -> Form:
    reader = alert_card.AlertReader(call.actor, call.services.office, call.services.clock().now)
    return Form(kit.modal("Alert", alert_card.whole(alert, reader=reader), callback_id="page"), on_top=on_top)


async def _taken(call: Call) -> Shown:
    alert = await call.do(security.take, payloads.row("alert", call.value))
    said = f"The alert is yours. It is to be closed by {kit.moment(alert.due_at)}."
    return _whole(call, alert) if call.in_modal else Answer.of(said, kit.say(said))


async def _woken(call: Call) -> Shown:
    return _whole(call, await call.do(security.wake, payloads.row("alert", call.value)))


async def _block(call: Call) -> Shown:
    """Open the form that blocks the player, with the alert's words in it."""
    alert_id = payloads.row("alert", call.value)
    try:
        alert = await call.see(security.view_alert, alert_id)
    except PurposeNeeded as needed:
        return purposes.ask_purpose_first(needed.player_id, menu=f"alerts:why:{alert_id}")
    filled = {"player_id": str(alert.player_id), "reason": REASON}
    if alert.visibility is not Visibility.COMPLIANCE:  # the person who confirms the block reads the note
        words = f"Alert “{alert.title}”: {alert.sentence}"
        filled["note"] = kit.plain(words, most=NOTE_MOST, zone=call.actor.zone)
    return await submission.opened(call, Draft(BlockPlayer, filled))


async def _submitted(call: Call) -> Shown:
    acts = {"close": _closed, "snooze": _snoozed, "hand_on": _handed_on, "reopen": _reopened}
    if call.verb not in acts:
        return failures.strange(call)
    alert, said = await acts[call.verb](call)
    # a form that came from a card lies on nothing; the topmost one may have taken the alert's place
    beneath = "" if call.topmost else str(call.screen.get("previous_view_id") or "")
    call.services.tasks.start(responder.anew(call.services, call, _whole(call, alert), where=beneath))
    return Answer.of(said, kit.say(kit.bold(said)))


async def _closed(call: Call) -> tuple[Alert, str]:
    outcome = AlertState(_typed(call, alert_forms.OUTCOME) or AlertState.OPEN)
    alert = await call.do(security.close, _named(call), AlertClosing(outcome, _typed(call, alert_forms.NOTE)))
    return alert, f"Closed as {alert.state.words}."


async def _snoozed(call: Call) -> tuple[Alert, str]:
    _, lasts = alert_forms.LASTING.get(_typed(call, alert_forms.LASTS), ("", timedelta(0)))
    alert = await call.do(security.snooze, _named(call), lasts=lasts, why=_typed(call, alert_forms.WHY))
    until = kit.moment(alert.last_snooze.until_at) if alert.last_snooze else "now"
    return alert, f"Snoozed until {until}. This alert itself still waits to be closed."


async def _handed_on(call: Call) -> tuple[Alert, str]:
    alert = await call.do(security.hand_on, _named(call), to=_typed(call, alert_forms.TO))
    mine = alert.owner_id == call.actor.staff_id
    return alert, "It is yours now." if mine else f"{alert.owner_name} has it now and has been notified."


async def _reopened(call: Call) -> tuple[Alert, str]:
    alert = await call.do(security.reopen, _named(call), why=_typed(call, alert_forms.WHY))
    return alert, f"Open again, to be closed by {kit.moment(alert.due_at)}."


async def _shelf(call: Call, shelf: Shelf, *, at: str = "") -> Answer:
    found = await call.see(security.list_alerts, shelf, at=at)
    return _listed(call, TITLES[shelf], found, turn=("alerts:list", shelf.value))


async def _of_player(call: Call, player_id: int, *, at: str = "") -> Answer:
    try:
        found = await call.see(security.list_alerts_of_player, player_id, at=at)
    except PurposeNeeded:
        return purposes.ask_purpose_first(player_id, menu="alerts:listing_why")
    titles = (f"Alerts about player {player_id}", f"There has been no alert about player {player_id}.")
    return _listed(call, titles, found, turn=("alerts:player", str(player_id)))


async def _player(call: Call, named: str) -> int:
    """Find the player somebody means; a word that names none may be a mistyped word of the command."""
    try:
        return await players.find_one(call, named)
    except Unknown:
        words = [*Shelf, command_help.HELP]
        if typed_text.nearest(named, words):
            raise command_help.unknown(named, words, COMMAND) from None
        raise


async def _keep_purpose(call: Call) -> int:
    number, purpose = purposes.chosen_purpose(call.value)
    player_id = payloads.player(number)
    await call.do(give_purpose, player_id=player_id, purpose=purpose)
    return player_id


def _listed(call: Call, titles: tuple[str, str], shown: Page[Alert], *, turn: tuple[str, str]) -> Answer:
    """Draw one page of a list; ``turn`` is the button that turns it, and what it is about."""
    (title, none), (action, about) = titles, turn
    text = f"{title}: {kit.count(shown)}" if shown else none
    lines = (block for one in shown for block in alert_card.line(one))
    blocks = (kit.say(kit.bold(text)), *lines, *kit.turning(shown, action, about=about))
    turned = call.name.startswith(action) and ":" in call.value
    return Answer.of(text, *blocks, replace=turned or call.verb == "listing_why")


def _named(call: Call) -> UUID:
    """Read which alert the form is about."""
    return payloads.row("alert", call.metadata.get("alert", ""))


def _typed(call: Call, field: str) -> str:
    return str(call.values.get(field) or "")


ROUTES = Routes(
    commands={
        COMMAND: SlashCommand(
            _command,
            "Security alerts to take, look into and close",
            hint="[mine | overdue | closed | all | player]",
            help=USAGES,
        )
    },
    buttons={"alerts": _pressed},
    forms={"alerts": _submitted},
)
