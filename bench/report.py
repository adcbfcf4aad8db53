"""Writing the table of a full run into docs/performance.md, with its date and machine."""

import os
import platform
import re
import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from bench.figures import Figure
from bench.world import ROOT
from tests.support import postgres

PAGE = ROOT / "docs/performance.md"
TABLE = re.compile(r"(?<=<!-- table -->\n).*(?=<!-- end of table -->)", re.DOTALL)


def keep(figures: Iterable[Figure]) -> None:
    """Put the table into the page."""
    rows = [f"| {one.name} | {one.value} | {one.goal} | {one.verdict} |" for one in figures]
    head = ["| figure | measured | goal | result |", "|---|---|---|---|"]
    table = "\n".join([f"{datetime.now(UTC):%Y-%m-%d}, {_machine()}.", "", *head, *rows, ""])
    PAGE.write_text(TABLE.sub(lambda _: table, PAGE.read_text(encoding="utf-8")), encoding="utf-8")


def _machine() -> str:
    about = Path("/proc/cpuinfo")
    named = re.search(r"model name\s*: (.+)", about.read_text(encoding="utf-8")) if about.exists() else None
    processor = named[1] if named else platform.machine()
    programs = postgres.binaries()
    told = "" if programs is None else _said([str(programs / "postgres"), "--version"])
    version = re.findall(r"\d+\.?\d*", told)[:1]
    server = f", PostgreSQL {version[0]}" if version else ""
    return f"{os.cpu_count()} cores ({processor}), {platform.system()}, Python {platform.python_version()}{server}"


def _said(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - PostgreSQL's own
