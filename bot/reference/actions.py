"""Everything sensitive that can be asked for, with its fields and who has to agree."""

from bot import kit
from bot.approvals import commands as asking
from bot.reference.markdown import code, documented, first_line, kinds, page, section, table
from core import actions, office
from core.action import Action, Kind
from core.office.rules import Quorum

ABOUT = """An action is requested in a form; its fields are below. *Protective* actions take effect when requested, \
and a second person confirms or ends them; *releasing* actions wait for approval first. The office file defines who \
has to approve; this page shows the default file. Nobody ever approves their own request."""
FIRST = {
    Kind.PROTECTIVE: "Protective: takes effect at once; a second person confirms or ends it.",
    Kind.RELEASING: "Releasing: nothing happens until others approve.",
}


def asked() -> str:
    """Write the page of actions."""
    return page("Actions", ABOUT, *(_section(action) for action in actions.ALL))


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
    rule = getattr(office.default().rules, action.rule_of or action.name, None)
    if rule is None:
        return ""
    found = list(_quorums(rule))
    rows = [(name, _slots(one), str(one.people), _span(one)) for name, one in found]
    if not rows:
        return "Who approves: the owner of the block's reason, with the remedies ticked."
    return table(("rule", "one person each", "people at least", "within"), rows)


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
