"""Alerts in chat: listed, opened, taken, handed on, closed with what came of it, kept quiet."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from bot import kit
from bot.approvals import submission
from bot.approvals.submission import Draft
from bot.cards import alert_card
from bot.handlers.alerts import forms as alert_forms
from bot.parsing import people, players, sentences
from bot.rights import demand
from bot.slack import command_help, failures, payloads, responder
from bot.slack.command_help import HelpLine
from bot.slack.commands import SlashCommand
from bot.slack.incoming import Call
from bot.slack.responses import Answer, Form, Shown
from bot.slack.routes import Routes
from core import audit, security
from core.actions.block_player import BlockPlayer
from core.database.pages import Page
from core.errors import Unknown
from core.people import Permission, Visibility
from core.security import Alert, Closing, Shelf, Snooze, State
from core.work import Work

COMMAND = "/alerts"
USAGES = (
    HelpLine("/alerts", "shows what is open, worst first", Permission.ALERT_VIEW),
    HelpLine("/alerts mine", "shows what you have taken", Permission.ALERT_VIEW),
    HelpLine("/alerts overdue", "shows what should have been closed by now", Permission.ALERT_VIEW),
    HelpLine("/alerts closed", "shows what came of the last ones", Permission.ALERT_VIEW),
    HelpLine("/alerts all", "shows open and closed ones, newest first", Permission.ALERT_VIEW),
    HelpLine("/alerts anna42", "shows those about a player; also by id, e-mail, phone", Permission.ALERT_VIEW),
)
LOOKING, WORKING = "look at alerts", "work alerts"
DONE = {
    "close": "alert.closed",
    "snooze": "alert.snoozed",
    "hand_on": "alert.handed_on",
    "reopen": "alert.reopened",
}
"""What the forms do, by the button that opens them: nobody fills one in who may not."""
MOMENT = kit.modal("Alert", [kit.say("One moment…")], callback_id="page")
"""Stands there while the alert is read, where that takes longer than what opens a form may live."""
TITLES = {
    Shelf.OPEN: ("Open alerts", "No alert is open."),
    Shelf.MINE: ("Your alerts", "You have no alert."),
    Shelf.OVERDUE: ("Alerts past their time", "No alert is past its time."),
    Shelf.CLOSED: ("Closed alerts", "No alert has been closed yet."),
    Shelf.ALL: ("All alerts", "There has been no alert yet."),
}
REASON = "takeover"
"""What a block straight from an alert is for, unless somebody chooses another reason in the form."""
NOTE_MOST = 900


async def _command(call: Call) -> Shown:
    word = call.text.strip()
    if not word or word.casefold() in list(Shelf):
        return await _shelf(call, Shelf(word.casefold() or Shelf.OPEN))
    return await _of_player(call, word)


async def _pressed(call: Call) -> Shown:
    acts = {"take": _taken, "wake": _woken, "block": _block, "list": _turned, "player": _player_pressed}
    return await acts.get(call.verb.partition(":")[0], _opened)(call)


async def _turned(call: Call) -> Answer:
    shelf, at = payloads.turned(call.value)
    return await _shelf(call, Shelf(shelf) if shelf in list(Shelf) else Shelf.OPEN, at=at)


async def _player_pressed(call: Call) -> Answer:
    player_id, at = payloads.turned(call.value)
    return await _of_player(call, str(payloads.player(player_id)), at=at)


async def _opened(call: Call) -> Form:
    """Open an alert whole, or the form of what is to be done about it, on the record."""
    alert_id = payloads.row("alert", call.value)

    async def read(work: Work) -> tuple[Form, audit.Entry]:
        demand(call, Permission.ALERT_VIEW, LOOKING)
        if call.verb in DONE:
            demand(call, Permission.ALERT_WORK, WORKING)
        alert = await security.get(work.db, alert_id, actor=call.actor)
        return await _form(work, call, alert), _entry(call, "alert.viewed", alert)

    return Form(MOMENT, on_top=True, then=lambda: call.view(_attempt(call, "alert.viewed", alert_id), read))


async def _form(work: Work, call: Call, alert: Alert) -> Form:
    match call.verb:
        case "close":
            return alert_forms.closing(alert)
        case "snooze":
            return alert_forms.snoozing(alert, work.office.security)
        case "hand_on":
            return alert_forms.handing_on(alert)
        case "reopen":
            return alert_forms.reopening(alert)
        case _:
            return await _whole(work, call, alert, on_top=True)


async def _whole(work: Work, call: Call, alert: Alert, *, on_top: bool = False) -> Form:
    quiet = await security.quiet(work.db, alert, now=work.now)
    blocks = alert_card.whole(alert, reader=alert_card.Reader(call.actor, work.office, work.now, quiet))
    return Form(kit.modal("Alert", blocks, callback_id="page"), on_top=on_top)


async def _taken(call: Call) -> Shown:
    alert_id = payloads.row("alert", call.value)

    async def take(work: Work) -> tuple[Alert, Form]:
        alert = await security.take(work, call.actor, alert_id)
        return alert, await _whole(work, call, alert)

    alert, whole = await call.change(_attempt(call, "alert.taken", alert_id), take)
    said = f"The alert is yours. It is to be closed by {kit.moment(alert.due_at)}."
    return whole if call.in_modal else Answer.of(said, kit.say(said))


async def _woken(call: Call) -> Shown:
    alert_id = payloads.row("alert", call.value)

    async def wake(work: Work) -> Form:
        await security.wake(work, call.actor, alert_id)
        return await _whole(work, call, await security.get(work.db, alert_id, actor=call.actor))

    return await call.change(_attempt(call, "alert.woken", alert_id), wake)


async def _block(call: Call) -> Form:
    """Open the form that blocks the player, with the alert's words in it."""
    alert_id = payloads.row("alert", call.value)

    async def read(work: Work) -> tuple[Alert, audit.Entry]:
        demand(call, Permission.ALERT_VIEW, LOOKING)
        alert = await security.get(work.db, alert_id, actor=call.actor)
        return alert, _entry(call, "alert.viewed", alert)

    alert = await call.view(_attempt(call, "alert.viewed", alert_id), read)
    filled = {"player_id": str(alert.player_id), "reason": REASON}
    if alert.visibility is not Visibility.COMPLIANCE:  # whoever confirms the block reads why it was asked for
        words = f"Alert “{alert.title}”: {alert.sentence}"
        filled["note"] = kit.plain(words, most=NOTE_MOST, zone=call.actor.zone)
    return await submission.opened(call, Draft(BlockPlayer, filled))


