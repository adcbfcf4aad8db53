"""Samples of what workers and timers do."""

from typing import Any
from uuid import UUID, uuid4

from core import retention
from core.approvals import AnswerKind, PlatformAnswer
from core.audiences import Audience
from core.database import tables
from tests.support.office import World
from tests.support.samples import sample


async def nothing(office: World) -> dict[str, Any]:
    return {}


for name in ("rollups_behind", "fold_rollups", "requests_due", "bonuses_due", "tell_holds", "adopt_office_file"):
    sample(f"background.{name}")(nothing)


@sample("background.alarm_of_token")
async def alarm_of_token(office: World) -> dict[str, Any]:
    return {"word": "token_revoked"}


@sample("background.prune")
async def prune(office: World) -> dict[str, Any]:
    return {"table": next(one for one in retention.ALL if one.table is tables.look_counts)}


@sample("background.finish_upkeep")
async def finish_upkeep(office: World) -> dict[str, Any]:
    return {"claim": None, "gone": {}, "whole": False}


@sample("background.request_card")
async def request_card(office: World) -> dict[str, Any]:
    return {"request_id": uuid4()}


@sample("background.expire_request")
async def expire_request(office: World) -> dict[str, Any]:
    return {"request_id": uuid4()}


@sample("background.handed_over")
async def handed_over(office: World) -> dict[str, Any]:
    return {"request_id": uuid4(), "staff_id": uuid4()}


@sample("background.overdue_request")
async def overdue_request(office: World) -> dict[str, Any]:
    return {"request_id": uuid4()}


@sample("background.freeze_notice")
async def freeze_notice(office: World) -> dict[str, Any]:
    return {"freeze_id": uuid4()}


@sample("notices.alarm")
async def alarm(office: World) -> dict[str, Any]:
    return {"record_id": uuid4()}


@sample("background.due_order")
async def due_order(office: World) -> dict[str, Any]:
    return {"order_id": uuid4()}


@sample("background.lapse_bonuses")
async def lapse_bonuses(office: World) -> dict[str, Any]:
    return {"player_id": 1}


@sample("background.hear_platform")
async def hear_platform(office: World) -> dict[str, Any]:
    return {"answer": PlatformAnswer(order_id=uuid4(), kind=AnswerKind.NOTHING)}


sample("background.figures")(nothing)


@sample("channel_readers.among")
async def audience(office: World) -> dict[str, Any]:
    return {"accounts": ["U0BOB"]}


@sample("channel_readers.changed")
async def audience_changed(_office: World) -> dict[str, Any]:
    return {"channel": "C0APPROVALS"}


@sample("channel_readers.check")
async def audiences_checked(_office: World) -> dict[str, Any]:
    return {"channels": ("C0APPROVALS",)}


@sample("channel_readers.found")
async def audience_found(_office: World) -> dict[str, Any]:
    return {"audience": Audience("C0APPROVALS", whole=False, blinded_by=("U0BOB",))}


@sample("notices.retracted_note")
async def retracted_note(_office: World) -> dict[str, Any]:
    return {"player_id": 1, "note_id": UUID(int=1)}


@sample("office_changes.compare")
@sample("background.office_in_use")
async def office_in_use(office: World) -> dict[str, Any]:
    return {"loaded": office.desk.office}


@sample("notices.office_change")
@sample("office_changes.confirm")
async def office_change(_office: World) -> dict[str, Any]:
    return {"file_id": UUID(int=1)}
