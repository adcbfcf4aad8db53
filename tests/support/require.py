"""What a test needs from the machine: found, or the test is skipped, or it fails where it was demanded."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import postgres


def chromium() -> Path | None:
    """Find the machine's browser, or None."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    return Path(found) if found else None


def program(name: str) -> Callable[[], Path | None]:
    """Give what finds a program, also among those that only root has on its path."""

    def find() -> Path | None:
        found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
        return Path(found) if found else None

    return find


FINDERS: dict[str, Callable[[], Path | None]] = {
    "postgres": postgres.binaries,
    "chromium": chromium,
    "nginx": program("nginx"),
    "pgbouncer": program("pgbouncer"),
    "nats-server": program("nats-server"),
    "openssl": program("openssl"),
    "systemd-analyze": program("systemd-analyze"),
}


def require(name: str) -> Path:
    """Return where the machine has `name`; else skip the test, or fail it if PITBOSS_REQUIRE names it."""
    if found := FINDERS[name]():
        return found
    reason = f"{name} is not installed on this machine"
    if name in demanded():
        pytest.fail(f"{reason}, and PITBOSS_REQUIRE demands it")
    pytest.skip(reason)


def demanded() -> set[str]:
    """Read PITBOSS_REQUIRE, a list with commas, in which an unknown word is a mistake."""
    names = {name.strip() for name in os.environ.get("PITBOSS_REQUIRE", "").split(",") if name.strip()}
    if unknown := names - FINDERS.keys():
        raise pytest.UsageError(f"PITBOSS_REQUIRE: unknown {sorted(unknown)}, known {sorted(FINDERS)}")
    return names
