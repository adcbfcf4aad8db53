"""Player blocks: placed and ended as rows; what a player can do now is derived from the open ones."""

from core.player_blocks.exclusions import RETURN_DELAY, Exclusion, ExclusionInForce, exclude, refuse_lifting
from core.player_blocks.holds import end_sessions
from core.player_blocks.past_blocks import PastBlock, history, requests_of
from core.player_blocks.placement import AlreadyBlocked, AskedBy, NewBlock, Placed, place
from core.player_blocks.reasons import WRONG_PLAYER, reason_title, reasons_for, remedies
from core.player_blocks.removal import CORRECTION, Ended, Ending, correct, end, follow_lift, undo
from core.player_blocks.withdrawal_holds import NewHold, Release, hold_withdrawals, holding, release
from core.players.profile_sections import InFlight, Withdrawal, in_flight, open_rows
from core.players.restrictions import SCOPE_WORDS, Block, PlayerStanding, as_seen, excluded, standing

__all__ = [
    "CORRECTION",
    "RETURN_DELAY",
    "SCOPE_WORDS",
    "WRONG_PLAYER",
    "AlreadyBlocked",
    "AskedBy",
    "Block",
    "Ended",
    "Ending",
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
    "as_seen",
    "correct",
    "end",
    "end_sessions",
    "exclude",
    "excluded",
    "follow_lift",
    "history",
    "hold_withdrawals",
    "holding",
    "in_flight",
    "open_rows",
    "place",
    "reason_title",
    "reasons_for",
    "refuse_lifting",
    "release",
    "remedies",
    "requests_of",
    "standing",
    "undo",
]
