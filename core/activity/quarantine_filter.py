"""Which of the quarantined events are meant."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement

from core.activity.misunderstood import QuarantineKind
from core.database.tables import orphan_events, quarantined_events

ROW = quarantined_events.c


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantineFilter:
    """Which of it: everything that is None is not asked for."""

    kind: QuarantineKind | None = None
    source: str | None = None
    since: datetime | None = None
    """When it was received, at the earliest."""
    until: datetime | None = None
    """When it was received, before this."""
    row_id: UUID | None = None

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        """Choose the rows."""
        asked: list[ColumnElement[bool]] = []
        if self.kind is not None:
            asked.append(ROW.kind == self.kind)
        if self.source is not None:
            asked.append(ROW.source == self.source)
        if self.row_id is not None:
            asked.append(ROW.id == self.row_id)
        return [*asked, *self._within(ROW.received_at)]

    @property
    def orphans(self) -> list[ColumnElement[bool]] | None:
        """Choose the events whose player is not known; None where none of them is asked for."""
        if self.kind not in {None, QuarantineKind.PLAYER} or self.source is not None or self.row_id is not None:
            return None
        return self._within(orphan_events.c.at)

    def _within(self, at: ColumnElement[datetime]) -> list[ColumnElement[bool]]:
        since = [] if self.since is None else [at >= self.since]
        return since if self.until is None else [*since, at < self.until]
