"""Everything sensitive that can be asked for, with its fields and who has to agree."""

import inspect
import re
import sys

from bot import kit
from bot.approvals import commands as asking
from bot.reference.markdown import code, documented, first_line, kinds, page, section, table
from core import actions, office, platform
from core.action import Action, Kind, PlayerAction
from core.office.field_types import Quorum

ABOUT = """An action is requested in a form; its fields are below. *Protective* actions take effect when requested, \
and a second person confirms or ends them; *releasing* actions wait for approval first. The office file defines who \
has to approve; this page shows the default file. Nobody ever approves their own request."""
FIRST = {
    Kind.PROTECTIVE: "Protective: takes effect at once; a second person confirms or ends it.",
    Kind.RELEASING: "Releasing: nothing happens until others approve.",
}
WISH = re.compile(r"\bplatform\.(\w+Wish)\(")
"""An order as an action writes it."""


def asked() -> str:
    """Write the page of actions."""
    heads = ("action", "who may ask", "who agrees", "what the platform is told", "how it is undone")
    rows = [summary(action) for action in actions.ALL]
    return page("Actions", ABOUT, table(heads, rows), *(_section(action) for action in actions.ALL))


def summary(action: type[Action]) -> tuple[str, str, str, str, str]:
    """Say of an action who may ask, who agrees, what the platform is told, and how it is undone."""
    who = ", ".join(office.default().who_may(action.ask))
    told = ", ".join(code(f"order.{kind}") for kind in orders(action)) or "nothing: the desk's own matter"
    return action.title, who, _agrees(action), told, action.undone_by


def orders(action: type[Action]) -> list[str]:
    """List the kinds of the orders that the action declares, or that its own module writes."""
    written = set(WISH.findall(inspect.getsource(sys.modules[action.__module__]))) if action.on_platform else set()
    return [wish.kind.value for wish in platform.WISHES if wish.kind in action.orders or wish.__name__ in written]


def _agrees(action: type[Action]) -> str:
    """Say in one line who agrees: of several amounts, for the smallest and for the largest."""
    found = list(dict.fromkeys(_slots(one) for _, one in _quorums_of(action)))
    if action.agreed_by or not found:
        return action.agreed_by
    words = found[0] if len(found) == 1 else f"by amount, from {found[0]} to {found[-1]}"
    return f"{words}, afterwards" if action.kind is Kind.PROTECTIVE else words


def _section(action: type[Action]) -> str:
    shipped = office.default()
    who = ", ".join(shipped.who_may(action.ask))
    return section(
        action.title,
        f"{first_line(action)} {FIRST[action.kind]}",
        f"Asked for by: {who} ({code(action.ask)}), {_way(action)}. In the record: {code(action.recorded_as)}.",
        table(("field", "named in the record", "what it takes", "needed"), _fields(action)),
        _rule(action),
    )


def _way(action: type[Action]) -> str:
    """Say what people type to ask for it."""
    return f"with {code(asking.typed_as(action.command))}" if action.command else "by a button of the player's card"


def _fields(action: type[Action]) -> list[tuple[str, str, str, str]]:
    told, below = kinds(action), documented(action)
    return [
        (
            field.title or name,
            code(name),
            told[name] + (f". {below[name]}" if name in below else ""),
            "yes" if field.is_required() else "",
        )
        for name, field in action.model_fields.items()
    ]


def _rule(action: type[Action]) -> str:
    if action.agreed_by:
        return f"Who agrees: {action.agreed_by[0].lower()}{action.agreed_by[1:]}."
    found = _quorums_of(action)
    rows = [(name, _slots(one), str(one.people), _span(one)) for name, one in found]
    return table(("rule", "one person each", "people at least", "within"), rows) if rows else ""


def _quorums_of(action: type[Action]) -> "list[tuple[str, Quorum]]":
    if issubclass(action, PlayerAction):
        return [("always", action.quorum(office.default()))]
    rule = getattr(office.default().rules, action.rule_of or action.name, None)
    return _quorums(rule) if rule is not None else []


def _quorums(rule: object) -> "list[tuple[str, Quorum]]":
    if isinstance(rule, Quorum):
        return [("always", rule)]
    found: list[tuple[str, Quorum]] = []
    for name in type(rule).model_fields:  # type: ignore[attr-defined]  # every rule is a part of the office file
        value = getattr(rule, name)
        if isinstance(value, Quorum):
            found.append((name.replace("_", " "), value))
        elif isinstance(value, tuple):
            found += [(f"{name} {_amount(tier)}", tier) for tier in value]
    return found


def _amount(tier: Quorum) -> str:
    limit = getattr(tier, "up_to", None)
    return f"up to {kit.money(limit)}" if limit else "any other amount"


def _slots(quorum: Quorum) -> str:
    titles = {name: role.title for name, role in office.default().roles.items()}
    return " + ".join(" or ".join(titles[role] for role in sorted(slot)) for slot in quorum.slots)


def _span(quorum: Quorum) -> str:
    return str(quorum.model_dump(mode="json")["within"])
