"""Where tests write what need not outlive them: in memory, where the machine has room there."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - folders in it get names of their own
ENOUGH_BYTES = 2**31
"""Below this a run could fill it; containers often have 64 MB."""


def place() -> Path:
    """Find the folder for passing things: a disk waits for each commit, memory does not."""
    if SHARED_MEMORY.is_dir() and shutil.disk_usage(SHARED_MEMORY).free > ENOUGH_BYTES:
        return SHARED_MEMORY
    return Path(tempfile.gettempdir())


@contextmanager
def folder() -> Iterator[Path]:
    """Lend a new folder."""
    with tempfile.TemporaryDirectory(prefix="pitboss-", dir=place()) as name:
        yield Path(name)
