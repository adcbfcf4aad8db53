"""Players: taken in, shown masked, noted about, and looked at behind the mask with a reason."""

from core.players.accounts import Account, Introduction, PlayerPage, Registration, Verification, hold, introduction
from core.players.caller_answers import FIELD_TITLES, CallerAnswer, CallerResult, OnFile
from core.players.checked_callers import CallerStanding, CheckedCaller
from core.players.instruments import Instrument
from core.players.notes import (
    NewNote,
    Note,
    Tag,
    TakenBack,
    WrittenAbout,
    add_note,
    add_tag,
    audiences,
    note,
    notes,
    remove_tag,
    withdraw_note,
)
from core.players.oddities import Oddity
from core.players.profile_card import ASK_SECURITY, Login, Movement, Overview, Prerequisite, Profile, card
from core.players.profile_parts import GUARDS, LOGIN
from core.players.profile_sections import LastInteraction, SecurityStatus, Surroundings
from core.players.purposes import Asking, Given, Purpose, PurposeNeeded, give_purpose, give_ticket
from core.players.registration import Key, NewPlayer, PlayerId, Registered, register, remember
from core.players.restrictions import Block, PlayerStanding
from core.players.reveals import QuotaUsed, Reveal, RevealForm, Why, reveal, reveals_a_day
from core.players.situations import InFlight, Situation, WalletBalance, Withdrawal

__all__ = [
    "ASK_SECURITY",
    "FIELD_TITLES",
    "GUARDS",
    "LOGIN",
    "Account",
    "Asking",
    "Block",
    "CallerAnswer",
    "CallerResult",
    "CallerStanding",
    "CheckedCaller",
    "Given",
    "InFlight",
    "Instrument",
    "Introduction",
    "Key",
    "LastInteraction",
    "Login",
    "Movement",
    "NewNote",
    "NewPlayer",
    "Note",
    "Oddity",
    "OnFile",
    "Overview",
    "PlayerId",
    "PlayerPage",
    "PlayerStanding",
    "Prerequisite",
    "Profile",
    "Purpose",
    "PurposeNeeded",
    "QuotaUsed",
    "Registered",
    "Registration",
    "Reveal",
    "RevealForm",
    "SecurityStatus",
    "Situation",
    "Surroundings",
    "Tag",
    "TakenBack",
    "Verification",
    "WalletBalance",
    "Why",
    "Withdrawal",
    "WrittenAbout",
    "add_note",
    "add_tag",
    "audiences",
    "card",
    "give_purpose",
    "give_ticket",
    "hold",
    "introduction",
    "note",
    "notes",
    "register",
    "remember",
    "remove_tag",
    "reveal",
    "reveals_a_day",
    "withdraw_note",
]
