"""The base of every approvable action: its fields are its form, its methods its life cycle."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from core import platform
from core.action.slash_command import Command
from core.audit import Authoriser
from core.errors import Refused
from core.fact_values import Fact, FactValue
from core.money import Money
from core.office import Office, Quorum
from core.people import Actor, Permission, Visibility
from core.phrases import Phrase, Words
from core.players import PlayerId, Prerequisite
from core.requests import Kind
from core.work import Work


class OnlyConfirmed(Refused):
    """What was asked for by the player or an authority, or cannot be undone, is not ended by the second person."""

    code: ClassVar[str] = "only_confirmed"


class Policy(BaseModel):
    """Who must agree, how many, and how long the request is open."""

    model_config = ConfigDict(frozen=True)

    rule: Words
    """The rule that applies, in words: ``Give up to EUR 500.00``."""
    quorum: Quorum
    permission: Permission
    """The permission each approver must hold, in addition to a slot's role."""
    at_once: bool = False
    """Whether it is in force as soon as it is requested; others then confirm or end it."""
    barred_persons: frozenset[str] = frozenset()
    """Persons whose vote does not count, besides the requester: those who recently declined the same request."""
    not_before: datetime | None = None
    """When it can be approved at the earliest; None at once."""
    involved_persons: frozenset[str] = frozenset()
    """At least one approver must not be among these: the people behind the adjustment that is reversed."""
    visibility: Visibility = Visibility.STAFF
    """Who may read the free text about it: the note, the voters' remarks, the reasons."""
    shown: Quorum | None = None
    """The approvers that others read of, where the real ones would tell what it is about."""

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Policy":
        """Read a policy as it is stored with a request; thousands of requests share a few."""
        return _policy(json.dumps(stored, sort_keys=True))


@lru_cache(maxsize=256)
def _policy(stored: str) -> Policy:
    return Policy.model_validate(json.loads(stored))


@dataclass(frozen=True, slots=True)
class Totals:
    """The day's other absolute amounts, in minor units of the office's base currency.

    None where an amount cannot be converted (no rate); the strictest tier then applies.
    """

    of_requester_minor: int | None = 0
    of_player_minor: int | None = 0


class Receipt(BaseModel):
    """What was done: lines to read, and ids to find it by."""

    model_config = ConfigDict(frozen=True)

    lines: tuple[Fact, ...]
    ids: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One execution of an action: its transaction, the requester and the authorisers."""

    work: Work
    request_id: UUID
    code: str
    requester: Actor
    authorisers: tuple[Authoriser, ...] = ()
    """Everybody whose vote authorised it, without the requester."""
    asked_by: frozenset[str] = frozenset()
    """Everybody who ever asked for it, by person key; it may have been taken over."""
    previewed: bool = False
    """Whether it was previewed in this transaction under the same locks, so that nothing can have changed since."""
    undone_by: str | None = None
    """Who undoes it where no person voted for that: the gaming platform, when it refuses."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that a field offers."""

    value: str
    label: str
    """A text, or a :class:`~core.phrases.Phrase` of typed values."""
    about: str | None = None
    """What tells it apart from the others."""


