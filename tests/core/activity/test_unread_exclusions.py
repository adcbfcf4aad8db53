"""An exclusion that cannot be read as a whole protects all the same, and somebody looks at it."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import select

from core import activity, event_intake
from core.activity import Type
from core.database.tables import alerts
from core.players.situations import open_rows
from tests.support.gaming import NOW, Platform, event

ON_SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"])
LATEST = timezone(timedelta(hours=-12))
GOOD = {"kind": "self_exclusion", "until": "2027-01-01T00:00:00Z"}


@ON_SQLITE
@pytest.mark.parametrize(
    ("change", "kind", "until"),
    [
        (
            {"body": {"kind": "cool_off", "until": "2027-01-01T00:00:00"}},
            "cool_off",
            datetime(2027, 1, 1, tzinfo=LATEST),
        ),
        ({"body": {"kind": "cool_off", "until": "2027-01-01"}}, "cool_off", datetime(2027, 1, 2, tzinfo=LATEST)),
        ({"body": {"kind": "cool_off", "until": "soon"}}, "self_exclusion", None),
        ({"body": {"kind": "cool_off"}}, "self_exclusion", None),
        ({"body": {"kind": "self_exclusion", "until": ["2027"]}}, "self_exclusion", None),
        (
            {"body": {"kind": "GAMSTOP", "until": "2027-01-01T00:00:00Z"}},
            "self_exclusion",
            datetime(2027, 1, 1, tzinfo=UTC),
        ),
        ({"body": {}}, "self_exclusion", None),
        ({"body": "self_exclusion"}, "self_exclusion", None),
        ({"body": GOOD | {"note": "x" * 9_000}}, "self_exclusion", None),
        ({"body": GOOD, "at": "2026-05-03T13:00:00"}, "self_exclusion", datetime(2027, 1, 1, tzinfo=UTC)),
        ({"body": GOOD, "at": "yesterday"}, "self_exclusion", datetime(2027, 1, 1, tzinfo=UTC)),
        ({"body": GOOD, "at": "2999-01-01T00:00:00Z"}, "self_exclusion", datetime(2027, 1, 1, tzinfo=UTC)),
        ({"body": GOOD, "version": 2}, "self_exclusion", datetime(2027, 1, 1, tzinfo=UTC)),
        ({"body": GOOD, "version": "two"}, "self_exclusion", datetime(2027, 1, 1, tzinfo=UTC)),
    ],
)
async def test_an_exclusion_that_cannot_be_read_protects_all_the_same_and_is_looked_at(
    platform: Platform, change: dict[str, Any], kind: str, until: datetime | None
) -> None:
    told = event("1", Type.EXCLUSION_SET, {}, at=NOW - timedelta(hours=1)).model_dump(mode="json") | change

    async with platform.work() as work:
        outcome = await event_intake.take(work, activity.admit([told], at=work.at))

    assert outcome.refused == []
    async with platform.work() as work:
        [row] = await open_rows(work.db, platform.anna, now=NOW)
    assert (row.kind, row.until_at) == (kind, until)
    found = [rule for (rule,) in await platform.all(select(alerts.c.rule))]
    assert found == ([] if change == {"body": GOOD, "version": 2} else ["contradiction"])
