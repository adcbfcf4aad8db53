"""The terminal of a command: results on standard output, messages about the run on standard error."""

import sys

from rich.console import Console

WIDTH_OF_A_PIPE = 160
"""Width without a terminal: nothing may be cut in a pipe."""

out = Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH_OF_A_PIPE)
err = Console(stderr=True, highlight=False)
