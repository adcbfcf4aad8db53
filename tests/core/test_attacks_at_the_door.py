"""What somebody would try with an operation of core called by itself, or called twice."""

import json
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from bot.process import transactions
from bot.slack.identity import SETTINGS
from core import digests, home, staff, tickets
from core.action import Pick
from core.actions.adjust_balance import AdjustBalance
from core.actions.block_player import BlockPlayer
from core.actions.reverse_adjustment import ReverseAdjustment
from core.approvals import Ballot, ConsideredPlayer, Decision, form_content, form_player, kill_switch, votes
from core.approvals.form_content import FormInput, InputContext
from core.database import tables
from core.digests import CannotBePosted
from core.errors import Invalid, NotAllowed, Refused, Unknown
from core.money import Direction, Money, Wallet
from core.people import Actor, Permission
from core.players import PurposeNeeded
from core.staff import ChatAccount
from core.tickets import Filing, NewTicket
from tests.support.edge import Edge
from tests.support.freezing import freeze_colleague
from tests.support.office import TEAM, World
from tests.support.samples import digests as samples_of_digests

WHY = "The tournament was credited late."


async def records(office: World, action: str) -> list[Any]:
    return [row for row in await office.rows(tables.records) if row.action == action]


@pytest.mark.parametrize("who", ["alice", "mallory"])
async def test_who_may_freeze_nobody_finds_no_frozen_colleague(office: World, who: str) -> None:
    await freeze_colleague(office, "bob")

    with pytest.raises(NotAllowed):
        await transactions.see(Edge(office), await office.staff(who), kill_switch.find, what="colleague", account="bob")

    [looked] = await records(office, "freezes.listed")
    assert (looked.person, looked.outcome) == (who, "refused")


async def test_a_form_of_a_delicate_player_asks_the_purpose_by_itself(office: World) -> None:
    anna = await office.player("anna42", vip=True, cash="120 EUR")
    given = FormInput(action=ReverseAdjustment, picks=frozenset({Pick.ADJUSTMENT}), player_id=anna, build=_unfinished)

    with pytest.raises(PurposeNeeded):
        await transactions.see(Edge(office), await office.staff("alice"), form_content.form_content, given, weigh=False)


async def test_the_currencies_of_another_brand_are_told_to_nobody(office: World) -> None:
    anna = await office.player("anna42", brand="lucky", cash="120 EUR")
    alice = replace(await office.staff("alice"), brand="royal")
    given = FormInput(action=AdjustBalance, player_id=anna, wallet=Wallet.CASH, build=_unfinished)

    with pytest.raises(Invalid, match=r"^\(\)$"):
        await transactions.do(Edge(office), alice, form_content.submit, None, given=given, key="form:V1")


async def test_a_form_sent_twice_is_recorded_once(office: World) -> None:
    anna, alice = await office.player("anna42", cash="120 EUR"), await office.staff("alice")
    for one in ("bob", "carol", "maya"):
        await office.staff(one)
    wish = AdjustBalance(
        player_id=anna,
        wallet=Wallet.CASH,
        direction=Direction.GIVE,
        amount=Money(5_000, "EUR"),
        reason="goodwill",
        note=WHY,
    )
    given = FormInput(action=AdjustBalance, player_id=anna, build=lambda _: wish)

    for _ in range(2):
        await transactions.do(Edge(office), alice, form_content.submit, None, given=given, key="form:V1")

    assert len(await records(office, "request.asked")) == 1


async def test_a_ticket_sent_twice_is_recorded_once(office: World) -> None:
    new = NewTicket(text="She called.", category="account", key="form:V1")

    for _ in range(2):
        await transactions.do(Edge(office), await office.staff("alice"), tickets.open, None, new)

    assert len(await records(office, "ticket.opened")) == 1


async def test_who_may_not_look_players_up_finds_none_by_a_form(office: World) -> None:
    anna = await office.player("anna42", cash="120 EUR")
    asking = replace(await office.staff("alice"), permissions=frozenset({Permission.BLOCK_ASK}))
    given = FormInput(action=BlockPlayer, player_id=anna, build=_unfinished)

    named, numbered = [
        await transactions.see(Edge(office), asking, form_player.consider, BlockPlayer, text=text)
        for text in ("anna42@example.com", str(anna))
    ]
    form = await transactions.see(Edge(office), asking, form_content.form_content, given)

    assert named == ConsideredPlayer(problem=form_player.BY_ID_ALONE)
    assert (numbered.player_id, numbered.player, form.choices.player_label) == (anna, None, None)


