"""Slack's signature on a request over HTTP: it is Slack's, of this moment, and was not taken before."""

import hashlib
import hmac
import re
import time
from collections import OrderedDict

from bot.process.services import Services
from core import deliveries
from core.database.connections import DatabaseUnavailable, is_sqlite

CLOCK_SECONDS = 300
"""How far a request's time may be from ours: what Slack advises."""
TIMESTAMP = re.compile(r"[0-9]{1,12}")
SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")


def genuine(secret: bytes, body: bytes, timestamp: str, signature: str) -> bool:
    """Tell whether Slack signed these bytes within the last five minutes.

    See https://docs.slack.dev/authentication/verifying-requests-from-slack.
    """
    if not TIMESTAMP.fullmatch(timestamp) or not SIGNATURE.fullmatch(signature):
        return False
    if abs(time.time() - int(timestamp)) > CLOCK_SECONDS:
        return False
    expected = hmac.new(secret, b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(f"v0={expected}", signature)


class Replays:
    """The signatures that were accepted: each counts once, in whichever process it arrives again."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._seen: OrderedDict[str, float] = OrderedDict()
        self._alone = is_sqlite(services.settings.database_url)

    async def first(self, signature: str) -> bool:
        """Tell whether this signature is new, and remember it."""
        now = time.monotonic()
        while self._seen and next(iter(self._seen.values())) < now - 2 * CLOCK_SECONDS:
            self._seen.popitem(last=False)
        if signature in self._seen:
            return False
        self._seen[signature] = now
        if self._alone:
            return True  # there is no other process
        try:
            async with self._services.database.write_unlogged() as db:
                return await deliveries.first(db, f"signature:{signature}", now=self._services.clock().now)
        except DatabaseUnavailable:
            return True  # the handler will meet the same database, say so, and change nothing
