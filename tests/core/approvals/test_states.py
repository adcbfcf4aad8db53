"""The states of a request are named in one place: nobody else spells them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.requests import State

ROOT = Path(__file__).parents[3]
SPELLS = frozenset(State)
OF_SOMETHING_ELSE = {"core/activity/catalogue.py": "what the platform says of an order in an event"}


def spelled(tree: ast.AST) -> Iterator[ast.AST]:
    """Find strings that are states: compared with a state, given as one, or listed with nothing but states."""
    for node in ast.walk(tree):
        match node:
            case ast.Compare(left=left, comparators=[right]):
                pairs = [(left, right), (right, left)]
            case ast.keyword(arg=str(name), value=value):
                pairs = [(ast.Name(name), value)]
            case ast.Dict(keys=keys, values=values):
                pairs = [(ast.Name(key.value), value) for key, value in zip(keys, values, strict=True) if text(key)]
                yield from [node] * states_alone(keys)
            case ast.Assign(targets=[target], value=value) | ast.AnnAssign(target=target, value=ast.expr() as value):
                pairs = [(target, value)]
            case ast.Tuple(elts=several) | ast.List(elts=several) | ast.Set(elts=several) | ast.Call(args=several):
                pairs = []
                yield from [node] * states_alone(several)
            case _:
                pairs = []
        yield from (value for name, value in pairs if called(name).endswith("state") and any_state(value))


def text(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def called(node: ast.AST) -> str:
    return getattr(node, "attr", None) or getattr(node, "id", "")


def any_state(node: ast.AST) -> bool:
    return any(text(one) and one.value in SPELLS for one in [node, *getattr(node, "elts", ())])


def states_alone(several: list[ast.expr | None]) -> bool:
    return len(several) > 1 and all(text(one) and one.value in SPELLS for one in several)


def test_no_module_spells_the_state_of_a_request() -> None:
    places = [
        f"{path.relative_to(ROOT)}:{found.lineno}"
        for package in ("core", "bot")
        for path in sorted((ROOT / package).rglob("*.py"))
        if "migrations" not in path.parts and str(path.relative_to(ROOT)) not in OF_SOMETHING_ELSE
        for found in spelled(ast.parse(path.read_text()))
    ]

    assert places == []


@pytest.mark.parametrize(
    "line",
    [
        'request.state == "pending"',
        'requests.c.state.in_(("done", "failed"))',
        'if "in_force" != row.state: pass',
        'state in {"done", "overdue"}',
        'move(request, state="declined")',
        'row = {"state": "pending"}',
        'WORDS = {"done": "Done", "ended": "Ended"}',
        'CLOSED = ["done", "ended"]',
        'outcomes("failed", "expired")',
    ],
)
def test_a_state_that_is_spelled_is_found(line: str) -> None:
    assert list(spelled(ast.parse(line)))
