"""Whatever the contract lets a machine ask is answered as the contract says, and never by an error of ours."""

import asyncio
from collections.abc import Iterator

import pytest
import requests
from hypothesis import HealthCheck, Phase, given, settings

from bot.api import openapi
from tests.support import telling
from tests.support.desk import Plan, booted
from tests.support.fuzzing import KEY, SETTINGS
from tests.support.wirings import ON_SQLITE

schemathesis = pytest.importorskip("schemathesis", reason="requirements/dev.txt names it")
EXAMPLES = 4
"""Of each endpoint: enough to see each of its answers, in a second."""
PLAIN = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
CHECKS = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")


class Machine(requests.auth.AuthBase):
    """A machine of the platform: it has a key, and signs what it sends."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        body = request.body or b""
        readable = body.decode(errors="replace").encode() if isinstance(body, bytes) else body.encode()
        request.headers.update(telling.signed(readable))
        request.headers["Authorization"] = f"Bearer {KEY}"
        return request


def operations() -> Iterator[tuple[str, str]]:
    for path, methods in openapi.document()["paths"].items():
        yield from ((path, method.upper()) for method in methods)


def ask(url: str, path: str, method: str, mode: str) -> set[int]:
    """Ask an endpoint what its description lets one ask, or nearly so; give how it answered."""
    operation = schemathesis.openapi.from_dict(openapi.document())[path][method]
    checks = [getattr(schemathesis.checks, name) for name in CHECKS]
    answered: set[int] = set()

    @PLAIN
    @given(case=operation.as_strategy(generation_mode=schemathesis.GenerationMode(mode)))
    def asked(case: schemathesis.Case) -> None:
        response = case.call(base_url=url, auth=Machine())
        answered.add(response.status_code)
        case.validate_response(response, checks=checks)

    asked()
    return answered


@ON_SQLITE
async def test_every_endpoint_answers_as_the_contract_says(database_url: str) -> None:
    async with booted(Plan(database_url, "http", settings=SETTINGS, staffed=False)) as desk:
        for asked in ("positive", "negative"):
            each = [one for one in operations() if asked == "positive" or one[0] != "/v1/openapi.json"]
            answered = {one: await asyncio.to_thread(ask, desk.bot.url, *one, asked) for one in each}
            assert 200 in answered["/v1/events", "POST"] or asked == "negative"
            assert all(answered.values())
