"""Only what somebody signed who knows a secret, just now, is a message; whatever else knocks is told so."""

import json
import time
from datetime import UTC, datetime

import pytest
import standardwebhooks.webhooks
from pydantic import SecretStr
from standardwebhooks import Webhook

from bot.api.webhook_signatures import Forged, verified
from tests.support.shared import shared
from tests.support.telling import OLDER, SECRET, signed

BODY = b'{"events": []}'
SECRETS = (SecretStr(SECRET), SecretStr(OLDER))


@pytest.mark.parametrize("secret", [SECRET, OLDER], ids=["the new secret", "the one it replaces"])
def test_either_secret_counts_while_one_takes_the_others_place(secret: str) -> None:
    assert verified(BODY, signed(BODY, secret=secret, name="msg_1"), SECRETS) == "msg_1"


def test_one_good_signature_among_several_is_enough() -> None:
    good = signed(BODY)
    others = signed(BODY, secret=OLDER)["webhook-signature"]
    several = f"v1a,{'A' * 86}== {others} v1,nonsense v2, {good['webhook-signature']} ,"

    assert verified(BODY, good | {"webhook-signature": several}, SECRETS[:1])


def test_known_answer_of_the_specification() -> None:
    known = json.loads(shared("vectors", "standard-webhooks", "sign_vector.json").read_text(encoding="utf-8"))
    at = datetime.fromtimestamp(known["timestamp"], UTC)

    assert Webhook(known["secret"]).sign(known["msg_id"], at, known["payload"]) == known["signature"]


def test_known_answer_is_let_in_in_its_own_time(monkeypatch: pytest.MonkeyPatch) -> None:
    known = json.loads(shared("vectors", "standard-webhooks", "sign_vector.json").read_text(encoding="utf-8"))
    headers = {
        "webhook-id": known["msg_id"],
        "webhook-timestamp": str(known["timestamp"]),
        "webhook-signature": known["signature"],
    }
    with pytest.raises(Forged):
        verified(known["payload"].encode(), headers, [SecretStr(known["secret"])])

    class Then(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            del tz
            return datetime.fromtimestamp(known["timestamp"] + 60, UTC)

    monkeypatch.setattr(standardwebhooks.webhooks, "datetime", Then)

    assert verified(known["payload"].encode(), headers, [SecretStr(known["secret"])]) == known["msg_id"]


@pytest.mark.parametrize("seconds", [-301, 301])
def test_message_of_another_time_is_refused(seconds: int) -> None:
    with pytest.raises(Forged):
        verified(BODY, signed(BODY, at=time.time() + seconds), SECRETS)


def test_message_signed_with_another_secret_is_refused() -> None:
    with pytest.raises(Forged):
        verified(BODY, signed(BODY, secret=OLDER), SECRETS[:1])


@pytest.mark.parametrize("body", [BODY + b" ", BODY[:-1], b"", b"\xff\xfe"], ids=["longer", "cut", "empty", "no text"])
def test_altered_body_is_refused(body: bytes) -> None:
    with pytest.raises(Forged):
        verified(body, signed(BODY), SECRETS)


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("webhook-id", ""),
        ("webhook-id", "msg\u00e9"),
        ("webhook-id", "msg\udcff"),
        ("webhook-id", "m" * 201),
        ("webhook-id", "two words"),
        ("webhook-timestamp", ""),
        ("webhook-timestamp", "now"),
        ("webhook-timestamp", "nan"),
        ("webhook-timestamp", "inf"),
        ("webhook-timestamp", "1e9"),
        ("webhook-timestamp", "-1"),
        ("webhook-timestamp", "9" * 400),
        ("webhook-timestamp", "9" * 12),
        ("webhook-timestamp", "\u0661\u0662\u0663"),
        ("webhook-timestamp", "1614265330.5"),
        ("webhook-signature", ""),
        ("webhook-signature", "v1"),
        ("webhook-signature", "v1,"),
        ("webhook-signature", "v1,not base64!"),
        ("webhook-signature", "v1,AAAA"),
        ("webhook-signature", f"v1,{'A' * 43}\u00e9"),
        ("webhook-signature", f"v1,{'A' * 43}="),
        ("webhook-signature", f"v2,{'A' * 43}="),
        ("webhook-signature", ",,,"),
        ("webhook-signature", "v1,a,b,c"),
    ],
)
def test_malformed_header_is_refused_and_nothing_else_happens(header: str, value: str) -> None:
    with pytest.raises(Forged):
        verified(BODY, signed(BODY) | {header: value}, SECRETS)


@pytest.mark.parametrize("header", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_missing_header_is_refused(header: str) -> None:
    headers = signed(BODY)
    del headers[header]

    with pytest.raises(Forged):
        verified(BODY, headers, SECRETS)
