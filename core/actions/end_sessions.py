"""Ending sessions of a player, at once."""

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from core import platform, player_blocks
from core.action import (
    Choice,
    Command,
    Fact,
    Kind,
    Note,
    OnlyConfirmed,
    Pick,
    PlayerAction,
    Receipt,
    Run,
    Ticket,
    Usage,
)
from core.actions import player_facts
from core.errors import Conflict
from core.office import Office
from core.people import Actor, Permission
from core.phrases import Phrase
from core.players import PlayerId, Prerequisite, open_sessions
from core.players.open_sessions import OpenSession
from core.work import Work

STAY_ENDED = "The sessions are over, so it can only be confirmed; the player may log in again."


class NoSession(Conflict):
    """No session is open, or one that was chosen is over."""

    code: ClassVar[str] = "no_session"


class EndSessions(PlayerAction):
    """End sessions of a player now; logging in again is not stopped."""

    name: ClassVar[str] = "end_sessions"
    title: ClassVar[str] = "End sessions"
    noun: ClassVar[str] = "end of sessions"
    kind: ClassVar[Kind] = Kind.PROTECTIVE
    prerequisite: ClassVar[Prerequisite | None] = Prerequisite.OPEN_SESSION
    recorded_as: ClassVar[str] = "account.sessions_ended"
    ask: ClassVar[Permission] = Permission.ACCOUNT_PROTECT
    command: ClassVar[Command | None] = Command(
        "/player",
        verb="sessions",
        usages=(Usage("anna42 because a phone was stolen", "ends sessions at once; a second person confirms"),),
    )
    on_platform: ClassVar[bool] = True
    undone_by: ClassVar[str] = "Nothing; the player logs in again."
    not_yet: ClassVar[str] = "Not sent."
    acts_first: ClassVar[str] = "In force as soon as you send it. A second person then confirms it."
    not_in: ClassVar[frozenset[str]] = frozenset()

    sessions: Annotated[tuple[UUID, ...], Pick.OFFERED] = Field(
        default=(), title="Sessions", description="None ticked: all of them.", max_length=20
    )
    note: Note = Field(title="What happened")
    ticket: Ticket | None = Field(default=None, title="Ticket")

    @classmethod
    async def offered(cls, *, work: Work, actor: Actor, player_id: PlayerId) -> Mapping[str, Sequence[Choice]]:
        """Offer the open sessions."""
        del actor
        return {"sessions": [_choice(each) for each in await open_sessions.of_player(work.db, player_id)]}

    def only_confirmed(self, office: Office) -> str:
        """Say that what is over stays so."""
        del office
        return STAY_ENDED

    async def preview(self, *, work: Work) -> Sequence[Fact]:
        """List the sessions that end, and how the account stands."""
        chosen = await self._chosen(work)
        player = await player_facts.about(work, self.player_id)
        return [
            Fact(key="ends", label="Ends", value=tuple(map(_words, chosen)), private=False),
            *player_facts.of_player(player),
            *await player_facts.of_alerts(work, self.player_id),
            Fact(key="in_flight", label="In flight", value=player_facts.in_flight(player.in_flight)),
            Fact(key="note", label="What happened", value=self.note),
        ]

    async def execute(self, *, run: Run) -> Receipt:
        """End them."""
        chosen = await self._chosen(run.work)
        ids = {each.id for each in chosen}
        ended = await player_blocks.end_sessions(
            run.work, player_id=self.player_id, request_id=run.request_id, only=ids
        )
        return Receipt(lines=(Fact(key="sessions", label="Sessions ended", value=ended),))

    async def end(self, *, run: Run) -> Receipt:
        """Refuse it: what is over stays so."""
        del run
        raise OnlyConfirmed(STAY_ENDED)

    async def order(self, *, run: Run, step: platform.Step) -> platform.Wish:
        """Order the platform to end them, by the names that it gave them."""
        del step
        if not self.sessions:
            return platform.EndSessionsWish(sessions=None)
        named = await open_sessions.names(run.work.db, self.player_id, self.sessions)
        return platform.EndSessionsWish(sessions=named)

    async def _chosen(self, work: Work) -> list[OpenSession]:
        """Read the sessions that are meant.

        Raises :class:`NoSession`.
        """
        there = await open_sessions.of_player(work.db, self.player_id)
        if not there:
            raise NoSession("The player has no open session. Nothing needs to be done.", field="player_id")
        chosen = [each for each in there if each.id in self.sessions or not self.sessions]
        if self.sessions and len(chosen) < len(set(self.sessions)):
            raise NoSession("A session you chose is over already; choose again.", field="sessions")
        return chosen


def _choice(session: OpenSession) -> Choice:
    return Choice(str(session.id), _words(session))


def _words(session: OpenSession) -> str:
    return Phrase("{device}, since {at}", device=session.device or "unknown device", at=session.started_at)
