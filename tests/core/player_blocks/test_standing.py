"""What a player can and cannot do follows from the open rows, and is told to those who may know."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest

from bot import kit
from core import player_blocks
from core.office import Scope
from core.people import Visibility
from core.player_blocks import Block
from tests.support.blocking import DAY, place, standing_now
from tests.support.office import BEGINNING, World

NOW = BEGINNING


MOSTLY_CAN = "Can: log in, withdraw, get a bonus, change the profile, get marketing."


EVERYTHING = "log in, deposit, bet, withdraw, get a bonus, change the profile, get marketing"


def row(*scopes: str, until: datetime | None = None, kind: str = "block", **changes: Any) -> Block:
    plain: dict[str, Any] = {
        "id": uuid4(),
        "player_id": 42,
        "kind": kind,
        "scopes": frozenset(Scope(scope) for scope in scopes),
        "reason": "takeover",
        "visibility": Visibility.STAFF,
        "asked_by": "operator",
        "from_at": NOW - DAY,
        "until_at": until,
        "placed_by": "Alice",
    }
    return Block(**plain | changes)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "Not restricted."),
        (
            [row("deposit", "bet", until=NOW + 10 * DAY)],
            f"{MOSTLY_CAN} Cannot: deposit, bet (until {kit.moment(NOW + 10 * DAY)}).",
        ),
        (
            [row("deposit", until=NOW + 10 * DAY), row("deposit", "login")],
            "Can: bet, withdraw, get a bonus, change the profile, get marketing. Cannot: log in, deposit.",
        ),
        (
            [row("bet", until=NOW + 10 * DAY), row("bet", until=NOW + 300 * DAY), row("deposit")],
            f"{MOSTLY_CAN} Cannot: deposit; bet (until {kit.moment(NOW + 300 * DAY)}).",
        ),
        (
            [row(*Scope)],
            f"Can: nothing. Cannot: {EVERYTHING}.",
        ),
        ([row("bet", from_at=NOW + DAY)], "Not restricted."),
        ([row("bet", until=NOW)], "Not restricted."),
    ],
)
def test_what_stands_is_derived_from_the_open_rows(rows: list[Block], sentence: str) -> None:
    assert kit.standing(player_blocks.standing(rows, NOW)) == sentence


def test_a_self_exclusion_outlives_its_term() -> None:
    over = row("bet", until=NOW - DAY, kind="self_exclusion")

    assert kit.prohibition(player_blocks.standing([over], NOW)) == "Cannot: bet."
    assert player_blocks.excluded([over], NOW) is over


def test_a_cool_off_ends_by_the_clock() -> None:
    cool_off = row("bet", until=NOW + DAY, kind="cool_off")

    assert player_blocks.excluded([cool_off], NOW) is cool_off
    assert player_blocks.excluded([cool_off], NOW + DAY) is None
    assert player_blocks.excluded([row("bet")], NOW) is None


def test_rows_are_told_to_those_who_may_see_them_and_look_like_one_to_others() -> None:
    rows = [row("bet", visibility=visibility, reason="fraud", note="Two accounts.") for visibility in Visibility]

    def told(*levels: Visibility) -> list[tuple[str | None, str | None]]:
        return [(one.reason, one.note) for one in player_blocks.as_seen(rows, frozenset(levels))]

    known, hidden = ("fraud", "Two accounts."), (None, None)
    assert told() == [hidden]
    assert sorted(told(Visibility.STAFF), key=str) == sorted([known, hidden], key=str)
    assert told(*Visibility) == [known] * 3


def test_of_hidden_rows_the_one_that_lasts_longest_is_told_of() -> None:
    short, long = (
        row("bet", visibility=Visibility.SECURITY, until_at=NOW + DAY),
        row("bet", visibility=Visibility.COMPLIANCE),
    )

    for rows in ([short, long], [long, short]):
        [told] = player_blocks.as_seen(rows, frozenset({Visibility.STAFF}))
        assert told.until_at is None


async def test_reasons_are_titled_also_when_the_office_file_dropped_them(office: World) -> None:
    titles = [
        player_blocks.reason_title(office.desk.office, row("bet", reason=reason))
        for reason in ("takeover", "cool_off", "dropped", None)
    ]

    assert titles == ["Account taken over", "Cool-off", "dropped", "Under review"]


async def test_each_may_block_only_for_reasons_they_see(office: World) -> None:
    alice, cora = await office.staff("alice"), await office.staff("cora")

    for_alice = player_blocks.reasons_for(office.desk.office, alice.sees)
    for_cora = player_blocks.reasons_for(office.desk.office, cora.sees)

    assert not {"fraud", "money_laundering"} & for_alice.keys()
    assert for_cora.keys() == office.desk.office.reasons.keys()


@pytest.mark.parametrize(
    ("reason", "stopped"),
    [
        ("takeover", "log in, deposit, bet, withdraw, change the profile"),
        ("harm", "deposit, bet, get a bonus, get marketing"),
        ("fraud", "deposit, bet, withdraw"),
        ("money_laundering", "deposit, bet, withdraw"),
        ("minor", EVERYTHING),
        ("deceased", EVERYTHING),
        ("chargeback", "deposit, withdraw"),
    ],
)
async def test_the_reason_chooses_what_is_stopped(office: World, reason: str, stopped: str) -> None:
    anna = await office.player("anna")

    await place(office, anna, reason)

    assert (await standing_now(office, anna)).endswith(f"Cannot: {stopped}.")
