"""Slack's request signature, version 0."""

import hashlib
import hmac
import time


def headers(secret: str, body: bytes) -> dict[str, str]:
    """Sign a body; the timestamp is the machine's, for the app compares it with its own clock."""
    timestamp = str(int(time.time()))
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature(secret, timestamp, body)}


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Return v0=HMAC-SHA256 of `v0:timestamp:body`."""
    signed = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
