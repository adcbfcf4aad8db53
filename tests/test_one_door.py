"""Bot looks at and changes the desk through declared operations only."""

import ast
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from core.operations import Declared

ROOT = Path(__file__).parents[1]
PROCESS = {
    "core.database.": "the connections, migrations and statements of the process itself",
    "core.outbox": "the workers claim messages and settle them",
    "core.jobs": "the timers claim periods",
    "core.deliveries": "each event of Slack's is taken once",
    "core.posted_messages": "where messages stand in Slack",
    "core.audiences": "who reads a channel, which decides where messages may stand",
    "core.audit.alarms": "the two roads raise the alarms of the operations",
    "core.audit.entries": "the two roads write the records of the operations",
    "core.operations.declared": "what cannot be stored is refused before anything reads it",
    "core.operations.refusals": "the two roads record the refusals of the operations",
}
"""Modules of core that hold no data of the desk: the machinery of a process, and why it is called directly."""
IDENTIFYING = {
    "core.office_changes.in_use",
    "core.staff.members.by_account",
    "core.staff.members.administered",
}
"""Finding out who acts, and under which office file, which comes before any right."""
BESIDE = {
    "bot/commands/backup.py": "tries the key on the first record of a file, whose desk does not run",
    "bot/demo": "writes a pretend company's past, under moments long gone",
    "bot/doctor": "examines the process and its database for the operator: settings, counts and guards, nobody's data",
    "bot/process/master_key.py": "tries the key on the first record before anything else is opened",
}
"""Where core is called beside its door, and why."""


def sources() -> list[Path]:
    beside = tuple(str(ROOT / place) for place in BESIDE)
    return sorted(path for path in (ROOT / "bot").rglob("*.py") if not str(path).startswith(beside))


def imported(tree: ast.AST) -> dict[str, Any]:
    """Resolve the names that a module imports from core, wherever it does."""
    names: dict[str, Any] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "core":
            module = importlib.import_module(str(node.module))
            for alias in node.names:
                found = getattr(module, alias.name, None)
                if found is None:
                    found = importlib.import_module(f"{node.module}.{alias.name}")
                names[alias.asname or alias.name] = found
    return names


def resolved(node: ast.expr, names: dict[str, Any]) -> Any:
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        inside = resolved(node.value, names)
        return getattr(inside, node.attr, None) if isinstance(inside, ModuleType) else None
    return None


def passed_by(path: Path) -> Iterator[str]:
    """Name the coroutine functions of core that a module uses, which are not declared."""
    tree = ast.parse(path.read_bytes())
    names = imported(tree)
    for node in ast.walk(tree):
        used = resolved(node, names) if isinstance(node, ast.Name | ast.Attribute) else None
        if used is None or isinstance(used, Declared) or not inspect.iscoroutinefunction(used):
            continue
        name = f"{used.__module__}.{used.__name__}"
        if name not in IDENTIFYING and not used.__module__.startswith(tuple(PROCESS)):
            yield name


def test_nothing_of_the_desk_is_read_or_changed_beside_the_door() -> None:
    beside = {str(path.relative_to(ROOT)): sorted(set(passed_by(path))) for path in sources()}

    assert {path: names for path, names in beside.items() if names} == {}


def test_a_call_beside_the_door_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "handler.py"
    path.write_text(
        "from core import tickets\n\nasync def look(work):\n    return await tickets.queries.get(work.db, 1)\n"
    )

    assert list(passed_by(path)) == ["core.tickets.queries.get"]
