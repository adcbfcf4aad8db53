"""What one can type: in Slack, and at the command line."""

from collections.abc import Iterator

from typer.core import TyperGroup

from bot import features
from bot.reference.markdown import code, first_line, page, section, table
from bot.slack.command_help import HelpLine
from bot.slack.routes import Commands, Routes
from core import office

ABOUT = """What people type in Slack, what it does, and who may. Every command answers `help` with what \
you are allowed to type. Where a player is needed and none is named, a form opens. *Who* lists the roles of the \
default office file."""


def slack() -> str:
    """Write the page of slash commands and shortcuts."""
    routes = Routes.joined(each.routes for each in features.ALL)
    commands = Commands(routes.commands)
    sections = [
        section(name, f"{command.about}. Hint in Slack: {code(commands.hint(name))}.", _table(commands.lines(name)))
        for name, command in commands
    ]
    shortcuts = [
        (one.title, "on a message" if one.on_message else "anywhere", one.about) for one in routes.shortcuts.values()
    ]
    last = section("Shortcuts", table(("shortcut", "where", "what it does"), shortcuts))
    return page("Commands in Slack", ABOUT, *sections, last)


def shell(root: object) -> str:
    """Write the page of the `pitboss` command, of which ``root`` is the whole as Typer runs it."""
    about = (
        "Everything `pitboss` does at the command line. Settings come from the environment: [settings](settings.md)."
    )
    return page("The pitboss command", about, *_verbs("pitboss", root))


def _table(lines: list[HelpLine]) -> str:
    shipped = office.default()
    rows = [
        (
            code(line.typed),
            line.does,
            ", ".join(shipped.who_may(line.needs)) if line.needs else "everybody",
            f"{code(line.needs)}: {line.needs.words}" if line.needs else "",
        )
        for line in lines
    ]
    return table(("typed", "what it does", "who", "permission"), rows) if rows else ""


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
    yield section(path, about, table(("", "what", "default"), rows) if rows else "")


def _default(one: object) -> str:
    value = getattr(one, "default", None)
    return "" if value in {None, False} or callable(value) or getattr(one, "required", False) else code(value)