async def _submitted(call: Call) -> Shown:
    alert_id, values = payloads.row("alert", call.metadata), call.values
    note, why = str(values.get(alert_forms.NOTE) or ""), str(values.get(alert_forms.WHY) or "")

    async def close(work: Work) -> str:
        outcome = State(str(values.get(alert_forms.OUTCOME) or State.OPEN))
        alert = await security.close(work, call.actor, Closing(alert_id, outcome, note))
        return f"Closed as {alert.state.words}."

    async def snooze(work: Work) -> str:
        _, lasts = alert_forms.LASTING.get(str(values.get(alert_forms.LASTS)), ("", timedelta(0)))
        quiet = await security.snooze(work, call.actor, Snooze(alert_id, lasts, why))
        return f"Snoozed until {kit.moment(quiet.until_at)}. This alert itself still waits to be closed."

    async def hand_on(work: Work) -> str:
        member = await people.member(work, str(values.get(alert_forms.TO) or ""), field=alert_forms.TO)
        alert = await security.hand_on(work, call.actor, alert_id, to=member.id)
        mine = alert.owner_id == call.actor.staff_id
        return "It is yours now." if mine else f"{alert.owner_name} has it now, and is told."

    async def reopen(work: Work) -> str:
        alert = await security.reopen(work, call.actor, alert_id, why=why)
        return f"Open again, to be closed by {kit.moment(alert.due_at)}."

    acts = {"close": close, "snooze": snooze, "hand_on": hand_on, "reopen": reopen}
    if call.verb not in acts:
        return failures.strange(call)

    async def act(work: Work) -> tuple[str, Form]:
        said = await acts[call.verb](work)
        return said, await _whole(work, call, await security.get(work.db, alert_id, actor=call.actor))

    said, whole = await call.change(_attempt(call, DONE[call.verb], alert_id), act)
    # a form that came from a card lies on nothing; the topmost one may have taken the alert's place
    beneath = "" if call.topmost else str(call.screen.get("previous_view_id") or "")
    call.services.tasks.start(responder.anew(call.services, call, whole, where=beneath))
    return Answer.of(said, kit.say(kit.bold(said)))


