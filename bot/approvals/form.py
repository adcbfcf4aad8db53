"""The request form of an action: drawn from its class, with known values filled in and no input lost."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import slackblocks
from slackblocks import Block

from bot import kit
from bot.cards import action_fields
from bot.cards.action_fields import ActionField, Widget
from bot.kit import Line
from bot.slack import payloads
from core.action import Action, Fact

RADIO_MOST = 4
"""Choices shown all at once; more go into a menu."""
BOXES_MOST = 10
"""Boxes Slack shows together."""
MENU_MOST = 100
TICKED = "yes"
"""The value of a box that stands alone."""
WHAT_IF = "ask:what_if"
PLAYER = "ask:player"
MEANT = "ask:meant"
HIRE = "ask:hire"
GRANT = "ask:grant"
SECOND_PERSON_FIRST = "Nothing happens until a second person approves."


@dataclass(frozen=True, slots=True)
class Offer:
    """One choice that a field offers."""

    value: str
    label: str
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would happen and who would have to approve, for the requester."""

    facts: Sequence[Fact]
    needs: str
    rule: str
    """The rule that says so, in words."""
    at_once: bool = False
    lacking: str = ""
    """Who could approve it, where nobody of them works here now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestForm:
    """Everything a form shows. Filled-in values are plain: text, an offer's value, a list of values, or a boolean."""

    action: type[Action]
    at_once: bool = False
    """Whether it takes effect when submitted; the office file says so."""
    filled: Mapping[str, Any] = field(default_factory=dict)
    offers: Mapping[str, Sequence[Offer]] = field(default_factory=dict)
    problem: str | None = None
    meant: Sequence[tuple[str, int]] = ()
    """Players who may have been meant, by their names."""
    newcomer: str | None = None
    """The account that was named as a colleague's, and whose holder does not work here."""
    colleague: str | None = None
    """The account that was named as a newcomer's, and whose holder works here."""
    about: Sequence[Line] = ()
    """The player's current state, until the form can show what would happen."""
    outlook: Outlook | None = None


def callback_id(action: type[Action]) -> str:
    """Return the callback id of an action's form, by which its submission is routed."""
    return f"ask:{action.name}"


def block_id(one: ActionField, filled: Mapping[str, Any], action: type[Action]) -> str:
    """Return a field's block id; where it depends on the player it includes the player, so that it resets."""
    who = action_fields.player_field(action)
    return f"{one.name}:{payloads.number(filled.get(who.name)) or 0}" if one.of_the_player and who else one.name


def draw(form: RequestForm) -> dict[str, Any]:
    """Draw the form as a modal."""
    inputs = [block for one in action_fields.of(form.action) for block in _input(one, form)]
    blocks = [kit.small(_introduction(form)), *_problem(form), *_newcomer(form), *inputs]
    blocks.append(kit.buttons(kit.button("What would happen?", WHAT_IF), block_id="what_if"))
    blocks += _outlook(form.outlook) or _about(form.about)
    submit = form.action.title if form.at_once else "Ask"
    return kit.modal(form.action.title, blocks, callback_id=callback_id(form.action), submit=submit)


def _introduction(form: RequestForm) -> str:
    return form.action.acts_first if form.at_once else SECOND_PERSON_FIRST


def _problem(form: RequestForm) -> list[Block]:
    if not form.problem:
        return []
    meant = [kit.button(name, f"{MEANT}:{player_id}", value=str(player_id)) for name, player_id in form.meant]
    offered = [kit.buttons(*meant, block_id="meant")] if meant else []
    return [kit.say(kit.bold(form.action.not_yet), " ", form.problem), *offered, kit.line()]


def _newcomer(form: RequestForm) -> list[Block]:
    """Offer to hire somebody who is not on the staff, or to grant somebody a role who is, with what was filled in."""
    if form.newcomer is not None:
        words = "does not work here yet. Hiring them gives them the role, too; a second person agrees."
        hire = kit.button("Hire…", HIRE, value=form.newcomer)
        return [kit.say(kit.person(form.newcomer), " ", words), kit.buttons(hire, block_id="hire"), kit.line()]
    if form.colleague is not None:
        words = "is on the staff already, so cannot be hired. Another role is granted; a second person agrees."
        grant = kit.button("Grant a role…", GRANT, value=form.colleague)
        return [kit.say(kit.person(form.colleague), " ", words), kit.buttons(grant, block_id="grant"), kit.line()]
    return []


