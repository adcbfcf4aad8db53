"""The forms about an alert: its outcome, a snooze, the next owner, why it is reopened."""

from datetime import timedelta
from typing import Any

import slackblocks
from slackblocks import Block

from bot import kit
from bot.cards import alert_card
from bot.slack.responses import Form
from core.office.security import Security
from core.security import Alert

NOTE, OUTCOME, WHY, LASTS, TO = "note", "outcome", "why", "lasts", "to"
WRITTEN_MOST = 2_000
LASTING = {
    "1h": ("1 hour", timedelta(hours=1)),
    "1d": ("1 day", timedelta(days=1)),
    "7d": ("7 days", timedelta(days=7)),
    "30d": ("30 days", timedelta(days=30)),
    "90d": ("90 days", timedelta(days=90)),
}
"""For how long an alert may be snoozed, as far as the office allows."""


def closing(alert: Alert) -> Form:
    """Ask for the outcome of an alert."""
    options = [kit.option(words, state.value, about=about) for state, (words, about) in alert_card.OUTCOMES.items()]
    chosen = slackblocks.RadioButtonGroup(f"alerts:{OUTCOME}", options)
    fields = [kit.field("Outcome", OUTCOME, chosen), _written("What you found", NOTE)]
    return _form("Close alert", alert, fields, verb="close", submit="Close alert")


def snoozing(alert: Alert, security: Security) -> Form:
    """Ask for how long to snooze it, and why."""
    spans = [kit.option(words, key) for key, (words, span) in LASTING.items() if span <= security.snooze_most]
    menu = slackblocks.StaticSelectMenu(f"alerts:{LASTS}", spans, initial_option=spans[0])
    what = kit.small(f"No more alerts of the rule “{alert.title}” about {alert_card.about_whom(alert)} until then.")
    fields = [what, kit.field("How long", LASTS, menu), _written("Why", WHY)]
    return _form("Snooze", alert, fields, verb="snooze", submit="Snooze")


def handing_on(alert: Alert) -> Form:
    """Ask who takes an alert over."""
    who = kit.field("Who takes it on", TO, slackblocks.UserSelectMenu(f"alerts:{TO}"))
    return _form("Hand on", alert, [who], verb="hand_on", submit="Hand on")


def reopening(alert: Alert) -> Form:
    """Ask why a closed alert is reopened."""
    return _form("Reopen alert", alert, [_written("Why", WHY)], verb="reopen", submit="Reopen")


def _form(title: str, alert: Alert, fields: list[Block], *, verb: str, submit: str) -> Form:
    about = kit.say(kit.bold(alert.title), f" · {alert_card.about_whom(alert)}", kit.NEW_LINE, alert.sentence)
    callback_id = f"alerts:{verb}"
    view: dict[str, Any] = kit.modal(
        title, [about, *fields], callback_id=callback_id, metadata=f'{{"alert": "{alert.id}"}}', submit=submit
    )
    return Form(view, on_top=True)


def _written(label: str, block_id: str) -> Block:
    return kit.field(label, block_id, kit.text(f"alerts:{block_id}", most=WRITTEN_MOST, long=True))
