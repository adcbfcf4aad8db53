"""The only way an action runs: asked, decided by others, done once, recorded."""

from core.approvals.errors import (
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
from core.approvals.expiry import expire
from core.approvals.freezing import freeze_action, freeze_colleague, freeze_desk, stoppable, thawable
from core.approvals.ownership import Left, left_behind, take_back, take_over
from core.approvals.platform_answers import Said, Word, hear
from core.approvals.platform_events import hear_events
from core.approvals.reviews import Review, decidable, review
from core.approvals.rules import missing_words
from core.approvals.submission import Intent, ask, what_if
from core.approvals.votes import Ballot, check, vote
from core.requests import Decision

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
