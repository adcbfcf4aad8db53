"""What manifest.yml declares to Slack, held against what the code registers and uses, in both directions."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.process.services import EntryPoints

BOT = Path(__file__).parents[1]
"""The package whose source is read."""
PACKED = BOT / "manifest.yml"
"""Where it stands in an installed package."""
PATH = PACKED if PACKED.exists() else BOT.parent / "manifest.yml"
SCOPES: Mapping[str, frozenset[str]] = {
    "auth_test": frozenset(),
    "chat_postMessage": frozenset({"chat:write"}),
    "chat_postEphemeral": frozenset({"chat:write"}),
    "chat_update": frozenset({"chat:write"}),
    "chat_delete": frozenset({"chat:write"}),
    "chat_getPermalink": frozenset(),
    "conversations_info": frozenset({"channels:read", "groups:read"}),
    "conversations_members": frozenset({"channels:read", "groups:read"}),
    "conversations_history": frozenset({"channels:history", "groups:history", "im:history"}),
    "conversations_open": frozenset({"im:write"}),
    "conversations_replies": frozenset({"channels:history", "groups:history", "im:history"}),
    "users_info": frozenset({"users:read"}),
    "views_open": frozenset(),
    "views_push": frozenset(),
    "views_update": frozenset(),
    "views_publish": frozenset(),
}
"""What each Web API method asks for, as the SDK names it; of channels, the kinds the desk posts in."""
OF_EVENTS: Mapping[str, str | None] = {
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "user_change": "users:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "channel_shared": None,
    "member_joined_channel": "channels:read",
}
ALWAYS = frozenset({"commands"})
"""What slash commands and shortcuts ask for."""
METHOD = re.compile(r"slack\.((?:auth|bots|chat|conversations|files|reactions|team|usergroups|users|views)_\w+)")
"""A method of the Slack client in our own source."""


def text() -> str:
    """Give the manifest as it is to be pasted."""
    return PATH.read_text(encoding="utf-8")


def problems(registered: EntryPoints) -> list[str]:
    """List every difference between the manifest and what the code registers and uses; none when they agree."""
    declared: dict[str, Any] = yaml.safe_load(text())
    return [
        *_differences("command", _named(declared, "slash_commands", "command"), registered.commands),
        *_differences("shortcut", _prefixes(declared), registered.shortcuts),
        *_differences("event", _types(_events(declared)), registered.events),
        *_differences("scope", set(declared["oauth_config"]["scopes"]["bot"]), used_scopes(_events(declared))),
        *_unknown(),
    ]


def used_methods() -> set[str]:
    """Name every Web API method that our source uses."""
    sources = (path for path in BOT.rglob("*.py") if path != Path(__file__) and "demo" not in path.parts)
    return {name for path in sources for name in METHOD.findall(path.read_text(encoding="utf-8"))}


def used_scopes(events: Iterable[str]) -> set[str]:
    """Name every scope that the methods used and the events subscribed to ask for."""
    of_methods = {scope for name in used_methods() for scope in SCOPES.get(name, ())}
    of_events = {scope for event in events if (scope := OF_EVENTS.get(event))}
    return {*ALWAYS, *of_methods, *of_events}


def _differences(kind: str, declared: Iterable[str], used: Iterable[str]) -> Iterator[str]:
    declared, used = set(declared), set(used)
    yield from (f"manifest.yml declares the {kind} {name}, which nothing uses." for name in sorted(declared - used))
    yield from (f"The code uses the {kind} {name}, which manifest.yml lacks." for name in sorted(used - declared))


def _unknown() -> Iterator[str]:
    for name in sorted(used_methods() - SCOPES.keys()):
        yield f"The code uses the method {name}, of which bot/slack/manifest.py does not say what scope it asks for."


def _named(declared: Mapping[str, Any], feature: str, key: str) -> set[str]:
    return {each[key] for each in declared["features"].get(feature, ())}


def _prefixes(declared: Mapping[str, Any]) -> set[str]:
    """Name the routes that shortcuts lead to: the part of their ids before the colon."""
    return {name.partition(":")[0] for name in _named(declared, "shortcuts", "callback_id")}


def _types(events: Iterable[str]) -> set[str]:
    """Name events as they arrive: a message is one, whichever kind of conversation was subscribed to."""
    return {name.partition(".")[0] for name in events}


def _events(declared: Mapping[str, Any]) -> set[str]:
    return set(declared["settings"]["event_subscriptions"]["bot_events"])
