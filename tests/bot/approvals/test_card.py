"""The cards of a request, through its life, as they were agreed on."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.cards import request_card, request_details, request_notices, unconfirmed_card
from bot.cards.drawing import Reader
from core import approvals
from core.approvals import Review
from core.requests import Request
from sandbox import blocks as slack
from tests.support import asking, golden
from tests.support.office import World

STORED = Path(__file__).with_name("golden")
HOSTILE = "<!channel> *Anna* & <@U0ALICE>\N{RIGHT-TO-LEFT OVERRIDE}gpj called and said so"


async def seen(office: World, request: Request, who: str = "alice") -> Review:
    actor = await office.staff(who)
    async with office.work() as work:
        return await approvals.review(work, request.id, actor=actor)


async def reader(office: World, who: str) -> Reader:
    return Reader(await office.staff(who), office.desk.office)


async def everybody(office: World) -> None:
    for name in ("alice", "bob", "carol", "sam", "cora", "maya", "ada"):
        await office.staff(name)


async def pending(office: World) -> Request:
    anna = await office.player("anna", cash="120 EUR")
    wish = asking.adjustment(anna, "600 EUR", reason="tournament_prize", source_ref="Tournament 9", note=HOSTILE)
    return await asking.ask(office, "alice", wish)


async def half_approved(office: World) -> Request:
    request = await pending(office)
    return await asking.decide(office, "bob", request, "approve")


async def done(office: World) -> Request:
    request = await half_approved(office)
    office.later(minutes=5)
    return await asking.decide(office, "maya", request, "approve")


async def declined(office: World) -> Request:
    request = await pending(office)
    return await asking.decide(office, "bob", request, "decline", "Anna never played in it.")


async def in_force(office: World) -> Request:
    anna = await office.player("anna", cash="120 EUR")
    await office.withdrawal(anna, "90 EUR")
    return await asking.ask(office, "alice", asking.block(anna))


async def confirmed(office: World) -> Request:
    return await asking.decide(office, "sam", await in_force(office), "confirm")


async def ended(office: World) -> Request:
    return await asking.decide(office, "sam", await in_force(office), "end", "It was the player herself.")


async def expired(office: World) -> Request:
    request = await pending(office)
    office.later(hours=25)
    [closed] = await asking.swept(office)
    assert closed.id == request.id
    return closed


STATES = [pending, half_approved, done, declined, in_force, confirmed, ended, expired]


@pytest.mark.parametrize("live", STATES, ids=lambda live: live.__name__)
async def test_cards_are_as_agreed(live: Callable[[World], Awaitable[Request]], office: World) -> None:
    await everybody(office)
    review = await seen(office, await live(office))

    drawn: dict[str, Any] = {
        "in the channel": request_card.in_channel(review),
        "for whoever asked": request_card.for_requester(review),
        "where not everybody may know": request_card.minimal(review.request),
        "how it ended": request_notices.outcome(review),
        "alarm": unconfirmed_card.draw(review),
    }

    for one in drawn.values():
        slack.check_message(one.blocks, [])
    drawn = {name: {"text": one.text, "blocks": one.blocks} for name, one in drawn.items()}
    golden.agree(drawn, STORED / f"card {live.__name__.replace('_', ' ')}.json")


@pytest.mark.parametrize("live", STATES, ids=lambda live: live.__name__)
async def test_details_are_as_agreed(live: Callable[[World], Awaitable[Request]], office: World) -> None:
    await everybody(office)
    review = await seen(office, await live(office), "carol")

    view = request_details.draw(review, reader=await reader(office, "carol"))

    slack.check_view(view, "modal")
    golden.agree(view, STORED / f"details {live.__name__.replace('_', ' ')}.json")


@pytest.mark.parametrize("live", STATES, ids=lambda live: live.__name__)
async def test_the_channel_never_sees_names_notes_or_balances(
    live: Callable[[World], Awaitable[Request]], office: World
) -> None:
    await everybody(office)
    review = await seen(office, await live(office))

    shown = str(request_card.in_channel(review).blocks) + str(request_card.minimal(review.request).blocks)

    for private in ("Anna", "Mueller", "called and said so", "120.00", "720.00", "herself", "whole story"):
        assert private not in shown


@pytest.mark.parametrize("live", STATES, ids=lambda live: live.__name__)
async def test_notifications_name_no_player_and_no_amount(
    live: Callable[[World], Awaitable[Request]], office: World
) -> None:
    await everybody(office)
    review = await seen(office, await live(office))
    request = review.request

    cards = [
        request_card.in_channel(review),
        request_card.for_requester(review),
        request_card.minimal(request),
        unconfirmed_card.draw(review),
    ]

    for one in [*cards, request_notices.outcome(review)]:
        assert "600" not in one.text
        assert "player" not in one.text


async def test_a_reason_for_compliance_alone_stands_on_no_card(office: World) -> None:
    await everybody(office)
    anna = await office.player("anna")
    await office.staff("clara", roles=("compliance",))
    note = "The reporting officer was told about this."
    request = await asking.ask(office, "cora", asking.block(anna, reason="money_laundering", note=note))
    review = await seen(office, request, "sam")

    for_sam = str(request_details.draw(review, reader=await reader(office, "sam")))
    for_cora = str(request_details.draw(await seen(office, request, "cora"), reader=await reader(office, "cora")))

    for tipping_off in ("laundering", note):
        assert tipping_off not in str(request_card.in_channel(review).blocks)
        assert tipping_off not in for_sam
        assert tipping_off in for_cora


async def test_a_request_left_behind_says_so_and_offers_to_be_taken_over(office: World) -> None:
    await everybody(office)
    request = await pending(office)
    review = await seen(office, request, "carol")
    left = replace(review, requester=replace(review.requester, permissions=frozenset()), may_decide=False)

    assert "somebody who can must take it over" in str(request_card.in_channel(left).blocks)
    assert "Take over" in str(request_details.draw(left, reader=await reader(office, "carol")))
    assert "Take over" not in str(request_details.draw(review, reader=await reader(office, "carol")))
