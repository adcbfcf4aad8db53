"""The only way an action runs: asked, decided by others, done once, recorded."""

from core.approvals.asking import Intent, ask, what_if
from core.approvals.confirming import hear_events
from core.approvals.freezing import freeze_action, freeze_colleague, freeze_desk, stoppable, thawable
from core.approvals.hearing import Said, Word, hear
from core.approvals.refusals import (
    AlreadyDecided,
    AlreadyPending,
    AlreadyVoted,
    ChangedSince,
    Cornered,
    NeedsReason,
    NobodyCan,
    NoPlatform,
    NotAnApprover,
    OwnRequest,
    RequesterGone,
    TimeIsUp,
    TooMany,
)
from core.approvals.requesters import Left, left_behind, take_back, take_over
from core.approvals.reviewing import Review, decidable, review
from core.approvals.rules import missing_words
from core.approvals.sweeping import expire
from core.approvals.voting import Ballot, Decision, check, vote

__all__ = [
    "AlreadyDecided",
    "AlreadyPending",
    "AlreadyVoted",
    "Ballot",
    "ChangedSince",
    "Cornered",
    "Decision",
    "Intent",
    "Left",
    "NeedsReason",
    "NoPlatform",
    "NobodyCan",
    "NotAnApprover",
    "OwnRequest",
    "RequesterGone",
    "Review",
    "Said",
    "TimeIsUp",
    "TooMany",
    "Word",
    "ask",
    "check",
    "decidable",
    "expire",
    "freeze_action",
    "freeze_colleague",
    "freeze_desk",
    "hear",
    "hear_events",
    "left_behind",
    "missing_words",
    "review",
    "stoppable",
    "take_back",
    "take_over",
    "thawable",
    "vote",
    "what_if",
]
