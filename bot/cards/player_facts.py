"""Parts of a player's card that only some players have, or that the whole card alone shows."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from slackblocks import Block

from bot import kit
from bot.cards.drawing import Reader
from core.money import Money
from core.office import Office
from core.people import Visibility
from core.platform import OrderState, orders
from core.players import Login, Movement, Note, Overview, Profile
from core.players.money_figures import NetDeposits
from core.players.open_bonuses import OpenBonus
from core.players.profile_sections import Limit, Watch

NOTE_MOST = 500
"""Characters of a note on the card, so that five of them leave room for the buttons."""
TAGS_MOST = 10
HIGH = "high"
KEPT = {
    Visibility.STAFF: "",
    Visibility.SECURITY: ", for security and fraud only",
    Visibility.COMPLIANCE: ", for compliance only",
}
"""Shown beside confidential content, so that nobody passes it on."""

UNKNOWN = "not known"
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


def whole(profile: Profile, reader: Reader) -> Iterator[Block]:
    """Draw what is read now and then, which may be cut: who the player is, and the history."""
    yield kit.line()
    yield from kit.facts(_rest(profile, office=reader.office, connected=reader.connected))
    yield _logins(profile)
    yield _movements(profile, reader.office)
    for one in profile.notes:
        if one.priority != HIGH:
            yield from note(one)
    yield from _tags(profile.tags)


def note(one: Note) -> Iterator[Block]:
    """Draw a note: importance, author, readers and text."""
    weight = "Important note" if one.priority == HIGH else "Note"
    yield kit.small(f"{weight} by {kit.typed(one.by)}, {kit.moment(one.at)}{KEPT[one.visibility]}:")
    yield kit.quote(one.text, most=NOTE_MOST)


def watch(one: Watch) -> str:
    """Say who put a player on the watch list, and why."""
    since = f"Watch-listed since {kit.moment(one.since_at)}, by {kit.typed(one.by)}{KEPT[one.visibility]}"
    return f"{since}: {kit.typed(one.why)}"


def bonus(one: OpenBonus, now: datetime) -> str:
    """Say it: ``EUR 20.00, EUR 150.00 of EUR 400.00 staked, until 3 May``."""
    parts = [kit.money(one.amount)]
    if one.turnover.amount_minor:
        parts.append(f"{kit.money(one.done)} of {kit.money(one.turnover)} staked")
    if one.expires_at:
        parts.append(f"{'lapsed' if one.lapsed(now) else 'until'} {kit.moment(one.expires_at)}")
    return ", ".join(parts)


def moved(wallet: str, amount: Money, after: Money) -> str:
    """Say what moved, with the balance before and after: ``cash EUR 20.00: EUR 100.00 → EUR 120.00``."""
    return f"{wallet} {kit.whole(amount)}: {kit.whole(after - amount)} → {kit.whole(after)}"


def login(one: Login) -> str:
    """Say one login in a line."""
    parts = [kit.moment(one.at), "logged in" if one.success else "failed"]
    return " · ".join(parts + [kit.typed(part) for part in (one.country, one.device, one.ip) if part])


def _rest(profile: Profile, *, office: Office, connected: bool) -> Iterator[kit.Row]:
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
    yield kit.Row("Player-set limits", kit.stacked(map(own_limit, profile.around.limits)) or "none known")
    yield kit.Row("Platform", _platform(profile, connected=connected))


def _net(one: NetDeposits) -> str:
    return f"{kit.money(one.ever)} ever, {kit.money(one.of_year)} in 12 months"


def _goodwill(profile: Profile, office: Office) -> str:
    reasons = [key for key, reason in office.adjustment_reasons.items() if reason.goodwill]
    return ", ".join(map(kit.money, profile.figures.goodwill(reasons))) or "none"


def _logins(profile: Profile) -> Block:
    """List the newest logins."""
    return _listed("Login history", [login(one) for one in profile.logins], "No login on record.")


def _movements(profile: Profile, office: Office) -> Block:
    """List the newest movements of money."""
    lines = [_movement(one, office) for one in profile.movements]
    return _listed("Transaction history", lines, "No money has moved.")


def own_limit(one: Limit) -> str:
    """Say a limit that a player set, or had set on their word: ``deposit a week: EUR 50.00``."""
    within = f" a {kit.typed(one.period)}" if one.period else ""
    return f"{kit.typed(one.kind)}{within}: {kit.money(one.amount) if one.amount else 'set'}"


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


def _tags(tags: Sequence[str]) -> Iterator[Block]:
    if tags:
        more = f" and {len(tags) - TAGS_MOST} more" if tags[TAGS_MOST:] else ""
        yield kit.small(f"Tags: {', '.join(map(kit.typed, tags[:TAGS_MOST]))}{more}")
