"""The content of an action's form: the choices it offers, and a preview of what would happen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from core import freezes, ledger, operations, player_blocks, players, staff
from core.action import Action, Choice, Pick
from core.actions import thaw
from core.approvals import reviews, submission
from core.approvals.kill_switch import Stopped
from core.approvals.reviews import Review
from core.approvals.submission import Intent
from core.errors import Refused
from core.ledger import Posted
from core.money import Wallet
from core.operations import Arguments, Recorded, Seen
from core.people import Actor, Permission
from core.player_blocks import Block, Withdrawal
from core.players import Introduction, brand_scope, open_bonuses
from core.players.open_bonuses import OpenBonus
from core.search import typeahead
from core.work import Work

ADJUSTMENTS_MOST = 100
"""Adjustments offered for reversal; as many as one menu holds."""


@dataclass(frozen=True, slots=True)
class InputContext:
    """Data needed to parse the input: the currencies of the wallet, the staff records of the named accounts."""

    currencies: Sequence[str] = ()
    people: Mapping[str, UUID] = field(default_factory=dict)


Build = Callable[[InputContext], Action]
"""Makes the action of what is filled in; raises a :class:`~core.errors.Refused` for fields that cannot be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormInput:
    """The input so far."""

    action: type[Action]
    picks: frozenset[Pick] = frozenset()
    """What its fields let choose."""
    player_id: int | None = None
    wallet: Wallet | None = None
    """The wallet whose currencies an amount may be in."""
    accounts: tuple[str, ...] = ()
    """Chat accounts of the named colleagues."""
    build: Build


@dataclass(frozen=True, slots=True, kw_only=True)
class FormChoices:
    """Choices for the fields of a form."""

    player_label: str | None = None
    freezes: tuple[Stopped, ...] = ()
    open_blocks: tuple[Block, ...] = ()
    """Open blocks as the actor may know of them."""
    adjustments: tuple[Posted, ...] = ()
    """Postings of the desk that can be reversed, newest first."""
    bonuses: tuple[OpenBonus, ...] = ()
    """Open bonuses, oldest first."""
    withdrawals: tuple[Withdrawal, ...] = ()
    """Withdrawals that wait, held or not."""
    brands: tuple[str, ...] = ()
    offered: Mapping[str, Sequence[Choice]] = field(default_factory=dict)
    """What the action itself offers about the player, by field."""
    suggested: Mapping[str, Any] = field(default_factory=dict)
    """Values for fields that are still empty."""
    newcomers: tuple[str, ...] = ()
    """Accounts that were named as colleagues', and whose holders do not work here."""
    colleagues: tuple[str, ...] = ()
    """Accounts that were named as newcomers', and whose holders work here."""


@dataclass(frozen=True, slots=True)
class FormContent:
    """The content of a form."""

    choices: FormChoices
    intent: Intent | None = None
    """What would happen; None unless everything is filled in and possible."""
    refusal: Refused | None = None
    """Why it cannot be requested with this input."""


def _asking(arguments: Arguments) -> Permission:
    given: FormInput = arguments["given"]
    return given.action.ask


@operations.query(
    "request.considered",
    module="approvals",
    needs=_asking,
    doing="ask for “{given.action.title}”",
    looks_at_player=True,
    recorded=Recorded.INTERNAL,
)
async def form_content(work: Work, actor: Actor, given: FormInput, *, weigh: bool = True) -> Seen[FormContent]:
    """Read what the form offers and, with ``weigh``, what would happen; changes nothing.

    :func:`core.approvals.consider` comes before it and leaves the record. Raises :class:`~core.errors.Unknown` when
    there is no player of that id, or none that this person may know of.
    """
    player = await _player(work, actor, given)
    choices = await _choices(work, actor, given)
    if not weigh:
        return Seen(FormContent(choices), looked_at=player)
    try:
        wish = given.build(await _context(work, actor, given))
        return Seen(FormContent(choices, await submission.what_if(work, wish, actor=actor)), looked_at=player)
    except Refused as refusal:
        return Seen(FormContent(choices, refusal=refusal), looked_at=player)


