"""Whether Slack takes our tokens, grants what the manifest asks for, and has the channels the office file names."""

from collections.abc import AsyncIterator
from email.utils import parsedate_to_datetime
from typing import Any

import yaml
from slack_sdk.web.async_client import AsyncWebClient

from bot.doctor.context import Patient
from bot.doctor.findings import Finding, ok, warning, wrong
from bot.slack import manifest as manifests
from bot.slack.api_errors import FAULTS, error_of
from bot.workflows import audiences
from core import staff
from core.office import Channel

APART_SECONDS = 30
"""Seconds that clocks may differ before it is reported."""
SIGNED_SECONDS = 300
"""Beyond this, either side refuses the other's signatures."""
NEEDED = {Channel.APPROVALS: "cards of requests", Channel.SECURITY: "alarms and alerts"}
"""Channels that people need to see what waits for them."""
REINSTALL = "Open the app at api.slack.com, replace its manifest by manifest.yml, and reinstall it to the workspace."


async def bot_token(patient: Patient) -> AsyncIterator[Finding]:
    """Ask Slack whose the bot token is; the other checks of Slack read the answer."""
    try:
        answer = await patient.slack.auth_test()
    except FAULTS as fault:
        yield wrong(
            "bot token",
            f"Slack refuses it: {error_of(fault)}.",
            "Copy the Bot User OAuth Token (xoxb-…) from OAuth & Permissions into PITBOSS_SLACK_BOT_TOKEN; "
            "if Slack was not reached at all, check PITBOSS_SLACK_API_URL and this machine's network.",
        )
        return
    patient.bot = dict(answer.data) if isinstance(answer.data, dict) else {}
    patient.headers = {name.lower(): value for name, value in answer.headers.items()}
    if not patient.bot.get("bot_id"):
        yield wrong("bot token", "It is a person's token, not a bot's.", "Use the token that begins with xoxb-.")
        return
    yield ok("bot token", f"{patient.bot.get('user')} in {patient.bot.get('team')} ({patient.bot.get('team_id')}).")


async def app_token(patient: Patient) -> AsyncIterator[Finding]:
    """Ask for a connection as Socket Mode does, and do not use it."""
    token = patient.settings.slack_app_token
    if token is None:
        yield ok("app token", "Not used: Slack calls over signed HTTP.")
        return
    try:
        await AsyncWebClient(
            base_url=patient.settings.slack_api_url, session=patient.http, retry_handlers=[]
        ).apps_connections_open(app_token=token.get_secret_value())
    except FAULTS as fault:
        yield wrong(
            "app token",
            f"Slack refuses to open a connection with it: {error_of(fault)}.",
            "Create an app-level token with connections:write under Basic Information, copy it into "
            "PITBOSS_SLACK_APP_TOKEN, and switch Socket Mode on.",
        )
        return
    yield ok("app token", "Socket Mode connects.")


async def scopes(patient: Patient) -> AsyncIterator[Finding]:
    """Compare the scopes the token has with those manifest.yml asks for."""
    if "x-oauth-scopes" not in patient.headers:
        return
    has = {each.strip() for each in patient.headers["x-oauth-scopes"].split(",") if each.strip()}
    asks = set(yaml.safe_load(manifests.text())["oauth_config"]["scopes"]["bot"])
    if lacks := sorted(asks - has):
        yield wrong("scopes", f"The token lacks {', '.join(lacks)}.", REINSTALL)
    if more := sorted(has - asks):
        yield warning("scopes", f"The token has {', '.join(more)}, which nothing uses.", REINSTALL)
    if asks == has:
        yield ok("scopes", f"Exactly the {len(has)} scopes that manifest.yml asks for.")


async def manifest(patient: Patient) -> AsyncIterator[Finding]:
    """Compare manifest.yml with what the code registers and uses."""
    found = manifests.problems(patient.entry_points)
    for problem in found:
        yield wrong("manifest", problem, "Use the manifest.yml that belongs to this version: `pitboss manifest`.")
    if not found:
        yield ok("manifest", "It matches what this version registers and uses.")


async def clock(patient: Patient) -> AsyncIterator[Finding]:
    """Compare our clock with Slack's."""
    try:
        theirs = parsedate_to_datetime(patient.headers.get("date", ""))
    except ValueError:
        return
    apart = abs((patient.now - theirs).total_seconds())
    message = f"{apart:.0f} s apart from Slack's clock."
    todo = "Synchronise the clock of this machine with NTP."
    if apart > SIGNED_SECONDS:
        yield wrong("clock", f"{message} Signatures older than {SIGNED_SECONDS} s are refused.", todo)
    elif apart > APART_SECONDS:
        yield warning("clock", message, todo)
    else:
        yield ok("clock", message)


async def channels(patient: Patient) -> AsyncIterator[Finding]:
    """Look at every channel the office file names: there, ours to post in, private, and read by staff alone."""
    if patient.office is None or not patient.bot:
        return
    named = patient.office.channels
    for purpose, use in NEEDED.items():
        if purpose not in named:
            yield warning(
                f"channel {purpose.value}",
                f"The office file names no such channel, so {use} are not posted.",
                f"Create a private channel, invite the bot, and write its id under channels: {purpose.value}.",
            )
    for purpose, channel in named.items():
        yield await _channel(patient, f"channel {purpose.value}", channel)


async def _channel(patient: Patient, about: str, channel: str) -> Finding:
    invite = f"Invite the bot there (/invite @{patient.bot.get('user', 'Pitboss')}), or name another channel."
    try:
        described: dict[str, Any] = (await patient.slack.conversations_info(channel=channel))["channel"]
        if described.get("is_archived"):
            return wrong(about, f"{channel} is archived.", "Unarchive it, or put another id into the office file.")
        if not described.get("is_member"):
            return wrong(about, f"The bot is not in {channel}, so nothing is posted there.", invite)
        readers = set(await audiences.members(patient.slack, channel)) - {str(patient.bot.get("user_id"))}
    except FAULTS as fault:
        return wrong(about, f"{channel}: Slack says {error_of(fault)}.", invite)
    if not described.get("is_private") or described.get("is_shared") or described.get("is_ext_shared"):
        message = f"{channel} is {'shared with another company' if described.get('is_shared') else 'public'}."
        return warning(
            about,
            message,
            "Make it private: until then nothing about players is posted there, only that something waits.",
        )
    return await _read_by_staff(patient, about, channel, readers)


async def _read_by_staff(patient: Patient, about: str, channel: str, readers: set[str]) -> Finding:
    if patient.office is None or not patient.answers:
        return ok(about, f"{channel}, private; its members could not be checked.")
    async with patient.database.read() as db:
        found = await staff.by_accounts(db, readers, office=patient.office, now=patient.now)
    blind = sorted(readers - {one.user_id for one in found if one.works and audiences.sees_all(one.actor)})
    if blind:
        message = f"{len(blind)} of {len(readers)} in {channel} may not see players: {', '.join(blind[:5])}."
        return warning(
            about,
            message,
            f"Remove {', '.join(blind[:5])} from the channel, or grant them a role: until then nothing about players "
            "is shown there.",
        )
    return ok(about, f"{channel}, private, {len(readers)} people, who may all see players.")
