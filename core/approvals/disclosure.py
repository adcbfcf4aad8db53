"""What a request shows to those who may not see its reason: the same as for the visible reason it is drawn as."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from core import actions, staff
from core.action import Fact, Kind, Policy, Receipt, payload
from core.approvals import policy, quorum
from core.errors import NotAllowed
from core.office import Channel, Office
from core.people import Actor, Permission, Visibility
from core.platform import Order
from core.players import brand_scope
from core.requests import Request
from core.staff import Member
from core.work import Work


class NotAnApprover(NotAllowed):
    """The person's roles fill no slot that is still open."""

    code: ClassVar[str] = "not_an_approver"


class DecidedElsewhere(NotAnApprover):
    """Only those who may read all of it decide about a request, whichever its reason is."""

    code: ClassVar[str] = "decided_elsewhere"


@dataclass(frozen=True, slots=True)
class PrivateReaders:
    """Who reads and decides about a request that not everybody may read."""

    level: Visibility
    channel: Channel | None
    """Where they are together, if they are; else each reads it in a direct message."""
    deciders: tuple[Member, ...]
    """Who may vote on it, without the requester."""
    alarmed: tuple[Member, ...]
    """Whom to alarm: those who decide; where there are none, those who may read it, or two administrators."""

    @property
    def seen_by_all(self) -> bool:
        """Whether everybody who is alarmed may read it."""
        return all(self.level in each.actor.sees for each in self.alarmed)


async def private_readers(work: Work, request: Request) -> PrivateReaders | None:
    """Find who reads a request that not everybody may read; None where everybody may."""
    asked = _asked(request)
    if asked.visibility is Visibility.STAFF:
        return None
    brand = await brand_scope.of_all(work.db, (request.player_id, *quorum.named(request)))
    seeing = [role for role, each in work.office.roles.items() if asked.visibility in each.sees]
    members = await staff.in_roles(work.db, seeing, office=work.office, now=work.now)
    others = [each for each in members if each.works and each.actor.person not in request.asked_by]
    readers = [each for each in others if asked.visibility in each.actor.sees and each.actor.knows(brand)]
    deciders = tuple(each for each in readers if each.actor.may(asked.permission))
    admins = await staff.holding(work.db, Permission.STAFF_GRANT, office=work.office, now=work.now, limit=2)
    channel = Channel.COMPLIANCE if asked.visibility is Visibility.COMPLIANCE else None
    return PrivateReaders(asked.visibility, channel, deciders, deciders or tuple(readers or admins))


def hidden_from(actor: Actor, request: Request) -> bool:
    """Tell whether somebody may not read what a request is about; one's own is open to oneself."""
    level = _asked(request).visibility
    return level is not Visibility.STAFF and level not in actor.sees and request.requester_person != actor.person


def refuse_hidden(actor: Actor, request: Request) -> None:
    """Refuse a decision by somebody who may not read all of a request, in words that do not depend on it.

    Raises :class:`DecidedElsewhere`.
    """
    if hidden_from(actor, request):
        raise DecidedElsewhere(
            "Those who decide about this were asked in private, and only they can read all of it. Nothing was decided."
        )


def unread_by(actor: Actor, request: Request) -> bool:
    """Tell whether somebody may not read why; of one's own one knows what one wrote, and not what it met."""
    return _asked(request).visibility not in actor.sees


def told(
    request: Request,
    actor: Actor,
    office: Office,
    *,
    facts: Sequence[Fact] | None = None,
    foreign: frozenset[int] = frozenset(),
) -> Request:
    """Give a request as somebody may know of it; ``foreign`` are players of other brands.

    ``facts`` are those it was asked under, where they were read already.
    """
    facts = policy.visible_to(actor, policy.asked_under(request) if facts is None else facts, foreign)
    receipt = told_receipt(request, actor, foreign=foreign)
    request = replace(
        request,
        facts=[fact.model_dump(mode="json") for fact in facts],
        receipt=receipt.model_dump(mode="json") if receipt else None,
    )
    if not unread_by(actor, request):
        return request
    shown = shown_policy(_asked(request))
    request = replace(
        request,
        material_digest=policy.material_digest(facts),
        policy=shown.model_dump(mode="json"),
        deciding_roles=quorum.deciding_roles(shown),
    )
    if not hidden_from(actor, request):
        by = request.closed_by if request.kind is Kind.PROTECTIVE else None  # a name tells whose decision it was
        return replace(request, closed_by=by)
    action = actions.read(request).told(office)
    return replace(
        request,
        subject=action.subject(),
        payload=payload(action),
        fingerprint=policy.fingerprint(action.name, payload(action), request.version),
        ticket=None,
        overdue_at=None,
        closed_by=None,
        close_reason=request.ended_by_itself,
    )


def shown_policy(asked: Policy) -> Policy:
    """Give a policy with the approvers that anybody may read of."""
    told = {"quorum": asked.shown or asked.quorum, "shown": None, "visibility": Visibility.COMPLIANCE}
    return asked.model_copy(update=told)


def told_policy(asked: Policy, actor: Actor) -> Policy:
    """Give a policy as somebody may know of it."""
    return asked if asked.visibility in actor.sees else shown_policy(asked)


def receipt_lines(request: Request) -> Sequence[Fact]:
    """Give everything that the receipt of a request says."""
    return Receipt.model_validate(request.receipt).lines if request.receipt else ()


def told_receipt(request: Request, actor: Actor, *, foreign: frozenset[int] = frozenset()) -> Receipt | None:
    """Give what was done, limited to the lines this person may see."""
    if request.receipt is None:
        return None
    whole = Receipt.model_validate(request.receipt)
    return whole.model_copy(update={"lines": policy.visible_to(actor, whole.lines, foreign)})


def told_order(order: Order) -> Order:
    """Give how far the platform is, without who agreed and what it answered."""
    return replace(order, authorisers=[], answer=None, parts=None)


def order_of_brand(order: Order, actor: Actor) -> Order:
    """Give an order without its parts to a person of one brand, if it is about other accounts of the player too."""
    return replace(order, parts=None) if actor.brand and order.reaches_others else order


def _asked(request: Request) -> Policy:
    return Policy.read(request.policy)
