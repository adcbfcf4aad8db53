"""What the database is asked when a player is looked up by username, as Pitboss asks it."""

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import ClauseElement, insert
from sqlalchemy.dialects.postgresql import insert as insert_unless
from sqlalchemy.dialects.postgresql.asyncpg import dialect
from uuid_utils.compat import uuid7

from core.database.tables import records, seen_deliveries
from core.search import lookup
from core.staff.members import OF_ACCOUNT

CONTENT = b"{" + b" " * 500 + b"}"
"""As long as the record of a look-up is."""

MEMBER = OF_ACCOUNT.made("postgresql")
FIND = lookup._EXACT[lookup.KEYS].made("postgresql")  # noqa: SLF001 - the very statement
SEEN = insert_unless(seen_deliveries).on_conflict_do_nothing()
RECORD = insert(records)


def found_by(username: str) -> dict[str, Any]:
    return lookup.values_of(username, limit=10)


def seen(signature: str, now: datetime) -> dict[str, Any]:
    return {"key": f"signature:{signature}", "at": now}


def record(person: str, player_id: int, now: datetime) -> dict[str, Any]:
    subject = {"subject_type": "player", "subject_id": str(player_id), "player_id": player_id, "request_id": None}
    act = {"action": "player.viewed", "module": "players", "outcome": "success", "correlation": "command:1"}
    who = {"actor_id": uuid7(), "person": person}
    return {
        "at": now,
        "id": uuid7(),
        "format": 1,
        "content": CONTENT,
        "mac": hashlib.sha256(CONTENT).digest(),
        **subject,
        **act,
        **who,
    }


class ByHand:
    """A statement as a driver takes it: the text once, and its values in order."""

    def __init__(self, statement: ClauseElement, sample: dict[str, Any] | None = None) -> None:
        state = statement.compile(dialect=dialect()).construct_expanded_state(sample)
        self.text = state.statement
        self._order = list(state.positiontup or ())
        self._sample = state.parameters

    def values(self, **given: Any) -> list[Any]:
        return [given[name] if name in given else self._sample[name] for name in self._order]
