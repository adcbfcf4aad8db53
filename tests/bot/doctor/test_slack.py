"""The doctor names each fault between us and Slack: tokens, scopes, clocks, channels and who reads them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic import SecretStr

from bot import doctor
from bot.doctor import Level
from bot.slack import manifest
from tests.support.desk import Desk
from tests.support.examining import WARNING, WRONG, bad, by_name, examined, operated


async def test_a_token_that_slack_does_not_take(healthy: Desk) -> None:
    found = await examined(healthy, slack_bot_token=SecretStr("xoxb-of-somebody-else"))

    assert bad(found)["bot token"] is WRONG
    assert "invalid_auth" in found["bot token"].told


async def test_an_app_token_that_opens_nothing(healthy: Desk) -> None:
    found = await examined(healthy, slack_app_token=SecretStr("xapp-of-somebody-else"))

    assert (found["app token"].level, "connections:write" in found["app token"].todo) == (WRONG, True)


async def test_slack_that_cannot_be_reached(healthy: Desk) -> None:
    found = await examined(healthy, slack_api_url="http://127.0.0.1:1/api/")

    assert bad(found)["bot token"] is WRONG
    assert "channel approvals" not in found


async def test_a_scope_that_was_not_granted(healthy: Desk) -> None:
    parsed = healthy.slack.state.manifest
    healthy.slack.state.manifest = replace(parsed, scopes=parsed.scopes - {"chat:write"})

    found = await examined(healthy)

    assert (found["scopes"].level, found["scopes"].told) == (WRONG, "The token lacks chat:write.")


async def test_a_scope_nothing_uses(healthy: Desk) -> None:
    parsed = healthy.slack.state.manifest
    healthy.slack.state.manifest = replace(parsed, scopes=parsed.scopes | {"files:read"})

    assert bad(await examined(healthy))["scopes"] is WARNING


async def test_a_manifest_of_another_version(healthy: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = manifest.text().replace("command: /block\n", "command: /blok\n")
    monkeypatch.setattr(manifest, "text", lambda: changed)

    assert bad(await examined(healthy))["manifest"] is WRONG


@pytest.mark.parametrize(("seconds", "level"), [(90, WARNING), (600, WRONG)])
async def test_a_clock_that_is_wrong(healthy: Desk, seconds: int, level: Level) -> None:
    async with doctor.opened(
        healthy.services.settings, healthy.services.entry_points, office=healthy.office
    ) as patient:
        patient.now += timedelta(seconds=seconds)
        found = by_name(await doctor.examine(patient))

    assert bad(found)["clock"] is level


async def test_a_channel_that_is_not_there(healthy: Desk) -> None:
    office = healthy.office.with_channels({**healthy.office.channels, "security": "C0NOWHERE"})

    found = await operated(healthy, office=office)

    assert (found["channel security"].level, "channel_not_found" in found["channel security"].told) == (WRONG, True)


async def test_a_channel_the_office_file_does_not_name(healthy: Desk) -> None:
    office = healthy.office.with_channels({"approvals": healthy.office.channels["approvals"]})

    assert bad(await operated(healthy, office=office))["channel security"] is WARNING


async def test_a_channel_the_bot_is_not_in(healthy: Desk) -> None:
    healthy.slack.leave("bot", "general")
    office = healthy.office.with_channels({**healthy.office.channels, "support": healthy.slack.channel("general").id})

    found = await operated(healthy, office=office)

    assert (found["channel support"].level, "not in" in found["channel support"].told) == (WRONG, True)


async def test_a_channel_that_is_archived(healthy: Desk) -> None:
    healthy.slack.channel("approvals").archived = True

    assert bad(await examined(healthy))["channel approvals"] is WRONG


async def test_a_channel_that_is_public_or_shared(healthy: Desk) -> None:
    healthy.slack.channel("approvals").private = False
    healthy.slack.share_channel("security")

    found = bad(await examined(healthy))

    assert (found["channel approvals"], found["channel security"]) == (WARNING, WARNING)


async def test_a_channel_in_which_somebody_may_not_see_players(healthy: Desk) -> None:
    healthy.slack.join("mallory", "approvals")

    found = await examined(healthy)

    assert found["channel approvals"].level is WARNING
    assert "1 of 10 in" in found["channel approvals"].told
    assert healthy.mallory.id in found["channel approvals"].told