@pytest.mark.every_wiring
async def test_home_lists_no_ticket_to_somebody_who_may_read_none_any_more(office: World) -> None:
    alice = await office.staff("alice")
    new = NewTicket(text="She called.", category="account", key="form:V1")
    ticket = await transactions.do(Edge(office), alice, tickets.open, None, new)
    await transactions.do(Edge(office), alice, tickets.take, None, ticket.id)

    before = await transactions.see(Edge(office), alice, home.content)
    after = await transactions.see(Edge(office), replace(alice, permissions=frozenset()), home.content)

    assert [one.code for one in before.tickets] == [ticket.code]
    assert not after.tickets


async def test_what_is_refused_of_a_ticket_names_the_ticket(office: World) -> None:
    anna, alice = await office.player("anna42"), await office.staff("alice")
    unknown = uuid4()

    with pytest.raises(Unknown):
        await transactions.do(Edge(office), alice, tickets.file, None, unknown, Filing(player_id=anna))

    [refused] = await records(office, "ticket.filed")
    assert (refused.subject_type, refused.subject_id, refused.player_id) == ("ticket", str(unknown), anna)


async def test_what_was_refused_says_what_was_tried(office: World) -> None:
    ada, sam = await office.staff("ada"), await office.staff("sam")
    anna, request_id = await office.player("anna42"), uuid4()
    vote = Ballot(
        request_id=request_id,
        version=1,
        fingerprint="",
        material_digest="",
        decision=Decision.DECLINE,
        player_id=anna,
    )
    tries: list[tuple[Actor, Any, dict[str, Any]]] = [
        (sam, votes.cast, {"request_id": request_id, "ballot": vote}),
        (sam, kill_switch.freeze_action, {"name": "block_player", "why": WHY}),
        (ada, staff.revoke, {"staff_id": sam.staff_id, "role": "finance", "why": WHY}),
    ]

    for who, operation, arguments in tries:
        with pytest.raises(Refused):
            await transactions.do(Edge(office), who, operation, None, **arguments)

    rows = [row for row in await office.rows(tables.records) if row.outcome == "refused"]
    told = [(row.action, row.player_id, json.loads(row.content)["facts"]) for row in rows]
    assert told == [
        ("vote.cast", anna, {"decision": "decline"}),
        ("action.frozen", None, {"action": "block_player"}),
        ("staff.role_revoked", None, {"role": "finance"}),
    ]


async def test_a_channel_that_takes_no_digest_is_refused_on_the_record(office: World) -> None:
    maya = await office.staff("maya", roles=("manager",))
    digest = await transactions.do(Edge(office), maya, digests.store_private, None, samples_of_digests.digest())

    with pytest.raises(CannotBePosted, match="It cannot be posted there: it is shared"):
        await transactions.do(
            Edge(office), maya, digests.post_in_channel, None, digest.id, channel="C0FLOOR", obstacle="it is shared"
        )
    with pytest.raises(CannotBePosted, match="Nothing can come here: it is shared"):
        await transactions.do(
            Edge(office), maya, digests.subscribe, None, samples_of_digests.SCHEDULE, obstacle="it is shared"
        )

    for action in ("digest.posted", "digest.subscribed"):
        assert [record.outcome for record in await records(office, action)] == ["refused"]


async def test_a_second_process_makes_no_administrator_and_records_none(office: World) -> None:
    first, second = (ChatAccount(user_id=f"U0{name}", team_id=TEAM, name=name) for name in ("ADA", "EVE"))

    made = [
        await transactions.do(Edge(office), SETTINGS, staff.first_administrator, None, account)
        for account in (first, second)
    ]

    assert made == [True, False]
    assert len(await records(office, "staff.set_up")) == 1


def _unfinished(known: InputContext) -> AdjustBalance:
    raise Invalid(str(known.currencies))
