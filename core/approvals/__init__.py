"""The only way an action runs: asked for, decided by others, executed once, recorded."""

from core.approvals.checks import (
    AlreadyVoted,
    Ballot,
    ChangedSince,
    NeedsReason,
    NeedsTick,
    OwnRequest,
    RequesterGone,
    RequestExpired,
    TooEarly,
)
from core.approvals.disclosure import DecidedElsewhere, NotAnApprover, PrivateReaders, private_readers
from core.approvals.effects import NoPlatform
from core.approvals.expiry import expire, follow_withdrawals
from core.approvals.form_player import ConsideredPlayer, consider
from core.approvals.kill_switch import (
    NobodyCouldThaw,
    can_thaw,
    freezable_actions,
    freeze_action,
    freeze_colleague,
    freeze_desk,
)
from core.approvals.lifecycle import (
    REQUEST_OVERDUE,
    REQUEST_TAKEN_OVER,
    TRANSITIONS,
    AlreadyDecided,
    TakenOverBody,
)
from core.approvals.ownership import take_back, take_over
from core.approvals.platform_answers import AnswerKind, PlatformAnswer, apply_answer, apply_events, hold_answered
from core.approvals.quorum import missing_words
from core.approvals.reviews import Review, review
from core.approvals.submission import AlreadyPending, Intent, NobodyCan, TooMany, ask, what_if
from core.approvals.votes import check, vote
from core.approvals.worklists import Orphan, Turned, asked_by, decidable, orphaned
from core.requests import Decision

__all__ = [
    "REQUEST_OVERDUE",
    "REQUEST_TAKEN_OVER",
    "TRANSITIONS",
    "AlreadyDecided",
    "AlreadyPending",
    "AlreadyVoted",
    "AnswerKind",
    "Ballot",
    "ChangedSince",
    "ConsideredPlayer",
    "DecidedElsewhere",
    "Decision",
    "Intent",
    "NeedsReason",
    "NeedsTick",
    "NoPlatform",
    "NobodyCan",
    "NobodyCouldThaw",
    "NotAnApprover",
    "Orphan",
    "OwnRequest",
    "PlatformAnswer",
    "PrivateReaders",
    "RequestExpired",
    "RequesterGone",
    "Review",
    "TakenOverBody",
    "TooEarly",
    "TooMany",
    "Turned",
    "apply_answer",
    "apply_events",
    "ask",
    "asked_by",
    "can_thaw",
    "check",
    "consider",
    "decidable",
    "expire",
    "follow_withdrawals",
    "freezable_actions",
    "freeze_action",
    "freeze_colleague",
    "freeze_desk",
    "hold_answered",
    "missing_words",
    "orphaned",
    "private_readers",
    "review",
    "take_back",
    "take_over",
    "vote",
    "what_if",
]
