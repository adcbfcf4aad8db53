"""Tickets: what a player or a colleague wants, who works on it, and every word said about it."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from core.database.tables.base import Big, Document, Utc, metadata, one_of
from core.database.tables.placement import ON_COORDINATOR
from core.database.tables.players import VISIBILITIES

TICKET_STATES = ("open", "in_progress", "pending_player", "on_hold", "solved", "closed")
AT_WORK = ("open", "in_progress", "pending_player", "on_hold")
"""States of a ticket that somebody still has to do something about."""
PRIORITIES = ("low", "normal", "high", "urgent")
CLOCKS = ("first_response", "resolution", "complaint")

tickets = Table(
    "tickets",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("number", Integer, nullable=False, unique=True, comment="T-1042, said aloud"),
    Column("key", Text, nullable=False, unique=True, comment="the submission it came from: opened twice is once"),
    Column("source", Text, nullable=False),
    Column("source_link", Text, comment="the message it was opened from"),
    Column("brand", Text),
    Column("player_id", Big),
    Column("category", Text, nullable=False, comment="what it is about"),
    Column("priority", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("visibility", Text, nullable=False),
    Column("queue", Text, nullable=False),
    Column("assignee_id", ForeignKey("staff.id")),
    Column("title", Text, nullable=False),
    Column("opened_by_id", ForeignKey("staff.id")),
    Column("opened_by_name", Text, nullable=False),
    Column("opened_at", Utc, nullable=False),
    Column("call_back_at", Utc, comment="promised to the player"),
    Column("call_back_told_at", Utc, comment="when somebody was reminded of that"),
    Column("clock_stopped_at", Utc, comment="waits for the player or for an approval since"),
    Column("due_at", Utc, comment="when the next of its running clocks is over"),
    Column("next_at", Utc, comment="when something is due: a clock or a promised call"),
    Column("rank", Integer, nullable=False, server_default="2", comment="0 urgent, 1 due sometime, 2 nothing is due"),
    Column("solved_at", Utc),
    Column("closed_at", Utc),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("changed_at", Utc, nullable=False),
    one_of("source", ("command", "shortcut", "reaction", "api")),
    one_of("priority", PRIORITIES),
    one_of("state", TICKET_STATES),
    one_of("visibility", VISIBILITIES),
    CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_when_over"),
    info=ON_COORDINATOR,
)

IS_AT_WORK = tickets.c.solved_at.is_(None) & tickets.c.closed_at.is_(None)
"""Chooses the tickets in one of these states, in the words of the indexes below."""
IS_NOBODYS = IS_AT_WORK & tickets.c.assignee_id.is_(None)
SOONEST = (tickets.c.rank, tickets.c.next_at, tickets.c.number)
"""The order of every list of tickets at work."""

Index("ix_tickets_soonest", *SOONEST, sqlite_where=IS_AT_WORK, postgresql_where=IS_AT_WORK)
Index("ix_tickets_nobodys", *SOONEST, sqlite_where=IS_NOBODYS, postgresql_where=IS_NOBODYS)
Index("ix_tickets_state_queue", tickets.c.state, tickets.c.queue)
Index("ix_tickets_player_id_state", tickets.c.player_id, tickets.c.state)
Index(
    "ix_tickets_assignee_id_state",
    tickets.c.assignee_id,
    tickets.c.state,
    sqlite_where=tickets.c.assignee_id.isnot(None),
    postgresql_where=tickets.c.assignee_id.isnot(None),
)
Index("ix_tickets_opened_at", tickets.c.opened_at)
Index(
    "ix_tickets_solved_at",
    tickets.c.solved_at,
    sqlite_where=tickets.c.solved_at.isnot(None),
    postgresql_where=tickets.c.solved_at.isnot(None),
)
Index(
    "ix_tickets_call_back_at",
    tickets.c.call_back_at,
    sqlite_where=tickets.c.call_back_at.isnot(None) & tickets.c.call_back_told_at.is_(None),
    postgresql_where=tickets.c.call_back_at.isnot(None) & tickets.c.call_back_told_at.is_(None),
)

ticket_clocks = Table(
    "ticket_clocks",
    metadata,
    Column("ticket_id", ForeignKey("tickets.id"), primary_key=True),
    Column("clock", Text, primary_key=True),
    Column("warn_at", Utc, nullable=False),
    Column("due_at", Utc, nullable=False),
    Column("met_at", Utc, comment="answered, or solved; in time or late"),
    Column("warned_at", Utc),
    Column("breached_at", Utc),
    Column("deadlines", Document, comment="by priority: counted from when the ticket first mattered that much"),
    one_of("clock", CLOCKS),
    info=ON_COORDINATOR,
)
"""What a ticket is measured by: each clock warns once and is breached once."""

Index(
    "ix_ticket_clocks_running",
    ticket_clocks.c.warn_at,
    sqlite_where=ticket_clocks.c.met_at.is_(None) & ticket_clocks.c.breached_at.is_(None),
    postgresql_where=ticket_clocks.c.met_at.is_(None) & ticket_clocks.c.breached_at.is_(None),
)
Index("ix_ticket_clocks_due_at", ticket_clocks.c.due_at)
Index(
    "ix_ticket_clocks_met_at",
    ticket_clocks.c.met_at,
    sqlite_where=ticket_clocks.c.met_at.isnot(None),
    postgresql_where=ticket_clocks.c.met_at.isnot(None),
)

past_ticket_clocks = Table(
    "past_ticket_clocks",
    metadata,
    Column("ticket_id", ForeignKey("tickets.id"), primary_key=True),
    Column("clock", Text, primary_key=True),
    Column("ended_at", Utc, primary_key=True, comment="when the ticket was opened again"),
    Column("due_at", Utc, nullable=False),
    Column("met_at", Utc),
    one_of("clock", CLOCKS),
    info=ON_COORDINATOR,
)
"""Clocks of tickets that were opened again, as they stood until then."""

Index("ix_past_ticket_clocks_due_at", past_ticket_clocks.c.due_at)
Index("ix_past_ticket_clocks_met_at", past_ticket_clocks.c.met_at)

ticket_messages = Table(
    "ticket_messages",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("ticket_id", ForeignKey("tickets.id"), nullable=False),
    Column("at", Utc, nullable=False),
    Column("kind", Text, nullable=False),
    Column("author_id", ForeignKey("staff.id")),
    Column("author_name", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("channel", Text),
    Column("ts", Text, comment="where it stands in the thread"),
    Column("recipient", Text, comment="masked; whom a reply goes to"),
    Column("delivery", Text, comment="how far a reply is"),
    Column("edited_at", Utc),
    Column("deleted_at", Utc),
    UniqueConstraint("channel", "ts"),
    one_of("kind", ("player", "note", "reply", "system")),
    one_of("delivery", ("by_hand", "waiting", "sent", "failed")),
    CheckConstraint("(kind = 'reply') = (delivery IS NOT NULL)", name="replies_are_delivered"),
    info=ON_COORDINATOR,
)
"""Kept for good: an edit or a deletion leaves what stood there in ``ticket_edits``."""

Index("ix_ticket_messages_ticket_id_at", ticket_messages.c.ticket_id, ticket_messages.c.at)

ticket_edits = Table(
    "ticket_edits",
    metadata,
    Column("message_id", ForeignKey("ticket_messages.id"), primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("at", Utc, nullable=False),
    Column("text_before", Text, nullable=False),
    Column("deleted", Integer, nullable=False, comment="1 where the message was taken away"),
    info=ON_COORDINATOR,
)

exposed_messages = Table(
    "exposed_messages",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("ts", Text, primary_key=True, comment="where it stands in the chat"),
    Column("account", Text, nullable=False, comment="of the author, who alone can delete it"),
    Column("what", Text, nullable=False, comment="what it holds, in words: a card number"),
    Column("found_at", Utc, nullable=False),
    Column("next_at", Utc, nullable=False, comment="when the author is reminded next"),
    Column("reminders", Integer, nullable=False, server_default="0"),
    Column("alarmed_at", Utc),
    Column("gone_at", Utc, comment="deleted, or written without it"),
    info=ON_COORDINATOR,
)
"""Messages of the chat that hold a number which must not stand there; none of their words."""

Index(
    "ix_exposed_messages_standing",
    exposed_messages.c.next_at,
    sqlite_where=exposed_messages.c.gone_at.is_(None),
    postgresql_where=exposed_messages.c.gone_at.is_(None),
)
