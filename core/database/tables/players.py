"""Players, how they are found, and what stands in their way."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    Uuid,
    and_,
    false,
)

from core.database.tables.base import Big, Document, Term, Utc, metadata, one_of
from core.database.tables.placement import ON_COORDINATOR, by_key, by_player

LIFECYCLES = ("pending", "active", "closed", "self_closed")
VERIFICATION_STATUSES = ("none", "pending", "verified", "rejected", "expired")
LEVELS = (0, 9)
"""The lowest and the highest level of verification."""
LOOKUP_KINDS = (
    "external_id",
    "username",
    "email",
    "phone",
    "name",
    "ip",
    "device",
    "instrument",
    "phone_end",
    "card_end",
    "username_alike",
    "person",
)
"""``…_end`` holds the digits backwards, so that the end of a number is a prefix too; ``username_alike`` how a username
looks, where that is not how it is written; ``person`` the keys under which two tellings of one person meet."""
VISIBILITIES = ("staff", "security", "compliance")
ASKED_BY = ("operator", "player", "regulator", "platform")
BLOCK_KINDS = ("block", "self_exclusion", "cool_off")

players = Table(
    "players",
    metadata,
    Column("id", Big, primary_key=True),
    Column("brand", Text, nullable=False),
    Column("licence", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("username", Text, nullable=False),
    Column("email", Text),
    Column("phone", Text, comment="E.164"),
    Column("first_name", Text),
    Column("last_name", Text),
    Column("born_on", Date),
    Column("gender", Text),
    Column("address", Text),
    Column("post_code", Text),
    Column("city", Text),
    Column("country", Text, comment="ISO 3166-1 alpha-2"),
    Column("currency", Text, nullable=False, comment="ISO 4217"),
    Column("language", Text),
    Column("lifecycle", Text, nullable=False),
    Column("registered_at", Utc, nullable=False),
    Column("registered_from", Text, comment="web, app, shop …"),
    Column("verification_level", Integer, nullable=False, server_default="0"),
    Column("verification_status", Text, nullable=False, server_default="none"),
    Column("verification_expires_on", Date),
    Column("vip", Boolean, nullable=False, server_default=false()),
    Column("watched", Boolean, nullable=False, server_default=false()),
    Column("staff_owned", Boolean, nullable=False, server_default=false()),
    Column("last_login_at", Utc),
    Column("honey", Boolean, nullable=False, server_default=false(), comment="nobody is this player"),
    Column("created_at", Utc, nullable=False),
    one_of("lifecycle", LIFECYCLES),
    one_of("verification_status", VERIFICATION_STATUSES),
    info=by_player("id"),
)
"""One row a player and brand."""

Index("ix_players_registered_at", players.c.registered_at)

external_ids = Table(
    "external_ids",
    metadata,
    Column("brand", Text, primary_key=True),
    Column("external_id", Text, primary_key=True, comment="the platform's own"),
    Column("player_id", Big, nullable=False),
    info=by_key("external_id"),
)
"""Who is meant by an id of the platform: one player, and never another."""

player_lookups = Table(
    "player_lookups",
    metadata,
    Column("term", Term, primary_key=True, comment="case-folded"),
    Column("kind", Text, primary_key=True),
    Column("player_id", Big, primary_key=True),
    Column("first_at", Utc, comment="when it was first seen"),
    Column("born_year", SmallInteger, comment="of names and usernames: the year of the player's birth"),
    one_of("kind", LOOKUP_KINDS),
    info=by_key("term"),
)
"""Every term a player is found by, so that one statement answers any key, exact or by prefix."""

Index("ix_player_lookups_player_id", player_lookups.c.player_id, player_lookups.c.term, postgresql_include=["kind"])
Index(
    "ix_player_lookups_born_year",
    player_lookups.c.born_year,
    player_lookups.c.term,
    postgresql_where=player_lookups.c.born_year.is_not(None),
    sqlite_where=player_lookups.c.born_year.is_not(None),
    postgresql_include=["player_id"],
)

name_words = Table(
    "name_words",
    metadata,
    Column("word", Term, primary_key=True, comment="folded"),
    Column("sound", Term, nullable=False, comment="its consonants, alike for words that sound alike"),
    info=ON_COORDINATOR,
)
"""Every word of a player's name, once however many players have it: misspelled words are compared with these."""

Index("ix_name_words_sound", name_words.c.sound)

player_instruments = Table(
    "player_instruments",
    metadata,
    Column("player_id", ForeignKey("players.id"), primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False, comment="card, bank, wallet …"),
    Column("fingerprint", Text, nullable=False, comment="the payment provider's; never a number"),
    Column("last_four", Text),
    Column("added_at", Utc, nullable=False),
    info=by_player(),
)
"""Ways to pay: what the payment provider calls them, and the last four digits."""

