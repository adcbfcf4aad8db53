"""What one can type: in Slack, and at the command line."""

import importlib
import pkgutil
from collections.abc import Iterator

import yaml
from typer.core import TyperGroup

from bot import handlers
from bot.handlers.desk.commands import PERMISSIONS
from bot.reference.markdown import code, first_line, page, section, table
from bot.slack import manifest as manifests
from bot.slack.command_help import HelpLine
from core import office

ABOUT = """What people type in Slack, what it does, and who may. Every command answers `help` with what you yourself \
may type; a player's name where one is missing opens a form. *Who* is told by the roles of the shipped \
office file."""


def slack() -> str:
    """Write the page of slash commands and shortcuts."""
    manifest = yaml.safe_load(manifests.text())["features"]
    usages = list(_usages())
    sections = [
        section(
            one["command"],
            f"{one['description']}. Hint in Slack: {code(one['usage_hint'])}.",
            _table([usage for usage in usages if usage.typed.split()[0] == one["command"]]),
        )
        for one in manifest["slash_commands"]
    ]
    shortcuts = [(one["name"], _where(one["type"]), one["description"]) for one in manifest["shortcuts"]]
    last = section("Shortcuts", table(("shortcut", "where", "what it does"), shortcuts))
    return page("Commands in Slack", ABOUT, *sections, last)


def shell(root: object) -> str:
    """Write the page of the `pitboss` command, of which ``root`` is the whole as Typer runs it."""
    about = (
        "Everything `pitboss` does at the command line. Settings come from the environment: [settings](settings.md)."
    )
    return page("The pitboss command", about, *_verbs("pitboss", root))


def _usages() -> Iterator[HelpLine]:
    """Give every line of help there is, each once."""
    told: set[str] = set()
    for found in pkgutil.walk_packages(handlers.__path__, f"{handlers.__name__}."):
        for value in vars(importlib.import_module(found.name)).values():
            for usage in value if isinstance(value, tuple) else ():
                if isinstance(usage, HelpLine) and usage.typed not in told:
                    told.add(usage.typed)
                    yield usage


def _table(usages: list[HelpLine]) -> str:
    shipped = office.default()
    rows = [
        (
            code(usage.typed),
            usage.does,
            ", ".join(shipped.who_may(usage.needs)) if usage.needs else "everybody",
            f"{code(usage.needs)}: {PERMISSIONS[usage.needs]}" if usage.needs else "",
        )
        for usage in usages
    ]
    return table(("typed", "what it does", "who", "permission"), rows) if rows else ""


def _where(kind: str) -> str:
    return "on a message" if kind == "message" else "anywhere"


def _verbs(path: str, command: object) -> Iterator[str]:
    if isinstance(command, TyperGroup):
        for name, sub in command.commands.items():
            yield from _verbs(f"{path} {name}", sub)
        return
    rows = [
        (
            code(" / ".join(one.opts) if one.param_type_name == "option" else (one.metavar or one.name).upper()),
            getattr(one, "help", None) or "",
            _default(one),
        )
        for one in command.params  # type: ignore[attr-defined]  # a click command
        if one.name != "help"
    ]
    about = first_line(command.callback)  # type: ignore[attr-defined]  # as above
    yield section(path, about, table(("", "what", "unless said"), rows) if rows else "")


def _default(one: object) -> str:
    value = getattr(one, "default", None)
    return "" if value in {None, False} or callable(value) or getattr(one, "required", False) else code(value)
