"""The pages for operators: HTTP endpoints, metrics, and the doctor's findings."""

import ast
import inspect
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType

from bot import features
from bot.api import health, metrics_page
from bot.doctor import database, desk, platform, slack
from bot.process.metrics import Meters
from bot.reference.markdown import code, first_line, page, section, table

DOORS = """The HTTP endpoints of a running Pitboss, on `PITBOSS_HOST` and `PITBOSS_PORT`; those of health and metrics \
also on `PITBOSS_HEALTH_HOST` and `PITBOSS_HEALTH_PORT`, without a key. How each is signed or \
authorised, with examples, is in the [operator's guide](../operating.md)."""
NUMBERS = """What `GET /metrics` returns, in Prometheus' text format, on the listener for health, and elsewhere to the \
holder of a key with the scope `metrics.read`, or of the client `metrics` in `PITBOSS_API_KEYS`. No \
metric names a person or a player."""
SAYS = """Everything that `pitboss doctor` may report as wrong or doubtful, and what to do. It changes nothing and \
exits with 1 if something is wrong. `…` stands for what it fills in."""
LEVELS = ("wrong", "warning")


def doors() -> str:
    """Write the page of HTTP endpoints."""
    opened = [*health.DOORS, *metrics_page.DOORS, *(door for feature in features.ALL for door in feature.doors)]
    rows = [(code(f"{door.method} {door.path}"), first_line(door.answer)) for door in opened]
    rows.append((code("POST /slack/events"), "Take Slack's signed requests, where Socket Mode is not used."))
    return page("HTTP", DOORS, section("Endpoints", table(("endpoint", "what it does"), sorted(rows))))


def numbers() -> str:
    """Write the page of metrics."""
    counted = [
        (code(f"{one.name}_total" if one.type == "counter" else one.name), one.documentation, one.type)
        for one in Meters().registry.collect()
    ]
    momentary = [(code(name), about, "gauge") for name, about in _gauges()]
    rows = [*counted, *dict.fromkeys(momentary)]
    return page("Metrics", NUMBERS, section("Numbers", table(("name", "what it counts", "kind"), rows)))


def runbook() -> str:
    """Write the page of what the doctor says."""
    rows = [row for module in (slack, database, desk, platform) for row in _findings(module)]
    return page("What the doctor says", SAYS, section("Findings", table(("about", "level", "it says", "do"), rows)))


def _gauges() -> Iterator[tuple[str, str]]:
    for node in ast.walk(_read(metrics_page)):
        if isinstance(node, ast.Call) and _name(node.func) == "Gauge":
            name, about = (ast.literal_eval(argument) for argument in node.args[:2])
            yield name, about


def _findings(module: ModuleType) -> Iterator[tuple[str, str, str, str]]:
    whole = _read(module)
    for function in (node for node in ast.walk(whole) if isinstance(node, ast.AsyncFunctionDef)):
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and (level := _name(node.func)) in LEVELS:
                named = _said_before(node.lineno, whole.body) | _said_before(node.lineno, ast.walk(function))
                about, told, todo = (_words(argument, named) for argument in node.args[:3])
                yield function.name.strip("_").replace("_", " ") if about == "…" else about, level, told, todo


def _said_before(line: int, nodes: Iterable[ast.AST]) -> dict[str, ast.expr]:
    """Find what is written under a name above a line; the nearest counts."""
    assigned = sorted((one for one in nodes if isinstance(one, ast.Assign)), key=lambda one: one.lineno)
    return dict(
        pair for one in assigned if one.lineno < line for target in one.targets for pair in _pairs(target, one.value)
    )


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for each, one in zip(target.elts, value.elts, strict=True):
            yield from _pairs(each, one)


def _words(node: ast.expr, named: dict[str, ast.expr]) -> str:
    """Read a sentence out of the source, with … for what is filled in."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(_words(part, named) for part in parts)
        case ast.Name(id=name) if name in named:
            return _words(named[name], {key: value for key, value in named.items() if key != name})
        case ast.FormattedValue(value=ast.Name(id=name)) if isinstance(named.get(name), ast.Constant | ast.JoinedStr):
            return _words(named[name], {key: value for key, value in named.items() if key != name})
    return "…"


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _read(module: ModuleType) -> ast.Module:
    return ast.parse(Path(inspect.getfile(module)).read_bytes())
