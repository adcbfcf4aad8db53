"""What colleagues write down about a player: notes and tags, each for those who may see it."""

from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import delete, insert, update

from core import audit
from core.db import insert_unless_there
from core.errors import Invalid, NotAllowed, Unknown
from core.people import Actor, Permission, Visibility
from core.players import brands
from core.tables import player_notes, player_tags
from core.work import Work

LONGEST_NOTE = 2_000
"""Characters: what one message shows without being folded."""
LONGEST_TAG = 40
"""Characters: what still reads as a label."""


@dataclass(frozen=True, slots=True)
class NewNote:
    """A note to be written; ``priority`` is ``normal`` or ``high``, and high ones stand on every card."""

    player_id: int
    text: str
    priority: str = "normal"
    visibility: Visibility = Visibility.STAFF


@dataclass(frozen=True, slots=True)
class Tag:
    """A label on a player."""

    player_id: int
    tag: str
    visibility: Visibility = Visibility.STAFF


async def add_note(work: Work, actor: Actor, note: NewNote) -> UUID:
    """Write a note down.

    Raises :class:`~core.errors.NotAllowed` without the right or the visibility, :class:`~core.errors.Invalid` for
    a text that is empty or too long, :class:`~core.errors.Unknown` for no such player.
    """
    _refuse_unless_seen(actor, note.visibility)
    text = _within(note.text, LONGEST_NOTE, field="text")
    if note.priority not in {"normal", "high"}:
        raise Invalid("The priority of a note is normal or high.", field="priority")
    await brands.refuse_unknown(work.db, actor, note.player_id)
    note_id = work.at.ids()
    await work.db.execute(
        insert(player_notes).values(
            player_id=note.player_id,
            id=note_id,
            at=work.now,
            by_staff_id=actor.staff_id,
            by_name=actor.name,
            priority=note.priority,
            visibility=note.visibility.value,
            text=text,
        )
    )
    facts = {"note": str(note_id), "priority": note.priority, "visibility": note.visibility.value}
    entry = _entry(actor, "note.added", note.player_id)
    await audit.record(work, replace(entry, facts=facts, private={"text": text}))
    return note_id


async def withdraw_note(work: Work, actor: Actor, *, player_id: int, note_id: UUID) -> None:
    """Take a note off the card; its row stays.

    Raises :class:`~core.errors.Unknown` when there is none that this person may see.
    """
    _refuse_unless_seen(actor, None)
    await brands.refuse_unknown(work.db, actor, player_id)
    withdrawn = await work.db.scalar(
        update(player_notes)
        .where(
            player_notes.c.player_id == player_id,
            player_notes.c.id == note_id,
            player_notes.c.withdrawn_at.is_(None),
            player_notes.c.visibility.in_([visibility.value for visibility in actor.sees]),
        )
        .values(withdrawn_at=work.now)
        .returning(player_notes.c.visibility)
    )
    if withdrawn is None:
        raise Unknown("There is no such note on this player.")
    entry = _entry(actor, "note.withdrawn", player_id)
    await audit.record(work, replace(entry, facts={"note": str(note_id), "visibility": withdrawn}))


async def add_tag(work: Work, actor: Actor, tag: Tag) -> None:
    """Put a label on a player; the same label again changes nothing."""
    _refuse_unless_seen(actor, tag.visibility)
    label = _within(tag.tag, LONGEST_TAG, field="tag").casefold()
    await brands.refuse_unknown(work.db, actor, tag.player_id)
    await work.db.execute(
        insert_unless_there(work.db, player_tags).values(
            player_id=tag.player_id, tag=label, visibility=tag.visibility.value, at=work.now, by_name=actor.name
        )
    )
    facts = {"visibility": tag.visibility.value}
    entry = _entry(actor, "tag.added", tag.player_id)
    await audit.record(work, replace(entry, facts=facts, private={"tag": label}))


async def remove_tag(work: Work, actor: Actor, *, player_id: int, tag: str) -> None:
    """Take a label off a player.

    Raises :class:`~core.errors.Unknown` when there is none that this person may see.
    """
    _refuse_unless_seen(actor, None)
    await brands.refuse_unknown(work.db, actor, player_id)
    label = tag.strip().casefold()
    result = await work.db.execute(
        delete(player_tags)
        .where(
            player_tags.c.player_id == player_id,
            player_tags.c.tag == label,
            player_tags.c.visibility.in_([visibility.value for visibility in actor.sees]),
        )
        .returning(player_tags.c.visibility)
    )
    if (visibility := result.scalar_one_or_none()) is None:
        raise Unknown(f"This player has no tag “{label}”.")
    entry = _entry(actor, "tag.removed", player_id)
    await audit.record(work, replace(entry, facts={"visibility": visibility}, private={"tag": label}))


def _refuse_unless_seen(actor: Actor, visibility: Visibility | None) -> None:
    if not actor.may(Permission.NOTE_WRITE):
        raise NotAllowed("You may not write notes or tags on players.")
    if visibility is not None and visibility not in actor.sees:
        raise NotAllowed("You can only write what you may read yourself; choose another visibility.")


def _within(text: str, longest: int, *, field: str) -> str:
    stripped = text.strip()
    if not stripped or len(stripped) > longest or "\0" in stripped:
        raise Invalid(f"Write between 1 and {longest:,} characters.", field=field)
    return stripped


def _entry(actor: Actor, action: str, player_id: int) -> audit.Entry:
    subject = audit.Subject("player", str(player_id))
    return audit.Entry(actor=actor, action=action, module="players", subject=subject, player_id=player_id)
