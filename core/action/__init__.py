"""What every approvable action is made of: its base, and the marks and types of its fields."""

from core.action.base import Action, Choice, OnlyConfirmed, Policy, Receipt, Run, Totals, payload
from core.action.fields import NOT_TOLD, InCurrencyOf, Note, Pick, Shown, Ticket
from core.action.player_action import AccountClosed, PlayerAction
from core.action.slash_command import Command, Usage
from core.fact_values import Fact
from core.requests import Kind

__all__ = [
    "NOT_TOLD",
    "AccountClosed",
    "Action",
    "Choice",
    "Command",
    "Fact",
    "InCurrencyOf",
    "Kind",
    "Note",
    "OnlyConfirmed",
    "Pick",
    "PlayerAction",
    "Policy",
    "Receipt",
    "Run",
    "Shown",
    "Ticket",
    "Totals",
    "Usage",
    "payload",
]