player_documents = Table(
    "player_documents",
    metadata,
    Column("document", Uuid, primary_key=True, comment="keyed digest of what names it"),
    Column("player_id", Big, primary_key=True),
    Column("added_at", Utc, nullable=False),
    info=by_key("document"),
)
"""Documents that players proved their identity by: seen again, never read."""

Index("ix_player_documents_player_id", player_documents.c.player_id)

profile_times = Table(
    "profile_times",
    metadata,
    Column("player_id", ForeignKey("players.id"), primary_key=True),
    Column("part", Text, primary_key=True, comment="a column of players"),
    Column("changed_at", Utc, nullable=False, comment="when it was changed on the platform, as far as told"),
    info=by_player(),
)
"""When each part of a profile was last changed, so that an older word never undoes a newer one."""

player_notes = Table(
    "player_notes",
    metadata,
    Column("player_id", ForeignKey("players.id"), primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("at", Utc, nullable=False),
    Column("by_staff_id", Uuid),
    Column("by_name", Text, nullable=False),
    Column("priority", Text, nullable=False),
    Column("visibility", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("withdrawn_at", Utc),
    Column("retracted_by", Text, comment="a colleague of the author"),
    Column("retracted_why", Text),
    one_of("priority", ("normal", "high")),
    one_of("visibility", VISIBILITIES),
    info=by_player(),
)

player_tags = Table(
    "player_tags",
    metadata,
    Column("player_id", ForeignKey("players.id"), primary_key=True),
    Column("tag", Text, primary_key=True),
    Column("visibility", Text, primary_key=True, comment="in the key: who may not see a tag may put on the same"),
    Column("at", Utc, nullable=False),
    Column("by_name", Text, nullable=False),
    one_of("visibility", VISIBILITIES),
    info=by_player(),
)

REPLACED = "replaced by a wider block"
"""The ``end_reason`` of a block that another one replaced."""

player_blocks = Table(
    "player_blocks",
    metadata,
    Column("player_id", ForeignKey("players.id"), primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("scopes", Document, nullable=False, comment="a list of scopes; empty where it only holds withdrawals"),
    Column("reason", Text, nullable=False, comment="a key of the office file"),
    Column("visibility", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("note", Text),
    Column("ticket", Text),
    Column("from_at", Utc, nullable=False),
    Column("until_at", Utc, comment="open when absent"),
    Column("holds_withdrawals", Boolean, nullable=False, server_default=false()),
    Column("leaves", Document, nullable=False, server_default="[]", comment="ids of withdrawals it does not hold"),
    Column("holds_only", Document, nullable=False, server_default="[]", comment="the only ones it holds; empty: all"),
    Column("reach", Text, comment="of an exclusion: account, brand or licence"),
    Column("reached_from", Uuid, comment="the exclusion of a linked account that it follows"),
    Column("request_id", Uuid, comment="the request that placed it"),
    Column("placed_by", Text, nullable=False),
    Column("ended_at", Utc),
    Column("ended_by", Text),
    Column("end_reason", Text),
    Column("end_request_id", Uuid),
    one_of("kind", BLOCK_KINDS),
    one_of("visibility", VISIBILITIES),
    one_of("asked_by", ASKED_BY),
    CheckConstraint("until_at IS NULL OR until_at > from_at", name="period"),
    CheckConstraint(
        "kind != 'cool_off' OR ended_at IS NULL OR ended_by IN ('clock', 'correction')",
        name="cool_off_by_clock",
    ),
    info=by_player(),
)
"""What stands, or stood, between a player and playing. What holds now is derived from the open rows."""

Index("ix_player_blocks_from_at", player_blocks.c.from_at)
Index(
    "ix_player_blocks_ended_at",
    player_blocks.c.ended_at,
    sqlite_where=player_blocks.c.ended_at.isnot(None),
    postgresql_where=player_blocks.c.ended_at.isnot(None),
)

Index(
    "ix_player_blocks_excluding",
    player_blocks.c.player_id,
    sqlite_where=and_(player_blocks.c.kind != "block", player_blocks.c.ended_at.is_(None)),
    postgresql_where=and_(player_blocks.c.kind != "block", player_blocks.c.ended_at.is_(None)),
)
Index(
    "ix_player_blocks_reached_from",
    player_blocks.c.reached_from,
    sqlite_where=player_blocks.c.reached_from.isnot(None),
    postgresql_where=player_blocks.c.reached_from.isnot(None),
)

player_limits = Table(
    "player_limits",
    metadata,
    Column("player_id", ForeignKey("players.id"), primary_key=True),
    Column("kind", Text, primary_key=True, comment="deposit, loss, session … as the platform calls it"),
    Column("period", Text, primary_key=True, comment="day, week …; empty where it names none"),
    Column("amount_minor", Big, comment="absent when the limit was taken away"),
    Column("currency", Text),
    Column("set_at", Utc, nullable=False),
    Column("source", Text, nullable=False),
    Column("request_id", Uuid),
    info=by_player(),
)
"""Limits that players set for themselves, the newest word on each."""
