"""Records in a list: each a sentence, with when, which module, what changed and the id to open it by."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from slackblocks import Block

from bot import kit
from bot.cards import record_sentences, record_values
from bot.cards.record_sentences import Told
from bot.slack.responses import Answer
from core.audit import FoundRecord
from core.database.pages import Page
from core.errors import Invalid

WHY = ("why", "reason", "purpose")
"""Names under which a record says in clear why something was done."""


@dataclass(frozen=True, slots=True)
class Trail:
    """Whose records, and which page of them."""

    title: str
    player_id: int | None = None
    person: str | None = None
    request_id: UUID | None = None
    ticket: str | None = None
    at: str = ""

    def packed(self) -> str:
        """Write whose they are into a button."""
        request = str(self.request_id) if self.request_id else None
        return json.dumps([self.title, self.player_id, self.person, request, self.ticket])

    @classmethod
    def unpacked(cls, value: str) -> "Trail":
        """Read whose they are and which page from a button.

        Raises :class:`~core.errors.Invalid` for a button of another version.
        """
        try:
            packed, _, at = value.rpartition(":")
            title, player_id, person, request, ticket = json.loads(packed)
            return cls(title, player_id, person, UUID(request) if request else None, ticket, at)
        except (TypeError, ValueError):
            raise Invalid("This button no longer works. Type /audit again.") from None


def page(trail: Trail, found: Page[FoundRecord], *, replace: bool) -> Answer:
    """Draw one page."""
    text = f"Records about {trail.title}"
    blocks = [kit.say(kit.bold(text)), *(_row(one) for one in found)]
    if not found:
        blocks.append(kit.small("There is nothing older." if trail.at else "Nothing is recorded yet."))
    if turners := kit.turners(found, "audit:older", about=trail.packed()):
        blocks.append(kit.buttons(*turners))
    return Answer.of(f"{text}: {len(found)} on this page.", *blocks, replace=replace)


def _row(one: FoundRecord) -> Block:
    when = kit.marked(kit.moment(one.at), f" · {one.module.replace('_', ' ')}", *_more(one), f" · {one.short_id}")
    opening = kit.button("Open", "audit:record", value=str(one.id))
    return kit.say(kit.bold(record_sentences.sentence(Told.of(one))), kit.NEW_LINE, when, beside=opening)


def _more(one: FoundRecord) -> Iterator[str]:
    """Say what changed, and why, as far as that stands in clear."""
    if {"before", "after"} <= one.facts.keys():
        yield f" · {record_values.short(one.facts['before'])} → {record_values.short(one.facts['after'])}"
    yield from (f" · {record_values.short(one.facts[name])}" for name in WHY if one.facts.get(name))
    if one.code:
        yield f" · {record_values.worded(one.code)}"
