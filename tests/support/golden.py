"""Screens compared with the JSON they were last agreed on; PITBOSS_REWRITE=1 writes what is drawn now."""

import json
import os
from pathlib import Path
from typing import Any

REWRITE = "PITBOSS_REWRITE"


def agree(drawn: Any, stored: Path) -> None:
    """Compare a screen with its stored JSON, or store it."""
    now = json.dumps(drawn, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    if os.environ.get(REWRITE):
        stored.parent.mkdir(parents=True, exist_ok=True)
        stored.write_text(now, encoding="utf-8")
    assert stored.is_file(), f"nothing is stored yet: set {REWRITE}=1 once and read {stored.name}"
    assert now == stored.read_text(encoding="utf-8"), f"set {REWRITE}=1 to store what is drawn now, then read it"
