"""What changed since it was read stops a vote, or does not, and burns nothing."""

from typing import ClassVar

import pytest

from core import actions, approvals, ledger, player_blocks
from core.action import Receipt, Run
from core.actions.adjust_balance import AdjustBalance
from core.actions.unblock_player import UnblockPlayer
from core.approvals import (
    ChangedSince,
    Decision,
)
from core.errors import Refused
from core.money import Direction
from tests.support.asking import NOTE, adjustment, ask, ballot, block, cash, cast, decide, desk, now, opened, recorded
from tests.support.office import World


async def test_material_facts_that_changed_stop_the_vote_and_burn_nothing(office: World) -> None:
    anna = await desk(office, "bob", "sam")
    request = await ask(office, "alice", adjustment(anna))
    seen = await opened(office, "bob", request)
    await ask(office, "alice", block(anna))

    with pytest.raises(ChangedSince, match="Nothing was decided"):
        await cast(office, "bob", ballot(seen, Decision.APPROVE))

    assert (await now(office, request)).state == "pending"
    assert (await opened(office, "bob", request)).changed
    assert (await decide(office, "bob", request, "approve")).state == "done"


async def test_a_request_that_has_become_pointless_can_be_opened_and_declined(office: World) -> None:
    anna = await desk(office, "sam")
    placed = await ask(office, "alice", block(anna))
    async with office.read() as db:
        (row,) = await player_blocks.open_rows(db, anna, now=office.now)
    remedies = office.desk.office.reasons["takeover"].remedies
    lift = await ask(office, "fred", UnblockPlayer(player_id=anna, blocks=(row.id,), remedies=remedies, note=NOTE))
    await decide(office, "sam", placed, "end", "It was her.")

    review = await opened(office, "sam", lift)

    assert "is no longer open" in (review.refusal or "")
    assert (await decide(office, "sam", lift, "decline", "It is over.")).state == "declined"


async def test_a_balance_that_moves_never_stops_a_vote(office: World) -> None:
    anna = await desk(office, "bob")
    request = await ask(office, "alice", adjustment(anna))
    seen = await opened(office, "bob", request)
    other = await ask(office, "alice", adjustment(anna, "5 EUR", source_ref="incident 2"))
    await decide(office, "bob", other, "approve")

    assert (await cast(office, "bob", ballot(seen, Decision.APPROVE))).state == "done"
    assert await cash(office, anna) == 12_500


async def test_a_vote_on_another_version_is_refused(office: World) -> None:
    anna = await desk(office, "bob")
    request = await ask(office, "alice", adjustment(anna))
    seen = await opened(office, "bob", request)
    forged = approvals.Ballot(
        request_id=request.id,
        version=1,
        fingerprint="0" * 64,
        material_digest=seen.material_digest,
        decision=Decision.APPROVE,
    )

    with pytest.raises(ChangedSince):
        await cast(office, "bob", forged)


class Doomed(AdjustBalance):
    """An adjustment that moves the money and only then finds that it may not."""

    name: ClassVar = "doomed"

    async def execute(self, *, run: Run) -> Receipt:
        await super().execute(run=run)
        raise Refused("The platform closed this account a moment ago.")


async def test_what_reality_refuses_at_the_end_closes_as_failed_and_leaves_nothing(
    office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "ALL", (*actions.ALL, Doomed))
    anna = await desk(office, "bob")
    request = await ask(office, "alice", Doomed(**dict(adjustment(anna))))

    failed = await decide(office, "bob", request, "approve")

    assert (failed.state, failed.close_reason) == ("failed", "The platform closed this account a moment ago.")
    assert await cash(office, anna) == 10_000
    assert (await recorded(office, request))[-1] == "request.failed"


async def test_what_cannot_be_done_just_now_is_told_and_burns_nothing(office: World) -> None:
    anna = await desk(office, "bob", "carol", "maya")
    request = await ask(office, "bob", adjustment(anna, "80 EUR", direction=Direction.TAKE))
    other = await ask(office, "bob", adjustment(anna, "60 EUR", direction=Direction.TAKE, source_ref="incident 2"))
    for who in ("carol", "maya"):
        await decide(office, who, other, "approve")
    seen = await opened(office, "carol", request)

    with pytest.raises(ledger.Overdrawn, match="40"):
        await cast(office, "carol", ballot(seen, Decision.APPROVE))

    assert seen.refusal is not None
    assert (await now(office, request)).state == "pending"
