"""Players whom the platform tells of for the first time: who opened an account there is registered here."""

from collections.abc import Iterable

from core import players
from core.activity.account_bodies import RegistrationBody
from core.activity.events import Event
from core.players import NewPlayer, Registered
from core.work import Work

Told = tuple[Event, RegistrationBody]


async def follow(work: Work, told: Iterable[Told]) -> Registered:
    """Register the players of these events, which nobody knows here."""
    new = [player for event, body in told if (player := read(event, body))]
    return await players.register(work, new) if new else Registered()


def read(event: Event, body: RegistrationBody) -> NewPlayer | None:
    """Make a player of what the event says, None where it does not say enough.

    Raises ``pydantic.ValidationError`` for what no player is.
    """
    if body.account is None or event.player is None:
        return None
    said = body.account.model_dump(exclude_none=True)
    return NewPlayer(
        **{"country": body.country} | said,
        brand=event.brand,
        external_id=event.player,
        registered_at=event.at,
        registered_from=body.through,
    )
