"""The rules of the house that a machine can check."""

import ast
import importlib.metadata
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")

LONGEST_MODULE = 300
LONGEST_FUNCTION = 70

REQUIRED_PATHS = [
    *("bot/", "bot/handlers/", "bot/workflows/", "bot/approvals/", "core/", "tests/"),
    *("manifest.yml", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md"),
]

REGISTRY_OR_MACHINE = re.compile(
    r"pypi[.]org|pythonhosted[.]org|npmjs[.]org|debian[.]org|(?<![\w.~-])/(?:root|work|home)/[\w.]"
)
COMMANDS = re.findall(r"command: /(\w+)", (ROOT / "manifest.yml").read_text(encoding="utf-8"))
SLASH_COMMAND = re.compile(rf"(?<![\w/.])/(?:{'|'.join(COMMANDS)})\b")
HOLLOW_MARK = re.compile(r"\b(?:TO[D]O|FIX[M]E)\b")


def committed() -> list[Path]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout: nothing says which files are the project's")
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    paths = [ROOT / name.decode() for name in listing.stdout.split(b"\0") if name]
    return [path for path in paths if path.is_file()]


def modules() -> list[Path]:
    """Return what people wrote; migrations are written once, by Alembic, and never read as prose."""
    versions = ROOT / "core" / "database" / "migrations" / "versions"
    return [path for path in committed() if path.suffix == ".py" and path.parent != versions]


def places(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in committed()
        if path.suffix not in {".png", ".jpg", ".woff2"}
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, node.end_lineno - node.lineno + 1


def named(requirement: str) -> str:
    """Return the package that a requirement names, as package registries compare names."""
    return re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", requirement)[0]).lower()


def locked(name: str) -> dict[str, list[str]]:
    """Read a lock file: the pinned requirement and its hashes."""
    pins: dict[str, list[str]] = {}
    for line in (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("    --hash=sha256:"):
            pins[list(pins)[-1]].append(line.strip(" \\"))
        elif line and not line.lstrip().startswith("#"):
            pins[line.strip(" \\")] = []
    return pins


def core_modules() -> list[Path]:
    return [path for path in modules() if path.is_relative_to(ROOT / "core") and path != ROOT / "core/__init__.py"]


def slash_commands(path: Path) -> Iterator[tuple[str, bool]]:
    """Find every slash command that a module's texts name, and whether an action declares it there."""
    tree = ast.parse(path.read_bytes())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    declared = {id(node.args[0]) for node in calls if node.func.id == "Command" and node.args}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from ((name, id(node) in declared) for name in SLASH_COMMAND.findall(node.value))


def test_core_says_no_word_of_slack() -> None:
    word = re.compile(r"slack(?!_user_id|_team_id)", re.IGNORECASE)

    assert [path for path in core_modules() if word.search(path.read_text(encoding="utf-8"))] == []


def test_only_an_actions_own_declaration_names_a_slash_command_in_core() -> None:
    found = {path: list(slash_commands(path)) for path in core_modules()}

    assert [path for path, names in found.items() if not all(declared for _, declared in names)] == []
    assert {path.parent.name for path, names in found.items() if names} == {"actions"}


@pytest.mark.parametrize("path", REQUIRED_PATHS)
def test_the_house_is_laid_out_as_its_owner_asked(path: str) -> None:
    assert (ROOT / path).is_dir() if path.endswith("/") else (ROOT / path).is_file()


def test_no_committed_file_names_a_registry_or_somebodys_machine() -> None:
    assert places(REGISTRY_OR_MACHINE) == []


def test_nothing_is_left_for_later() -> None:
    assert places(HOLLOW_MARK) == []


def test_modules_stay_short() -> None:
    lengths = {path.relative_to(ROOT): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}

    assert {path: length for path, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_functions_stay_short() -> None:
    lengths = {f"{path.relative_to(ROOT)}: {name}": length for path in modules() for name, length in functions(path)}

    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


def test_cards_wait_for_nothing() -> None:
    waiting = (ast.AsyncFunctionDef, ast.Await, ast.AsyncWith, ast.AsyncFor)
    cards = {path: ast.parse(path.read_bytes()) for path in modules() if path.is_relative_to(ROOT / "bot/cards")}

    assert cards
    assert [path for path, tree in cards.items() if any(isinstance(node, waiting) for node in ast.walk(tree))] == []


def test_a_class_name_has_one_meaning() -> None:
    places: dict[str, list[str]] = {}
    for path in (path for path in modules() if path.relative_to(ROOT).parts[0] in {"bot", "core"}):
        for node in ast.parse(path.read_bytes()).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(str(path.relative_to(ROOT)))

    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_a_migration_rests_on_the_ground_alone() -> None:
    """What rooms above the database do may change; what a shipped migration did to the rows may not."""
    imports = re.compile(r"^(?:from|import) (core[.\w]*)(?: import ([\w, ]+))?", re.MULTILINE)
    ground = {"core.database.tables.base", "core.countries", "core.foldings", "core.look_alikes", "core.particulars"}
    found = {
        (path.name, f"{package}.{name}" if package == "core" else package)
        for path in sorted((ROOT / "core" / "database" / "migrations" / "versions").glob("*.py"))
        for package, names in imports.findall(path.read_text(encoding="utf-8"))
        for name in names.split(", ")
    }

    assert found
    assert {(path, name) for path, name in found if name not in ground} == set()


@pytest.mark.parametrize("target", ["demo", "test", "run", "lint", "format", "generated", "lock", "bench", "help"])
def test_make_knows_and_explains(target: str) -> None:
    assert re.search(rf"^{target}:.* ## \w", MAKEFILE, re.MULTILINE)


@pytest.mark.parametrize("command", ["make demo", "make test"])
def test_readme_says_how_to_begin(command: str) -> None:
    assert command in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("lock", ["run", "dev"])
def test_every_locked_package_is_pinned_with_hashes(lock: str) -> None:
    pins = locked(lock)

    assert len(pins) > len(PROJECT["project"]["dependencies"])
    assert [pin for pin, hashes in pins.items() if "==" not in pin or not hashes] == []


def test_tests_run_on_the_versions_that_are_shipped() -> None:
    assert locked("run").keys() <= locked("dev").keys()


def test_every_dependency_is_locked_and_accounted_for() -> None:
    groups = PROJECT["dependency-groups"].values()
    optional = [entry for group in groups for entry in group if isinstance(entry, str)]
    wanted = {named(entry) for entry in [*PROJECT["project"]["dependencies"], *optional]}
    decision = (ROOT / "docs/decisions/0001-dependencies.md").read_text(encoding="utf-8")

    accounted_for = set(re.findall(r"^\| ([\w-]+) \| .{20,} \| .+ \|$", decision, re.MULTILINE)) - {"package"}

    assert accounted_for == wanted
    assert wanted <= {named(pin) for pin in locked("dev")}


def test_nothing_shipped_is_under_the_gpl() -> None:
    installed = {named(dist.name): dist.metadata for dist in importlib.metadata.distributions()}
    licences = {
        name: " ".join(
            [
                *(metadata.get_all("License-Expression") or []),
                *(metadata.get_all("License") or []),
                *(entry for entry in metadata.get_all("Classifier") or [] if entry.startswith("License")),
            ]
        )
        for name, metadata in installed.items()
        if name in {named(pin) for pin in locked("run")}
    }

    assert [name for name, licence in licences.items() if not licence] == []
    assert [name for name, licence in licences.items() if re.search(r"GPL|GNU", licence)] == []
