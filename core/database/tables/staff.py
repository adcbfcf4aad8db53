"""Staff and their roles, what they looked players up for, and by which numbers."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, LargeBinary, Table, Text, UniqueConstraint, Uuid, false

from core.database.tables.base import Big, Document, Utc, metadata, one_of
from core.database.tables.placement import ON_COORDINATOR

staff = Table(
    "staff",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("slack_user_id", Text, nullable=False),
    Column("slack_team_id", Text, nullable=False),
    Column("person", Text, nullable=False, comment="one human, however many accounts"),
    Column("name", Text, nullable=False),
    Column("shown_name", Text, comment="what the chat workspace calls the account"),
    Column("zone", Text, nullable=False, server_default="UTC"),
    Column("brand", Text, comment="only this brand, when set"),
    Column("state", Text, nullable=False),
    Column("barred", Boolean, nullable=False, server_default=false(), comment="guest, bot, deleted or external"),
    Column("checked_at", Utc, comment="when the chat workspace last answered for this account"),
    Column("created_at", Utc, nullable=False),
    UniqueConstraint("slack_user_id", "slack_team_id"),
    one_of("state", ("active", "frozen", "gone")),
    info=ON_COORDINATOR,
)

Index("ix_staff_person", staff.c.person)

persons = Table(
    "persons",
    metadata,
    Column("key", Text, primary_key=True, comment="stands for one human for good, also after they have left"),
    Column("folded", Text, nullable=False, comment="how the key looks"),
    Column("since", Utc, nullable=False),
    UniqueConstraint("folded"),
    info=ON_COORDINATOR,
)

chat_accounts = Table(
    "chat_accounts",
    metadata,
    Column("slack_user_id", Text, primary_key=True),
    Column("slack_team_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("barred", Boolean, nullable=False, comment="guest, bot, deleted or external"),
    Column("email_mac", LargeBinary, comment="of the e-mail address, only to be compared"),
    Column("phone_mac", LargeBinary, comment="of the last digits of the phone number, only to be compared"),
    Column("checked_at", Utc, nullable=False, comment="when the chat workspace said so"),
    info=ON_COORDINATOR,
)

Index("ix_chat_accounts_email_mac", chat_accounts.c.email_mac)
Index("ix_chat_accounts_phone_mac", chat_accounts.c.phone_mac)

separations = Table(
    "separations",
    metadata,
    Column("person", Text, primary_key=True, comment="who was hired"),
    Column("other", Text, primary_key=True, comment="who asked for the hire, or agreed to it"),
    Column("until_at", Utc, nullable=False, comment="until then they share no request"),
    info=ON_COORDINATOR,
)

Index("ix_separations_other", separations.c.other)

role_grants = Table(
    "role_grants",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    Column("role", Text, nullable=False),
    Column("granted_at", Utc, nullable=False),
    Column("effective_at", Utc, nullable=False, comment="approving counts from here on"),
    Column("request_id", Uuid),
    Column("granted_by", Text, nullable=False),
    Column("revoked_at", Utc),
    Column("revoked_by", Text),
    info=ON_COORDINATOR,
)

Index(
    "uq_role_grants_standing",
    role_grants.c.staff_id,
    role_grants.c.role,
    unique=True,
    sqlite_where=role_grants.c.revoked_at.is_(None),
    postgresql_where=role_grants.c.revoked_at.is_(None),
)

search_tries = Table(
    "search_tries",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("person", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("kind", Text, nullable=False),
    Column("value", Text, nullable=False, comment="the end of a number, or a year, as it was typed"),
    Column("beside", Document, nullable=False, comment="what it was typed with: a name folded, or other numbers"),
    Column("players", Document, nullable=False, comment="ids of those whom the name fits, where they are few"),
    Column("counts", Boolean, nullable=False, comment="whether it narrows a search"),
    one_of("kind", ("end", "year")),
    info=ON_COORDINATOR,
)
"""Masked numbers by which somebody searched for players within a day."""

Index("ix_search_tries_person_at", search_tries.c.person, search_tries.c.at)
Index("ix_search_tries_at", search_tries.c.at)

saved_searches = Table(
    "saved_searches",
    metadata,
    Column("person", Text, primary_key=True),
    Column("key", Text, primary_key=True, comment="the name, folded"),
    Column("name", Text, nullable=False),
    Column("text", Text, nullable=False, comment="what is typed to search"),
    Column("at", Utc, nullable=False),
    info=ON_COORDINATOR,
)
"""Searches for players that somebody keeps under a name of their own."""

purposes = Table(
    "purposes",
    metadata,
    Column("person", Text, primary_key=True),
    Column("player_id", Big, primary_key=True),
    Column("purpose", Text, nullable=False),
    Column("at", Utc, nullable=False),
    one_of("purpose", ("phone", "chat", "email", "ticket", "check", "internal")),
    info=ON_COORDINATOR,
)
