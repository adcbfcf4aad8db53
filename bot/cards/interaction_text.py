"""Safer-gambling interactions in words and lines: what led to each, what was done, when it is due, what came of it."""

from collections.abc import Iterator, Mapping
from datetime import date

from slackblocks import Block

from bot import kit
from core import security
from core.interactions import Interaction, InteractionAct, InteractionOutcome, Trigger
from core.people import Actor as Reader
from core.people import Permission, Visibility
from core.players import LastInteraction

EVALUATE = "interaction:evaluate"
TEXT_MOST = 600
"""Characters of what was done, or found, in a list; the record holds all."""
TRIGGERS: Mapping[Trigger, str] = {
    Trigger.ALERT: "An alert",
    Trigger.DEPOSITS_RISING: "Deposits rise",
    Trigger.CHASING_LOSSES: "Chases losses",
    Trigger.LONG_SESSIONS: "Long sessions",
    Trigger.NIGHT_PLAY: "Plays at night",
    Trigger.CANCELLED_WITHDRAWALS: "Cancels withdrawals",
    Trigger.PLAYER_SAID: "The player said so",
    Trigger.SOMEBODY_ELSE_SAID: "Somebody close to the player said so",
    Trigger.OTHER: "Something else",
}
ACTS: Mapping[InteractionAct, str] = {
    InteractionAct.MESSAGE: "Wrote to the player",
    InteractionAct.CALL: "Called the player",
    InteractionAct.LIMIT_SUGGESTED: "Suggested a limit",
    InteractionAct.COOL_OFF_OFFERED: "Offered a cool-off",
    InteractionAct.NOT_CONTACTED: "Decided not to contact the player",
}
OUTCOMES: Mapping[InteractionOutcome, tuple[str, str]] = {
    InteractionOutcome.CHANGED: ("Changed", "Plays less, or within limits"),
    InteractionOutcome.UNCHANGED: ("Unchanged", "Plays as before"),
    InteractionOutcome.WORSE: ("Worse", "Shows more signs of harm than before"),
}
READERS = {
    Visibility.STAFF: "all staff",
    Visibility.SECURITY: "security and fraud only",
    Visibility.COMPLIANCE: "compliance only",
}


def last(one: LastInteraction, *, today: date) -> str:
    """Say on the player's card what was done last, and what came of it."""
    act = ACTS[InteractionAct(one.act)].lower()
    waits = f"{'overdue since' if one.due_on < today else 'due'} {kit.day(one.due_on)}"
    outcome = OUTCOMES[InteractionOutcome(one.outcome)][0].lower() if one.outcome else waits
    more = f" · {one.in_all} interactions in all" if one.in_all > 1 else ""
    return f"Safer gambling: {act}, {kit.moment(one.at)} · outcome {outcome}{more}"


def led_to(one: Interaction) -> str:
    """Say what led to it: ``Chases losses: deposits after each loss``."""
    title = f"Alert “{security.title(one.rule)}”" if one.rule else TRIGGERS[one.trigger]
    return f"{title}: {kit.typed(one.reason)}" if one.reason else title


def due(one: Interaction, today: date) -> str:
    """Say when its outcome is looked at, or what came of it."""
    if one.outcome and one.evaluated_at:
        said = OUTCOMES[one.outcome][0].lower()
        return f"Outcome: {said}, by {kit.typed(one.evaluated_by or '')}, {kit.moment(one.evaluated_at)}"
    return f"Outcome {'overdue since' if one.overdue(today) else 'due'} {kit.day(one.due_on)}"


def lines(one: Interaction, *, reader: Reader, today: date, named: bool) -> Iterator[Block]:
    """Draw one in a list; ``named`` where the list is about more than one player."""
    whom = f" · {kit.player(one.player_id)}" if named else ""
    way = None
    if one.outcome is None and reader.may(Permission.INTERACTION_WRITE):
        way = kit.button("Outcome…", EVALUATE, value=f"{one.player_id}:{one.id}")
    yield kit.say(kit.bold(ACTS[one.act]), whom, kit.NEW_LINE, led_to(one), beside=way)
    yield kit.quote(one.what, most=TEXT_MOST)
    kept = "" if one.visibility is Visibility.STAFF else f" · for {READERS[one.visibility]}"
    yield kit.small(f"{kit.moment(one.at)} by {kit.typed(one.by)}{kept} · {due(one, today)}")
    if one.finding:
        yield kit.quote(one.finding, most=TEXT_MOST)
    if one.next_step:
        yield kit.small(f"Next: {kit.typed(one.next_step)}")
