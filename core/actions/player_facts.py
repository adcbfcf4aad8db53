"""What an approver of anything about a player must know: who, what stands, how verified, what is grave."""

from dataclasses import replace

from core import players, security
from core.action import Fact
from core.people import PITBOSS, Visibility
from core.players import Profile
from core.security import Severity
from core.work import Work

EVERYBODY = replace(PITBOSS, sees=frozenset(Visibility))
"""A reader from whom nothing is kept."""


async def about(work: Work, player_id: int) -> Profile:
    """Read a player whole: each fact made from it then says who may read it.

    Raises :class:`~core.errors.Unknown` when there is no such player.
    """
    return await players.profile(work.db, player_id, actor=EVERYBODY, now=work.now)


def of_player(player: Profile, zone: str) -> list[Fact]:
    """Give what stands on every request about a player; whatever of it is material stops a vote when it changes."""
    return [
        Fact(key="player", label="Player", value=player.account.full_name),
        Fact(key="account", label="Account", value=player.account.lifecycle.replace("_", " "), material=True),
        Fact(key="standing", label="Status when asked", value=player.standing.sentence(zone), material=True),
        Fact(key="verification", label="Verification", value=player.verification.sentence(), material=True),
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
    ]


async def of_alerts(work: Work, player_id: int) -> list[Fact]:
    """Give the grave alerts that nobody has closed; whose each is may change without stopping a vote."""
    found = await security.of_player(work.db, player_id, sees=EVERYBODY.sees)
    return [
        Fact(
            key=f"alert {alert.id}",
            label="Open security alert",
            value=f"{alert.title}: {alert.sentence} Found <t:{alert.found_at.isoformat()}>.",
            material=True,
            visibility=alert.visibility,
        )
        for alert in found
        if alert.severity is Severity.HIGH
    ]
