"""What a digest must not leave out: zeros a regulator reads, who was refused what, findings beyond the first."""

import pytest

from bot.cards import digest_text
from core import audit
from core.audit import Entry, Outcome
from core.digests import Digest
from core.people import Actor, outsider
from tests.support.digesting import DAY, alert, made, rows, section
from tests.support.office import World


def told(digest: Digest) -> list[str]:
    return [line.strip() for line in digest_text.spelled(digest)]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("adjustments", ["Subtotals by reason, direction and currency", "none", "Movements by hand: 0"]),
        (
            "exceptions",
            [
                "In force past their time: 0",
                "Acts with no request of this desk: 0 (as before)",
                "Refused by the platform: 0 (as before)",
                "Outcome unknown: 0",
                "Requests to take over: 0",
                "Changes: 0",
                "Refused: 0 (as before)",
                "Not understood or not found: 0 (as before)",
                "Failed: 0 (as before)",
                "Wallets overdrawn by the platform: 0 (as before)",
            ],
        ),
    ],
)
async def test_zeros_are_printed_where_a_regulator_reads(office: World, name: str, wanted: list[str]) -> None:
    office.later(days=3)

    digest = await made(office, name)

    assert digest.empty
    assert [line for line in told(digest) if line in wanted] == wanted


async def test_refused_names_who_and_what_and_counts_slips_apart(office: World) -> None:
    alice, bob = await office.staff("alice"), await office.staff("bob")
    gus = Actor(staff_id=None, person="U0GUS", name=outsider("U0GUS"))
    older = Actor(staff_id=None, person="U0EVE", name="U0EVE")
    for actor, action, outcome, code in (
        *[(alice, "balance.adjusted", "refused", "overdrawn")] * 3,
        (alice, "player.viewed", "failed", ""),
        *[(bob, "player.searched", "refused", "too_many_searches")] * 2,
        *[(bob, "player.searched", "refused", "unknown")] * 4,
        *[(bob, "request.asked", "refused", "amount_unreadable")] * 5,
        *[(gus, "desk.entered", "refused", "not_staff")] * 2,
        (older, "desk.entered", "refused", "not_staff"),
    ):
        async with office.work() as work:
            entry = Entry(actor=actor, action=action, module="x", outcome=Outcome(outcome), code=code or None)
            await audit.record(work, entry)
    office.later(days=1)

    digest = await made(office, "exceptions")

    assert [row[:4] for row in rows(digest, "Refused and failed")] == [
        ("Alice", "Balance adjusted", "refused", "3"),
        ("an account that is not on the desk (U0GUS)", "Desk entered", "refused", "2"),
        ("Bob", "Player searched", "refused", "2"),
        ("an account that is not on the desk (U0EVE)", "Desk entered", "refused", "1"),
        ("Alice", "Player viewed", "failed", "1"),
    ]
    counted = {line.label: line.now for line in section(digest, "Refused and failed").lines}
    assert (counted["Refused"], counted["Not understood or not found"], counted["Failed"]) == (8, 9, 1)


async def test_findings_beyond_the_first_are_counted(office: World) -> None:
    for number in range(20):
        await alert(office, "failed_logins", f"player:{number}", due_at=office.now + DAY / 24)
    office.later(days=1)

    digest = await made(office, "security")

    assert (len(digest.findings), digest.more_findings) == (15, 5)
    assert "! 5 more findings stand in the lists below." in told(digest)
