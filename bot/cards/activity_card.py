"""The activity page of a player: figures compared with the previous period, charts, and links to the details."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from slackblocks import Block, Button

from bot import kit
from bot.cards import activity_text, player_card
from bot.cards.drawing import Reader
from bot.slack.responses import Answer
from core.activity import FAILED, Side, Summary, Type, measures
from core.activity.measures import Measure
from core.office import Office
from core.people import Permission
from core.players import Asking, Introduction

PERIODS = ("7d", "30d", "180d")
PARTS = (
    ("Hours and sessions", "activity:play"),
    ("Net by week", "activity:weeks"),
    ("Beside others", "activity:peers"),
)
"""What stands on pages of its own."""


@dataclass(frozen=True, slots=True)
class ActivityView:
    """What is drawn: the player, the period, and today's date at the office."""

    known: Introduction
    told: Summary
    today: date
    typed: str
    """The period as it was asked for."""
    menu: str
    """The stated purpose, where one is required."""


def draw(shown: ActivityView, *, reader: Reader, replace: bool) -> Answer:
    """Draw the page; the text says what the charts show."""
    told, today = shown.told, shown.today
    these = activity_text.covers(told.now.period, today=today)
    text = f"Activity of player {told.player_id}, {these}: {_sentence(told)}"
    chart = activity_text.by_step(told, today=today)
    text += f" {chart}." if chart else ""
    quiet = told.now.quiet and told.before.quiet
    return Answer.of(
        text,
        *_top(shown, reader),
        *([kit.say(_sentence(told))] if quiet else _figures(shown, reader.office)),
        *_question(shown, reader),
        *_buttons(shown, reader),
        *_charts(shown),
        replace=replace,
    )


def _top(shown: ActivityView, reader: Reader) -> Iterator[Block]:
    known, period = shown.known, shown.told.now.period
    yield kit.headline(f"Activity of {kit.typed(known.account.username)} · player {known.player_id}")
    these, before = (activity_text.covers(each, today=shown.today) for each in (period, period.before))
    if shown.told.compared_until:
        before += f" up to {shown.told.compared_until.astimezone(ZoneInfo(reader.office.zone)):%H:%M}"
    quiet = ", when nothing happened" if shown.told.before.quiet else ""
    yield kit.say(kit.bold(these), f" ({kit.counted(period.days, 'day')}), against {before}{quiet}")
    clock = kit.clock(known.as_of, zone=reader.actor.zone)
    yield kit.small(kit.marked("As of ", clock, f" · days as in {reader.office.zone}"))


def _figures(shown: ActivityView, office: Office) -> Iterator[Block]:
    told = shown.told
    yield from kit.facts(activity_text.figures(told))
    yield kit.say(kit.bold("Countries of logins"), kit.NEW_LINE, activity_text.origins(told.countries))
    yield kit.say(kit.bold("Devices of logins"), kit.NEW_LINE, activity_text.origins(told.devices))
    yield kit.say(kit.bold("Biggest moves"), kit.NEW_LINE, activity_text.biggest(told, today=shown.today))
    if unrated := [each for each in told.now.currencies if each not in {office.base_currency, *office.rates}]:
        yield kit.small(f"Compared last, as the office file has no rate for it: {kit.listed(unrated)}.")
    if also := activity_text.also(told.now):
        yield kit.small(f"Also: {also}.")


def _sentence(told: Summary) -> str:
    number = told.now.period.days
    these, before = (
        ("on this day", "on the day") if number == 1 else (f"in these {number} days", f"in the {number} days")
    )
    if told.now.quiet and told.before.quiet:
        return f"No activity {these}, nor {before} before."
    if told.now.quiet:
        return f"No activity {these}; there was some {before} before."
    logins, failed = (kit.counted(told.now.count(kind), "login") for kind in (Type.LOGIN, FAILED))
    before = kit.counted(told.before.count(Type.LOGIN), "login")
    return f"{logins} ({before} before), {failed} failed."


def _charts(shown: ActivityView) -> Iterator[Block]:
    """Draw money and logins over the period; a chart of zeros only is left out."""
    told = shown.told
    labels = [activity_text.day(step.period.first, today=shown.today) for step in told.steps]
    width = told.steps[0].period.days
    by = f", by {kit.counted(width, 'day')}" if width > 1 else ""
    paid = (measures.DEPOSITS, measures.WITHDRAWALS_PAID)
    charted = [each for each in told.now.currencies if any(_major(told.now, one, each) for one in paid)]
    currency = next(iter(charted), shown.known.account.currency)
    moved = {one.label: [_major(step, one, currency) for step in told.steps] for one in paid}
    tried = {
        one.label: [float(step.count(one.plus[0])) for step in told.steps]
        for one in (measures.LOGINS, measures.FAILED_LOGINS)
    }
    for title, series in ((f"Money in and out{by}, {currency}", moved), (f"Logins{by}", tried)):
        if any(any(numbers) for numbers in series.values()):
            yield kit.bars(title, labels, series)


def _major(step: Side, measure: Measure, currency: str) -> float:
    return next((kit.point(one) for one in step.measured(measure) if one.currency == currency), 0.0)


def _question(shown: ActivityView, reader: Reader) -> Iterator[Block]:
    if shown.known.asking(reader.office.limits) is Asking.BESIDE:
        yield player_card.ask_purpose(shown.known.player_id, menu=shown.menu)


def _buttons(shown: ActivityView, reader: Reader) -> Iterator[Block]:
    player = str(shown.known.player_id)
    spans = [
        kit.button(f"{typed[:-1]} days", f"activity:again-{typed}", value=f"{player}:{typed}")
        for typed in PERIODS
        if typed != shown.typed
    ]
    parts = [kit.button(label, action_id, value=f"{player}:{shown.typed}") for label, action_id in PARTS]
    first, *others = _ways(player, reader)
    yield from kit.row([first, *spans, *others[:2], *parts, *others[2:]], block_id=f"activity:{player}")


def _ways(player: str, reader: Reader) -> Iterator[Button]:
    offered = (
        (Permission.PLAYER_VIEW, "Transactions", "activity:transactions"),
        (Permission.PLAYER_VIEW, "Statement", "statement:open"),
        (Permission.PLAYER_VIEW, "Logins", "activity:logins"),
        (Permission.PLAYER_VIEW, "Blocks", "activity:blocks"),
        (Permission.ALERT_VIEW, "Alerts", "alerts:player"),
        (Permission.ALERT_VIEW, "Check", "check:player"),
        (Permission.TICKET_VIEW, "Tickets", "tickets:player"),
        (Permission.AUDIT_READ, "History", "audit:player"),
        (Permission.PLAYER_VIEW, "Open player", "player:open"),
    )
    for permission, label, action_id in offered:
        if reader.actor.may(permission):
            yield kit.button(label, action_id, value=player)
