"""What every approvable action is made of: its fields are its form, its methods are its whole life."""

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from enum import StrEnum
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from core import audit, platform, tickets
from core.audit import Authoriser
from core.errors import Refused
from core.fact_values import FactValue
from core.money import Money
from core.office import Office, Quorum
from core.people import Actor, Permission, Visibility
from core.phrases import Words
from core.players import PlayerId
from core.requests import Kind
from core.work import Work

__all__ = [
    "Action",
    "Fact",
    "InCurrencyOf",
    "Kind",
    "Note",
    "Pick",
    "Policy",
    "Receipt",
    "Run",
    "Shown",
    "Ticket",
    "Totals",
    "payload",
]


class Pick(StrEnum):
    """Marks a field whose value is picked from what the desk knows; the form offers a search or a list."""

    PLAYER = "player"
    STAFF = "staff"
    ROLE = "role"
    BLOCK_REASON = "block_reason"
    OPEN_BLOCKS = "open_blocks"
    ADJUSTMENT_REASON = "adjustment_reason"
    ADJUSTMENT = "adjustment"
    """A posted adjustment of a player."""
    FREEZE = "freeze"
    """What stands frozen."""
    REMEDIES = "remedies"
    """What has to be true before a block is lifted, ticked one by one."""


@dataclass(frozen=True, slots=True)
class InCurrencyOf:
    """Marks an amount typed as text: its currency, where left out, is that of the named fields' wallet."""

    player_field: str
    wallet_field: str


class Shown(StrEnum):
    """Marks how a text field is drawn."""

    LONG = "long"


Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=1000), Shown.LONG]
"""What happened, in the requester's words: long enough to help the second person, short enough to be read."""


def _ticket(name: str) -> str:
    if not audit.TICKET.fullmatch(name):
        raise ValueError("a ticket is named by its number or its link, with no blanks and no @")
    return tickets.called(name)


Ticket = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80), AfterValidator(_ticket)]


class Fact(BaseModel):
    """One line that an approver reads. ``key`` is stable; ``material`` facts stop a vote when they change."""

    model_config = ConfigDict(frozen=True)

    key: str
    label: str
    value: FactValue
    material: bool = False
    private: bool = True
    """Only behind *Details*: names, balances, notes, free text. Public ones may stand on a card in a channel."""
    visibility: Visibility = Visibility.STAFF
    """Who may read it at all; to others the line is not there."""


class Policy(BaseModel):
    """Who must agree, how many, and for how long the request stands open."""

    model_config = ConfigDict(frozen=True)

    rule: Words
    """The rule that chose this, in words: ``Give up to EUR 500.00``."""
    quorum: Quorum
    permission: Permission
    """What each of them must hold, beside a role of a slot."""
    at_once: bool = False
    """In force when asked; those who agree then confirm it or end it."""
    barred_persons: frozenset[str] = frozenset()
    """Persons whose vote does not count, beside the requester: whoever declined the same wish a short while ago."""
    involved_persons: frozenset[str] = frozenset()
    """At least one approver must be none of these: the people behind what a reversal undoes."""
    visibility: Visibility = Visibility.STAFF
    """Who may read what anybody writes about it: the note, the remarks of those who decide, the reasons."""


@dataclass(frozen=True, slots=True)
class Totals:
    """Absolute amounts of the day beside this request, in minor units of the office's base currency.

    None where one of them cannot be told (no rate): the stricter tier then holds.
    """

    of_requester_minor: int | None = 0
    of_player_minor: int | None = 0


class Receipt(BaseModel):
    """What was done: lines to read and ids to find it by."""

    model_config = ConfigDict(frozen=True)

    lines: tuple[Fact, ...]
    ids: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """An execution under way: the transaction it runs in, and on whose word."""

    work: Work
    request_id: UUID
    code: str
    requester: Actor
    authorisers: tuple[Authoriser, ...] = ()
    """Everybody whose vote it rests on; the requester is not among them."""
    undone_by: str | None = None
    """Who has it taken back where that is no person's vote: the gaming platform, when it says no."""


@dataclass(frozen=True, slots=True)
class Usage:
    """An example of what is typed after a command, and what that does."""

    example: str
    does: str


@dataclass(frozen=True, slots=True)
class Command:
    """What an action is asked for by: a command of its own, or a verb of another's. Words and examples, no layout."""

    name: str
    about: str = ""
    """What the command does, in a line; a verb is told by its usages alone."""
    _: KW_ONLY
    verb: str = ""
    """Typed after the name, before or behind the player."""
    hint: str = ""
    """What may be typed after it, in short."""
    usages: tuple[Usage, ...] = ()


