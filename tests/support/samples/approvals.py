"""Samples of core/approvals."""

from typing import Any
from uuid import uuid4

from core.actions.adjust_balance import AdjustBalance
from core.approvals import Ballot, Decision
from core.approvals.form_content import FormInput, InputContext
from core.errors import Invalid
from tests.support.office import World
from tests.support.samples import sample


async def nothing(office: World) -> dict[str, Any]:
    return {}


for name in ("to_decide", "asked_by_me", "to_take_over"):
    sample(f"approvals.operations.{name}")(nothing)


@sample("approvals.operations.by_code")
async def by_code(office: World) -> dict[str, Any]:
    return {"code": "K7QD"}


@sample("approvals.operations.opened")
async def opened(office: World) -> dict[str, Any]:
    return {"request_id": uuid4()}


@sample("approvals.votes.cast")
async def cast(office: World) -> dict[str, Any]:
    request_id = uuid4()
    ballot = Ballot(request_id=request_id, version=1, fingerprint="", material_digest="", decision=Decision.APPROVE)
    return {"request_id": request_id, "ballot": ballot}


@sample("approvals.operations.take_back")
async def take_back(office: World) -> dict[str, Any]:
    return {"request_id": uuid4()}


@sample("approvals.order_rest.send")
async def send_rest(office: World) -> dict[str, Any]:
    return {"request_id": uuid4()}


@sample("approvals.operations.take_over")
async def take_over(office: World) -> dict[str, Any]:
    return {"request_id": uuid4()}


def _unfinished(_: InputContext) -> AdjustBalance:
    raise Invalid("Nothing is filled in.")


@sample("approvals.form_content.form_content")
async def form_content(office: World) -> dict[str, Any]:
    return {"given": FormInput(action=AdjustBalance, build=_unfinished)}


@sample("approvals.form_content.submit")
async def submit(office: World) -> dict[str, Any]:
    return {"given": FormInput(action=AdjustBalance, build=_unfinished), "key": "form:V1"}
