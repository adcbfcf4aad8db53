"""How a player plays, drawn: hours by weekday, games, sessions and breaks; and the net of each week of half a year."""

from collections.abc import Iterator
from datetime import date, timedelta

from slackblocks import Block

from bot import kit
from bot.cards import activity_text
from bot.slack.responses import Answer
from core.activity import GamePlay, PlayHours, PlayPattern, SessionFigures, Side, Summary, Type, measures
from core.activity.play_pattern import SHORT_BREAK
from core.players import Introduction

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
NIGHT = range(6)
"""Hours that count as night, when play is a marker of harm."""
WEEKS_CHARTED = 13
"""Weeks of one chart: Slack shows at most twenty points, and two charts."""
CURRENCIES_MOST = 2
"""Currencies charted; the others stand in the text."""


def pattern(player: Introduction, told: PlayPattern, *, today: date, zone: str) -> Answer:
    """Draw hours, games, sessions and breaks; the text says the same in words."""
    days = activity_text.covers(told.period, today=today)
    title = f"How {kit.typed(player.account.username)} plays · player {player.player_id}"
    said = [*_hours_said(told.hours), *_sessions_said(told.sessions), *_games_said(told)]
    text = f"How player {player.player_id} plays, {days}: {'; '.join(said) or 'no bet, session or login'}."
    return Answer.of(
        text, kit.headline(title), kit.small(f"{days} · hours as in {zone}"), *_parts(told), *_back(player)
    )


def weeks(player: Introduction, told: Summary, *, today: date) -> Answer:
    """Draw the net of each week: deposits less withdrawals and chargebacks."""
    title = f"Net by week of {kit.typed(player.account.username)} · player {player.player_id}"
    lines = [f"{_week(step, today)}: {kit.plain(_net(step))}" for step in told.steps if _net(step)]
    text = f"Net by week of player {player.player_id}, 26 weeks: {'; '.join(lines) or 'no money moved'}."
    what = "Deposits less withdrawals paid and chargebacks, weeks from Monday; more than zero: paid in by the player."
    return Answer.of(text, kit.headline(title), kit.small(what), *_charts(told, today), *_back(player))


def _parts(told: PlayPattern) -> Iterator[Block]:
    yield kit.say(
        kit.bold("Sessions and breaks"), kit.NEW_LINE, kit.stacked(_sessions_said(told.sessions)) or _no_session()
    )
    yield kit.say(kit.bold("Games"), kit.NEW_LINE, kit.stacked(_games_said(told)) or "No bet in these days.")
    if told.hours is None:
        yield kit.say(kit.bold("Hours"), kit.NEW_LINE, "Neither a bet nor a login in these days.")
        return
    yield kit.say(kit.bold(f"{_what(told.hours)} by hour"), kit.NEW_LINE, kit.stacked(_hours_said(told.hours)))
    rows: list[list[kit.Cell]] = [
        [f"{hour:02}:00", *(kit.Number(number, str(number) if number else "·") for number in numbers)]
        for hour, numbers in enumerate(zip(*told.hours.counts, strict=True))
        if any(numbers)
    ]
    drawn, _ = kit.table(("Hour", *WEEKDAYS), rows, caption=f"{_what(told.hours)} by hour and weekday")
    yield drawn


def _no_session() -> str:
    return "No session that is over is known of these days; sessions are kept for 90 days."


def _what(hours: PlayHours) -> str:
    return "Bets" if hours.type is Type.BET else "Logins"


def _hours_said(hours: PlayHours | None) -> list[str]:
    if hours is None:
        return []
    weekday, hour = hours.busiest
    night = sum(numbers[each] for numbers in hours.counts for each in NIGHT)
    newest = f" (the newest {kit.number(hours.total)})" if hours.cut else ""
    most = f"most {WEEKDAYS[weekday]} {hour:02}:00 to {hour + 1:02}:00 ({kit.number(hours.counts[weekday][hour])})"
    at_night = f"{night * 100 // hours.total} % between 00:00 and 06:00"
    return [f"{kit.number(hours.total)} {_what(hours).lower()}{newest}, {most}, {at_night}"]


def _sessions_said(found: SessionFigures | None) -> list[str]:
    if found is None:
        return []
    newest = " (the newest)" if found.cut else ""
    still = f", {found.open} still open" if found.open else ""
    short = kit.counted(found.short_breaks, "break") if found.short_breaks else "No break"
    shortest = f"; the shortest {_span(found.shortest_break)}" if found.shortest_break else ""
    return [
        f"{kit.counted(found.count, 'session')}{newest}{still}, {_span(found.total)} in all",
        f"Half of them longer than {_span(found.median)}; the longest {_span(found.longest)}",
        f"Longest play without a break of {_span(SHORT_BREAK)}: {_span(found.stretch)}",
        f"{short} shorter than {_span(SHORT_BREAK)}{shortest}",
    ]


def _span(length: timedelta) -> str:
    """Write a length as briefly as a person would: ``42 s``, ``12 min``, ``2 h 05 min``."""
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    if not minutes:
        return f"{seconds} s"
    return f"{minutes // 60} h {minutes % 60:02} min" if minutes >= 60 else f"{minutes} min"  # noqa: PLR2004 - minutes of an hour


def _games_said(told: PlayPattern) -> list[str]:
    lines = [_game(one) for one in told.games]
    more = f"{kit.counted(told.more_games, 'more game')}" if told.more_games else ""
    newest = "Of the newest bets and wins only" if told.games_cut else ""
    return [*lines, *filter(None, (more, newest))]


def _game(one: GamePlay) -> str:
    name = kit.typed(one.game) if one.game else "no game named"
    staked, won = activity_text.amounts(one.staked), activity_text.amounts(one.won)
    return f"{name}: {kit.counted(one.bets, 'bet')}, staked {staked or 'nothing'}, won {won or 'nothing'}"


def _net(step: Side) -> str:
    return activity_text.amounts(step.measured(measures.NET))


def _week(step: Side, today: date) -> str:
    return activity_text.day(step.period.first, today=today)


def _last(step: Side, today: date) -> str:
    return activity_text.day(step.period.last, today=today)


def _charts(told: Summary, today: date) -> Iterator[Block]:
    moved = [
        currency
        for currency in told.now.currencies
        if any(one.currency == currency for step in told.steps for one in step.measured(measures.NET))
    ][:CURRENCIES_MOST]
    if not moved:
        yield kit.say("No money moved in these 26 weeks.")
        return
    for start in range(0, len(told.steps), WEEKS_CHARTED):
        steps = told.steps[start : start + WEEKS_CHARTED]
        labels = [_week(step, today) for step in steps]
        series = {currency: [_major(step, currency) for step in steps] for currency in moved}
        if any(any(numbers) for numbers in series.values()):
            yield kit.bars(f"Net by week from {labels[0]}, {' and '.join(moved)}", labels, series)
        else:
            yield kit.small(f"No money moved from {labels[0]} to {_last(steps[-1], today)}.")


def _major(step: Side, currency: str) -> float:
    return next((kit.point(one) for one in step.measured(measures.NET) if one.currency == currency), 0.0)


def _back(player: Introduction) -> Iterator[Block]:
    value = str(player.player_id)
    ways = (("Activity", "activity:open"), ("Transactions", "activity:transactions"), ("Open player", "player:open"))
    yield kit.buttons(*(kit.button(label, action_id, value=value) for label, action_id in ways))