class Action(BaseModel):
    """Something sensitive that a person asks for and a second person agrees to.

    Subclasses are frozen values: their fields are validated input, drawn as a form in their order. All methods
    run inside the caller's transaction and never commit.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: ClassVar[str]
    title: ClassVar[str]
    kind: ClassVar[Kind]
    module: ClassVar[str]
    """The module of the record: ``ledger``, ``player_blocks``, ``staff``."""
    recorded_as: ClassVar[str]
    """What the record calls it when done: ``balance.adjusted``, ``player.blocked`` …"""
    ask: ClassVar[Permission]
    """What the requester must hold."""
    command: ClassVar[Command | None]
    """What people type to ask for it; None says that only a button offers it."""
    shortcut: ClassVar[str | None] = None
    """The title of a shortcut to its form, where it has one; a workspace takes few."""
    shortcut_on_message: ClassVar[bool] = False
    """Whether that shortcut stands on each message, for the player whom the message names."""
    replaces: ClassVar[tuple[str, ...]] = ()
    """Actions whose pending requests about the same player end when this one takes effect (rule 11)."""
    acts_first: ClassVar[str] = ""
    """For protective ones: the sentence that says what is in force at once."""

    on_platform: ClassVar[bool] = False
    """Whether the gaming platform has to do something for it as well; :meth:`order` says what."""
    freezable: ClassVar[bool] = True
    """Whether a releasing action may be frozen; the action that thaws must stay possible."""

    @classmethod
    def at_once(cls, office: Office) -> bool:  # noqa: ARG003 - protective ones ask the office file
        """Tell whether it takes effect as it is asked, before anybody else agrees."""
        return False

    def about(self) -> PlayerId | None:
        """Name the player it concerns, if any."""
        return None

    def subject(self) -> str:
        """Name what only one pending request of this action may be about (rule 11)."""
        raise NotImplementedError

    def headline(self) -> str:
        """Say it in one line that may stand in a channel: action, player id, amount, reason; no names, no notes.

        Amounts, times and player ids stay typed: ``Phrase("Give {amount} to {player}", amount=…, player=…)``.
        """
        raise NotImplementedError

    def moves(self) -> Money | None:
        """Give the absolute amount that counts towards running totals, if money moves."""
        return None

    def source(self) -> str | None:
        """Name the tournament, round, payment or incident it rests on, if any."""
        return None

    async def policy(self, *, work: Work, requester: Actor, totals: Totals) -> Policy:
        """Say who must agree, seeing what else moved today; whoever computed the totals holds their locks.

        Raises :class:`~core.errors.Refused` when it may not be asked for at all.
        """
        raise NotImplementedError

    def stricter(self, policy: Policy, *, work: Work) -> Policy:  # noqa: ARG002 - subclasses look at the tiers
        """Raise the policy one step, because the same wish was declined a short while ago (rule 9)."""
        quorum = policy.quorum.model_copy(update={"people": policy.quorum.people + 1})
        return policy.model_copy(update={"quorum": quorum})

    async def preview(self, *, work: Work) -> Sequence[Fact]:
        """Tell what an approver must know and what would happen; change nothing.

        Raises :class:`~core.errors.Refused` when reality does not allow it.
        """
        raise NotImplementedError

    async def execute(self, *, run: Run) -> Receipt:
        """Do it, checking reality again.

        Raises :class:`~core.errors.Refused` when reality no longer allows it: the request then closes as failed.
        """
        raise NotImplementedError

    async def end(self, *, run: Run) -> Receipt:  # noqa: ARG002 - subclasses use it
        """Take back what a protective act put in force, because the second person said so."""
        raise Refused(f"{self.title} is not something that can be ended.")

    async def mirror(self, *, run: Run) -> Receipt:
        """Write down what the platform says it has done: a fact, so it is not weighed again."""
        return await self.execute(run=run)

    async def order(self, *, run: Run, step: platform.Step) -> platform.Wish:
        """Say what the platform has to do so that it holds there too, as things stand after it was done here."""
        raise NotImplementedError


def payload(action: Action) -> dict[str, Any]:
    """Give the meaningful fields as plain JSON: what is fingerprinted, stored and validated again."""
    return action.model_dump(mode="json")