async def _shelf(call: Call, shelf: Shelf, *, at: str = "") -> Answer:
    async def read(work: Work) -> tuple[Page[Alert], audit.Entry]:
        demand(call, Permission.ALERT_VIEW, LOOKING)
        found = await security.listed(work.db, shelf, actor=call.actor, now=work.now, at=at)
        return found, call.entry("alerts.listed", "security", facts={"which": shelf.value, **_counted(found)})

    found = await call.view(call.entry("alerts.listed", "security", facts={"which": shelf.value}), read)
    return _listed(call, TITLES[shelf], found, turn=("alerts:list", shelf.value))


async def _of_player(call: Call, named: str, *, at: str = "") -> Answer:
    async def read(work: Work) -> tuple[tuple[int, Page[Alert]], audit.Entry]:
        demand(call, Permission.ALERT_VIEW, LOOKING)
        player_id = await _player(work, call, named)
        found = await security.history_of(work.db, player_id, actor=call.actor, at=at)
        about = {"subject": audit.Subject("player", str(player_id)), "player_id": player_id}
        return (player_id, found), call.entry("alerts.listed", "security", facts=_counted(found), **about)

    player_id, found = await call.view(call.entry("alerts.listed", "security"), read)
    titles = (f"Alerts about player {player_id}", f"There has been no alert about player {player_id}.")
    return _listed(call, titles, found, turn=("alerts:player", str(player_id)))


async def _player(work: Work, call: Call, named: str) -> int:
    """Find the player somebody means; a word that names none may be a mistyped one of ours."""
    try:
        return await players.the_player(work, call, named)
    except Unknown:
        words = [*Shelf, command_help.HELP]
        if sentences.nearest(named, words):
            raise command_help.unknown(named, words, COMMAND) from None
        raise


def _listed(call: Call, titles: tuple[str, str], shown: Page[Alert], *, turn: tuple[str, str]) -> Answer:
    """Draw one page of a list; ``turn`` is the button that turns it, and what it is about."""
    (title, none), (action, about) = titles, turn
    text = f"{title}: {kit.count(shown)}" if shown else none
    lines = (block for one in shown for block in alert_card.line(one))
    blocks = (kit.say(kit.bold(text)), *lines, *kit.turning(shown, action, about=about))
    return Answer.of(text, *blocks, replace=call.name.startswith(action) and ":" in call.value)


def _attempt(call: Call, action: str, alert_id: UUID) -> audit.Entry:
    return call.entry(action, "security", subject=audit.Subject("alert", str(alert_id)))


def _counted(shown: Page[Alert]) -> dict[str, Any]:
    return {"count": len(shown), **audit.kept_for(one.visibility for one in shown)}


def _entry(call: Call, action: str, alert: Alert) -> audit.Entry:
    return call.entry(
        action,
        "security",
        subject=audit.Subject("alert", str(alert.id)),
        player_id=alert.player_id,
        facts={"rule": alert.rule, "visibility": alert.visibility.value},
    )


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
