"""Which installation runs: its version, and that all its packages are its own."""

import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from importlib.util import find_spec
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
"""The folder that `bot`, `core` and `sandbox` share."""
NAMES = ("bot", "core", "sandbox")
"""Import names as common as these may belong to another project on the same path."""


def version() -> str:
    """Give the version that is installed, such as ``0.1.0``."""
    try:
        return installed("pitboss")
    except PackageNotFoundError:
        return "not installed"


def demand_own() -> None:
    """Exit with a sentence if Python would import another project's `bot`, `core` or `sandbox`.

    Runs before anything of `core` is imported: with half of another project nothing that follows could be trusted.
    """
    if others := list(_of_others()):
        sys.exit(
            f"Pitboss does not start: Python would import {' and '.join(others)} instead of its own in {HOME}. "
            "Install Pitboss into a virtual environment of its own, and leave PYTHONPATH empty."
        )


def _of_others() -> Iterator[str]:
    for name in NAMES:
        spec = find_spec(name)
        found = Path(spec.origin).resolve().parent if spec and spec.origin else None
        if found != HOME / name:
            yield f"`{name}` from {found.parent if found else 'a folder without __init__.py'}"
