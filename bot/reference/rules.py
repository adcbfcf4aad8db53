"""The rules that watch players and addresses, with the thresholds of the shipped office file."""

from bot.reference.markdown import code, first_line, page, section, table
from core import office
from core.office.security import RuleSettings
from core.security import linked_accounts
from core.security.rules import ALL, INTAKE, LINKS
from core.security.verdicts import Rule

ABOUT = """Each rule is a pure function over recent events: it answers *alert*, *nothing* or *not enough history*, \
always with a sentence that says why. The sweep evaluates every new event; `/check` runs all rules at once. An \
alert says what was seen, never who is guilty. Thresholds are set in the office file under `security.rules`."""


def rules() -> str:
    """Write the page of security rules."""
    shipped = office.default().security
    due = [(level, str(shipped.due.model_dump(mode="json")[level])) for level in ("high", "medium", "low")]
    by_when = section("Deadlines by severity", table(("severity", "within"), due))
    found = [_found(name, title, words) for name, (title, words) in INTAKE.items()]
    return page("Security rules", ABOUT, *map(_section, ALL), *map(_linked, LINKS), *found, by_when)


def _found(name: str, title: str, words: str) -> str:
    limits: RuleSettings = getattr(office.default().security.rules, name)
    rows = [
        ("Alerts at", words),
        ("Judges", "Events as they come in, however old they are."),
        ("Severity", str(limits.severity)),
        ("Seen by", f"staff who may see {code(limits.visibility)}"),
        ("In the office file", code(f"security.rules.{name}")),
    ]
    return section(title, "Found while events are taken in.", table(("", ""), rows))


def _linked(name: str) -> str:
    shipped = office.default().security.rules
    limits: RuleSettings = getattr(shipped, name)
    rows = [
        ("Alerts at", linked_accounts.words(name, shipped)),
        ("Judges", "Players who come to share a device or a payment instrument, open an account or get a bonus."),
        ("Severity", str(limits.severity)),
        ("Seen by", f"staff who may see {code(limits.visibility)}"),
        ("In the office file", code(f"security.rules.{name}")),
    ]
    return section(LINKS[name], first_line(type(limits)), table(("", ""), rows))


def _section(rule: Rule) -> str:
    limits = rule.limits(office.default().security.rules)
    of = "A player, and an IP address." if rule.of_addresses else "A player."
    rows = [
        ("Alerts at", rule.words(limits)),
        ("Judges", of),
        ("When there comes", ", ".join(map(code, sorted(rule.judges)))),
        ("Severity", str(limits.severity)),
        ("Seen by", f"staff who may see {code(limits.visibility)}"),
        ("In the office file", code(f"security.rules.{rule.name}")),
    ]
    return section(rule.title, first_line(type(limits)), table(("", ""), rows))
