"""The app's manifest, as Slack reads it: what is not declared does not exist."""

import functools
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

FAST_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml where it is built in: ten times faster, and hundreds of tests read the file."""


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command as declared."""

    command: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = False


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut as declared: `type` is global or message."""

    name: str
    type: str
    callback_id: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything of the manifest that changes what Slack does."""

    name: str = "App"
    commands: dict[str, Command] = field(default_factory=dict)
    shortcuts: dict[str, Shortcut] = field(default_factory=dict)
    scopes: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()
    unfurl_domains: tuple[str, ...] = ()
    interactivity: bool = False
    home_tab: bool = False
    messages_tab_read_only: bool = True


def read(path: Path | str) -> Manifest:
    """Read a manifest file, YAML or JSON (which YAML contains)."""
    path = Path(path)
    return _read(path, path.stat().st_mtime_ns)


@functools.lru_cache(maxsize=16)
def _read(path: Path, _changed_at: int) -> Manifest:
    return parse(yaml.load(path.read_text(encoding="utf-8"), Loader=FAST_LOADER))  # noqa: S506 - a safe loader


def parse(raw: dict[str, Any]) -> Manifest:
    """Pick out of a manifest what Slack acts on."""
    features, settings = raw.get("features", {}), raw.get("settings", {})
    home = features.get("app_home", {})
    return Manifest(
        name=raw.get("display_information", {}).get("name", "App"),
        commands={each["command"]: _command(each) for each in features.get("slash_commands", [])},
        shortcuts={each["callback_id"]: _shortcut(each) for each in features.get("shortcuts", [])},
        scopes=frozenset(raw.get("oauth_config", {}).get("scopes", {}).get("bot", [])),
        events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", [])),
        unfurl_domains=tuple(features.get("unfurl_domains", [])),
        interactivity=settings.get("interactivity", {}).get("is_enabled", False),
        home_tab=home.get("home_tab_enabled", False),
        messages_tab_read_only=home.get("messages_tab_read_only_enabled", True),
    )


def _command(raw: dict[str, Any]) -> Command:
    return Command(
        command=raw["command"],
        description=raw.get("description", ""),
        usage_hint=raw.get("usage_hint", ""),
        should_escape=raw.get("should_escape", False),
    )


def _shortcut(raw: dict[str, Any]) -> Shortcut:
    return Shortcut(raw["name"], raw["type"], raw["callback_id"], raw.get("description", ""))
