"""What is known about a player, part by part, as the card shows it: account, balance, security status and the rest."""

from collections.abc import Iterator
from datetime import datetime

from slackblocks import Block

from bot import kit
from core import security, tickets
from core.money import Money
from core.office import Office
from core.platform import OrderState, orders
from core.players import InFlight, Login, Movement, Overview, Profile, accounts
from core.players.money_figures import NetDeposits
from core.players.open_bonuses import OpenBonus

UNKNOWN = "not known"
GUARD_WORDS = {
    "password_changed": "password",
    "email_changed": "e-mail",
    "phone_changed": "phone",
    "instrument_changed": "payment instrument",
    "second_factor_changed": "second factor",
}
"""Credentials and contact details, by the event that changes them."""
REQUIREMENT_WORDS = {"new_password": "New password"}
ORDER_WORDS = {
    "block": "Block",
    "lift": "Lifting a block",
    "hold": "Held withdrawals",
    "release": "Release of a withdrawal",
    "adjust": "Adjustment",
    "reverse": "Reversal",
    "grant_bonus": "Bonus",
    "convert_bonus": "Conversion of a bonus",
    "void_bonus": "Taking back a bonus",
    "require_password": "New password",
    "end_sessions": "Ended sessions",
    "reset_counters": "Counters reset",
    "raise_verification": "Higher verification",
    "lower_verification": "Lower verification",
    "lower_limit": "Lower limit",
    "exclude": "Exclusion",
    "close": "Closing",
    "self_close": "Closing",
    "reopen": "Reopening",
    "contact_changed": "Contact data",
}


def first(profile: Overview) -> Iterator[kit.Row]:
    """Return what is read first: money, what is in flight, what is open."""
    account = profile.account
    balances = kit.stacked(f"{one.wallet}: {kit.money(one.amount)}" for one in profile.balances)
    yield kit.Row("Balance", balances or "empty")
    if profile.bonuses:
        yield kit.Row("Open bonuses", kit.stacked(bonus(one, profile.as_of) for one in profile.bonuses))
    if profile.owed:
        yield kit.Row("Owed by the player", ", ".join(map(kit.money, profile.owed)))
    yield kit.Row("In flight", in_flight(profile.in_flight, profile.as_of))
    yield kit.Row("Open tickets", _tickets(profile))
    state = accounts.lifecycle_words(account.lifecycle)
    yield kit.Row("Account", f"{state}, {account.language or 'language not known'}, {account.currency}")


def rest(profile: Profile, *, office: Office, connected: bool) -> Iterator[kit.Row]:
    """Return the other parts that are one value each: who the player is."""
    account = profile.account
    yield kit.Row("User id", f"{profile.player_id} · {kit.typed(account.external_id)} at {kit.typed(account.brand)}")
    through = f" through {kit.typed(profile.registration.through)}" if profile.registration.through else ""
    yield kit.Row("Registration", f"{kit.moment(profile.registration.at)}{through}")
    yield kit.Row("Verification", profile.verification)
    yield kit.Row("Net deposits", kit.stacked(map(_net, profile.figures.net)) or "none")
    yield kit.Row("Goodwill in 12 months", _goodwill(profile, office))
    yield kit.Row("E-mail", account.email or UNKNOWN)
    yield kit.Row("Phone", account.phone or UNKNOWN)
    yield kit.Row("Age", account.age_band or UNKNOWN)
    yield kit.Row("Address", account.address or UNKNOWN)
    yield kit.Row("IP address", next((one.ip for one in profile.logins if one.ip), UNKNOWN))
    yield kit.Row("Player-set limits", _limits(profile))
    yield kit.Row("Platform", _platform(profile, connected=connected))


def _net(one: NetDeposits) -> str:
    return f"{kit.money(one.ever)} ever, {kit.money(one.of_year)} in 12 months"


def _goodwill(profile: Profile, office: Office) -> str:
    reasons = [key for key, reason in office.adjustment_reasons.items() if reason.goodwill]
    return ", ".join(map(kit.money, profile.figures.goodwill(reasons))) or "none"


def bonus(one: OpenBonus, now: datetime) -> str:
    """Say it: ``EUR 20.00, EUR 150.00 of EUR 400.00 staked, until 3 May``."""
    parts = [kit.money(one.amount)]
    if one.turnover.amount_minor:
        parts.append(f"{kit.money(one.done)} of {kit.money(one.turnover)} staked")
    if one.expires_at:
        parts.append(f"{'lapsed' if one.lapsed(now) else 'until'} {kit.moment(one.expires_at)}")
    return ", ".join(parts)


