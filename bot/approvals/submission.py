"""Requesting an action with its form: opened with known values, previewed, submitted; errors appear beside fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot import kit
from bot.approvals import form, form_choices, form_input
from bot.approvals.form import Offer, Outlook
from bot.approvals.form_input import Mistakes
from bot.cards import action_fields, player_lists, request_page
from bot.cards.drawing import Reader
from bot.parsing import freezes
from bot.process.transactions import Repeated
from bot.slack import accounts, typed_lines, typed_text
from bot.slack.incoming import Call
from bot.slack.responses import Errors, Form, Options, Shown
from bot.slack.routes import Routes
from core import actions, approvals, redaction, search
from core.action import Action, Pick
from core.actions.grant_role import GrantRole
from core.actions.hire import Hire
from core.approvals import ConsideredPlayer, form_content, kill_switch
from core.approvals.form_content import FormContent, FormInput
from core.errors import NotAllowed, Refused
from core.search import Typed

NOBODY = "-"
"""The value of a line that only says something: chosen, it is no player."""

INSTEAD: Mapping[str, tuple[type[Action], str]] = {
    form.HIRE: (Hire, "account"),
    form.GRANT: (GrantRole, "staff_id"),
}
"""Buttons that lead to the form of another action, which names the same account in this field."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known of a request so far; empty values are unknown.

    ``named`` is the text that names the player, or what is frozen; it is still to be looked up.
    """

    action: type[Action]
    filled: Mapping[str, Any] = field(default_factory=dict)
    named: str = ""
    unread: str = ""
    """Words that are none of the fields' values; the form repeats them."""
    otherwise: "Draft | None" = None
    """Another reading of the same words, for where ``named`` fits no player."""

    def __post_init__(self) -> None:
        """Leave out empty values and add the defaults."""
        known = {name: value for name, value in self.filled.items() if value}
        object.__setattr__(self, "filled", {**action_fields.usual(self.action), **known})


async def opened(call: Call, draft: Draft) -> Form:
    """Open the form with what is known; where that is everything, what would happen stands in it already.

    What opens it lives for three seconds, so a page that says "One moment" stands there first where we take longer.
    Raises :class:`~core.errors.NotAllowed` without the right to ask.
    """
    if not call.actor.may(draft.action.ask):
        return await _filled(call, draft)
    moment = kit.modal(draft.action.title, [kit.say("One moment…")], callback_id="page")
    return Form(moment, then=lambda: _filled(call, draft))


async def _filled(call: Call, draft: Draft) -> Form:
    one = action_fields.looked_up(draft.action)
    of_player = one is not None and one.pick is Pick.PLAYER
    other = draft.otherwise if of_player else None
    text = (Typed(draft.named, before_end=other.named) if other else draft.named) if of_player else ""
    considered = await _considered(call, draft.action, draft.filled, text)
    if other and considered.without_end:
        draft = other
    elif considered.player_id is None and not considered.offered and draft.otherwise:
        otherwise = await _considered(call, draft.action, draft.otherwise.filled, draft.otherwise.named)
        if otherwise.player_id is not None or not draft.otherwise.unread:
            draft, considered = draft.otherwise, otherwise
    filled = dict(draft.filled)
    problem = considered.problem or (typed_text.unread(draft.unread) if draft.unread else None)
    if one and of_player and considered.player_id is not None:
        filled[one.name] = str(considered.player_id)
    elif one and of_player and draft.named:
        filled[one.name] = form_input.typed_player(redaction.masked(draft.named))
    elif one and not of_player and draft.named:
        filled[one.name], problem = await _frozen(call, draft.named)
    begun = _form(call, draft.action, filled=filled, problem=problem, meant=_meant(considered))
    return Form(form.draw(await _weighed(call, begun, considered, strict=False)))


