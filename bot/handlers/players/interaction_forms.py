"""The forms of safer-gambling interactions: recording one, and saying what came of it."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import slackblocks
from slackblocks import Block

from bot import kit
from bot.cards import interaction_text
from bot.slack import payloads
from bot.slack.incoming import Call
from bot.slack.responses import Form
from core.errors import Invalid
from core.interactions import (
    Evaluation,
    Interaction,
    InteractionAct,
    InteractionForm,
    InteractionOutcome,
    NewInteraction,
    Trigger,
)
from core.interactions.store import LONGEST, LONGEST_LINE
from core.people import Visibility

TRIGGER, REASON, ACT, WHAT, DUE, VISIBILITY = "trigger", "reason", "act", "what", "due_on", "visibility"
OUTCOME, FINDING, NEXT = "outcome", "finding", "next_step"


def recording(form: InteractionForm, *, reason: str = "") -> Form:
    """Ask what led to it, what was done, and when the outcome is looked at."""
    player = form.player
    title = kit.say(kit.bold(f"{kit.typed(player.account.username)} · player {player.player_id}"))
    acts = {act.value: (words, None) for act, words in interaction_text.ACTS.items()}
    readers = {each.value: (interaction_text.READERS[each].capitalize(), None) for each in form.visibilities}
    what = kit.text(
        f"interaction:{WHAT}",
        most=LONGEST,
        long=True,
        example="What was said and answered, or why nobody was contacted",
    )
    days = slackblocks.DatePicker(f"interaction:{DUE}", initial_date=form.due_on.isoformat())
    blocks = [
        title,
        *_led(form, reason),
        _choice("What was done", ACT, acts),
        kit.field("What happened", WHAT, what),
        kit.field("Look at the outcome on", DUE, days),
        _choice("Who may read it", VISIBILITY, readers, first=True),
    ]
    about = {"player": str(player.player_id)} | ({"alert": str(form.alert.id)} if form.alert else {})
    return _form("Record an interaction", blocks, about, verb="record", submit="Record")


def _led(form: InteractionForm, reason: str) -> Iterator[Block]:
    if form.alert:
        yield kit.say(f"Alert “{form.alert.title}”", kit.NEW_LINE, form.alert.sentence)
    else:
        offered = {
            each.value: (words, None) for each, words in interaction_text.TRIGGERS.items() if each is not Trigger.ALERT
        }
        options = [kit.option(label, value) for value, (label, _) in offered.items()]
        chosen = options[-1] if reason else None
        menu = slackblocks.StaticSelectMenu(f"interaction:{TRIGGER}", options, initial_option=chosen)
        yield kit.field("What led to it", TRIGGER, menu)
    typed = kit.text(f"interaction:{REASON}", most=LONGEST_LINE, known=reason)
    yield kit.field("In words", REASON, typed, optional=True)


def evaluating(one: Interaction, *, today: date) -> Form:
    """Ask what came of an interaction, which stands above."""
    outcomes = {each.value: words for each, words in interaction_text.OUTCOMES.items()}
    blocks = [
        kit.say(
            kit.bold(interaction_text.ACTS[one.act]),
            f" · {kit.player(one.player_id)}",
            kit.NEW_LINE,
            interaction_text.led_to(one),
        ),
        kit.quote(one.what, most=interaction_text.TEXT_MOST),
        kit.small(f"{kit.moment(one.at)} by {kit.typed(one.by)} · {interaction_text.due(one, today)}"),
        _choice("How the player plays since then", OUTCOME, outcomes),
        kit.field("What you found", FINDING, kit.text(f"interaction:{FINDING}", most=LONGEST, long=True)),
        kit.field("Next step", NEXT, kit.text(f"interaction:{NEXT}", most=LONGEST_LINE), optional=True),
    ]
    about = {"player": str(one.player_id), "interaction": str(one.id)}
    return _form("Outcome", blocks, about, verb="evaluate", submit="Save")


def recorded(call: Call) -> NewInteraction:
    """Read what was filled in.

    Raises :class:`~core.errors.Invalid` naming the field that was not.
    """
    carried = _carried(call)
    alert = carried.get("alert")
    return NewInteraction(
        player_id=payloads.player(carried.get("player")),
        trigger=Trigger.ALERT if alert else Trigger(_chosen(call, TRIGGER, Trigger, "Choose what led to it.")),
        act=InteractionAct(_chosen(call, ACT, InteractionAct, "Choose what was done.")),
        what=_typed(call, WHAT),
        due_on=_day(call),
        visibility=Visibility(_chosen(call, VISIBILITY, Visibility, "Choose who may read it.")),
        reason=_typed(call, REASON),
        alert_id=payloads.row("alert", alert) if alert else None,
    )


def evaluated(call: Call) -> Evaluation:
    """Read what was filled in.

    Raises :class:`~core.errors.Invalid` naming the field that was not.
    """
    carried = _carried(call)
    outcome = _chosen(call, OUTCOME, InteractionOutcome, "Choose how the player plays since then.")
    return Evaluation(
        player_id=payloads.player(carried.get("player")),
        interaction_id=payloads.row("interaction", carried.get("interaction")),
        outcome=InteractionOutcome(outcome),
        finding=_typed(call, FINDING),
        next_step=_typed(call, NEXT),
    )


def _carried(call: Call) -> Mapping[str, Any]:
    return call.metadata if isinstance(call.metadata, dict) else {}


def _chosen(call: Call, field: str, offered: Any, missing: str) -> str:
    chosen = _typed(call, field)
    if chosen not in set(offered):
        raise Invalid(missing, field=field)
    return chosen


def _day(call: Call) -> date:
    try:
        return date.fromisoformat(_typed(call, DUE))
    except ValueError:
        raise Invalid("Choose the day on which the outcome is looked at.", field=DUE) from None


def _typed(call: Call, field: str) -> str:
    return str(call.values.get(field) or "")


def _choice(title: str, block_id: str, offered: Mapping[str, tuple[str, str | None]], *, first: bool = False) -> Block:
    options = [kit.option(label, value, about=about) for value, (label, about) in offered.items()]
    menu = slackblocks.RadioButtonGroup(
        f"interaction:{block_id}", options, initial_option=options[0] if first else None
    )
    return kit.field(title, block_id, menu)


def _form(title: str, blocks: list[Block], about: Mapping[str, str], *, verb: str, submit: str) -> Form:
    view = kit.modal(title, blocks, callback_id=f"interaction:{verb}", metadata=json.dumps(about), submit=submit)
    return Form(view, on_top=True)
