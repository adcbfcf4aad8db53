"""manifest.yml: its commands and shortcuts are generated from the code, the rest is compared with it."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.process.services import EntryPoints
from bot.slack import incoming

BOT = Path(__file__).parents[1]
"""The package whose source is read."""
PACKED = BOT / "manifest.yml"
"""Where it is in an installed package."""
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
    "files_upload_v2": frozenset({"files:write"}),
    "usergroups_users_list": frozenset({"usergroups:read"}),
    "users_info": frozenset({"users:read", "users:read.email"}),
    "views_open": frozenset(),
    "views_push": frozenset(),
    "views_update": frozenset(),
    "views_publish": frozenset(),
}
"""The scopes each Web API method needs, by its name in the SDK; for channels, the kinds the desk posts in."""
OF_EVENTS: Mapping[str, str | None] = {
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "user_change": "users:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "channel_shared": None,
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
}
ALWAYS = frozenset({"commands"})
"""The scope that slash commands and shortcuts need."""
Declared = Mapping[str, Mapping[str, Any]]
METHOD = re.compile(r"slack\.((?:auth|bots|chat|conversations|files|reactions|team|usergroups|users|views)_\w+)")
"""A method of the Slack client in our own source."""


COMMANDS_MOST = 50
SHORTCUTS_MOST = 5
"""Slack's schema takes ten; its description of the menus says five."""


def text() -> str:
    """Return the manifest as it is in the file."""
    return PATH.read_text(encoding="utf-8")


def made(registered: EntryPoints) -> str:
    """Return the manifest to paste: the file, with the commands and shortcuts that the code declares."""
    parts = {
        "slash_commands": _listed("command", registered.commands),
        "shortcuts": _listed("callback_id", registered.shortcuts),
    }
    whole = text()
    for name, lines in parts.items():
        [before] = re.findall(rf"^  {name}:\n(?:    .*\n)*", whole, re.MULTILINE)
        whole = whole.replace(before, f"  {name}:\n{lines}")
    return whole


def written(registered: EntryPoints) -> bool:
    """Rewrite the file if it differs from the code; return whether it did."""
    before, now = text(), made(registered)
    PATH.write_text(now, encoding="utf-8")
    return now != before


def problems(registered: EntryPoints) -> list[str]:
    """List every difference between the manifest and what the code registers and uses; none when they agree."""
    declared: dict[str, Any] = yaml.safe_load(text())
    commands, shortcuts = _named(declared, "slash_commands", "command"), _named(declared, "shortcuts", "callback_id")
    return [
        *_differences("command", commands, registered.commands),
        *_otherwise("command", commands, registered.commands),
        *_too_many("commands", registered.commands, COMMANDS_MOST),
        *_differences("shortcut", shortcuts, registered.shortcuts),
        *_otherwise("shortcut", shortcuts, registered.shortcuts),
        *_too_many("shortcuts", registered.shortcuts, SHORTCUTS_MOST),
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


def _otherwise(kind: str, declared: Declared, used: Declared) -> Iterator[str]:
    """List entries that both have and describe differently."""
    for name in sorted(declared.keys() & used.keys()):
        if {key: declared[name].get(key) for key in used[name]} != used[name]:
            yield f"manifest.yml describes the {kind} {name} otherwise than the code: run `make generated`."


def _too_many(kind: str, used: Declared, most: int) -> Iterator[str]:
    if len(used) > most:
        yield f"The code has {len(used)} {kind}; Slack takes {most} at most."


def _unknown() -> Iterator[str]:
    for name in sorted(used_methods() - SCOPES.keys()):
        yield f"The code uses the method {name}, of which bot/slack/manifest.py does not say what scope it asks for."


def _named(declared: Mapping[str, Any], feature: str, key: str) -> Declared:
    """Give what is declared by name, with what is said of each."""
    return {each[key]: each for each in declared["features"].get(feature, ())}


def _listed(key: str, entries: Declared) -> str:
    """Write a list of the manifest."""
    lines = (
        f"    - {key}: {name}\n" + "".join(f"      {field}: {_scalar(value)}\n" for field, value in entry.items())
        for name, entry in entries.items()
    )
    return "".join(lines)


def _scalar(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _types(events: Iterable[str]) -> set[str]:
    """Name events as they are told apart: a message is one in every channel, and another to Pitboss alone."""
    return {name if name == incoming.DIRECT else name.partition(".")[0] for name in events}


def _events(declared: Mapping[str, Any]) -> set[str]:
    return set(declared["settings"]["event_subscriptions"]["bot_events"])
