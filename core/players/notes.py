"""What colleagues write down about a player: notes and tags, each for those who may see it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Table, delete, insert, select, update

from core import audit, operations
from core.database import pages
from core.database.connections import Connection, insert_unless_there
from core.database.pages import Page
from core.database.tables import player_notes, player_tags, staff
from core.errors import Invalid, NotAllowed, Unknown
from core.operations import Seen
from core.people import Actor, Permission, Visibility
from core.phrases import Phrase
from core.players import accounts, brand_scope, honey, retracted_notes
from core.players.accounts import Introduction
from core.work import Work

WRITING = "write notes and tags on players"
LONGEST_NOTE = 2_000
"""Characters: what one message shows without being folded."""
LONGEST_TAG = 40
"""Characters: what still reads as a label."""
LONGEST_WHY = 500
"""Characters: a sentence or two."""
PAGE = 5
"""Notes on one page of a list: what a message shows without scrolling far."""


@dataclass(frozen=True, slots=True)
class NewNote:
    """A note to be written; ``priority`` is ``normal`` or ``high``, and high ones stand on every card."""

    player_id: int
    text: str
    priority: str = "normal"
    visibility: Visibility = Visibility.STAFF


@dataclass(frozen=True, slots=True)
class Note:
    """What a colleague wrote down."""

    id: UUID
    at: datetime
    by: str
    priority: str
    visibility: Visibility
    text: str
    by_person: str | None = None
    """The author's person key; None where nobody on the staff wrote it."""

    def may_be_withdrawn(self, actor: Actor) -> bool:
        """Tell whether somebody may take it back: whoever wrote it, or whoever also may stop a colleague's work."""
        own = self.by_person == actor.person
        return actor.may(Permission.NOTE_WRITE) and (own or actor.may(Permission.STAFF_FREEZE))


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Which note is taken back, and why."""

    player_id: int
    note_id: UUID
    why: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A label on a player."""

    player_id: int
    tag: str
    visibility: Visibility = Visibility.STAFF


@dataclass(frozen=True, slots=True)
class WrittenAbout:
    """What colleagues wrote about a player, as far as somebody may read it: a page of notes, and every tag."""

    player: Introduction
    notes: Page[Note]
    tags: tuple[Tag, ...]


@operations.query(
    "note.listed", module="players", needs=Permission.PLAYER_VIEW, doing="look at players", looks_at_player=True
)
async def notes(work: Work, actor: Actor, player_id: int, *, at: str = "") -> Seen[WrittenAbout]:
    """List a page of the notes on a player that somebody may read, newest first, and the tags.

    Raises :class:`~core.errors.Unknown` when there is no such player, or none that this person may know of.
    """
    player = await accounts.introduction(work.db, player_id, actor=actor, now=work.now)
    query = _standing(player_id, actor).order_by(player_notes.c.at.desc(), player_notes.c.id.desc())
    page = (await pages.counted(work.db, query, at=at, size=PAGE)).of(_note)
    return Seen(WrittenAbout(player, page, await _tags(work.db, player_id, actor=actor)), looked_at=player)


@operations.query(
    "note.viewed",
    module="players",
    needs=Permission.NOTE_WRITE,
    doing=WRITING,
    looks_at_player=True,
    facts=lambda arguments: {"note": str(arguments["note_id"])},
)
async def note(work: Work, actor: Actor, player_id: int, note_id: UUID) -> Seen[Note]:
    """Show one note, to somebody who may take it back.

    Raises :class:`~core.errors.Unknown` when there is none that this person may see, nor such a player.
    """
    player = await accounts.introduction(work.db, player_id, actor=actor, now=work.now)
    found = await _read(work.db, player_id, note_id, actor=actor)
    return Seen(found, looked_at=player, facts={"visibility": found.visibility.value})


@operations.query("note.considered", module="players", needs=Permission.NOTE_WRITE, doing=WRITING)
async def audiences(work: Work, actor: Actor, player_id: int) -> Seen[tuple[Visibility, ...]]:
    """List for whom somebody may write notes and tags on a player.

    Raises :class:`~core.errors.Unknown` when there is no such player, or none that this person may know of.
    """
    await brand_scope.refuse_unknown(work.db, actor, player_id)
    return Seen(tuple(each for each in Visibility if each in actor.sees))


@operations.operation("note.added", module="players", needs=Permission.NOTE_WRITE, doing=WRITING)
async def add_note(work: Work, actor: Actor, note: NewNote) -> UUID:
    """Write a note down.

    Raises :class:`~core.errors.NotAllowed` without the visibility, :class:`~core.errors.Invalid` for a text that is
    empty or too long, :class:`~core.errors.Unknown` for no such player.
    """
    _refuse_unless_seen(actor, note.visibility)
    text = _within(note.text, LONGEST_NOTE, field="text")
    if note.priority not in {"normal", "high"}:
        raise Invalid("The priority of a note is normal or high.", field="priority")
    await brand_scope.refuse_unknown(work.db, actor, note.player_id)
    await honey.refuse_touching(work.db, note.player_id)
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


