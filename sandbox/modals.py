"""A view: a modal or a Home, with what the person has typed into it."""

import copy
from dataclasses import dataclass, field
from typing import Any

from sandbox import inputs
from sandbox.ids import Ids

KEPT = ("callback_id", "private_metadata", "external_id")


@dataclass(slots=True, eq=False)
class View:
    """An open view; updates change it in place."""

    id: str
    user: str
    spec: dict[str, Any]
    hash: str
    state: dict[str, dict[str, Any]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    root_id: str = ""
    previous_id: str | None = None

    @property
    def type(self) -> str:
        """Return modal or home."""
        return str(self.spec["type"])

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """Return its blocks, every one with its block_id."""
        blocks: list[dict[str, Any]] = self.spec["blocks"]
        return blocks

    @property
    def external_id(self) -> str:
        """Return the name the app gave it."""
        return str(self.spec.get("external_id") or "")

    def payload(self, team_id: str, app_id: str, bot_id: str) -> dict[str, Any]:
        """Build what Slack sends of a view."""
        return {
            "id": self.id,
            "team_id": team_id,
            "type": self.type,
            "blocks": self.blocks,
            **{key: self.spec.get(key) or "" for key in KEPT},
            "state": {"values": copy.deepcopy(self.state)},
            "hash": self.hash,
            **{key: self.spec.get(key) for key in ("title", "submit", "close")},
            **{key: bool(self.spec.get(key)) for key in ("clear_on_close", "notify_on_close")},
            "previous_view_id": self.previous_id,
            "root_view_id": self.root_id or self.id,
            "app_id": app_id,
            "app_installed_team_id": team_id,
            "bot_id": bot_id,
        }

    def replace(self, spec: dict[str, Any], ids: Ids) -> None:
        """Show another spec, keeping what was typed where block_id and action_id stay."""
        typed = self.state
        self.spec = with_ids(spec, ids)
        self.hash = new_hash(ids)
        self.errors = {}
        self.state = inputs.initial_state(self.blocks)
        for block_id, values in self.state.items():
            for action_id, fresh in values.items():
                kept = typed.get(block_id, {}).get(action_id)
                if kept is not None and kept["type"] == fresh["type"]:
                    values[action_id] = kept


def new_hash(ids: Ids) -> str:
    """Return a hash such as 1700000000.1a2b3c4d."""
    return f"{ids.ts().split('.')[0]}.{ids.secret()[:8]}"


def with_ids(spec: dict[str, Any], ids: Ids) -> dict[str, Any]:
    """Copy a view's spec, giving blocks and elements the ids they lack."""
    spec = copy.deepcopy(spec)
    inputs.give_ids(spec["blocks"], ids)
    return spec


def opened(spec: dict[str, Any], user: str, ids: Ids) -> View:
    """Make a view just opened for this person."""
    spec = with_ids(spec, ids)
    view = View(ids.new("V"), user, spec, new_hash(ids))
    view.state = inputs.initial_state(view.blocks)
    view.root_id = view.id
    return view
