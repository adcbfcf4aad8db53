"""Safer-gambling interactions: identify, act, evaluate; also the decision not to contact a player, and why."""

from core.interactions.evaluation import AlreadyEvaluated, Evaluation, evaluate
from core.interactions.lists import due, of_player
from core.interactions.new_interactions import InteractionForm, NewInteraction, consider, record
from core.interactions.store import Interaction, InteractionAct, InteractionOutcome, Trigger, count_overdue

__all__ = [
    "AlreadyEvaluated",
    "Evaluation",
    "Interaction",
    "InteractionAct",
    "InteractionForm",
    "InteractionOutcome",
    "NewInteraction",
    "Trigger",
    "consider",
    "count_overdue",
    "due",
    "evaluate",
    "of_player",
    "record",
]