class Action(BaseModel):
    """A sensitive action that one person requests and another approves.

    Subclasses are frozen values: their fields are validated input, and form fields in the same order. All methods
    run inside the caller's transaction and never commit.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: ClassVar[str]
    title: ClassVar[str]
    noun: ClassVar[str] = ""
    """What it is called within a sentence: ``block``; without one, its title stands there."""
    kind: ClassVar[Kind]
    module: ClassVar[str]
    """The module in the audit log: ``ledger``, ``player_blocks``, ``staff``."""
    recorded_as: ClassVar[str]
    """The audit action when it is done: ``balance.adjusted``, ``player.blocked`` …"""
    ask: ClassVar[Permission]
    """The permission the requester must hold."""
    command: ClassVar[Command | None]
    """The slash command to request it; None where only a button offers it."""
    orders: ClassVar[tuple[platform.OrderKind, ...]] = ()
    """What the platform is told, for the reference, where another module writes the order."""
    agreed_by: ClassVar[str] = ""
    """Who agrees, for the reference, where no rule of the office file alone says so."""
    rule_of: ClassVar[str] = ""
    """The action whose rule of the office file it follows; its own where empty."""
    shortcut: ClassVar[str | None] = None
    """The title of its global shortcut, if any; few are allowed."""
    shortcut_on_message: ClassVar[bool] = False
    """Whether it is also a message shortcut, for the player the message names."""
    replaces: ClassVar[tuple[str, ...]] = ()
    """Actions whose pending requests about the same player are taken back when this one takes effect (rule 11)."""
    changes_blocks: ClassVar[bool] = False
    """Whether it places or ends blocks, so that the requests behind the player's other blocks must follow."""
    not_yet: ClassVar[str] = "Not requested yet."
    """What a form says that could not be sent as it is."""
    acts_first: ClassVar[str] = ""
    """For protective actions: the sentence that says what is in force at once."""
    on_platform: ClassVar[bool] = False
    """Whether the gaming platform must execute it too; :meth:`order` says what."""
    in_totals: ClassVar[bool] = False
    """Whether money moves that counts towards the running totals of the day; :meth:`counts` says how much."""
    undone_by: ClassVar[str] = "Nothing undoes it by itself."
    """How it is undone, in a sentence for the reference."""
    freezable: ClassVar[bool] = True
    """Whether a releasing action may be frozen; the action that thaws must stay possible."""
    not_in: ClassVar[frozenset[str]] = frozenset()
    """Lifecycles of accounts about which it cannot be asked for."""
    prerequisite: ClassVar[Prerequisite | None] = None
    """What a player must have for it to mean anything, so that their card offers it; None where nothing."""

    @classmethod
    def at_once(cls, office: Office) -> bool:  # noqa: ARG003 - protective actions look into the office file
        """Tell whether it takes effect when requested, before anybody approves."""
        return False

    @classmethod
    def called(cls) -> str:
        """Give what it is called within a sentence."""
        return cls.noun or f"“{cls.title}”"

    def about(self) -> PlayerId | None:
        """Give the player it concerns, if any."""
        return None

    def names(self) -> Collection[PlayerId]:
        """Give the players whom the fields name beside that one; who asks must be allowed to know of each."""
        return ()

    async def touches(self, *, work: Work) -> Collection[PlayerId]:  # noqa: ARG002 - what reaches other accounts looks
        """Give the players it changes beside the one it concerns, so that all are locked at once."""
        return ()

    def subject(self) -> str:
        """Give the subject; only one request of this action may be pending per subject (rule 11)."""
        raise NotImplementedError

    def subjects(self, office: Office) -> tuple[str, ...]:  # noqa: ARG002 - subclasses look into the office file
        """Give every subject under which a pending request counts as the same one."""
        return (self.subject(),)

    def headline(self) -> str:
        """Summarise it in one line fit for a channel: action, player id, amount, reason; no names, no notes.

        Amounts, times and player ids stay typed: ``Phrase("Give {amount} to {player}", amount=…, player=…)``.
        """
        raise NotImplementedError

    def heading(self, facts: Mapping[str, FactValue]) -> str:  # noqa: ARG002 - what holds only ids reads the facts
        """Give the headline by which an approver decides; ``facts`` by key, as they were when it was asked."""
        return self.headline()

    def only_confirmed(self, office: Office) -> str:  # noqa: ARG002 - subclasses look into the office file
        """Say why a second person can only confirm it; empty where they can end it as well."""
        return ""

    def told(self, office: Office) -> "Action":  # noqa: ARG002 - subclasses look into the office file
        """Give the fields as those may read them who may not see what it is about."""
        return self

    def moves(self) -> Money | None:
        """Give the amount that is asked for, which is more than zero; None where the fields name none."""
        return None

    async def counts(self, *, work: Work) -> Money | None:  # noqa: ARG002 - where the fields name none, the books do
        """Give the absolute amount for the running totals; None where no money moves."""
        return self.moves() if self.in_totals else None

    def source(self) -> str | None:
        """Give the tournament, round, payment or incident it refers to, if any."""
        return None

    @classmethod
    async def offered(cls, *, work: Work, actor: Actor, player_id: PlayerId) -> Mapping[str, Sequence[Choice]]:  # noqa: ARG003
        """Offer what the fields marked :attr:`~core.action.Pick.OFFERED` let choose about a player, by field."""
        return {}

    @classmethod
    async def suggested_of(cls, *, work: Work, player_id: PlayerId) -> Mapping[str, Any]:  # noqa: ARG003
        """Suggest values for fields that are still empty, given the player who was named."""
        return {}

    @classmethod
    async def suggested(cls, *, work: Work, accounts: Sequence[str]) -> Mapping[str, Any]:  # noqa: ARG003
        """Suggest values for fields that are still empty, given the accounts that were named."""
        return {}

    async def policy(self, *, work: Work, requester: Actor, totals: Totals) -> Policy:
        """Decide who must agree, given the day's totals; the caller holds the totals' locks.

        Raises :class:`~core.errors.Refused` when it may not be requested at all.
        """
        raise NotImplementedError

    def stricter(self, policy: Policy, *, work: Work) -> Policy:  # noqa: ARG002 - subclasses look at the tiers
        """Make the policy one step stricter, because the same request was recently declined (rule 9)."""
        quorum = policy.quorum.model_copy(update={"people": policy.quorum.people + 1})
        return policy.model_copy(update={"quorum": quorum})

    def looks_like(self, facts: Sequence[Fact]) -> Phrase | None:  # noqa: ARG002 - money looks at what was moved
        """Name what was done before that this looks like, as the preview found it; it is then decided more strictly."""
        return None

    def repeats(self, declined: "Action", *, reason: str, office: Office) -> bool:  # noqa: ARG002 - money looks at amounts
        """Tell whether it is the wish that was declined, for this reason (rule 9)."""
        return self.subject() == declined.subject()

    async def preview(self, *, work: Work) -> Sequence[Fact]:
        """List the facts an approver must know, and what would happen; changes nothing.

        Raises :class:`~core.errors.Refused` when the action is not possible right now.
        """
        raise NotImplementedError

    async def asked(self, *, run: Run) -> None:
        """Record what others must know as soon as it is requested; nothing of it is done yet."""

    async def execute(self, *, run: Run) -> Receipt:
        """Execute it, after checking again that it is possible.

        Raises :class:`~core.errors.Refused` when it no longer is; the request then closes as failed.
        """
        raise NotImplementedError

    async def end(self, *, run: Run) -> Receipt:  # noqa: ARG002 - subclasses use it
        """Undo a protective action, because the second person decided so."""
        raise Refused(f"“{self.title}” cannot be ended.")

    async def mirror(self, *, run: Run) -> Receipt:
        """Record here what the platform reports as done; a fact, so it is not checked again."""
        return await self.execute(run=run)

    async def order(self, *, run: Run, step: platform.Step) -> platform.Wish:
        """Give what the platform must do so that it takes effect there too, given the state after execution here."""
        raise NotImplementedError


def payload(action: Action) -> dict[str, Any]:
    """Give the fields as plain JSON, to be fingerprinted, stored and validated again."""
    return action.model_dump(mode="json")
