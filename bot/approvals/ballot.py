"""The form in which a second person decides: the facts of today beside those of the request, and a reason."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import slackblocks
from slackblocks import Block

from bot import kit
from bot.cards import request_card, request_details
from bot.cards.drawing import Reader
from bot.kit import values
from core import actions
from core.approvals import Ballot, Decision, Review

CALLBACK = "request:vote"
REASON = "reason"
TICKED = "ticked"
TITLES = {
    Decision.APPROVE: "Approve",
    Decision.DECLINE: "Decline",
    Decision.CONFIRM: "Confirm",
    Decision.END: "End it",
}
CONSEQUENCES = {
    Decision.APPROVE: "If yours is the last vote needed, it is done at once.",
    Decision.DECLINE: "Nothing will be done. The requester reads your reason.",
    Decision.CONFIRM: "It stays in force.",
    Decision.END: "It is undone at once. The requester reads your reason.",
}
NEEDS_REASON = frozenset({Decision.DECLINE, Decision.END})
REASON_MOST = 1_000


def draw(
    review: Review, decision: Decision, *, reader: Reader, problem: str | None = None, beneath: str = ""
) -> dict[str, Any]:
    """Draw the form. Its metadata binds the vote to exactly the version shown.

    ``problem`` says why it is shown again; ``beneath`` is the page of the request that it lies on, if there is one.
    """
    request = review.request
    blocks = [
        *([kit.say(kit.bold("Look again."), " ", problem), kit.line()] if problem else []),
        kit.say(kit.bold(actions.heading(request)), " ", kit.code(request.code)),
        *request_details.asked(review, reader=reader),
        *request_details.facts(review),
        *_ticks(review, decision),
        _reason(decision),
        kit.small(CONSEQUENCES[decision], *_needs(review)),
        kit.small(f"Fingerprint {request_card.short_fingerprint(request.fingerprint)} · version {request.version}"),
    ]
    title = f"{TITLES[decision]} {request.code}"
    metadata = _metadata(review, decision, beneath)
    return kit.modal(title, blocks, callback_id=CALLBACK, metadata=metadata, submit=TITLES[decision])


def read(metadata: Mapping[str, Any], given: Mapping[str, Any]) -> Ballot:
    """Read the ballot back from a submitted form."""
    return Ballot(
        request_id=UUID(metadata["request"]),
        version=int(metadata["version"]),
        fingerprint=str(metadata["fingerprint"]),
        material_digest=str(metadata["digest"]),
        decision=Decision(metadata["decision"]),
        reason=(given.get(REASON) or "").strip() or None,
        ticked=frozenset(given.get(TICKED) or ()),
        player_id=metadata["player"],
    )


def _metadata(review: Review, decision: Decision, beneath: str) -> str:
    request = review.request
    content = {
        "request": str(request.id),
        "code": request.code,
        "player": request.player_id,
        "version": request.version,
        "fingerprint": request.fingerprint,
        "digest": review.material_digest,
        "decision": decision.value,
        "beneath": beneath,
    }
    return json.dumps(content, separators=(",", ":"))


def _ticks(review: Review, decision: Decision) -> list[Block]:
    """Have an approver tick what has to be looked at."""
    asked = [fact for fact in review.facts if fact.to_tick] if decision is Decision.APPROVE else []
    options = [kit.option(fact.label, fact.key, about=values.text(fact.value)) for fact in asked]
    boxes = slackblocks.CheckboxGroup("request:ticked", options) if options else None
    return [kit.field("Tick what you have looked at", TICKED, boxes)] if boxes else []


def _reason(decision: Decision) -> Block:
    needed = decision in NEEDS_REASON
    typed = kit.text("request:reason", most=REASON_MOST, long=True)
    return kit.field("Reason" if needed else "Remark", REASON, typed, optional=not needed)


def _needs(review: Review) -> list[str]:
    return [f"Still needed: {review.missing}."] if review.missing else []
