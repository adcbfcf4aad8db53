"""Verifying the signature of a message (Standard Webhooks) with our secrets."""

import re
from collections.abc import Iterable, Mapping

from pydantic import SecretStr
from standardwebhooks import Webhook, WebhookVerificationError

ID = re.compile(r"[\x21-\x7e]{1,200}")
TIMESTAMP = re.compile(r"[0-9]{1,12}")
SIGNATURE = re.compile(r"v1,[A-Za-z0-9+/]{43}=")
"""HMAC-SHA256 in base64; signatures of other kinds are passed over, as the specification wants."""


class Forged(Exception):  # noqa: N818 - names what came
    """The signature or the timestamp is invalid; the message is for the sender and reveals no secret."""

    status = 401


def verified(body: bytes, headers: Mapping[str, str], secrets: Iterable[SecretStr]) -> str:
    """Give the id of a message that one of the secrets signed within the last five minutes.

    The library reads only what has the form of a header: of anything else it would raise whatever it stumbles over.
    Raises :class:`Forged`.
    """
    message_id, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    signatures = [one for one in headers.get("webhook-signature", "").split(" ") if SIGNATURE.fullmatch(one)]
    if not ID.fullmatch(message_id) or not TIMESTAMP.fullmatch(at) or not signatures:
        raise Forged("webhook-id, webhook-timestamp and webhook-signature are required, each in its standard form")
    given = {"webhook-id": message_id, "webhook-timestamp": at, "webhook-signature": " ".join(signatures)}
    for secret in secrets:
        try:
            Webhook(secret.get_secret_value()).verify(body, given, json_parse=False)
        except (WebhookVerificationError, UnicodeDecodeError):
            continue
        return message_id
    raise Forged("no signature is valid, or the timestamp is more than five minutes off")
