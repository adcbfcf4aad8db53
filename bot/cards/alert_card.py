"""Alerts drawn: the card in the channel, a line of a list, one in full, and the reminder."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from slackblocks import Block, Button

from bot import kit
from bot.cards.drawing import Message
from core import masks, security
from core.office import Office
from core.people import Actor, Permission, Visibility
from core.security import Alert, AlertState, Snooze

TAKE, CLOSE, SNOOZE, WAKE = "alerts:take", "alerts:close", "alerts:snooze", "alerts:wake"
ACCOUNTS = "alerts:accounts"
OPEN, HAND_ON, REOPEN, BLOCK = "alerts:open", "alerts:hand_on", "alerts:reopen", "alerts:block"
OUTCOMES = {
    AlertState.CONFIRMED: ("Confirmed", "The suspicion was right"),
    AlertState.FALSE_POSITIVE: ("False positive", "The rule was wrong here"),
    AlertState.BENIGN: ("Benign", "It happened and is harmless"),
}
"""The outcomes of an alert, as people choose them."""
NOTICE = "A security alert needs attention."
SEEN_TO = "A security alert was closed."

_AWAY = "This alert is now shown only to people who may see it."
KEPT_AWAY = Message(_AWAY, tuple(kit.render([kit.say(_AWAY)])))
"""Replaces a card whose reader may not see it any more."""


@dataclass(frozen=True, slots=True)
class AlertReader:
    """Who views an alert, and when."""

    actor: Actor
    office: Office
    now: datetime


def in_channel(alert: Alert, office: Office) -> Message:
    """Draw the card where everybody may see players: what, about whom, why, its owner, due when."""
    offered = kit.row(_on_card(alert), block_id=f"alert:{alert.id}")
    blocks = [*_top(alert, office), kit.small(owned(alert)), *offered]
    return Message(NOTICE if alert.open else SEEN_TO, tuple(kit.render(blocks)))


def minimal(alert: Alert) -> Message:
    """Draw the card where somebody may not see players: that there is one, and a button that opens it in private."""
    words = NOTICE if alert.open else SEEN_TO
    return Message(words, tuple(kit.render([kit.say(words), kit.buttons(_button("Open", OPEN, alert))])))


def handed(alert: Alert) -> Message:
    """Notify a colleague that an alert was handed on to them."""
    words = "An alert was handed to you."
    due = kit.small(f"Close it by {kit.moment(alert.due_at)}.")
    return Message(words, tuple(kit.render([kit.say(kit.bold(words)), due, kit.buttons(_button("Open", OPEN, alert))])))


def reminder(alert: Alert) -> Message:
    """Remind once that an alert is overdue; after it is closed, say that it was."""
    words = "A security alert is overdue." if alert.open else "The overdue security alert is closed."
    about = f"{alert.severity.capitalize()}: {alert.title}, {about_whom(alert)}. It was due {kit.moment(alert.due_at)}."
    blocks = [kit.say(kit.bold(words)), kit.say(about), kit.small(owned(alert))]
    return Message(words, tuple(kit.render([*blocks, kit.buttons(_button("Open", OPEN, alert))])))


def line(alert: Alert) -> list[Block]:
    """Show an alert in a list: what, about whom, why, its owner, and a button that opens it."""
    head = kit.bold(f"{alert.severity.capitalize()}: {alert.title}")
    open_it = _button("Open", OPEN, alert)
    words = kit.say(head, f" · {about_whom(alert)}", kit.NEW_LINE, alert.sentence, beside=open_it)
    return [words, kit.small(owned(alert))]


def whole(alert: Alert, *, reader: AlertReader) -> list[Block]:
    """Draw one alert in full, with everything this person may do about it."""
    return [
        *_top(alert, reader.office, whole=reader.actor.may(Permission.PLAYER_SEARCH_WIDE)),
        *kit.facts(_lines(alert, reader)),
        *([kit.say(kit.bold("Outcome")), kit.quote(alert.close_note)] if alert.close_note else []),
        *_snoozed(alert.snooze(reader.now)),
        *_offered(alert, reader),
    ]


def about_whom(alert: Alert, *, whole: bool = False) -> str:
    """Name the subject of an alert; an IP address is masked unless the reader may search by it."""
    kind, _, name = alert.subject.partition(":")
    match kind:
        case "player":
            return kit.player(int(name))
        case "ip":
            return f"address {name if whole else masks.ip(name)}"
        case "rule":
            return f"the rule “{security.title(name)}”"
        case "events":
            return "the events of the gaming platform"
        case _:
            return "a colleague"


def owned(alert: Alert) -> str:
    """Say who owns it and by when, or its outcome."""
    if alert.closed_at is not None:
        return f"Closed as {alert.state.words} by {alert.closed_by}, {kit.moment(alert.closed_at)}"
    whose = f"Owner: {alert.owner_name}" if alert.owner_name else "No owner yet"
    return f"{whose} · close by {kit.moment(alert.due_at)}"


def _top(alert: Alert, office: Office, *, whole: bool = False) -> Iterator[Block]:
    about = about_whom(alert, whole=whole)
    head = kit.bold(f"{alert.severity.capitalize()} alert: {alert.title}")
    yield kit.say(head, f" · {about}", kit.NEW_LINE, alert.sentence)
    if alert.visibility is not Visibility.STAFF:
        may = office.who_may(Permission.ALERT_VIEW, seeing=alert.visibility)
        yield kit.small(f"Visible to {kit.listed(list(may))} only.")


def _on_card(alert: Alert) -> list[Button]:
    player = _button("Open player", "player:open", alert, of_player=True) if alert.player_id else None
    if not alert.open:
        return [each for each in (_button("Details", OPEN, alert), player) if each]
    take = None if alert.owner_id else _button("Take", TAKE, alert, primary=True)
    rest = (
        _button("Close alert…", CLOSE, alert),
        player,
        _button("Snooze…", SNOOZE, alert),
        _button("Details", OPEN, alert),
    )
    return [each for each in (take, *rest) if each]


def _lines(alert: Alert, reader: AlertReader) -> Iterator[kit.Row]:
    yield kit.Row("State", alert.state.words.capitalize())
    yield kit.Row("Owner", alert.owner_name or "nobody yet")
    yield kit.Row("Happened", kit.moment(alert.happened_at))
    yield kit.Row("Found", kit.moment(alert.found_at))
    if alert.open:
        late = " (overdue)" if alert.overdue(reader.now) else ""
        yield kit.Row("Close by", f"{kit.moment(alert.due_at)}{late}")
    elif alert.closed_at is not None:
        yield kit.Row("Closed", f"{kit.moment(alert.closed_at)} by {alert.closed_by}")


def _snoozed(snooze: Snooze | None) -> Iterator[Block]:
    if snooze is not None:
        count = "1 more was" if snooze.suppressed == 1 else f"{snooze.suppressed} more were"
        words = f"Snoozed by {snooze.by_name} until {kit.moment(snooze.until_at)}: {snooze.why} ({count} not raised)"
        yield kit.small(words)


def _offered(alert: Alert, reader: AlertReader) -> Iterator[Block]:
    accounts = [_button("Accounts tried", ACCOUNTS, alert)] if alert.subject.startswith("ip:") else []
    offered = (*_working(alert, reader), *accounts, *_about_player(alert, reader.actor))
    yield from kit.row(offered, block_id=f"alert:{alert.id}")


def _working(alert: Alert, reader: AlertReader) -> Iterator[Button]:
    if not security.may_work(reader.actor, alert):
        return
    if not alert.open:
        yield _button("Reopen…", REOPEN, alert)
        return
    if alert.owner_id is None:
        yield _button("Take", TAKE, alert, primary=True)
    if alert.owner_id in {None, reader.actor.staff_id}:
        yield _button("Close alert…", CLOSE, alert)
    yield _button("Hand on…", HAND_ON, alert)
    yield _button("End snooze", WAKE, alert) if alert.snooze(reader.now) else _button("Snooze…", SNOOZE, alert)


def _about_player(alert: Alert, actor: Actor) -> Iterator[Button]:
    if alert.player_id is None:
        return
    yield _button("Open player", "player:open", alert, of_player=True)
    yield _button("Check", "check:player", alert, of_player=True)
    if actor.may(Permission.INTERACTION_WRITE):
        yield kit.button("Record an interaction…", "interaction:new", value=f"{alert.player_id}:{alert.id}")
    if alert.open and actor.may(Permission.BLOCK_ASK):
        yield kit.button("Block player…", BLOCK, value=str(alert.id), style="danger")


def _button(label: str, action_id: str, alert: Alert, *, of_player: bool = False, primary: bool = False) -> Button:
    value = str(alert.player_id if of_player else alert.id)
    return kit.button(label, action_id, value=value, style="primary" if primary else None)