async def _pressed(call: Call) -> Shown:
    """Draw the form again: for another player, or with what would happen."""
    action = _action_of(call)
    filled = form_input.filled_in(action, call.values)
    if call.name in INSTEAD:
        other, who = INSTEAD[call.name]
        typed = {name: filled.get(name) for name in ("role", "note")}
        return await _filled(call, Draft(other, {who: call.value, **typed}))
    if call.name.startswith(form.MEANT) and (player := action_fields.player_field(action)):
        filled[player.name] = call.value
    considered = await _considered(call, action, filled)
    begun = _form(call, action, filled=filled)
    return Form(form.draw(await _weighed(call, begun, considered, strict=call.name == form.WHAT_IF)))


async def _considered(
    call: Call, action: type[Action], filled: Mapping[str, Any], text: str | Typed = ""
) -> ConsideredPlayer:
    """Look at the player whom the form is about, if there is one yet."""
    player_id = form_choices.player_of(action, filled)
    return await call.see(approvals.consider, action, text=text, player_id=player_id)


def _meant(considered: ConsideredPlayer) -> tuple[tuple[str, int], ...]:
    return tuple(player_lists.names(considered.offered))[: typed_lines.OFFERED_MOST]


async def _submitted(call: Call) -> Shown:
    action = _action_of(call)
    filled = form_input.filled_in(action, call.values)

    given = form_choices.given(action, filled)
    await _introduce(call, action, given)
    try:
        review = await call.do(form_content.submit, given=given, key=f"form:{call.screen['id']}")
    except (Repeated, NotAllowed):
        raise
    except Mistakes as mistakes:
        return await _again(call, action, mistakes.beside, mistakes.general)
    except Refused as refusal:
        beside = {refusal.field: refusal.message} if refusal.field else {}
        return await _again(call, action, beside, "" if refusal.field else refusal.message)
    return request_page.asked(review, reader=Reader.of(call))


async def _again(call: Call, action: type[Action], beside: Mapping[str, str], general: str) -> Shown:
    """Show each error beside its field, or on top if it has none; the input stays.

    A form that is drawn anew shows its player again, so that is a look at the player like the first one.
    """
    places = {block_id.partition(":")[0]: block_id for block_id in _inputs(call)}
    placed = {places[name]: kit.plain(text, zone=call.actor.zone) for name, text in beside.items() if name in places}
    homeless = [text for name, text in beside.items() if name not in places]
    if placed and not general and not homeless:
        return Errors(placed)
    filled = form_input.filled_in(action, call.values)
    problem = " ".join([*filter(None, [general]), *homeless, *(beside[name] for name in beside if name in places)])
    await _considered(call, action, filled)
    content = await call.see(form_content.form_content, form_choices.given(action, filled), weigh=False)
    offered = _offers(call, action, filled, content)
    return Form(form.draw(_form(call, action, filled=filled, offers=offered, problem=problem)))


async def _suggested(call: Call) -> Options:
    """Suggest players for the text typed so far; attempts are counted, not recorded one by one."""
    try:
        found = await call.see(search.suggest, typed_text.straight(call.text))
    except search.TooManyTries as refusal:
        return Options(kit.render_options([kit.option(refusal.message, NOBODY)]))
    return Options(kit.render_options(kit.option(label, str(player_id)) for player_id, label in found))


def _form(call: Call, action: type[Action], **known: Any) -> form.RequestForm:
    return form.RequestForm(action=action, at_once=action.at_once(call.services.office), **known)


