"""The choices a form offers: from the office file and from what the desk knows about the player."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from bot import kit
from bot.approvals import form_input
from bot.approvals.form import BOXES_MOST, MENU_MOST, Offer
from bot.cards import action_fields
from bot.cards.action_fields import ActionField, Widget
from bot.cards.drawing import Reader
from bot.kit import Line
from bot.slack import payloads
from core import ledger, player_blocks
from core.action import Action, Choice, Pick
from core.actions import player_facts
from core.approvals.form_content import FormChoices, FormInput
from core.approvals.kill_switch import Stopped
from core.money import Wallet
from core.office import AdjustmentReason, Office, Scope
from core.player_blocks import Withdrawal
from core.players import Situation
from core.players.open_bonuses import OpenBonus

Filled = Mapping[str, Any]
CHOSEN_ALONE = frozenset({Pick.BONUS, Pick.WITHDRAWAL, Pick.HELD_WITHDRAWAL})
"""Fields whose only choice is chosen as the form opens."""
Offers = dict[str, Sequence[Offer]]


def given(action: type[Action], filled: Filled) -> FormInput:
    """Give what is filled in as core asks for it."""
    fields = action_fields.of(action)
    accounts = [filled.get(one.name) for one in fields if one.widget is Widget.STAFF]
    return FormInput(
        action=action,
        picks=frozenset(one.pick for one in fields if one.pick is not None),
        player_id=player_of(action, filled),
        wallet=_wallet(action, filled),
        accounts=tuple(str(each) for each in accounts if each),
        build=partial(form_input.build, action, filled),
    )


def offers(action: type[Action], found: FormChoices, *, reader: Reader, player_id: int | None) -> Offers:
    """Draw what each field offers to this person."""
    office = reader.office
    drawn: dict[str, Sequence[Offer]] = {}
    for one in action_fields.of(action):
        match one.pick:
            case Pick.FREEZE:
                drawn[one.name] = [_frozen(each, office) for each in found.freezes]
            case Pick.PLAYER if player_id is not None:
                drawn[one.name] = [Offer(str(player_id), found.player_label or kit.player(player_id))]
            case Pick.ROLE | Pick.BRAND:
                drawn[one.name] = _of_newcomer(one, found, office)
            case Pick.BLOCK_REASON:
                reasons = player_blocks.reasons_for(office, reader.actor.sees)
                drawn[one.name] = [Offer(key, reason.title) for key, reason in reasons.items()]
            case Pick.ADJUSTMENT_REASON:
                drawn[one.name] = _adjustment_reasons(office)
            case Pick.OFFERED:
                drawn[one.name] = [_offered(each, office) for each in found.offered.get(one.name, ())]
            case None if one.name in found.offered:
                drawn[one.name] = [_offered(each, office) for each in found.offered[one.name]]
            case _ if player_id is not None and one.of_the_player:
                drawn[one.name] = _of_player(one, found, office)
    return drawn


def _of_player(one: ActionField, found: FormChoices, office: Office) -> list[Offer]:
    """Draw choices that depend on the player."""
    match one.pick:
        case Pick.ADJUSTMENT:
            return [_adjustment(posted, office) for posted in found.adjustments[:MENU_MOST]]
        case Pick.BONUS:
            return [_bonus(bonus, office) for bonus in found.bonuses]
        case (Pick.WITHDRAWAL | Pick.HELD_WITHDRAWAL) as pick:
            return _withdrawals(pick, found.withdrawals, office)
        case Pick.REMEDIES:
            return _remedies(found.open_blocks, office)
        case (Pick.OPEN_BLOCKS | Pick.OPEN_EXCLUSIONS) as pick:
            return _blocks(pick, found.open_blocks, office)
        case _:
            return []


def player_of(action: type[Action], filled: Filled) -> int | None:
    """Read which player is chosen, if one is."""
    one = action_fields.player_field(action)
    return payloads.number(filled.get(one.name)) if one else None


def single(action: type[Action], offers: Mapping[str, Sequence[Offer]]) -> dict[str, Any]:
    """Choose the only bonus or withdrawal there is, so that nobody has to tick it."""
    chosen = {one.name: (one, offers.get(one.name, ())) for one in action_fields.of(action) if one.pick in CHOSEN_ALONE}
    return {
        name: [several[0].value] if one.widget is Widget.SEVERAL else several[0].value
        for name, (one, several) in chosen.items()
        if len(several) == 1
    }


def about(player: Situation) -> list[Line]:
    """Say how the player stands and what is in flight."""
    return [*player_facts.of_player(player), kit.Row("In flight", player_facts.in_flight(player.in_flight))]


def _of_newcomer(one: ActionField, found: FormChoices, office: Office) -> list[Offer]:
    if one.pick is Pick.BRAND:
        return [Offer(brand, brand) for brand in found.brands]
    return [Offer(name, role.title) for name, role in office.roles.items()]


def _wallet(action: type[Action], filled: Filled) -> Wallet | None:
    amount = next((one.amount for one in action_fields.of(action) if one.amount), None)
    if amount is None:
        return None
    chosen = filled.get(amount.wallet_field) or Wallet.CASH.value
    return Wallet(chosen) if chosen in {one.value for one in Wallet} else None


def _offered(choice: Choice, office: Office) -> Offer:
    about = kit.plain(choice.about, zone=office.zone) if choice.about else None
    return Offer(choice.value, kit.plain(choice.label, zone=office.zone), about)


def _blocks(pick: Pick, rows: Sequence[player_blocks.Block], office: Office) -> list[Offer]:
    return [_block(row, office) for row in rows if row.excludes or pick is Pick.OPEN_BLOCKS]


def _remedies(rows: Sequence[player_blocks.Block], office: Office) -> list[Offer]:
    """Offer what must have been done, and last what stands for all of it."""
    done = [Offer(each, each) for each in player_blocks.remedies(office, rows)]
    if all(row.excludes for row in rows):
        return done
    about = "Nothing else need be done then, but two people besides you must agree."
    wrong = Offer(player_blocks.WRONG_PLAYER, player_blocks.WRONG_PLAYER, about)
    return [*done[: BOXES_MOST - 1], wrong]


def _frozen(stopped: Stopped, office: Office) -> Offer:
    freeze = stopped.freeze
    since = f"since {kit.short(freeze.frozen_at, zone=office.zone)}, by {freeze.frozen_by_name}"
    return Offer(str(freeze.id), stopped.name, since)


def _block(row: player_blocks.Block, office: Office) -> Offer:
    until = f", until {kit.short(row.until_at, zone=office.zone)}" if row.until_at else ""
    return Offer(str(row.id), f"{player_blocks.reason_title(office, row)}{until}", _stops(row.scopes))


def _stops(scopes: frozenset[Scope]) -> str:
    """Say what a block stops, in the room that a choice has: where that is much, by what is left."""
    if not scopes:
        return "Only holds withdrawals"
    named = player_blocks.SCOPE_WORDS
    cannot = f"Cannot {', '.join(named[scope] for scope in named if scope in scopes)}"
    if len(cannot) <= kit.OPTION_MOST:
        return cannot
    left = [named[scope] for scope in named if scope not in scopes]
    return f"Can only {kit.listed(left)}" if left else "Cannot do anything"


def _adjustment(posted: ledger.Posted, office: Office) -> Offer:
    amount = posted.wallet_entry.amount
    verb = "given" if amount.amount_minor > 0 else "taken"
    reason = office.adjustment_reasons.get(posted.transaction.reason or "")
    title = reason.title if reason else posted.transaction.reason or "no reason"
    return Offer(str(posted.id), f"{kit.money(abs(amount))} {verb}: {title}", kit.short(posted.at, zone=office.zone))


def _bonus(bonus: OpenBonus, office: Office) -> Offer:
    done = f"{kit.money(bonus.done)} of {kit.money(bonus.turnover)} staked" if bonus.turnover.amount_minor else ""
    until = f"until {kit.short(bonus.expires_at, zone=office.zone)}" if bonus.expires_at else ""
    granted = f"{kit.money(bonus.amount)} granted {kit.short(bonus.granted_at, zone=office.zone)}"
    return Offer(str(bonus.id), granted, ", ".join(filter(None, (done, until))) or None)


def _withdrawals(pick: Pick, waiting: Sequence[Withdrawal], office: Office) -> list[Offer]:
    held = pick is Pick.HELD_WITHDRAWAL
    return [
        Offer(str(one.id), kit.money(one.amount), f"asked {kit.short(one.asked_at, zone=office.zone)}")
        for one in waiting
        if one.held is held
    ]


def _adjustment_reasons(office: Office) -> list[Offer]:
    return [Offer(key, reason.title, _bounds(reason)) for key, reason in office.adjustment_reasons.items()]


def _bounds(reason: AdjustmentReason) -> str:
    """Say which wallets and directions a reason allows."""
    wallets = kit.listed(sorted(wallet.value for wallet in reason.wallets), last="or")
    return f"{kit.listed(sorted(way.value for way in reason.directions), last='or').capitalize()}, {wallets}"
