"""Turning a filled-in form into an action, or into an error beside each invalid field."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from pydantic import ValidationError

from bot.approvals.form import TICKED
from bot.cards import action_fields
from bot.cards.action_fields import ActionField, Widget
from core import money
from core.action import Action, Pick
from core.approvals.form_content import InputContext
from core.errors import Invalid, Refused
from core.money import Money

TYPED = "typed:"
"""Before the value of a player field that holds what somebody typed and no player yet."""
TYPED_PLAYER_MOST = 100
NOT_OFFERED = "This cannot be chosen any more. Choose again."
KINDS_OF_WRONG_CHOICE = frozenset({"enum", "int_parsing", "int_type", "literal_error", "uuid_parsing", "uuid_type"})


class Mistakes(Invalid):
    """Some fields are invalid; the message holds errors that belong to no field."""

    code: ClassVar[str] = "form_mistakes"

    def __init__(self, beside: Mapping[str, str], message: str = "") -> None:
        super().__init__(message or "Some fields need to be corrected.")
        self.beside = dict(beside)
        self.general = message


def filled_in(action: type[Action], values: Mapping[str, Any]) -> dict[str, Any]:
    """Read a form's values by field; ``values`` are by block id, and ids of no field of this action are ignored."""
    found: dict[str, Any] = {}
    for block_id, value in values.items():
        if one := action_fields.named(action, block_id.partition(":")[0]):
            found[one.name] = TICKED in (value or ()) if one.widget is Widget.TICK else value
    return found


def typed_player(text: str) -> str:
    """Make the value of a player field out of what was typed, where it names not exactly one player."""
    return f"{TYPED}{text[:TYPED_PLAYER_MOST]}"


def build(action: type[Action], filled: Mapping[str, Any], known: InputContext) -> Action:
    """Build the action from the filled-in values.

    Raises :class:`Mistakes` with a sentence for each field that cannot be used.
    """
    content: dict[str, Any] = {}
    beside: dict[str, str] = {}
    for one in action_fields.of(action):
        value = filled.get(one.name)
        if value is None or value in ("", []):
            continue
        try:
            content[one.name] = _meant(one, value, known)
        except Refused as refusal:
            beside[one.name] = refusal.message
    try:
        built = action.model_validate(content)
    except ValidationError as error:
        raise _mistakes(action, error, beside) from error
    except Refused as refusal:
        if refusal.field is None or action_fields.named(action, refusal.field) is None:
            raise Mistakes(beside, refusal.message) from refusal
        raise Mistakes({refusal.field: refusal.message, **beside}) from refusal
    if beside:
        raise Mistakes(beside)
    return built


def _meant(one: ActionField, value: Any, known: InputContext) -> Any:
    if one.widget is Widget.AMOUNT:
        return _amount(one, str(value), known.currencies)
    if one.pick is Pick.STAFF:
        if value not in known.people:
            raise Invalid("This account has no staff record. Hire the person first, with /pitboss hire.")
        return known.people[value]
    if one.widget is Widget.PLAYER and str(value).startswith(TYPED):
        words = str(value).removeprefix(TYPED)
        raise Invalid(f"“{words}” names not exactly one player. Type here whom you mean, and choose one.")
    return value


def _amount(one: ActionField, text: str, currencies: Sequence[str]) -> Money:
    """Read an amount in a currency of the wallet; without a currency the first one is assumed."""
    first: Refused | None = None
    for currency in currencies or (None,):
        try:
            return money.parse(text, currency=currency, field=one.name)
        except Refused as refusal:
            first = first or refusal
    raise first or Invalid("Choose the player first, so that the currency is known.")


def _mistakes(action: type[Action], error: ValidationError, beside: dict[str, str]) -> Mistakes:
    general: list[str] = []
    for one in error.errors(include_url=False):
        about = action_fields.named(action, str(one["loc"][0])) if one["loc"] else None
        if about is None:
            general.append(_said(one))
        else:
            beside.setdefault(about.name, _sentence(about, one))
    return Mistakes(beside, " ".join(general))


def _sentence(one: ActionField, error: Mapping[str, Any]) -> str:
    """Describe a validation error in plain words."""
    if error["type"] == "missing":
        return _missing(one)
    if error["type"] in KINDS_OF_WRONG_CHOICE:
        return NOT_OFFERED
    return _wrong_length(error) or _said(error)


def _wrong_length(error: Mapping[str, Any]) -> str | None:
    context = error.get("ctx") or {}
    length = len(str(error["input"]).strip())
    match error["type"], context.get("min_length"), context.get("max_length"):
        case "string_too_short", 1, _:
            return "Fill this in."
        case "string_too_short", least, _:
            return f"Write at least {least} characters, so that others understand it. It has {length}."
        case "string_too_long", _, most:
            return f"Write at most {most:,} characters. It has {length:,}."
        case "too_short", least, _:
            return "Tick at least one." if least == 1 else f"Tick at least {least}."
        case _:
            return None


def _missing(one: ActionField) -> str:
    wanted = {
        Widget.PLAYER: "Choose a player.",
        Widget.STAFF: "Choose somebody.",
        Widget.ONE: "Choose one.",
        Widget.SEVERAL: "Tick at least one.",
    }
    return wanted.get(one.widget, "Fill this in.")


def _said(error: Mapping[str, Any]) -> str:
    """Say what a check of the action's own said; pydantic puts its own words before it."""
    cause = (error.get("ctx") or {}).get("error")
    words = str(cause) if cause is not None else str(error["msg"])
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."
