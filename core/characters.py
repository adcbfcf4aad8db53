"""Characters that no database and no file takes: a zero byte, and half of a character."""

import re

BROKEN = re.compile("[\0\ud800-\udfff]")
BROKEN_TOLD = "There is a broken character in what you sent. Nothing was done; type it by hand instead of pasting."
