"""What taking events in finds that somebody has to look at: told to security with the events, in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.activity.account_bodies import EventBody
from core.activity.catalogue import ExclusionBody, PlatformActBody, SuspensionBody
from core.activity.events import Backing, StoredEvent
from core.players import Oddity

DONE_ELSEWHERE = "done_elsewhere"
CONTRADICTION = "contradiction"
PARTIAL_PAYMENT = "partial_payment"
SHARED_REFERENCE = "shared_reference"
EXCLUDED_PERSON = "excluded_person"


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeFinding:
    """Something about one player. The sentence names no person, no address and no amount; the evidence holds ids."""

    rule: str
    """The key under ``security.rules`` in the office file."""
    player_id: int
    window: str
    """The same finding again within the same window is the same alert."""
    sentence: str
    happened_at: datetime
    evidence: Mapping[str, Any] = field(default_factory=dict)


def finding(rule: str, one: StoredEvent, sentence: str, *, window: str = "") -> IntakeFinding:
    """Tell of one event; without a window it is a finding of its own."""
    return IntakeFinding(
        rule=rule,
        player_id=one.player_id,
        window=window or str(one.id),
        sentence=sentence,
        happened_at=one.event.at,
        evidence={"event": str(one.id)},
    )


def unbacked(one: StoredEvent) -> IntakeFinding:
    """Tell of an event that names a request which does not stand behind it."""
    return finding(DONE_ELSEWHERE, one, done_elsewhere(one.event.type, one.body, one.backing))


def odd(oddity: Oddity, *, at: datetime) -> IntakeFinding:
    """Tell of something about a player that came with an event."""
    return IntakeFinding(
        rule=oddity.rule,
        player_id=oddity.player_id,
        window=oddity.window,
        sentence=oddity.sentence,
        happened_at=at,
        evidence=oddity.evidence,
    )


def conflicting(one: StoredEvent) -> IntakeFinding:
    """Tell of an event that was refused for its id, once a player, source and day; of each that was to protect."""
    if isinstance(one.body, ExclusionBody):
        return finding(CONTRADICTION, one, REFUSED_EXCLUSION)
    return IntakeFinding(
        rule=CONTRADICTION,
        player_id=one.player_id,
        window=f"event id:{one.event.source}:{one.event.at:%Y-%m-%d}",
        sentence="An event came under an id that its source had used for another event. It was refused.",
        happened_at=one.event.at,
        evidence={"source": one.event.source},
    )


REFUSED_EXCLUSION = (
    "An exclusion came under an id that its source had used for another event. It was refused and does not stand: ask "
    "the platform whether the player excluded themselves, and block the player meanwhile."
)


def contradicting(one: StoredEvent, what: str) -> IntakeFinding:
    """Tell of an event that cannot have happened as told."""
    return finding(CONTRADICTION, one, f"{what}. The event is stored; no state and no balance follows it.")


def done_elsewhere(type_: str, body: EventBody | None, backing: Backing) -> str:
    """Say what was done on the platform, and why nothing done here explains it."""
    return f"{_said(type_, body)} on the platform, and not from here: {backing.value}."


def _said(type_: str, body: EventBody | None) -> str:
    if isinstance(body, SuspensionBody):
        return "The account was blocked" if body.suspended else "A block was lifted"
    if isinstance(body, PlatformActBody):
        return f"“{body.act[:60].replace('_', ' ')}” was done by hand"
    return ACTS.get(type_, f"“{type_.replace('_', ' ')}” was reported")


ACTS = {
    "suspension": "The account was blocked or freed",
    "balance_update": "A balance was changed",
    "platform_act": "Something was done by hand",
    "exclusion_lifted": "An exclusion was lifted",
    "exclusion_set": "An exclusion was set",
    "limit_set": "A limit was set",
    "deposit": "A deposit was credited",
    "withdrawal_paid": "A withdrawal was paid",
    "bonus_granted": "A bonus was credited",
}
"""What events report, in words that name nobody and no amount."""
