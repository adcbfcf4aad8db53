"""The reference, made from the code: each page is a function that writes Markdown."""

from collections.abc import Callable, Mapping
from pathlib import Path

from bot.reference import actions, commands, demo, events, monitoring, records, roles, rules, settings

PAGES: Mapping[str, Callable[[], str]] = {
    "commands.md": commands.slack,
    "pitboss.md": commands.shell,
    "roles.md": roles.roles,
    "actions.md": actions.asked,
    "security-rules.md": rules.rules,
    "events.md": events.catalogue,
    "office-file.md": settings.office_file,
    "settings.md": settings.environment,
    "http.md": monitoring.doors,
    "metrics.md": monitoring.numbers,
    "doctor.md": monitoring.runbook,
    "record.md": records.names,
    "demo.md": demo.stories,
}
"""File name → what writes it."""
FOLDER = Path(__file__).parents[2] / "docs/reference"


def written(folder: Path = FOLDER) -> list[str]:
    """Write every page that is not as the code says; name those written."""
    folder.mkdir(parents=True, exist_ok=True)
    changed = []
    for name, write in PAGES.items():
        path, text = folder / name, write()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed.append(name)
    return changed
