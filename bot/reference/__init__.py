"""The reference, made from the code: each page is a function that writes Markdown."""

from collections.abc import Callable, Mapping
from pathlib import Path

from bot.api import openapi
from bot.reference import actions, commands, demo, events, monitoring, records, roles, rules, settings

PAGES: Mapping[str, Callable[[], str]] = {
    "commands.md": commands.slack,
    "roles.md": roles.roles,
    "actions.md": actions.asked,
    "security-rules.md": rules.rules,
    "events.md": events.catalogue,
    "office-file.md": settings.office_file,
    "settings.md": settings.environment,
    "http.md": monitoring.doors,
    "openapi.json": openapi.text,
    "metrics.md": monitoring.numbers,
    "doctor.md": monitoring.runbook,
    "record.md": records.names,
    "demo.md": demo.stories,
}
"""File name → what writes it."""
COMMAND_LINE = "pitboss.md"
"""The page of the commands, which are handed in: they import this package to write it."""
FOLDER = Path(__file__).parents[2] / "docs/reference"


def pages(command_line: object) -> dict[str, str]:
    """Give every page by its file's name; ``command_line`` is the root command as Typer runs it."""
    return {name: write() for name, write in PAGES.items()} | {COMMAND_LINE: commands.shell(command_line)}


def stale(folder: Path, command_line: object) -> dict[str, str]:
    """Return every outdated page with its new content."""
    texts = {name: folder / name for name in (*PAGES, COMMAND_LINE)}
    before = {name: path.read_text(encoding="utf-8") if path.exists() else "" for name, path in texts.items()}
    return {name: text for name, text in pages(command_line).items() if before[name] != text}


def written(folder: Path, command_line: object) -> list[str]:
    """Rewrite every outdated page; return their names."""
    folder.mkdir(parents=True, exist_ok=True)
    changed = stale(folder, command_line)
    for name, text in changed.items():
        (folder / name).write_text(text, encoding="utf-8")
    return list(changed)
