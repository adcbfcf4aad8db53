"""The state of the sandbox, shared by all its parts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sandbox import inputs
from sandbox.changes import Changes
from sandbox.clock import Clock
from sandbox.errors import SlackError
from sandbox.faults import Faults
from sandbox.ids import Ids
from sandbox.manifest import Manifest
from sandbox.messages import Message
from sandbox.modals import View
from sandbox.record import Record
from sandbox.response_urls import ResponseUrls
from sandbox.traffic import Traffic
from sandbox.triggers import Triggers
from sandbox.workspace import Channel, User, Workspace


class Notice(NamedTuple):
    """A sentence Slack itself shows to one person."""

    text: str
    kind: str


@dataclass(slots=True)
class State:
    """Workspace, views, files and the machinery's memory."""

    workspace: Workspace
    manifest: Manifest
    record: Record
    clock: Clock = field(default_factory=Clock)
    traffic: Traffic = field(default_factory=Traffic)
    faults: Faults = field(default_factory=Faults)
    changes: Changes = field(default_factory=Changes)
    stacks: dict[str, list[View]] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    notices: dict[str, list[Notice]] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    emit: Callable[[dict[str, Any]], None] = lambda _: None
    base_url: str = ""
    ticket: Callable[[], str] = str
    ids: Ids = field(init=False)
    triggers: Triggers = field(init=False)
    response_urls: ResponseUrls = field(init=False)

    def __post_init__(self) -> None:
        """Build what needs the clock."""
        self.ids = Ids(self.clock)
        self.triggers = Triggers(self.clock, self.ids)
        self.response_urls = ResponseUrls(self.clock, self.ids)

    def notice(self, user: User, text: str, kind: str = "error") -> None:
        """Show one person a message from Slack itself."""
        self.notices.setdefault(user.id, []).append(Notice(text, kind))
        self.changes.ring()

    def post(self, channel: Channel, message: Message) -> Message:
        """Put a message into a conversation and tell everybody."""
        channel.messages.append(message)
        parent = channel.message(message.thread_ts) if message.thread_ts else None
        if parent and not message.ephemeral_to:
            parent.reply_count += 1
        self.changes.ring()
        return message

    def bot_message(self, channel: Channel, **content: Any) -> Message:
        """Make a message written by the app, with the ids its blocks lack."""
        app = self.workspace.app
        message = Message(self.ids.ts(), channel.id, app.bot_user, bot_id=app.bot_id)
        self.write(message, content)
        return message

    def write(self, message: Message, content: dict[str, Any]) -> None:
        """Change what a message says."""
        for key, value in content.items():
            setattr(message, key, value)
        inputs.give_ids(message.blocks, self.ids)
        message.state = inputs.initial_state(message.blocks)

    def direct(self, *members: str) -> Channel:
        """Find or open the direct conversation of these people."""
        found = self.workspace.conversation_of(*members)
        if found:
            return found
        kind, prefix = ("im", "D") if len(set(members)) <= 2 else ("mpim", "G")  # noqa: PLR2004 - a pair
        channel = Channel(self.ids.new(prefix), "", "", kind=kind, private=True, members=list(dict.fromkeys(members)))
        channel.key = channel.name = channel.id
        self.workspace.channels[channel.id] = channel
        return channel

    def view(self, view_id: str = "", external_id: str = "") -> View:
        """Find an open view by id or by the app's own name; raise not_found as Slack does."""
        for view in [view for stack in self.stacks.values() for view in stack] + list(self.homes.values()):
            if (view_id and view.id == view_id) or (external_id and view.external_id == external_id):
                return view
        raise SlackError("not_found")

    def view_payload(self, view: View) -> dict[str, Any]:
        """Build what Slack sends of a view."""
        return view.payload(self.workspace.team.id, self.workspace.app.id, self.workspace.app.bot_id)
