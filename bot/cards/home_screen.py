"""The Home screen, drawn: each part only for those it concerns, with a sentence where it is empty."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from slackblocks import Block

from bot import kit
from bot.cards import audience_text, office_change_text, request_lines, ticket_card
from core import tickets
from core.actions.adjust_balance import AdjustBalance
from core.actions.block_player import BlockPlayer
from core.actions.grant_role import GrantRole
from core.approvals import Orphan
from core.database.pages import COUNTED_MOST, Page
from core.home import HomeContent
from core.office import Office
from core.people import Actor, Permission
from core.platform import Order
from core.requests import Request
from core.security import Alert
from core.tickets import Ticket

SHORTCUTS = (
    (Permission.PLAYER_VIEW, "Look a player up…", "player:form"),
    (Permission.PLAYER_VIEW, "My last players", "player:recent"),
    (Permission.BLOCK_ASK, "Block…", f"{BlockPlayer.name}:open"),
    (Permission.ADJUSTMENT_ASK, "Adjust…", f"{AdjustBalance.name}:open"),
    (Permission.TICKET_WORK, "Open a ticket…", "ticket:new"),
    (Permission.TICKET_VIEW, "My tickets", "ticket:mine"),
    (Permission.ALERT_VIEW, "Alerts", "alerts:list"),
    (Permission.DIGEST_READ, "Digest…", "digest:ask"),
    (Permission.STAFF_GRANT, "Grant a role…", f"{GrantRole.name}:open"),
    (Permission.STAFF_GRANT, "Somebody leaves…", "leavers:leave"),
    (Permission.STAFF_FREEZE, "Freeze…", "freezes:freeze"),
    (Permission.DESK_STATUS, "How Pitboss is doing", "status:show"),
)
"""Shortcut buttons, by permission."""
DECIDING = frozenset(
    {
        Permission.ADJUSTMENT_APPROVE,
        Permission.BLOCK_CONFIRM,
        Permission.UNBLOCK_APPROVE,
        Permission.STAFF_APPROVE,
        Permission.STAFF_FREEZE,
    }
)
ASKING = frozenset(
    {
        Permission.ADJUSTMENT_ASK,
        Permission.BLOCK_ASK,
        Permission.UNBLOCK_ASK,
        Permission.STAFF_GRANT,
        Permission.STAFF_FREEZE,
    }
)

CHANGES_SHOWN, CHANGE_MOST = 3, 200
"""Lines of a change of the office file, and characters of each."""
Told = tuple[Request, Order | None]


def draw(content: HomeContent, *, actor: Actor, office: Office) -> list[Block]:
    """Draw Home: first what waits for this person, then what they own, then shortcuts."""
    parts = [
        _frozen(content),
        [kit.say(audience_text.of(each)) for each in content.blinded],
        _office_file(content, actor),
        _newcomer(actor, content),
        _requests(
            "Waits for your vote",
            content.with_orders(content.waiting),
            _empty_waiting(actor),
            "/approvals shows all of them.",
        ),
        _requests(
            "In force, to confirm or end", content.with_orders(content.unconfirmed), "", "/approvals shows all of them."
        ),
        _left(content.left),
        _alerts(actor, content.alerts, content.as_of),
        _interactions(content.overdue_interactions),
        _tickets(actor, content.tickets, content.as_of),
        _requests(
            "You asked for", content.with_orders(content.asked), _empty_asked(actor), "/approvals asked shows more."
        ),
        _desk(content),
    ]
    blocks = [block for part in parts if part for block in (kit.line(), *part)]
    end = kit.small("Type /pitboss help in any conversation to see what you can do.")
    return [*_top(content, actor, office), *blocks, kit.line(), end]


def _top(content: HomeContent, actor: Actor, office: Office) -> list[Block]:
    roles = [office.roles[name].title for name in sorted(actor.roles) if name in office.roles]
    buttons = [kit.button(label, action) for permission, label, action in SHORTCUTS if actor.may(permission)]
    standing = kit.marked(f"{actor.name} · {kit.listed(roles) or 'no role yet: ask an administrator for one'} · as of ")
    return [
        kit.headline("Your desk"),
        kit.small(kit.marked(standing, kit.clock(content.as_of, zone=actor.zone))),
        *kit.row([*buttons, kit.button("Refresh", "home:again")], block_id="shortcuts"),
    ]


def _newcomer(actor: Actor, content: HomeContent) -> list[Block]:
    if actor.permissions:
        return []
    who = kit.listed(content.grants, last="or") or "the operator of Pitboss"
    words = f" {who} can request one for you, and a second person approves it. Until then there is nothing to do here."
    return [kit.say(kit.bold("You have no role here yet."), words)]


def _frozen(content: HomeContent) -> list[Block]:
    if not content.frozen:
        return []
    words = f" {kit.listed(content.frozen)}. Protective actions still work: blocking, confirming, declining."
    return [kit.say(kit.bold("Frozen:"), words, beside=kit.button("Why?", "freezes:frozen"))]


def _office_file(content: HomeContent, actor: Actor) -> list[Block]:
    if (change := content.office_change) is None:
        return []
    may = actor.may(Permission.OFFICE_CONFIRM) and not actor.may(Permission.OFFICE_CHANGE)
    button = kit.button("Confirm the change", "office:confirm", value=str(change.id)) if may else None
    told = office_change_text.standing(change, content.as_of)
    lines = [kit.small(kit.plain(each, most=CHANGE_MOST)) for each in change.differences[:CHANGES_SHOWN]]
    more = len(change.differences) - len(lines)
    cut = [kit.small(f"And {more} more: pitboss office diff shows all.")] if more else []
    return [kit.say(kit.bold("The office file:"), f" {told}", beside=button), *lines, *cut]


def _empty_waiting(actor: Actor) -> str:
    return "Nothing waits for you." if actor.permissions & DECIDING else ""


def _empty_asked(actor: Actor) -> str:
    return "You have not requested anything yet." if actor.permissions & ASKING else ""


def _requests(title: str, shown: Page[Told], nothing: str, where: str) -> list[Block]:
    lines = [block for request, order in shown for block in request_lines.line(request, order)]
    return listed(title, shown, lines, nothing=nothing, where=where)


def _left(shown: Page[Orphan]) -> list[Block]:
    lines = [block for left in shown for block in request_lines.left_behind(left)]
    return listed("Left behind, to take over", shown, lines, nothing="", where="/approvals left shows all of them.")


def _alerts(actor: Actor, shown: Page[Alert], now: datetime) -> list[Block]:
    nothing = "You own no alert. /alerts lists those nobody has taken." if actor.may(Permission.ALERT_WORK) else ""
    lines = [_alert(one, now) for one in shown]
    return listed("Your alerts", shown, lines, nothing=nothing, where="/alerts mine shows all of them.")


def _interactions(overdue: int) -> list[Block]:
    if not overdue:
        return []
    words = f" {kit.counted(overdue, 'interaction')} whose outcome is overdue."
    return [kit.say(kit.bold("Safer gambling:"), words, beside=kit.button("Show", "interaction:due"))]


def _alert(one: Alert, now: datetime) -> Block:
    about = f", {kit.player(one.player_id)}" if one.player_id is not None else ""
    state = f"{one.severity.value.capitalize()} · {one.state.words} · {_due(one.due_at, now)}"
    return kit.say(
        kit.bold(one.title), about, kit.NEW_LINE, state, beside=kit.button("Open", "alerts:open", value=str(one.id))
    )


def _tickets(actor: Actor, shown: Page[Ticket], now: datetime) -> list[Block]:
    waits = "You own no ticket. /ticket queue lists those that wait."
    nothing = waits if actor.may(Permission.TICKET_WORK) else ""
    lines = [_ticket(one, now) for one in shown]
    return listed("Your tickets", shown, lines, nothing=nothing, where="/ticket mine shows all of them.")


def _ticket(one: Ticket, now: datetime) -> Block:
    about = f", {kit.player(one.player_id)}" if one.player_id is not None else ""
    due = f" · {run}" if (run := ticket_card.running(one, now=now)) else ""
    state = tickets.STATES[one.state]
    call = f" · {_call(one.call_back_at, now)}" if one.call_back_at else ""
    what = f" {one.category.replace('_', ' ')}{about}"
    how_far = f"{one.priority.capitalize()} · {state}{call}{due}"
    return kit.say(
        kit.code(one.code), what, kit.NEW_LINE, how_far, beside=kit.button("Open", "ticket:open", value=str(one.id))
    )


def _call(promised_at: datetime, now: datetime) -> str:
    return f"{'call overdue, promised for' if promised_at <= now else 'call promised for'} {kit.moment(promised_at)}"


def _due(due_at: datetime, now: datetime) -> str:
    return f"{'overdue since' if due_at <= now else 'due'} {kit.moment(due_at)}"


def listed(title: str, shown: Page[Any], lines: Iterable[Block], *, nothing: str, where: str) -> list[Block]:
    """List lines under a title with their number; count what did not fit, and say so if the list is empty."""
    if not shown:
        return [kit.say(kit.bold(title)), kit.small(nothing)] if nothing else []
    further = "There are more." if shown.cut else f"{kit.more(shown)}."
    more = [kit.small(f"{further} {where}")] if shown.next else []
    return [kit.say(kit.bold(f"{title}: {kit.count(shown)}")), *lines, *more]


def _desk(content: HomeContent) -> list[Block]:
    if (backlog := content.backlog) is None:
        return []
    oldest = backlog.oldest_queued_at
    rows = [
        kit.Row("Open requests", kit.bounded(content.open_requests, most=COUNTED_MOST)),
        kit.Row(
            "Messages not sent yet",
            f"{kit.number(backlog.waiting)}{f', oldest {kit.ago(oldest, content.as_of)}' if oldest else ''}",
        ),
        kit.Row("Messages given up", backlog.failed),
    ]
    return [kit.say(kit.bold("The desk")), *kit.facts(rows)]
