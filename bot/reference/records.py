"""The names of recorded actions: declared by operations, or found in the code."""

import ast
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import core
from bot.reference.markdown import code, page, section, table
from core import actions, operations
from core.client_keys import ClientScope
from core.operations import Declaration
from core.people import Permission, SystemRight

PITBOSS = "Pitboss itself"
ROOT = Path(__file__).parents[2]
NAME = re.compile(r"[a-z]+\.(?!id$)[a-z_]+")
ABOUT = """Everything that stands in the record, by the name under which `/audit` and `pitboss audit` show it. A try \
that was refused or that failed stands under the same name, with its outcome. *Module* is the part of the \
desk it belongs to, *right* what one needs for it, where one declaration names it. *Look-up* marks what counts as \
looking a player up: staff monitoring counts it, and the purpose is asked first where the office says so."""


def names() -> str:
    """Write the page of audit action names."""
    found = recorded()
    looks = operations.look_up_actions()
    rows = [
        (code(name), module, _rights(name), "yes" if name in looks else "") for name, module in sorted(found.items())
    ]
    return page("Names in the record", ABOUT, section("Names", table(("name", "module", "right", "look-up"), rows)))


def recorded() -> dict[str, str]:
    """Give every action that a record may carry, with its module."""
    _declare_all()
    return dict(_written()) | dict(_declared()) | {one.recorded_as: one.module for one in actions.ALL}


def _declare_all() -> None:
    """Import every room of core, so that the registry holds what each of them declares."""
    for module in pkgutil.walk_packages(core.__path__, "core."):
        if ".migrations" not in module.name:
            import_module(module.name)


def _rights(name: str) -> str:
    """Say what lets somebody do what is recorded so, by every declaration that names it."""
    named = (each.declaration for each in operations.registry() if name in each.declaration.actions)
    return ", ".join(sorted({right for declared in named for right in _of_declaration(declared)}))


def _of_declaration(declared: Declaration) -> Iterator[str]:
    if callable(declared.needs):
        yield "by what is asked for"
        return
    for need in declared.required({}):
        yield "everybody at the desk" if need is None else PITBOSS if isinstance(need, SystemRight) else code(need)


def _written() -> Iterator[tuple[str, str]]:
    """Find every name that the code says, by the subjects that entries are made about."""
    files = [_read(path.read_bytes()) for path in _sources()]
    entries = dict(sorted(found for named, _ in files for found in named))
    entries |= dict(_declared())
    modules = {_subject(name): module for name, module in sorted(entries.items()) if module}
    others = {one.value for one in (*Permission, *ClientScope)}
    for name in (name for _, names in files for name in names):
        if _subject(name) in modules and name not in others:
            yield name, entries.get(name) or modules[_subject(name)]


@cache
def _read(source: bytes) -> tuple[list[tuple[str, str]], list[str]]:
    """Read a file's entries, with the module each says, and every text in it that is shaped like a name."""
    said = list(ast.walk(ast.parse(source)))
    named = [found for node in said if isinstance(node, ast.Call) for found in _named(node)]
    texts = [node.value for node in said if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return named, [text for text in texts if NAME.fullmatch(text)]


def _declared() -> Iterator[tuple[str, str]]:
    """List what the operations of core declare."""
    for each in operations.registry():
        if each.__module__.startswith("core."):
            yield from ((name, each.declaration.module) for name in each.declaration.actions)


def _sources() -> Iterator[Path]:
    for room in ("bot", "core"):
        yield from (path for path in sorted((ROOT / room).rglob("*.py")) if not {"demo", "reference"} & {*path.parts})


def _named(call: ast.Call) -> Iterator[tuple[str, str]]:
    """Read one entry: its name, and the module it says."""
    function = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if not function.lower().endswith("entry"):
        return
    words = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    keywords = {one.arg: str(one.value.value) for one in call.keywords if isinstance(one.value, ast.Constant)}
    said = [keywords["action"]] if "action" in keywords else [word for word in words if NAME.fullmatch(word)]
    modules = [word for word in words if not NAME.fullmatch(word)]
    yield from ((name, keywords.get("module") or "".join(modules[:1])) for name in said)


def _subject(name: str) -> str:
    return name.partition(".")[0]
