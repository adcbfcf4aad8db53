"""Linked accounts: what players share, how strongly it links them, and what people decided about it."""

from core.links.account_links import Hub, Link
from core.links.account_links import linked_to as linked
from core.links.decisions import LinkDecision, Verdict
from core.links.evidence import HARD, Evidence, Strength
from core.links.hard import hard_linked
from core.links.pages import LinksPage, look_up, of_player
from core.links.person_match import Likeness
from core.links.settling import NewDecision, decide, end

__all__ = [
    "HARD",
    "Evidence",
    "Hub",
    "Likeness",
    "Link",
    "LinkDecision",
    "LinksPage",
    "NewDecision",
    "Strength",
    "Verdict",
    "decide",
    "end",
    "hard_linked",
    "linked",
    "look_up",
    "of_player",
]
