"""Staff: one record an account, roles by two, taken away by one, and approvals that count after cooling off."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import update

from core import staff
from core.database import tables
from core.errors import Conflict, Invalid, Unknown
from core.people import PITBOSS, Actor, Permission
from core.staff import ChatAccount, Grant, Member, NotStaff, RolesClash
from tests.support.office import World


async def member(office: World, user_id: str) -> Member:
    async with office.read() as db:
        (found,) = await staff.by_account(db, user_id, office=office.desk.office, now=office.now)
    return found


async def granted(office: World, who: Actor, role: str, *, asked: bool = False) -> None:
    request_id = uuid4() if asked else None
    async with office.work() as work:
        await staff.grant(work, Grant(staff_id=who.staff_id, role=role, by=PITBOSS, request_id=request_id))


def cooling(office: World, hours: int = 24) -> None:
    limits = office.desk.office.limits.model_copy(update={"approver_cooling_off": timedelta(hours=hours)})
    changed = office.desk.office.model_copy(update={"limits": limits})
    office.desk = type(office.desk)(office=changed, keyring=office.desk.keyring)


async def test_account_is_found_with_its_roles_and_rights(office: World) -> None:
    await office.staff("bob")

    bob = await member(office, "U0BOB")

    assert bob.works
    assert bob.actor.roles == {"finance"}
    assert bob.actor.may(Permission.ADJUSTMENT_APPROVE)


async def test_account_without_a_record_is_nobody(office: World) -> None:
    async with office.read() as db:
        assert await staff.by_account(db, "U0NOBODY", office=office.desk.office, now=office.now) == []


async def test_somebody_without_roles_may_nothing(office: World) -> None:
    mallory = await office.staff("mallory")

    assert mallory.permissions == frozenset()
    assert mallory.sees == frozenset()


async def test_barred_account_cannot_be_hired(office: World) -> None:
    account = ChatAccount(user_id="U0GUEST", team_id="T0OFFICE", name="Guest", barred=True)

    with pytest.raises(Invalid, match="guest"):
        async with office.work() as work:
            await staff.hire(work, PITBOSS, account, person="guest")


async def test_account_from_a_workspace_the_office_does_not_name_cannot_be_hired(office: World) -> None:
    changed = office.desk.office.model_copy(update={"teams": ("T0OFFICE",)})
    office.desk = type(office.desk)(office=changed, keyring=office.desk.keyring)

    account = ChatAccount(user_id="U0X", team_id="T0ELSEWHERE", name="X")
    with pytest.raises(Invalid, match="T0ELSEWHERE"):
        async with office.work() as work:
            await staff.hire(work, PITBOSS, account, person="x")


async def test_account_belongs_to_one_human(office: World) -> None:
    await office.staff("alice")

    account = ChatAccount(user_id="U0ALICE", team_id="T0OFFICE", name="Alice")
    with pytest.raises(Conflict, match="alice"):
        async with office.work() as work:
            await staff.hire(work, PITBOSS, account, person="somebody else")


async def test_hiring_again_is_the_same_record_and_does_not_thaw(office: World) -> None:
    alice = await office.staff("alice")
    account = ChatAccount(user_id="U0ALICE", team_id="T0OFFICE", name="Alice")
    async with office.work() as work:
        assert await staff.hire(work, PITBOSS, account, person="alice") == alice.staff_id
        await staff.freeze(work, PITBOSS, staff_id=alice.staff_id, why="Left his laptop in a train.")

    with pytest.raises(Conflict, match="frozen"):
        async with office.work() as work:
            await staff.hire(work, PITBOSS, account, person="alice")


async def test_role_the_office_does_not_know_is_not_granted(office: World) -> None:
    with pytest.raises(Unknown, match="There is no role 'king'"):
        await granted(office, await office.staff("mallory"), "king")


async def test_role_is_granted_once(office: World) -> None:
    with pytest.raises(Conflict, match="already"):
        await granted(office, await office.staff("bob"), "finance")


async def test_roles_that_must_not_meet_do_not_meet_in_one_human_with_two_accounts(office: World) -> None:
    await office.staff("bob")
    second = await office.staff("bob-at-home", roles=(), person="bob")

    with pytest.raises(RolesClash, match="grant roles and move money"):
        await granted(office, second, "administrator")


async def test_somebody_frozen_is_given_no_role(office: World) -> None:
    mallory = await office.staff("mallory")
    async with office.work() as work:
        await staff.freeze(work, PITBOSS, staff_id=mallory.staff_id, why="Left his laptop in a train.")

    with pytest.raises(NotStaff, match="Mallory"):
        await granted(office, mallory, "support")


async def test_approving_counts_only_after_the_cooling_off(office: World) -> None:
    cooling(office)
    mallory = await office.staff("mallory")

    await granted(office, mallory, "finance", asked=True)

    fresh = (await member(office, "U0MALLORY")).actor
    assert "finance" not in fresh.roles
    assert not fresh.may(Permission.ADJUSTMENT_APPROVE)
    assert fresh.may(Permission.PLAYER_VIEW)
    office.later(hours=24)
    settled = (await member(office, "U0MALLORY")).actor
    assert settled.roles == {"finance"}
    assert settled.may(Permission.ADJUSTMENT_APPROVE)


async def test_first_people_of_a_desk_have_nobody_to_wait_for(office: World) -> None:
    cooling(office)

    bob = await office.staff("bob")

    assert bob.may(Permission.ADJUSTMENT_APPROVE)
    rows = await office.rows(tables.records, tables.records.c.action == "staff.set_up")
    assert len(rows) == 1


async def test_role_is_taken_away_at_once_by_one_person_and_recorded(office: World) -> None:
    bob, ada = await office.staff("bob"), await office.staff("ada")

    async with office.work() as work:
        await staff.revoke(work, ada, staff_id=bob.staff_id, role="finance")

    assert (await member(office, "U0BOB")).actor.permissions == frozenset()
    (record,) = await office.rows(tables.records, tables.records.c.action == "staff.role_revoked")
    assert record.person == "ada"


async def test_role_that_is_not_held_cannot_be_taken_away(office: World) -> None:
    bob = await office.staff("bob")

    with pytest.raises(Unknown, match="does not hold"):
        async with office.work() as work:
            await staff.revoke(work, PITBOSS, staff_id=bob.staff_id, role="support")


async def test_role_taken_away_may_be_given_again(office: World) -> None:
    bob = await office.staff("bob")
    async with office.work() as work:
        await staff.revoke(work, PITBOSS, staff_id=bob.staff_id, role="finance")

    await granted(office, bob, "finance")

    assert (await member(office, "U0BOB")).actor.roles == {"finance"}


async def test_frozen_twice_is_told(office: World) -> None:
    bob = await office.staff("bob")
    async with office.work() as work:
        await staff.freeze(work, PITBOSS, staff_id=bob.staff_id, why="Left his laptop in a train.")

    with pytest.raises(Conflict, match="frozen already"):
        async with office.work() as work:
            await staff.freeze(work, PITBOSS, staff_id=bob.staff_id, why="Left his laptop in a train.")


@pytest.mark.parametrize(("team", "barred"), [("T0OFFICE", True), ("T0OTHER", False)])
async def test_word_of_the_workspace_bars_guests_and_other_teams(office: World, team: str, *, barred: bool) -> None:
    await office.staff("alice")
    async with office.work() as work:
        word = ChatAccount(user_id="U0ALICE", team_id=team, name="Alice Adams", zone="Europe/Malta", barred=barred)
        await staff.note_check(work, PITBOSS, word)

    alice = await member(office, "U0ALICE")

    assert not alice.works
    assert alice.checked_at == office.now
    async with office.read() as db:
        assert alice.id not in await staff.current(db, office=office.desk.office, now=office.now)


@pytest.mark.every_wiring
async def test_word_that_all_is_well_lets_back_in(office: World) -> None:
    await office.staff("alice")
    before = await member(office, "U0ALICE")
    async with office.work() as work:
        await work.db.execute(update(tables.staff).values(barred=True))
        await staff.note_check(work, PITBOSS, ChatAccount(user_id="U0ALICE", team_id="T0OFFICE", name="Alice Adams"))

    alice = await member(office, "U0ALICE")

    assert alice.works
    assert (alice.actor.name, alice.shown_name) == (before.actor.name, "Alice Adams")


@pytest.mark.every_wiring
async def test_staff_are_found_by_the_beginning_of_any_name(office: World) -> None:
    await office.staff("alice")
    await office.staff("bob")
    async with office.work() as work:
        mine = tables.staff.c.slack_user_id == "U0ALICE"
        await work.db.execute(update(tables.staff).where(mine).values(name="Alice 100% Adams"))

    async def names(start: str) -> list[str]:
        async with office.read() as db:
            found = await staff.named(db, start, office=office.desk.office, now=office.now)
        return [one.actor.name for one in found]

    assert await names("al") == ["Alice 100% Adams"]
    assert await names("adam") == ["Alice 100% Adams"]
    assert await names("100%") == ["Alice 100% Adams"]
    assert await names("%") == []
    assert await names("") == ["Alice 100% Adams", "Bob"]


@pytest.mark.every_wiring
async def test_staff_are_found_by_a_name_however_it_is_written(office: World) -> None:
    await office.staff("alice")
    async with office.work() as work:
        await work.db.execute(update(tables.staff).values(name="Åsa O\u2019Żak"))

    for start in ("åsa", "ÅSA", "asa", "aasa", "o'zak", "OŻ"):
        async with office.read() as db:
            found = await staff.named(db, start, office=office.desk.office, now=office.now)
        assert [one.actor.name for one in found] == ["Åsa O\u2019Żak"], start


@pytest.mark.every_wiring
async def test_desk_is_administered_once_somebody_may_grant(office: World) -> None:
    async with office.read() as db:
        assert not await staff.administered(db, office=office.desk.office)

    ada = await office.staff("ada")

    async with office.work() as work:
        assert await staff.administered(work.db, office=work.office)
        await staff.revoke(work, PITBOSS, staff_id=ada.staff_id, role="administrator")
        assert not await staff.administered(work.db, office=work.office)


async def test_whoever_comes_late_in_the_alphabet_is_among_those_who_hold_a_right(office: World) -> None:
    for number in range(25):
        await office.staff(f"agent{number:02}", roles=("security",))
    await office.staff("zoe", roles=("compliance",))

    async with office.work() as work:
        found = await staff.holding(work.db, Permission.ALERT_WORK, office=work.office, now=work.now)

    assert found[-1].actor.name.lower().startswith("zoe")
    assert len(found) == 26
