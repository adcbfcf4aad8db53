"""What a form offers to choose from: read from the office file and from what the desk knows of the player."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot import kit
from bot.approvals.form import MENU_MOST, Offer
from bot.approvals.form_input import InputContext
from bot.cards import action_fields
from bot.cards.action_fields import Widget
from bot.kit import Line
from bot.slack import payloads
from core import freezes, ledger, player_blocks, staff
from core.action import Action, Pick
from core.actions import player_facts, thaw
from core.freezes import Freeze
from core.money import Wallet
from core.office import AdjustmentReason, Office
from core.people import Actor
from core.players import Profile, brand_scope
from core.search import typeahead
from core.work import Work

Filled = Mapping[str, Any]


async def load(work: Work, action: type[Action], filled: Filled, *, actor: Actor) -> dict[str, Sequence[Offer]]:
    """Give what each field offers to this person, with this player."""
    player_id = player_of(action, filled)
    if await brand_scope.foreign(work.db, actor, [player_id]):
        player_id = None
    found: dict[str, Sequence[Offer]] = {}
    for one in action_fields.of(action):
        match one.pick:
            case Pick.FREEZE:
                found[one.name] = [await _frozen(work, each) for each in await freezes.standing(work.db)]
            case Pick.PLAYER if player_id is not None:
                found[one.name] = await _player(work, player_id, actor=actor)
            case Pick.ROLE:
                found[one.name] = [Offer(name, role.title) for name, role in work.office.roles.items()]
            case Pick.BLOCK_REASON:
                reasons = player_blocks.reasons_for(work.office, actor.sees)
                found[one.name] = [Offer(key, reason.title) for key, reason in reasons.items()]
            case Pick.ADJUSTMENT_REASON:
                found[one.name] = _adjustment_reasons(work.office)
            case Pick.OPEN_BLOCKS | Pick.REMEDIES | Pick.ADJUSTMENT if player_id is not None:
                found[one.name] = await _of_player(work, one.pick, player_id, actor=actor)
    return found


async def known(work: Work, action: type[Action], filled: Filled) -> InputContext:
    """Look up what it takes to understand the answers: currencies of the wallet, staff behind accounts."""
    accounts = [filled.get(one.name) for one in action_fields.of(action) if one.widget is Widget.STAFF]
    members = await staff.by_accounts(
        work.db, [str(each) for each in accounts if each], office=work.office, now=work.now
    )
    people = {member.user_id: member.id for member in members}
    return InputContext(currencies=await _currencies(work, action, filled), people=people)


def player_of(action: type[Action], filled: Filled) -> int | None:
    """Read which player is chosen, if one is."""
    one = action_fields.player_field(action)
    return payloads.number(filled.get(one.name)) if one else None


def about(player: Profile) -> list[Line]:
    """Say how the player stands and what is in flight."""
    return [*player_facts.of_player(player), kit.Row("In flight", player_facts.in_flight(player.in_flight))]


async def _player(work: Work, player_id: int, *, actor: Actor) -> list[Offer]:
    found = await typeahead.beginning_with(work.db, str(player_id), actor=actor)
    known = [Offer(str(number), label) for number, label in found if number == player_id]
    return known or [Offer(str(player_id), kit.player(player_id))]


async def _frozen(work: Work, freeze: Freeze) -> Offer:
    since = f"since {kit.short(freeze.frozen_at, zone=work.office.zone)}, by {freeze.frozen_by_name}"
    return Offer(str(freeze.id), await thaw.what(work, freeze), since)


async def _currencies(work: Work, action: type[Action], filled: Filled) -> tuple[str, ...]:
    player_id = player_of(action, filled)
    amount = next((one.amount for one in action_fields.of(action) if one.amount), None)
    if amount is None or player_id is None:
        return ()
    wallet = filled.get(amount.wallet_field) or Wallet.CASH.value
    if wallet not in {one.value for one in Wallet}:
        return ()
    return await ledger.currencies(work.db, player_id=player_id, wallet=Wallet(wallet))


async def _of_player(work: Work, pick: Pick, player_id: int, *, actor: Actor) -> list[Offer]:
    if pick is Pick.ADJUSTMENT:
        found = await ledger.reversible(work.db, player_id, limit=MENU_MOST)
        return [_adjustment(posted, work.office) for posted in found]
    rows = player_blocks.visible(await player_blocks.open_rows(work.db, player_id, now=work.now), actor.sees)
    if pick is Pick.REMEDIES:
        return [Offer(remedy, remedy) for remedy in player_blocks.remedies(work.office, rows)]
    return [_block(row, work) for row in rows]


def _block(row: player_blocks.Block, work: Work) -> Offer:
    scopes = ", ".join(player_blocks.SCOPE_WORDS[scope] for scope in player_blocks.SCOPE_WORDS if scope in row.scopes)
    until = f", until {kit.short(row.until_at, zone=work.office.zone)}" if row.until_at else ""
    about = f"Cannot {scopes}{until}"
    return Offer(str(row.id), player_blocks.reason_title(work.office, row), about)


def _adjustment(posted: ledger.Posted, office: Office) -> Offer:
    amount = posted.moved.amount
    verb = "given" if amount.amount_minor > 0 else "taken"
    reason = office.adjustment_reasons.get(posted.transaction.reason or "")
    title = reason.title if reason else posted.transaction.reason or "no reason"
    return Offer(str(posted.id), f"{kit.money(abs(amount))} {verb}: {title}", kit.short(posted.at, zone=office.zone))


def _adjustment_reasons(office: Office) -> list[Offer]:
    return [Offer(key, reason.title, _bounds(reason)) for key, reason in office.adjustment_reasons.items()]


def _bounds(reason: AdjustmentReason) -> str:
    """Say which wallets and directions a reason allows."""
    wallets = kit.listed(sorted(wallet.value for wallet in reason.wallets), last="or")
    return f"{kit.listed(sorted(way.value for way in reason.directions), last='or').capitalize()}, {wallets}"
