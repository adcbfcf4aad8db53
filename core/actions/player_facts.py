"""Facts that every approver sees about a player: name, status, verification, important notes, alerts."""

from collections.abc import Iterable
from dataclasses import replace

from core import masks, security
from core.action import Fact
from core.fact_values import Value
from core.people import PITBOSS, Visibility
from core.phrases import Phrase
from core.players import InFlight, Situation, accounts, situations
from core.players.situations import RetractedNote
from core.security import Severity
from core.work import Work

EVERYBODY = replace(PITBOSS, sees=frozenset(Visibility))
"""An actor who may see everything."""


async def about(work: Work, player_id: int) -> Situation:
    """Read how things stand with a player, all of it; each fact made from it says who may see it.

    Raises :class:`~core.errors.Unknown` when there is no such player.
    """
    return await situations.of_player_for_approvers(work.db, player_id, actor=EVERYBODY, now=work.now)


def of_player(player: Situation) -> list[Fact]:
    """List the facts of every request about a player."""
    return [
        Fact(key="player", label="Player", value=player.account.full_name),
        Fact(key="account", label="Account", value=accounts.lifecycle_words(player.account.lifecycle), material=True),
        Fact(key="standing", label="Status before", value=player.standing, material=True),
        Fact(key="verification", label="Verification", value=player.verification, material=True),
        *of_owner(player),
        *(
            Fact(
                key=f"note {note.id}",
                label=f"Important note by {note.by}",
                value=note.text,
                material=True,
                visibility=note.visibility,
            )
            for note in player.notes
            if note.priority == "high"
        ),
        *of_retracted(player.retracted),
    ]


def of_owner(player: Situation) -> list[Fact]:
    """List what about the holder of the account everybody who agrees has to know; mostly nothing."""
    under_age = player.account.age_band == f"under {masks.YOUNGEST}"
    known = {
        "minor": "The player is under age by the birth date on record" if under_age else "",
        "staff_owned": "The account belongs to a member of staff" if player.account.staff_owned else "",
    }
    return [Fact(key=key, label="Mind", value=words, material=True) for key, words in known.items() if words]


def of_retracted(notes: Iterable[RetractedNote]) -> list[Fact]:
    """List important notes that a colleague of their author took back, in the place of the notes."""
    words = "Taken back by {by} {at}: {why}"
    return [
        Fact(
            key=f"note {note.id}",
            label=f"Important note by {note.author}",
            value=Phrase(words, by=note.by, at=note.at, why=note.why),
            material=True,
            visibility=note.visibility,
        )
        for note in notes
    ]


async def of_alerts(work: Work, player_id: int) -> list[Fact]:
    """List the open alerts of high severity; their assignee is not part of the fact, so it may change."""
    found = await security.of_player(work.db, player_id, sees=EVERYBODY.sees)
    return [
        Fact(
            key=f"alert {alert.id}",
            label="Open security alert",
            value=Phrase(
                "{title}: {sentence} Found {found_at}.",
                title=alert.title,
                sentence=alert.sentence,
                found_at=alert.found_at,
            ),
            material=True,
            visibility=alert.visibility,
        )
        for alert in found
        if alert.severity is Severity.HIGH
    ]


def in_flight(found: InFlight) -> tuple[Value, ...]:
    """List pending withdrawals, open bets and sessions."""
    withdrawals = [
        Phrase(
            f"1 withdrawal {{amount}} asked {{asked_at}}{' (held)' if one.held else ''}",
            amount=one.amount,
            asked_at=one.asked_at,
        )
        for one in found.withdrawals
    ]
    bets = Phrase("{count} {stakes}", count=_counted(found.open_bets, "open bet"), stakes=found.stakes)
    sessions = _counted(found.sessions, "session")
    listed = (*withdrawals, *([bets] if found.open_bets else []), *([sessions] if found.sessions else []))
    return listed or ("nothing",)


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
