"""The terminal that a command writes to: what it found on standard output, what concerns the run on standard error."""

import sys

from rich.console import Console

WIDTH_OF_A_PIPE = 160
"""Columns where no terminal says how many there are: a pipe must lose nothing."""

out = Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH_OF_A_PIPE)
err = Console(stderr=True, highlight=False)
