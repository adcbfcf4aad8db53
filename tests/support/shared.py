"""Real data that lies beside the project and is never copied into it."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def shared(*parts: str) -> Path:
    """Give a file of the shared folder, or skip the test, saying so."""
    folder = Path(os.environ.get("PITBOSS_SHARED") or ROOT.parent / "shared")
    path = folder.joinpath(*parts)
    if not path.is_file():
        pytest.skip(f"{'/'.join(parts)} is not in {folder}; PITBOSS_SHARED names another folder")
    return path
