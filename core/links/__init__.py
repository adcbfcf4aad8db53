"""Linked accounts: what players share, how strongly it links them, and what people decided about it."""

from core.links.decisions import LinkDecision, Verdict
from core.links.evidence import HARD, Evidence, Strength
from core.links.hard import hard_linked

__all__ = ["HARD", "Evidence", "LinkDecision", "Strength", "Verdict", "hard_linked"]
