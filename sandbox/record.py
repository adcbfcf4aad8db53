"""Everything the app sent, as JSON lines that other validators can read."""

import json
from pathlib import Path
from typing import Any

SECRETS = frozenset({"token"})


class Record:
    """Calls in memory and, where asked for, in a file."""

    def __init__(self, path: Path | str | None = None) -> None:
        self.calls: list[dict[str, Any]] = []
        self._file = Path(path).open("a", encoding="utf-8") if path else None  # noqa: SIM115 - open as long as the sandbox

    def add(self, method: str, args: Any) -> None:
        """Write one line; tokens stay out."""
        if isinstance(args, dict):
            args = {key: value for key, value in args.items() if key not in SECRETS}
        line = {"method": method, "args": args}
        self.calls.append(line)
        if self._file:
            self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
            self._file.flush()

    def of(self, method: str) -> list[Any]:
        """Return the arguments of every call of one method."""
        return [each["args"] for each in self.calls if each["method"] == method]

    def close(self) -> None:
        """Close the file."""
        if self._file:
            self._file.close()
