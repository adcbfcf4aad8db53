"""Roles and what each may do, as the shipped office file says."""

from bot.handlers.desk.commands import SEES
from bot.reference.markdown import code, page, section, table
from core import office
from core.people import Permission, Visibility

ABOUT = """The roles of the default office file. Only what is listed is allowed; a person with two roles may do \
what either role allows, and no person may hold two that together could grant roles and move money, or change the \
office file and approve. Your own office file may define all of this differently."""


def roles() -> str:
    """Write the page of roles and permissions."""
    shipped = office.default().roles
    heads = ["permission", "what it lets you do", *(role.title for role in shipped.values())]
    rows = [
        [code(one.value), one.words, *("yes" if one in role.permissions else "" for role in shipped.values())]
        for one in Permission
    ]
    seen = [
        [role.title, code(name), _sees(role.sees), str(role.reveal_per_day or "none")] for name, role in shipped.items()
    ]
    return page(
        "Roles and permissions",
        ABOUT,
        section("Who may do what", table(heads, rows)),
        section("Who sees what", table(("role", "name in the office file", "sees", "fields revealed a day"), seen)),
    )


def _sees(levels: frozenset[Visibility]) -> str:
    return "; ".join(words for level, words in SEES.items() if level in levels) or "no player"
