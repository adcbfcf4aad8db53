"""Writing a record down, in the transaction of the act it is about."""

from uuid import UUID

from sqlalchemy import insert

from core.audit import player_keys, visibility
from core.audit.entries import FORMAT, Entry, WrittenEntry, canonical
from core.database.statements import Statement
from core.database.tables import records
from core.keyring import NONCE_BYTES
from core.work import Work

INSERT = Statement(lambda _: insert(records))


async def record(work: Work, entry: Entry) -> UUID:
    """Write the act down and return the record's id.

    A trigger adds the row by which the record waits to be sealed. Where the act carries nothing private this
    is one statement.
    """
    record_id = work.at.ids()
    sealed = {
        purpose: await _sealed(work, value, owner=_owner(entry), purpose=purpose, record_id=record_id)
        for purpose, value in (("records", entry.private), ("identity", entry.identity))
        if value
    }
    needed = {
        "clear": visibility.levels(entry.facts, office=work.office),
        "sealed": visibility.levels([entry.private, entry.identity], office=work.office),
    }
    content = canonical(entry, WrittenEntry(id=record_id, at=work.now, sealed=sealed, needed=needed))
    await INSERT.send(
        work.db,
        {
            "at": work.now,
            "id": record_id,
            "format": FORMAT,
            "content": content,
            "mac": work.desk.keyring.mac(content),
            "actor_id": entry.actor.staff_id,
            "person": entry.actor.person,
            "action": entry.action,
            "module": entry.module,
            "subject_type": entry.subject.type if entry.subject else None,
            "subject_id": entry.subject.id if entry.subject else None,
            "player_id": entry.player_id,
            "request_id": entry.request_id,
            "outcome": entry.outcome.value,
            "correlation": entry.correlation or entry.actor.origin.correlation,
        },
    )
    work.recorded.append(entry.action)
    return record_id


async def _sealed(work: Work, value: object, *, owner: int, purpose: str, record_id: UUID) -> str:
    sealer = await player_keys.for_sealing(work, player_id=owner, purpose=purpose)
    return sealer.seal(value, record_id=record_id, nonce=work.at.entropy(NONCE_BYTES))


def _owner(entry: Entry) -> int:
    return entry.player_id if entry.player_id is not None else player_keys.DESK
