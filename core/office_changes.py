"""The history of the office file: every version that came into use is stored and recorded."""

from typing import Any

from sqlalchemy import insert, select

from core import audit
from core.database.connections import lock
from core.database.tables import office_files
from core.people import PITBOSS
from core.work import Work


async def adopt(work: Work) -> bool:
    """Record that the office file has changed, once even with several processes; tell whether it has."""
    await lock(work.db, "office file")
    newest = select(office_files).order_by(office_files.c.at.desc(), office_files.c.id.desc()).limit(1)
    before = (await work.db.execute(newest)).one_or_none()
    if before is not None and before.fingerprint == work.office.fingerprint:
        return False
    content, fingerprint = work.office.model_dump(mode="json"), work.office.fingerprint
    row = {"id": work.at.ids(), "at": work.now, "fingerprint": fingerprint, "content": content}
    await work.db.execute(insert(office_files).values(row))
    entry = audit.Entry(
        actor=PITBOSS,
        action="office.changed",
        module="office",
        subject=audit.Subject("office", str(row["id"])),
        facts={
            "before": before.fingerprint if before else None,
            "after": fingerprint,
            "sections": _changed(before.content if before else {}, content),
        },
    )
    await audit.record(work, entry)
    return True


def _changed(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """List the sections that differ."""
    return sorted(name for name in before | after if before.get(name) != after.get(name))
