"""Samples of core/staff, of leaving and of freezing."""

from typing import Any

from core.staff import ChatAccount, NewMember
from tests.support.office import TEAM, World
from tests.support.samples import sample

NEWCOMER = ChatAccount(user_id="U0NEW", team_id=TEAM, name="Nina New")


async def _bob(office: World) -> Any:
    return (await office.staff("bob")).staff_id


@sample("staff.role_grants.hire")
async def hire(office: World) -> dict[str, Any]:
    return {"account": NEWCOMER, "person": "nina"}


@sample("staff.role_grants.keep_to")
async def keep_to(office: World) -> dict[str, Any]:
    return {"staff_id": await _bob(office), "brand": "royal"}


@sample("staff.role_grants.set_up")
async def set_up(office: World) -> dict[str, Any]:
    return {"staff_id": await _bob(office), "role": "support"}


@sample("staff.role_grants.first_administrator")
async def first_administrator(office: World) -> dict[str, Any]:
    return {"account": NEWCOMER}


@sample("staff.role_grants.revoke")
async def revoke(office: World) -> dict[str, Any]:
    return {"staff_id": await _bob(office), "role": "finance", "why": "He left the team."}


@sample("staff.members.colleagues")
async def colleagues(office: World) -> dict[str, Any]:
    return {"start": "b"}


@sample("leavers.consider")
async def consider_leaving(office: World) -> dict[str, Any]:
    return {}


@sample("leavers.leave")
async def leave(office: World) -> dict[str, Any]:
    return {"staff_id": await _bob(office), "why": "It was his last day."}


@sample("approvals.kill_switch.consider")
async def consider_freezing(office: World) -> dict[str, Any]:
    return {}


@sample("approvals.kill_switch.standing")
async def standing(office: World) -> dict[str, Any]:
    return {}


@sample("approvals.kill_switch.freeze_colleague")
async def freeze_colleague(office: World) -> dict[str, Any]:
    return {"staff_id": await _bob(office), "why": "His laptop is gone."}


@sample("approvals.kill_switch.freeze_action")
async def freeze_action(office: World) -> dict[str, Any]:
    return {"name": "adjust_balance", "why": "Amounts leave."}


@sample("approvals.kill_switch.freeze_desk")
async def freeze_desk(office: World) -> dict[str, Any]:
    return {"why": "We are under attack."}


@sample("staff.first_people.add_by_operator")
async def add_by_operator(office: World) -> dict[str, Any]:
    return {"member": NewMember(account=NEWCOMER, person="nina", role="support")}


@sample("staff.desk_names.note_check")
async def note_check(office: World) -> dict[str, Any]:
    return {"account": NEWCOMER}


@sample("staff.role_grants.consider_revoking")
async def consider_revoking(office: World) -> dict[str, Any]:
    return {}


@sample("approvals.kill_switch.find")
async def find_freeze(office: World) -> dict[str, Any]:
    return {"what": "desk"}


@sample("staff.chat_accounts.note_newcomer")
async def note_newcomer(office: World) -> dict[str, Any]:
    return {"account": NEWCOMER}


@sample("staff.hiring.newcomers")
async def newcomers(office: World) -> dict[str, Any]:
    return {"accounts": [NEWCOMER.user_id]}
