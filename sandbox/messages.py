"""A message: what the app may read of it and what a person sees."""

from dataclasses import dataclass, field
from typing import Any

from sandbox import reading


@dataclass(slots=True, eq=False)
class Message:
    """One message of a conversation; updates change it in place."""

    ts: str
    channel: str
    user: str
    text: str = ""
    blocks: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[dict[str, Any]] = field(default_factory=list)
    bot_id: str | None = None
    thread_ts: str | None = None
    reply_count: int = 0
    ephemeral_to: str | None = None
    edited: bool = False
    deleted: bool = False
    link_names: bool = False
    metadata: dict[str, Any] | None = None
    files: list[dict[str, Any]] = field(default_factory=list)
    unfurls: dict[str, Any] = field(default_factory=dict)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    state: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def shown(self) -> str:
        """Return all text a reader sees, blocks where there are some, else the text; a no-break space is a blank."""
        parts = [reading.text_of(self.blocks) if self.blocks else self.text]
        parts += [reading.text_of_attachment(each) for each in self.attachments]
        parts += [reading.text_of_attachment(each) for each in self.unfurls.values()]
        return "\n".join(part for part in parts if part).replace("\N{NO-BREAK SPACE}", " ")

    @property
    def mentions(self) -> list[str]:
        """Return who gets a notification, as !channel, !here, !everyone, U… or S…."""
        found = reading.mentions_in(self.text, link_names=self.link_names)
        found += reading.mentions_of(self.blocks) + reading.mentions_of(self.attachments)
        return list(dict.fromkeys(found))

    def visible_to(self, user_id: str) -> bool:
        """Tell whether this member of the conversation sees the message."""
        return not self.deleted and self.ephemeral_to in (None, user_id)

    def payload(self) -> dict[str, Any]:
        """Build what Slack sends of a message."""
        body: dict[str, Any] = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text}
        if self.bot_id:
            body["bot_id"] = self.bot_id
        optional = {
            "blocks": self.blocks,
            "attachments": self.attachments,
            "thread_ts": self.thread_ts,
            "metadata": self.metadata,
            "files": self.files,
        }
        body.update({key: value for key, value in optional.items() if value})
        if self.edited:
            body["edited"] = {"user": self.user, "ts": self.ts}
        if self.reply_count:
            body |= {"thread_ts": self.ts, "reply_count": self.reply_count}
        if self.reactions:
            body["reactions"] = reactions_of(self)
        return body


def reactions_of(message: Message) -> list[dict[str, Any]]:
    """List a message's reactions as Slack does."""
    return [{"name": name, "users": users, "count": len(users)} for name, users in message.reactions.items()]
