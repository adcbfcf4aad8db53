"""Honey players: found and drawn like others, but nobody is one; a colleague who is shown one is looked into."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from sqlalchemy import delete, func, or_, select, update

from core import audit, foldings, operations
from core.database.connections import Connection
from core.database.tables import player_lookups, players
from core.errors import Conflict, Unknown
from core.operations import Seen
from core.people import Actor, SystemRight
from core.players import accounts, search_terms
from core.players.registration import NewPlayer, register
from core.work import Work

SEEN = "honey.seen"
BEGINNING = 3
"""Letters by which lists are offered: a honey player shares them with nobody, or colleagues would meet it by chance."""
SINCE = timedelta(days=400)
"""How long ago it registered, as far as one sees."""
LOGIN = timedelta(days=3)
KINDS = ("username", "name")


class SharesBeginning(Conflict):
    """Players begin as the honey player does, so colleagues would be offered it by chance."""

    code: ClassVar[str] = "shares_beginning"


class Untouchable(Unknown):
    """Nothing can be done with a honey player; a colleague who tries is looked into."""

    code: ClassVar[str] = "honey_touched"
    recorded_as: ClassVar[str | None] = SEEN
    alarms: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class NewHoney:
    """What a honey player is called; everything else is taken from another player of the brand."""

    username: str
    first_name: str
    last_name: str
    country: str | None = None
    brand: str | None = None
    """None for that of the first player there is."""


@dataclass(frozen=True, slots=True)
class Honey:
    """A honey player."""

    player_id: int
    username: str
    name: str
    brand: str


@operations.operation("honey.added", module="players", needs=SystemRight.OPERATE, doing="add honey players")
async def add(work: Work, actor: Actor, new: NewHoney) -> int:
    """Add a honey player that is found by its username and name, and give its id.

    Raises :class:`SharesBeginning` where players begin like it, and :class:`~core.errors.Unknown` where there is no
    player of the brand yet to draw it after.
    """
    like = select(players).where(players.c.brand == new.brand if new.brand else players.c.id > 0)
    model = (await work.db.execute(like.order_by(players.c.id).limit(1))).one_or_none()
    if model is None:
        raise Unknown("There is no player yet to draw it after. Import players first.")
    await _refuse_shared(work.db, new)
    told = NewPlayer(
        brand=model.brand,
        licence=model.licence,
        external_id=work.at.entropy(8).hex(),
        username=new.username,
        first_name=new.first_name,
        last_name=new.last_name,
        country=new.country or model.country,
        currency=model.currency,
        registered_at=work.now - SINCE,
    )
    player_id = (await register(work, [told])).ids[told.key]
    as_others = {"honey": True, "last_login_at": work.now - LOGIN}
    await work.db.execute(update(players).where(players.c.id == player_id).values(as_others))
    await audit.record(work, _entry(actor, "honey.added", player_id))
    return player_id


@operations.operation("honey.removed", module="players", needs=SystemRight.OPERATE, doing="remove honey players")
async def remove(work: Work, actor: Actor, player_id: int) -> None:
    """Let nobody find a honey player any more; its id still alarms.

    Raises :class:`~core.errors.Unknown` for what is none.
    """
    if not await accounts.honey_among(work.db, [player_id]):
        raise Unknown(f"Player {player_id} is not a honey player.")
    await work.db.execute(delete(player_lookups).where(player_lookups.c.player_id == player_id))
    await audit.record(work, _entry(actor, "honey.removed", player_id))


@operations.query("honey.listed", module="players", needs=SystemRight.OPERATE, doing="list honey players")
async def every(work: Work, actor: Actor) -> Seen[tuple[Honey, ...]]:  # noqa: ARG001 - the operator sees all
    """List the honey players that can be found."""
    found = select(player_lookups.c.player_id).where(player_lookups.c.player_id == players.c.id).exists()
    rows = await work.db.execute(select(players).where(players.c.honey, found).order_by(players.c.id))
    listed = (Honey(row.id, row.username, f"{row.first_name} {row.last_name}", row.brand) for row in rows)
    return Seen(tuple(listed))


async def refuse_touching(db: Connection, player_id: int) -> None:
    """Refuse to do anything with a honey player.

    Raises :class:`Untouchable`.
    """
    if await accounts.honey_among(db, [player_id]):
        raise Untouchable(f"Nothing can be done with player {player_id} now. Ask security.")


async def _refuse_shared(db: Connection, new: NewHoney) -> None:
    terms = {foldings.fold(new.username), *foldings.names(new.first_name, new.last_name)}
    begins = [
        (player_lookups.c.term >= each[:BEGINNING]) & (player_lookups.c.term < search_terms.following(each[:BEGINNING]))
        for each in terms
    ]
    alike = select(func.count()).where(or_(*begins), player_lookups.c.kind.in_(KINDS))
    if await db.scalar(alike):
        starts = ", ".join(sorted({each[:BEGINNING] for each in terms}))
        raise SharesBeginning(
            f"Other players begin with one of {starts}, so colleagues would be offered this one by chance. "
            "Choose a username and names that begin like nobody else."
        )


def _entry(actor: Actor, action: str, player_id: int) -> audit.Entry:
    about = audit.Subject("player", str(player_id))
    return audit.Entry(actor=actor, action=action, module="players", subject=about, player_id=player_id)
