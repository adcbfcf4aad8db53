"""Who reads a channel, and whether all of them may see players."""

import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.process import transactions
from bot.process.services import Services
from bot.slack import accounts
from bot.slack.api_errors import FAULTS, error_of
from core import audiences, channel_readers
from core.people import PITBOSS, Actor, Permission, Visibility
from core.staff import Member

GONE = frozenset({"channel_not_found", "not_in_channel"})
"""Slack's words for a channel that is not there, or not for us."""
LASTS_SECONDS = 60.0
"""How long an answer about a channel is used, unless Slack tells that its readers changed."""
PAGE = 200


class Audiences:
    """Who reads a channel, remembered for a short while."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._safe: dict[str, tuple[float, int, bool]] = {}
        self._direct: dict[str, str] = {}

    async def resolve(self, channel: str) -> str:
        """Give the conversation with a person in a user id's place; a channel stays what it is."""
        if not channel.startswith(("U", "W")):
            return channel
        if channel not in self._direct:
            opened = await self._services.slack.conversations_open(users=[channel])
            self._direct[channel] = str(opened["channel"]["id"])
        return self._direct[channel]

    async def safe(self, channel: str) -> bool:
        """Tell whether player data may be shown there: private, and every reader is staff who may view players.

        A user's id stands for the conversation with them. Raises Slack's fault when it does not answer: then
        nothing is sent yet.
        """
        if channel.startswith(("U", "W")):
            return await self._all_may({channel})
        async with self._services.database.read() as db:
            version = await audiences.version(db, channel)
        known = self._safe.get(channel)
        if known and known[1] == version and time.monotonic() - known[0] < LASTS_SECONDS:
            return known[2]
        safe = await self._closed(channel) and await self._all_may(await self._readers(channel))
        self._safe[channel] = (time.monotonic(), version, safe)
        return safe

    async def found(self, channel: str) -> tuple[bool, tuple[str, ...]]:
        """Look anew whether player data may be shown in a channel, and who there may not see any.

        Raises Slack's fault when it does not answer.
        """
        readers = await self._readers(channel)
        blinded_by = tuple(sorted(await self._blind(readers)))
        return await self._closed(channel) and not blinded_by, blinded_by

    async def named_with(self, user: str) -> list[str]:
        """List the channels of the office file that somebody is in, as far as Slack tells."""
        found = []
        for channel in dict.fromkeys(self._services.office.channels.values()):
            with suppress(*FAULTS):
                found += [channel] if user in await self._readers(channel) else []
        return found

    async def obstacle(self, channel: str) -> str | None:
        """Say why nothing can be posted there, for the person who can fix it; None where posting works.

        Raises Slack's fault when it does not answer.
        """
        try:
            described = await self._described(channel)
        except SlackApiError as fault:
            if error_of(fault) in GONE:
                return "the channel does not exist, or Pitboss is not in it: invite it"
            raise
        if described.get("is_archived"):
            return "the channel is archived"
        if _shared(described):
            return "the channel is shared with another company"
        return None if described.get("is_member", True) else "Pitboss is not in the channel: invite it"

    async def count(self, channel: str) -> int:
        """Count the readers, without the bot."""
        return len(await self._readers(channel))

    async def sees(self, channel: str) -> frozenset[Visibility]:
        """Tell what every reader of the channel may see."""
        readers = await self._readers(channel)
        works = {one.user_id: one.actor for one in await self._staff(readers) if one.works}
        levels = (works[reader].sees if reader in works else frozenset() for reader in readers)
        return frozenset(Visibility).intersection(*levels)

    async def _closed(self, channel: str) -> bool:
        described = await self._described(channel)
        return bool(described.get("is_private")) and not _shared(described)

    async def _described(self, channel: str) -> Mapping[str, Any]:
        described: Mapping[str, Any] = (await self._services.slack.conversations_info(channel=channel))["channel"]
        return described

    async def _readers(self, channel: str) -> set[str]:
        bot = str((await self._services.slack.auth_test())["user_id"])
        return set(await members(self._services.slack, channel)) - {bot}

    async def _all_may(self, readers: set[str]) -> bool:
        return not await self._blind(readers)

    async def _blind(self, readers: set[str]) -> set[str]:
        """Pick those who may not see every player; an account that Slack deleted reads nothing any more."""
        may = {one.user_id for one in await self._staff(readers) if one.works and sees_all(one.actor)}
        return {each for each in readers - may if not await self._deleted(each)}

    async def _deleted(self, user: str) -> bool:
        account = await accounts.ask(self._services, user)
        return account is not None and account.deleted

    async def _staff(self, readers: set[str]) -> Iterable[Member]:
        return await transactions.see(self._services, PITBOSS, channel_readers.among, accounts=readers)


def sees_all(actor: Actor) -> bool:
    """Tell whether this person may see every player: somebody limited to a brand may not."""
    return actor.may(Permission.PLAYER_VIEW) and actor.brand is None


def _shared(described: Mapping[str, Any]) -> bool:
    return any(described.get(mark) for mark in ("is_shared", "is_ext_shared", "is_pending_ext_shared"))


async def members(slack: AsyncWebClient, channel: str) -> list[str]:
    """List everybody in a channel, page by page."""
    found: list[str] = []
    cursor: str | None = None
    while cursor != "":
        page = await slack.conversations_members(channel=channel, limit=PAGE, cursor=cursor)
        found += page["members"]
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
    return found