async def _weighed(
    call: Call, begun: form.RequestForm, considered: ConsideredPlayer, *, strict: bool
) -> form.RequestForm:
    """Add what the form offers and, where everything is filled in, what would happen.

    ``strict`` tells what is still wrong; a form that was just opened does not complain about what is still empty, but
    an amount that cannot be read is told at once.
    """
    given = form_choices.given(begun.action, begun.filled)
    await _introduce(call, begun.action, given)
    content = await call.see(form_content.form_content, given)
    suggested = dict(content.choices.suggested)
    if not strict:
        suggested |= form_choices.single(begun.action, _offers(call, begun.action, begun.filled, content))
    if suggested.keys() - begun.filled.keys():
        begun = replace(begun, filled={**suggested, **begun.filled})
        content = await call.see(form_content.form_content, form_choices.given(begun.action, begun.filled))
    newcomer = next(iter(content.choices.newcomers), None)
    colleague = next(iter(content.choices.colleagues), None)
    known = replace(
        begun, offers=_offers(call, begun.action, begun.filled, content), newcomer=newcomer, colleague=colleague
    )
    if (intent := content.intent) is not None:
        return replace(
            known,
            outlook=Outlook(intent.facts, intent.needs, intent.policy.rule, intent.policy.at_once, intent.lacking),
        )
    if isinstance(content.refusal, Mistakes):
        wrong = content.refusal if strict else _of_amount(begun, content.refusal, considered)
        known = replace(known, problem=" ".join(filter(None, [begun.problem, _listed(begun.action, wrong)])) or None)
    elif content.refusal is not None:
        known = replace(known, problem=begun.problem or content.refusal.message)
    if considered.player is None:
        return known
    return replace(known, about=form_choices.about(considered.player))


async def _introduce(call: Call, action: type[Action], given: FormInput) -> None:
    """Ask Slack about the account of somebody who may be hired."""
    if Pick.ACCOUNT in given.picks and call.actor.may(action.ask):
        for user in given.accounts:
            await accounts.introduce(call.services, user)


def _offers(call: Call, action: type[Action], filled: Mapping[str, Any], content: FormContent) -> form_choices.Offers:
    reader = Reader(call.actor, call.services.office)
    player_id = form_choices.player_of(action, filled)
    return form_choices.offers(action, content.choices, reader=reader, player_id=player_id) | _typed(action, filled)


def _typed(action: type[Action], filled: Mapping[str, Any]) -> form_choices.Offers:
    """Offer what somebody typed to name a player as it stands, until a player is chosen."""
    who = action_fields.player_field(action)
    value = str(filled.get(who.name) or "") if who else ""
    if who is None or not value.startswith(form_input.TYPED):
        return {}
    return {who.name: [Offer(value, f"{value.removeprefix(form_input.TYPED)} (choose a player)")]}


def _of_amount(begun: form.RequestForm, mistakes: Mistakes, considered: ConsideredPlayer) -> Mistakes:
    """Keep what is wrong with a typed amount, once the player and so the currency are known."""
    typed = {one.name for one in action_fields.of(begun.action) if one.amount and begun.filled.get(one.name)}
    known = typed if considered.player_id is not None else set()
    return Mistakes({name: words for name, words in mistakes.beside.items() if name in known})


def _listed(action: type[Action], mistakes: Mistakes) -> str:
    """List every error with its field's name, where Slack cannot show it beside the field."""
    named = [
        f"{one.title}: {mistakes.beside[one.name]}" for one in action_fields.of(action) if one.name in mistakes.beside
    ]
    return " ".join([*filter(None, [mistakes.general]), *named])


async def _frozen(call: Call, named: str) -> tuple[str | None, str | None]:
    """Find what is frozen by what somebody called it, or say what is wrong; else it is chosen in the form."""
    subject = freezes.read(named)
    try:
        freeze = await call.see(kill_switch.find, what=subject.what, account=subject.user)
    except Refused as refusal:
        return None, refusal.message
    return str(freeze.id) if freeze else None, None


def _action_of(call: Call) -> type[Action]:
    return actions.named(str(call.screen.get("callback_id", "")).partition(":")[2])


def _inputs(call: Call) -> list[str]:
    blocks = call.screen.get("blocks") or []
    return [str(block["block_id"]) for block in blocks if block.get("type") == "input"]


ROUTES = Routes(buttons={"ask": _pressed}, forms={"ask": _submitted}, options={"ask": _suggested})