def in_flight(flight: InFlight, now: datetime) -> str:
    """Say it: ``1 withdrawal EUR 900.00 asked 12 min ago, 3 open bets EUR 45.00, 1 session``."""
    parts = [
        f"1 withdrawal {kit.money(one.amount)} asked {kit.ago(one.asked_at, now)}{' (held)' if one.held else ''}"
        for one in flight.withdrawals
    ]
    if flight.open_bets:
        parts.append(f"{kit.counted(flight.open_bets, 'open bet')} {' + '.join(map(kit.money, flight.stakes))}")
    if flight.sessions:
        parts.append(kit.counted(flight.sessions, "session"))
    return ", ".join(parts) or "nothing"


def security_status(profile: Overview) -> Block:
    """Describe the account's security: blocks, changes, failures and alerts."""
    return kit.say(kit.bold("Security status"), kit.NEW_LINE, kit.stacked(_security(profile)))


def logins(profile: Profile) -> Block:
    """List the newest logins."""
    return _listed("Login history", [login(one) for one in profile.logins], "No login on record.")


def movements(profile: Profile, office: Office) -> Block:
    """List the newest movements of money."""
    lines = [_movement(one, office) for one in profile.movements]
    return _listed("Transaction history", lines, "No money has moved.")


def moved(wallet: str, amount: Money, after: Money) -> str:
    """Say what moved, with the balance before and after: ``cash EUR 20.00: EUR 100.00 → EUR 120.00``."""
    return f"{wallet} {kit.money(amount)}: {kit.money(after - amount)} → {kit.money(after)}"


def login(one: Login) -> str:
    """Say one login in a line."""
    parts = [kit.moment(one.at), "logged in" if one.success else "failed"]
    return " · ".join(parts + [kit.typed(part) for part in (one.country, one.device, one.ip) if part])


def _security(profile: Overview) -> Iterator[str]:
    known = profile.security
    blocks = len(profile.blocks)
    if profile.standing.blocked:
        stands = "1 block in force." if blocks == 1 else f"{blocks} blocks in force."
        what = stands if blocks else kit.prohibition(profile.standing)
        yield f"Blocked: {what}"
    else:
        yield "Not blocked."
    for one in known.requirements:
        words = REQUIREMENT_WORDS[one.kind]
        yield f"{words}: required since {kit.moment(one.required_at)}, by {kit.typed(one.by)}."
    changed = ", ".join(f"{GUARD_WORDS[type_]} {kit.moment(at)}" for type_, at in known.changes.items())
    if changed:
        yield f"Last changed: {changed}."
    if known.failed_logins:
        often = "or more " if known.failed_often else ""
        yield f"Failed logins within a day: {known.failed_logins} {often}".rstrip() + "."
    if known.open_alerts:
        named = [f"{security.title(one.rule)} ({one.severity})" for one in known.alerts]
        more = known.open_alerts - len(named)
        yield f"Open alerts: {'; '.join(named)}{f'; {more} more' if more else ''}."
    if known.nothing_known:
        yield "Nothing else on record: no change of password or e-mail, no failed login within a day."


def _limits(profile: Overview) -> str:
    lines = [
        f"{kit.typed(one.kind)}{f' a {kit.typed(one.period)}' if one.period else ''}: "
        f"{kit.money(one.amount) if one.amount else 'set'}"
        for one in profile.around.limits
    ]
    return kit.stacked(lines) or "none known"


def _tickets(profile: Overview) -> str:
    around = profile.around
    lines = [
        f"T-{one.number} · {_words(one.category)} · {one.priority} · {tickets.STATES[one.state]}"
        for one in around.tickets
    ]
    more = around.open_tickets - len(lines)
    return kit.stacked([*lines, *([f"{more} more"] if more else [])]) or "none"


def _platform(profile: Overview, *, connected: bool) -> str:
    lines = []
    for one in profile.around.orders:
        what = ORDER_WORDS.get(one.kind, _words(one.kind)) + (", ended" if one.step == "ended" else "")
        lines.append(f"{what}: {orders.THERE[OrderState(one.state)]}, {kit.moment(one.at)}")
    if lines:
        return kit.stacked(lines)
    return "connected; nothing was asked of it" if connected else "recorded here; no platform connected"


def _listed(title: str, lines: list[str], nothing: str) -> Block:
    return kit.say(kit.bold(title), kit.NEW_LINE, kit.stacked(lines) or nothing)


def _movement(one: Movement, office: Office) -> str:
    reason = office.adjustment_reasons.get(one.reason) if one.reason else None
    told = f" ({reason.title if reason else kit.typed(one.reason)})" if one.reason else ""
    return f"{kit.moment(one.at)} · {one.kind}{told} · {moved(one.wallet, one.amount, one.balance_after)}"


def _words(text: str) -> str:
    return text.replace("_", " ")
