"""What the pretend company leaves for a newcomer to find, told by real events and real verbs."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot import kit
from bot.demo.cast import ROLES, accounts
from bot.demo.setup import found
from bot.demo.simulation import Company, SimulationResult
from bot.demo.stories import ALL, brute_force, locked_out
from bot.demo.stories.curious_colleague import COLLEAGUES, LOOKED_UP
from bot.demo.stories.past import SOURCE
from bot.process.offline import Offline
from core import approvals, ledger, office, players, requests, staff, tickets
from core.actions.close_for_player import CloseForPlayer
from core.actions.reopen_account import ReopenAccount
from core.actions.reverse_adjustment import ReverseAdjustment
from core.database.connections import Database
from core.database.tables import alerts, events, records
from core.keyring import Keyring
from core.money import Wallet
from core.people import PITBOSS, Visibility
from core.players import profile_card
from core.security import staff_monitoring
from core.work import Desk

NOW = datetime.now(UTC).replace(microsecond=0)
SMALL = Company(players=60, days=5, seed=4, now=NOW)


@dataclass
class Town:
    """The pretend company with everything that went on in it."""

    here: Offline
    written: SimulationResult

    async def cash(self, username: str) -> str:
        async with self.here.database.read() as db:
            held = await ledger.balance(db, player_id=self.written.cast[username], wallet=Wallet.CASH, currency="EUR")
        return kit.money(held)

    async def profile(self, username: str, *sees: Visibility) -> players.Profile:
        async with self.here.database.read() as db:
            actor = replace(PITBOSS, sees=frozenset(sees))
            return await profile_card.profile(db, self.written.cast[username], actor=actor, now=NOW)


@pytest.fixture
async def town(database_url: str) -> AsyncIterator[Town]:
    database = Database.open(database_url)
    here = Offline(database, Desk(office=office.default(), keyring=Keyring(bytes(32))))
    yield Town(here, await found(here, accounts(), SMALL))
    await database.close()


def test_a_dozen_stories_say_who_should_look_what_to_type_and_what_a_good_answer_is() -> None:
    assert len(ALL) >= 12
    assert len({story.title for story in ALL}) == len(ALL)
    for story in ALL:
        assert min(len(story.happened), len(story.answer)) > 40
        assert story.looks
        assert story.begin[0] in ROLES
        assert story.begin[1].startswith("/")


async def test_the_books_are_sound_after_all_of_them(town: Town) -> None:
    async with town.here.database.read() as db:
        assert await ledger.verify(db) == []


async def test_the_cast_works_there_each_with_their_role(town: Town) -> None:
    async with town.here.database.read() as db:
        members = await staff.named(db, "", office=town.here.desk.office, now=NOW)

    assert {one.actor.person: set(one.actor.roles) for one in members} == {who: {role} for who, role in ROLES.items()}


async def test_only_compliance_sees_why_lars_is_blocked(town: Town) -> None:
    seen = await town.profile("lars51", *Visibility)
    hidden = await town.profile("lars51", Visibility.STAFF)

    assert [block.reason for block in seen.blocks] == ["money_laundering"]
    assert "money_laundering" not in {block.reason for block in hidden.blocks}
    assert hidden.notes == ()


async def test_clara_has_what_was_carlas_and_whoever_paid_it_cannot_be_the_only_one_to_undo_it(town: Town) -> None:
    assert [await town.cash(one) for one in ("clara55", "carla55")] == ["EUR 860.00", "EUR 240.00"]

    async with town.here.database.read() as db:
        [paid] = await requests.asked_by(db, "alice", now=NOW)
        [posted, *_] = await ledger.transactions(db, town.written.cast["clara55"])
    assert (paid.state, posted.transaction.request_id) == ("done", paid.id)

    undoing = ReverseAdjustment(
        player_id=town.written.cast["clara55"], transaction_id=posted.id, note="It was meant for Carla."
    )
    carol = await actor(town, "carol")
    async with town.here.database.write() as db:
        work = town.here.work(db)
        intent = await approvals.what_if(work, undoing, actor=carol)
    assert intent.policy.involved_persons == {"alice", "bob", "maya"}


async def test_the_bank_took_more_back_than_cyril_has(town: Town) -> None:
    assert await town.cash("cyril62") == "EUR -140.00"


async def test_greta_can_be_closed_and_milo_opened_again(town: Town) -> None:
    alice, wishes = await actor(town, "alice"), town.written.cast
    note = "The player asked for it in writing."

    async with town.here.database.write() as db:
        work = town.here.work(db)
        for wish in (
            CloseForPlayer(player_id=wishes["greta52"], note=note),
            ReopenAccount(player_id=wishes["milo79"], note=note),
        ):
            assert (await approvals.what_if(work, wish, actor=alice)).facts


async def test_lena_failed_at_home_and_what_dario_and_tarik_proved_can_be_changed(town: Town) -> None:
    lena, dario, tarik = [await town.profile(name, Visibility.STAFF) for name in ("lena84", "dario61", "tarik92")]

    assert lena.security.failed_logins == locked_out.TRIES
    assert len({one.device for one in lena.logins}) == 1
    assert [each.verification.status for each in (dario, tarik)] == ["expired", "verified"]


async def test_doris_slept_for_a_year_and_woke_up_elsewhere(town: Town) -> None:
    newest, before, *_ = (await town.profile("doris48", Visibility.STAFF)).logins

    assert newest.at - before.at > timedelta(days=365)
    assert newest.country != before.country


async def test_walt_paid_in_three_times_just_under_the_line(town: Town) -> None:
    movements = (await town.profile("walt90", *Visibility)).movements[:3]

    assert all(190_000 < one.amount.amount_minor < 200_000 for one in movements)
    assert movements[0].at - movements[-1].at < timedelta(days=1)


async def test_one_address_tried_many_accounts_and_got_into_one(town: Town) -> None:
    rows = [row for row in await happened(town, "login") if row.body.get("ip") == brute_force.ADDRESS]

    assert sum(not row.body["success"] for row in rows) == brute_force.TRIES - 1
    assert len({row.player_id for row in rows if row.player_id}) > 15
    assert max(row.at for row in rows) - min(row.at for row in rows) < timedelta(minutes=15)


async def test_what_happened_on_the_platform_carries_no_request_of_ours(town: Town) -> None:
    acts = [row for kind in ("platform_act", "suspension") for row in await happened(town, kind)]

    assert [row.request_id for row in acts] == [None, None]
    assert {row.player_id for row in acts} == {town.written.cast["noel73"]}


async def test_carol_looked_at_colleagues_and_far_more_players_than_bob_and_the_watch_saw_it(town: Town) -> None:
    async with town.here.database.read() as db:
        rows = list(await db.execute(select(records).where(records.c.action == "player.viewed")))
        signals = list(await db.execute(select(alerts).where(alerts.c.rule == staff_monitoring.RULE)))
    carol = await actor(town, "carol")
    hers = [row.player_id for row in rows if row.person == "carol"]

    assert {town.written.cast[one] for one in ("mira86", "alan79")} < set(hers)
    assert len(hers) == len(COLLEAGUES) + min(LOOKED_UP, len(town.written.neighbours))
    assert [(one.subject, one.visibility) for one in signals] == [(f"staff:{carol.person}", "compliance")]


async def test_vera_complains_and_carla_waits_for_her_prize_in_tickets_nobody_has_taken(town: Town) -> None:
    async with town.here.database.read() as db:
        maya = await actor(town, "maya")
        found_in = {
            name: await tickets.of_player(db, town.written.cast[name], actor=maya) for name in ("vera88", "carla55")
        }

    assert {name: [one.category for one in of_them] for name, of_them in found_in.items()} == {
        "vera88": ["complaint"],
        "carla55": ["bonus"],
    }
    assert {one.assignee_id for of_them in found_in.values() for one in of_them} == {None}


async def actor(town: Town, person: str) -> Any:
    async with town.here.database.read() as db:
        members = await staff.named(db, person, office=town.here.desk.office, now=NOW)
    return members[0].actor


async def happened(town: Town, kind: str) -> list[Any]:
    async with town.here.database.read() as db:
        query = select(events).where(events.c.type == kind, events.c.source == SOURCE)
        return list(await db.execute(query))