@operations.operation(
    "request.asked",
    module="approvals",
    needs=_asking,
    doing="ask for “{given.action.title}”",
    recorded=Recorded.CHANGES,
    facts=lambda arguments: {"action": arguments["given"].action.name},
)
async def submit(work: Work, actor: Actor, *, given: FormInput, key: str) -> Review:
    """Ask for what the form says, and give the request as the requester may read it; the same ``key`` asks once.

    Raises what ``given.build`` and :func:`core.approvals.submission.ask` raise.
    """
    wish = given.build(await _context(work, actor, given))
    request = await submission.ask(work, wish, actor=actor, key=key)
    return await reviews.review(work, request.id, actor=actor)


async def _player(work: Work, actor: Actor, given: FormInput) -> Introduction | None:
    """Read whose form it is; None before a player is chosen, and for somebody who may ask but not look at players."""
    if given.player_id is None or not actor.may(Permission.PLAYER_VIEW):
        return None
    return await players.introduction(work.db, given.player_id, actor=actor, now=work.now)


async def _context(work: Work, actor: Actor, given: FormInput) -> InputContext:
    members = await staff.by_accounts(work.db, given.accounts, office=work.office, now=work.now)
    currencies: Sequence[str] = ()
    foreign = await brand_scope.foreign(work.db, actor, [given.player_id])
    if given.player_id is not None and given.wallet is not None and not foreign:
        currencies = await ledger.currencies(work.db, player_id=given.player_id, wallet=given.wallet)
    return InputContext(currencies=currencies, people={member.user_id: member.id for member in members})


async def _choices(work: Work, actor: Actor, given: FormInput) -> FormChoices:
    stopped: tuple[Stopped, ...] = ()
    if Pick.FREEZE in given.picks:
        stopped = tuple([Stopped(await thaw.what(work, one), one) for one in await freezes.standing(work.db)])
    player_id = given.player_id
    if player_id is None or await brand_scope.foreign(work.db, actor, [player_id]):
        return replace(await _staff_choices(work, given), freezes=stopped)
    open_blocks: tuple[Block, ...] = ()
    if not given.picks.isdisjoint({Pick.OPEN_BLOCKS, Pick.OPEN_EXCLUSIONS, Pick.REMEDIES}):
        rows = await player_blocks.open_rows(work.db, player_id, now=work.now)
        open_blocks = player_blocks.as_seen(rows, actor.sees)
    adjustments: tuple[Posted, ...] = ()
    if Pick.ADJUSTMENT in given.picks:
        adjustments = tuple(await ledger.reversible(work.db, player_id, limit=ADJUSTMENTS_MOST))
    bonuses: tuple[OpenBonus, ...] = ()
    if Pick.BONUS in given.picks:
        bonuses = await open_bonuses.of_player(work.db, player_id)
    withdrawals: tuple[Withdrawal, ...] = ()
    if not given.picks.isdisjoint({Pick.WITHDRAWAL, Pick.HELD_WITHDRAWAL}):
        withdrawals = (await player_blocks.in_flight(work.db, player_id, now=work.now)).withdrawals
    offered = await given.action.offered(work=work, actor=actor, player_id=player_id)
    may = actor.may(Permission.PLAYER_VIEW)
    suggested = await given.action.suggested_of(work=work, player_id=player_id) if may else {}
    found = dict(await typeahead.beginning_with(work.db, str(player_id), actor=actor)) if may else {}
    return FormChoices(
        player_label=found.get(player_id),
        freezes=stopped,
        open_blocks=open_blocks,
        adjustments=adjustments,
        bonuses=bonuses,
        withdrawals=withdrawals,
        offered=offered,
        suggested=suggested,
    )


async def _staff_choices(work: Work, given: FormInput) -> FormChoices:
    brands = await brand_scope.every_brand(work.db) if Pick.BRAND in given.picks else ()
    members = (
        await staff.by_accounts(work.db, given.accounts, office=work.office, now=work.now) if given.accounts else []
    )
    here = {member.user_id for member in members if member.state != "gone"}
    newcomers = [account for account in given.accounts if Pick.STAFF in given.picks and account not in here]
    colleagues = [account for account in given.accounts if Pick.ACCOUNT in given.picks and account in here]
    suggested = await given.action.suggested(work=work, accounts=given.accounts) if given.accounts else {}
    return FormChoices(brands=brands, suggested=suggested, newcomers=tuple(newcomers), colleagues=tuple(colleagues))
