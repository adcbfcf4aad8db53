"""Players: taken in, shown masked, noted about, and looked at behind the mask with a reason."""

from core.players.accounts import Account, Introduction, Registration, Verification, introduction
from core.players.in_flight import InFlight, Withdrawal
from core.players.notes import (
    NewNote,
    Note,
    Tag,
    TakenBack,
    add_note,
    add_tag,
    note,
    notes,
    remove_tag,
    tags,
    withdraw_note,
)
from core.players.profile_card import ASK_SECURITY, Login, Movement, Profile, WalletBalance, profile
from core.players.profile_context import Surroundings
from core.players.profile_parts import GUARDS, LOGIN
from core.players.purposes import Asking, Given, Purpose, PurposeNeeded, give_ticket
from core.players.purposes import give as give_purpose
from core.players.registration import Instrument, Key, NewPlayer, PlayerId, Registered, register, remember
from core.players.restrictions import Block, PlayerStanding
from core.players.reveals import QuotaUsed, Reveal, Why, reveal
from core.players.security_status import SecurityStatus

__all__ = [
    "ASK_SECURITY",
    "GUARDS",
    "LOGIN",
    "Account",
    "Asking",
    "Block",
    "Given",
    "InFlight",
    "Instrument",
    "Introduction",
    "Key",
    "Login",
    "Movement",
    "NewNote",
    "NewPlayer",
    "Note",
    "PlayerId",
    "PlayerStanding",
    "Profile",
    "Purpose",
    "PurposeNeeded",
    "QuotaUsed",
    "Registered",
    "Registration",
    "Reveal",
    "SecurityStatus",
    "Surroundings",
    "Tag",
    "TakenBack",
    "Verification",
    "WalletBalance",
    "Why",
    "Withdrawal",
    "add_note",
    "add_tag",
    "give_purpose",
    "give_ticket",
    "introduction",
    "note",
    "notes",
    "profile",
    "register",
    "remember",
    "remove_tag",
    "reveal",
    "tags",
    "withdraw_note",
]
