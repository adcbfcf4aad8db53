"""Reading a workspace file."""

import functools
from pathlib import Path
from typing import Any

import yaml

from sandbox.manifest import FAST_LOADER
from sandbox.workspace import App, Channel, Team, User, Usergroup, Workspace


def read(source: Path | str | dict[str, Any]) -> Workspace:
    """Build a workspace from a YAML file or from what such a file would hold."""
    if isinstance(source, dict):
        return build(source)
    path = Path(source)
    return build(_load(path, path.stat().st_mtime_ns))


@functools.lru_cache(maxsize=16)
def _load(path: Path, _changed_at: int) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=FAST_LOADER)  # noqa: S506 - a safe loader
    return loaded


def build(raw: dict[str, Any]) -> Workspace:
    """Build a workspace."""
    team, app = Team(**raw.get("team", {})), App(**raw.get("app", {}))
    workspace = Workspace(team, app, stories=raw.get("stories", []), rates=raw.get("rates", "tiers"))
    bot = User(app.bot_user, app.bot_name.lower(), app.bot_name, team.id, bot=True)
    workspace.users[bot.id] = bot
    for each in raw.get("people", []):
        add_person(workspace, **each)
    for each in raw.get("channels", []):
        add_channel(workspace, **each)
    for each in raw.get("usergroups", []):
        users = [workspace.person(key).id for key in each.get("users", [])]
        workspace.usergroups[each["id"]] = Usergroup(each["id"], each["handle"], each["name"], users)
    return workspace


def add_person(workspace: Workspace, key: str, **about: Any) -> User:
    """Add somebody; id and name follow from the key where absent."""
    about = {"id": f"U0{key.upper()}", "name": key.title(), "team_id": about.pop("team", workspace.team.id)} | about
    user = workspace.users[about["id"]] = User(key=key, **about)
    return user


def add_channel(workspace: Workspace, key: str, **about: Any) -> Channel:
    """Add a channel; members are named by key or id, the bot as `bot`."""
    members = [_member(workspace, each) for each in about.pop("members", [])]
    about = {"id": f"C0{key.upper().replace('-', '')}", "name": key} | about
    channel = workspace.channels[about["id"]] = Channel(key=key, members=members, **about)
    return channel


def _member(workspace: Workspace, key: str) -> str:
    return workspace.app.bot_user if key == "bot" else workspace.person(key).id
