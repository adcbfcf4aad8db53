"""Player blocks: placed and ended as rows; what a player can do now is derived from the open ones."""

from core.player_blocks.exclusions import (
    EXCLUDED_FROM,
    RETURN_DELAY,
    Exclusion,
    ExclusionInForce,
    covering,
    exclude,
    refuse_lifting,
)
from core.player_blocks.holds import end_sessions
from core.player_blocks.past_blocks import PastBlock, history, requests_of
from core.player_blocks.placement import AlreadyBlocked, AskedBy, NewBlock, Placed, place
from core.player_blocks.reach import (
    Excluded,
    accounts_within,
    exclude_person,
    extend_to,
    other_accounts,
    terms,
    weaker_links,
)
from core.player_blocks.reasons import CONTACT_CHANGED, WRONG_PLAYER, reason_title, reasons_for, remedies
from core.player_blocks.removal import CORRECTION, Ended, Ending, correct, end, follow_lift, undo
from core.player_blocks.withdrawal_holds import (
    ContactHold,
    NewHold,
    Release,
    held_by_name,
    hold_after_contact_change,
    hold_withdrawals,
    holding,
    release,
)
from core.players.profile_sections import InFlight, Withdrawal, in_flight, open_rows
from core.players.restrictions import SCOPE_WORDS, Block, PlayerStanding, as_seen, excluded, standing

__all__ = [
    "CONTACT_CHANGED",
    "CORRECTION",
    "EXCLUDED_FROM",
    "RETURN_DELAY",
    "SCOPE_WORDS",
    "WRONG_PLAYER",
    "AlreadyBlocked",
    "AskedBy",
    "Block",
    "ContactHold",
    "Ended",
    "Ending",
    "Excluded",
    "Exclusion",
    "ExclusionInForce",
    "InFlight",
    "NewBlock",
    "NewHold",
    "PastBlock",
    "Placed",
    "PlayerStanding",
    "Release",
    "Withdrawal",
    "accounts_within",
    "as_seen",
    "correct",
    "covering",
    "end",
    "end_sessions",
    "exclude",
    "exclude_person",
    "excluded",
    "extend_to",
    "follow_lift",
    "held_by_name",
    "history",
    "hold_after_contact_change",
    "hold_withdrawals",
    "holding",
    "in_flight",
    "open_rows",
    "other_accounts",
    "place",
    "reason_title",
    "reasons_for",
    "refuse_lifting",
    "release",
    "remedies",
    "requests_of",
    "standing",
    "terms",
    "undo",
    "weaker_links",
]
