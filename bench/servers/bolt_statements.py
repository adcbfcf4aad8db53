"""A bare Bolt app that sends Pitboss's statements by SQLAlchemy and draws the same card, with no rule in between."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bench.servers import statements
from bench.servers.serving import bare_bolt, listening, of_bolt, settings, until_told
from bot.cards import player_card
from bot.cards.player_card import Reader
from bot.slack.responses import Answer
from core import office
from core.database.engines import ASYNC_COMMIT, POOL_SIZE, UNLOGGED_POOL_SIZE
from core.links import account_links
from core.people import Actor, Permission, Visibility
from core.players import profile_card

OFFICE = office.default()
SUPPORT = OFFICE.roles["support"]


def _reader(person: str) -> Reader:
    permissions: frozenset[Permission] = frozenset(SUPPORT.permissions)
    sees: frozenset[Visibility] = frozenset(SUPPORT.sees)
    return Reader(Actor(None, person, person, frozenset({"support"}), permissions, sees, "Europe/Malta"), OFFICE)


async def _looked_up(engine: AsyncEngine, unlogged: AsyncEngine, body: dict[str, Any]) -> Answer:
    now, reader = datetime.now(UTC), _reader(body["user_id"])
    async with unlogged.connect() as db:
        await db.execute(statements.SEEN, statements.seen(body["trigger_id"], now))
    async with engine.connect() as db:
        (await db.execute(statements.MEMBER, {"user_id": body["user_id"]})).all()
        found = (await db.execute(statements.FIND, statements.found_by(body["text"]))).all()
        profile = await profile_card.overview(db, found[0][0], actor=reader.actor, now=now)
        await account_links.read_shared(db, profile.player_id, hub=OFFICE.limits.link_hub)
        await db.execute(statements.RECORD, statements.record(body["user_id"], profile.player_id, now))
    return Answer.of(player_card.summary(profile, reader=reader), *player_card.draw(profile, reader=reader))


async def main() -> None:
    app = bare_bolt(answers_first=False)
    url = settings()[0]
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT", pool_size=POOL_SIZE, max_overflow=0)
    unlogged = create_async_engine(
        url, isolation_level="AUTOCOMMIT", pool_size=UNLOGGED_POOL_SIZE, connect_args=ASYNC_COMMIT
    )

    @app.command("/player")
    async def answer(ack: Any, body: dict[str, Any]) -> None:
        card = await _looked_up(engine, unlogged, body)
        await ack(text=card.text, blocks=list(card.blocks))

    async with listening(of_bolt(app)) as address:
        await until_told(address)
    await engine.dispose()
    await unlogged.dispose()


if __name__ == "__main__":
    asyncio.run(main())
