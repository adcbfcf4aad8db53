"""Acts on one player's account: what every one of them is asked, shows to approvers, and who decides about it."""

from datetime import timedelta
from typing import Annotated, ClassVar

from pydantic import Field

from core.action.base import Action, Policy, Totals
from core.action.fields import NOT_TOLD, Pick
from core.errors import Conflict
from core.office import Office, Quorum
from core.people import Actor, Permission
from core.phrases import Phrase, PlayerRef
from core.players import PlayerId, accounts
from core.requests import Kind
from core.work import Work


class AccountClosed(Conflict):
    """The account is closed, so the act would mean nothing."""

    code: ClassVar[str] = "account_closed"


class PlayerAction(Action):
    """An act on one player's account, by declaration.

    A subclass adds its fields, ``note: Note`` and, if it may come from a ticket, ``ticket: Ticket | None`` last, and
    says what :meth:`preview` shows, what :meth:`execute` does here and what :meth:`order` tells the platform. Who
    decides stands under ``rules.acts`` of the office file by the act's name; without a rule it is :attr:`people` of
    those who hold the permission :attr:`decided_by`. A protective act is in force when it is asked for.
    """

    module: ClassVar[str] = "accounts"
    people: ClassVar[int] = 1
    """How many must agree where the office file has no rule for the act."""
    within: ClassVar[timedelta] = timedelta(hours=24)
    """How long they have then."""
    not_in: ClassVar[frozenset[str]] = accounts.CLOSED

    player_id: Annotated[PlayerId, Pick.PLAYER] = Field(title="Player")

    @classmethod
    def at_once(cls, office: Office) -> bool:
        """Tell that a protective act is in force when it is asked for."""
        del office
        return cls.kind is Kind.PROTECTIVE

    @classmethod
    def decided_by(cls) -> Permission:
        """Give the permission that each of those who decide holds."""
        return Permission.ACCOUNT_CONFIRM if cls.kind is Kind.PROTECTIVE else Permission.ACCOUNT_APPROVE

    @classmethod
    def quorum(cls, office: Office) -> Quorum:
        """Give who decides by an office file."""
        return office.act_quorum(cls.rule_of or cls.name, cls.decided_by(), people=cls.people, within=cls.within)

    def about(self) -> PlayerId:
        """Give the player."""
        return self.player_id

    def subject(self) -> str:
        """Allow one pending request of this act per player."""
        return f"player {self.player_id}"

    def headline(self) -> str:
        """Say what is done to whom."""
        return Phrase(f"{self.title}: {{player}}", player=PlayerRef(self.player_id))

    def told(self, office: Office) -> "PlayerAction":
        """Give it without anything that was written."""
        del office
        written = {"note": NOT_TOLD, "ticket": None}
        return self.model_copy(update={name: text for name, text in written.items() if name in type(self).model_fields})

    async def policy(self, *, work: Work, requester: Actor, totals: Totals) -> Policy:
        """Take the rule of the office file."""
        del requester, totals
        return Policy(
            rule=self.title,
            quorum=self.quorum(work.office),
            permission=self.decided_by(),
            at_once=self.at_once(work.office),
        )

    async def refuse_closed(self, work: Work) -> None:
        """Refuse it for an account in a lifecycle of :attr:`not_in`.

        Raises :class:`AccountClosed`.
        """
        if (lifecycle := await accounts.lifecycle_of(work.db, self.player_id)) in self.not_in:
            words = "The account of {player} is {lifecycle}, so there is nothing to do here."
            state = accounts.lifecycle_words(lifecycle)
            raise AccountClosed(Phrase(words, player=PlayerRef(self.player_id), lifecycle=state), field="player_id")
