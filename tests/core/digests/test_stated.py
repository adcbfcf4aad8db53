"""What a digest must not leave out: zeros a regulator reads, who was refused what, findings beyond the first."""

import pytest

from bot.cards import digest_text
from core import audit
from core.audit import Entry, Outcome
from core.digests import Digest
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


async def test_refused_names_who_and_what_the_most_frequent_first(office: World) -> None:
    alice, bob = await office.staff("alice"), await office.staff("bob")
    for actor, action, outcome in (
        *[(alice, "balance.adjusted", "refused")] * 3,
        (alice, "player.viewed", "failed"),
        *[(bob, "player.searched", "refused")] * 2,
    ):
        async with office.work() as work:
            await audit.record(work, Entry(actor=actor, action=action, module="x", outcome=Outcome(outcome)))
    office.later(days=1)

    digest = await made(office, "exceptions")

    assert [row[:4] for row in rows(digest, "Refused and failed")] == [
        ("Alice", "Balance adjusted", "refused", "3"),
        ("Bob", "Player searched", "refused", "2"),
        ("Alice", "Player viewed", "failed", "1"),
    ]
    assert section(digest, "Refused and failed").lines[0].now == 5


async def test_findings_beyond_the_first_are_counted(office: World) -> None:
    for number in range(20):
        await alert(office, "failed_logins", f"player:{number}", due_at=office.now + DAY / 24)
    office.later(days=1)

    digest = await made(office, "security")

    assert (len(digest.findings), digest.more_findings) == (15, 5)
    assert "! 5 more findings stand in the lists below." in told(digest)