@operations.operation("note.withdrawn", module="players", needs=Permission.NOTE_WRITE, doing=WRITING)
async def withdraw_note(work: Work, actor: Actor, taken: TakenBack) -> None:
    """Take a note off the card; its row stays. Approvers and the author read of another's high-priority one.

    Raises :class:`~core.errors.Unknown` when there is none that this person may see,
    :class:`~core.errors.NotAllowed` when it is another's and this person may not stop a colleague's work.
    """
    why = _within(taken.why, LONGEST_WHY, field="why")
    await brand_scope.refuse_unknown(work.db, actor, taken.player_id)
    found = await _read(work.db, taken.player_id, taken.note_id, actor=actor)
    if not found.may_be_withdrawn(actor):
        raise NotAllowed(f"{found.by} wrote this note. Ask them to take it back, or somebody who may freeze people.")
    of_it = (player_notes.c.player_id == taken.player_id, player_notes.c.id == taken.note_id)
    standing = update(player_notes).where(*of_it, player_notes.c.withdrawn_at.is_(None))
    another = found.by_person != actor.person
    told = {"retracted_by": actor.name, "retracted_why": why} if another else {}
    if not (await work.db.execute(standing.values(withdrawn_at=work.now, **told))).rowcount:
        raise _no_note()
    if another and found.priority == "high":
        await retracted_notes.announce(work, taken.player_id, found.id)
    facts = {"note": str(found.id), "by": found.by, "visibility": found.visibility.value}
    entry = _entry(actor, "note.withdrawn", taken.player_id)
    await audit.record(work, replace(entry, facts=facts, private={"why": why}))


@operations.operation("tag.added", module="players", needs=Permission.NOTE_WRITE, doing=WRITING)
async def add_tag(work: Work, actor: Actor, tag: Tag) -> None:
    """Put a label on a player; the same label again changes nothing."""
    _refuse_unless_seen(actor, tag.visibility)
    label = _within(tag.tag, LONGEST_TAG, field="tag").casefold()
    await brand_scope.refuse_unknown(work.db, actor, tag.player_id)
    await honey.refuse_touching(work.db, tag.player_id)
    await work.db.execute(
        insert_unless_there(work.db, player_tags).values(
            player_id=tag.player_id, tag=label, visibility=tag.visibility.value, at=work.now, by_name=actor.name
        )
    )
    facts = {"visibility": tag.visibility.value}
    entry = _entry(actor, "tag.added", tag.player_id)
    await audit.record(work, replace(entry, facts=facts, private={"tag": label}))


@operations.operation("tag.removed", module="players", needs=Permission.NOTE_WRITE, doing=WRITING)
async def remove_tag(work: Work, actor: Actor, *, player_id: int, tag: str) -> None:
    """Take a label off a player, for whomever it was put on, as far as this person sees.

    Raises :class:`~core.errors.Unknown` when there is none that this person may see.
    """
    await brand_scope.refuse_unknown(work.db, actor, player_id)
    label = tag.strip().casefold()
    result = await work.db.execute(
        delete(player_tags)
        .where(
            player_tags.c.player_id == player_id,
            player_tags.c.tag == label,
            _seen(player_tags, actor),
        )
        .returning(player_tags.c.visibility)
    )
    gone = result.scalars().all()
    if not gone:
        raise Unknown(f"This player has no tag “{label}”.")
    entry = _entry(actor, "tag.removed", player_id)
    for visibility in sorted(gone):
        await audit.record(work, replace(entry, facts={"visibility": visibility}, private={"tag": label}))


async def _tags(db: Connection, player_id: int, *, actor: Actor) -> tuple[Tag, ...]:
    found = select(player_tags).where(player_tags.c.player_id == player_id, _seen(player_tags, actor))
    rows = await db.execute(found.order_by(player_tags.c.tag, player_tags.c.visibility))
    return tuple(Tag(player_id, row.tag, Visibility(row.visibility)) for row in rows)


async def _read(db: Connection, player_id: int, note_id: UUID, *, actor: Actor) -> Note:
    row = (await db.execute(_standing(player_id, actor).where(player_notes.c.id == note_id))).one_or_none()
    if row is None:
        raise _no_note()
    return _note(row)


def _standing(player_id: int, actor: Actor) -> Select[Any]:
    written = player_notes.outerjoin(staff, staff.c.id == player_notes.c.by_staff_id)
    query = select(player_notes, staff.c.person.label("by_person")).select_from(written)
    return query.where(
        player_notes.c.player_id == player_id, player_notes.c.withdrawn_at.is_(None), _seen(player_notes, actor)
    )


def _seen(table: Table, actor: Actor) -> ColumnElement[bool]:
    return table.c.visibility.in_([visibility.value for visibility in actor.sees])


def _note(row: Row[Any]) -> Note:
    return Note(row.id, row.at, row.by_name, row.priority, Visibility(row.visibility), row.text, row.by_person)


def _no_note() -> Unknown:
    return Unknown("There is no such note on this player. It may have been taken back meanwhile.")


def _refuse_unless_seen(actor: Actor, visibility: Visibility) -> None:
    if visibility not in actor.sees:
        raise NotAllowed("You can only write what you may read yourself; choose another visibility.")


def _within(text: str, longest: int, *, field: str) -> str:
    stripped = text.strip()
    if not stripped or len(stripped) > longest or "\0" in stripped:
        raise Invalid(Phrase("Write between 1 and {most} characters.", most=longest), field=field)
    return stripped


def _entry(actor: Actor, action: str, player_id: int) -> audit.Entry:
    subject = audit.Subject("player", str(player_id))
    return audit.Entry(actor=actor, action=action, module="players", subject=subject, player_id=player_id)