def _outlook(outlook: Outlook | None) -> list[Block]:
    if outlook is None:
        return []
    when = "Takes effect when you submit; then to be confirmed by" if outlook.at_once else "Must be approved by"
    needs = kit.say(f"{when} {outlook.needs}.") if outlook.needs else kit.say("No approval is needed.")
    nobody = f"Nobody who may confirm it works here now ({outlook.lacking}). It takes effect all the same, and alarms."
    alone = [kit.say(kit.bold("Nobody else:"), " ", nobody)] if outlook.lacking else []
    rule = kit.small(f"Rule: {kit.written(outlook.rule)}")
    return [kit.line(), kit.say(kit.bold("What would happen")), *kit.facts(outlook.facts), needs, *alone, rule]


def _about(lines: Sequence[Line]) -> list[Block]:
    return [kit.line(), kit.say(kit.bold("The player now")), *kit.facts(lines)] if lines else []


def _input(one: ActionField, form: RequestForm) -> Iterator[Block]:
    """Draw a field; one in which there is nothing to choose and need not be is left out."""
    offers = _offers(one, form)
    if one.widget in {Widget.ONE, Widget.SEVERAL} and not offers:
        if words := _nothing_to_choose(one, form):
            yield kit.small(f"{one.title}: {words}")
        return
    yield slackblocks.InputBlock(
        label=slackblocks.PlainText(kit.plain(one.title)),
        element=_element(one, form.filled.get(one.name, one.default), offers),
        block_id=block_id(one, form.filled, form.action),
        dispatch_action=one.widget is Widget.PLAYER
        and any(other.of_the_player for other in action_fields.of(form.action)),
        hint=slackblocks.PlainText(kit.plain(hint)) if (hint := _hint(one, form, len(offers))) else None,
        optional=one.optional,
    )


def _hint(one: ActionField, form: RequestForm, shown: int) -> str:
    """Write the field's hint, and how many choices did not fit."""
    left = 0 if one.choices is not None else len(form.offers.get(one.name, ())) - shown
    more = f"{left} more do not fit here. Request these first, then the others." if left > 0 else ""
    return " ".join(filter(None, (one.hint, more)))


def _nothing_to_choose(one: ActionField, form: RequestForm) -> str:
    who = action_fields.player_field(form.action)
    if one.of_the_player and who and payloads.number(form.filled.get(who.name)) is None:
        return "choose the player first."
    return "" if one.optional else "there is none, so this cannot be requested."


def _offers(one: ActionField, form: RequestForm) -> list[Offer]:
    if one.choices is not None:
        every = [Offer(choice.value, action_fields.word(choice)) for choice in action_fields.choices(one.choices)]
        meant = {offer.value for offer in form.offers.get(one.name, ())}  # as far as they mean something for the player
        return [offer for offer in every if not meant or offer.value in meant]
    most = BOXES_MOST if one.widget is Widget.SEVERAL else MENU_MOST
    return list(form.offers.get(one.name, ()))[:most]


def _element(one: ActionField, value: Any, offers: list[Offer]) -> slackblocks.Element:
    action_id = PLAYER if one.widget is Widget.PLAYER else f"ask:{one.name}"
    match one.widget:
        case Widget.PLAYER:
            return slackblocks.ExternalSelectMenu(
                action_id,
                initial_option=_option(offers[0]) if value and offers else None,
                min_query_length=1,
                placeholder=slackblocks.PlainText("id, username, name, e-mail or phone"),
            )
        case Widget.STAFF:
            return slackblocks.UserSelectMenu(action_id, initial_user=value or None)
        case Widget.ONE | Widget.SEVERAL:
            return _choice(one, action_id, value, offers)
        case Widget.TICK:
            tick = kit.option("Yes", TICKED)
            return slackblocks.CheckboxGroup(action_id, [tick], initial_options=[tick] if value else None)
        case _:
            return _typed(one, action_id, value)


def _choice(one: ActionField, action_id: str, value: Any, offers: list[Offer]) -> slackblocks.Element:
    options = {offer.value: _option(offer) for offer in offers}
    if one.widget is Widget.SEVERAL:
        ticked = [options[each] for each in value or () if each in options]
        return slackblocks.CheckboxGroup(action_id, list(options.values()), initial_options=ticked or None)
    initial = options.get(str(value)) if value is not None else None
    if len(options) <= RADIO_MOST and not one.optional:
        return slackblocks.RadioButtonGroup(action_id, list(options.values()), initial_option=initial)
    return slackblocks.StaticSelectMenu(action_id, list(options.values()), initial_option=initial)


def _typed(one: ActionField, action_id: str, value: Any) -> slackblocks.Element:
    text = str(value or "")[: action_fields.TYPED_MOST]
    return slackblocks.PlainTextInput(
        action_id,
        initial_value=text or None,
        multiline=one.widget is Widget.LONG,
        max_length=max(one.most, len(text)),
        placeholder=slackblocks.PlainText("50.00, or 50 EUR") if one.widget is Widget.AMOUNT else None,
    )


def _option(offer: Offer) -> slackblocks.Option:
    return kit.option(offer.label, offer.value, about=offer.about)
