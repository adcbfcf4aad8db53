"""The only way an action runs: asked, decided by others, done once, recorded."""

from core.approvals.asking import Intent, ask, what_if
from core.approvals.refusals import (
    AlreadyDecided,
    AlreadyPending,
    AlreadyVoted,
    ChangedSince,
    NeedsReason,
    NobodyCan,
    NotAnApprover,
    OwnRequest,
    RequesterGone,
    TimeIsUp,
    TooMany,
)
from core.approvals.reviewing import Review, decidable, review
from core.approvals.rules import missing_words
from core.approvals.sweeping import expire
from core.approvals.voting import Ballot, Decision, check, take_back, take_over, vote

__all__ = [
    "AlreadyDecided",
    "AlreadyPending",
    "AlreadyVoted",
    "Ballot",
    "ChangedSince",
    "Decision",
    "Intent",
    "NeedsReason",
    "NobodyCan",
    "NotAnApprover",
    "OwnRequest",
    "RequesterGone",
    "Review",
    "TimeIsUp",
    "TooMany",
    "ask",
    "check",
    "decidable",
    "expire",
    "missing_words",
    "review",
    "take_back",
    "take_over",
    "vote",
    "what_if",
]
