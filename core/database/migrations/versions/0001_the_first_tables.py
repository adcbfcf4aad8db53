"""The first tables."""

import sqlalchemy as sa
from alembic import op

from core.database.tables.base import Big, Document, Term, Utc

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "events",
        sa.Column("player_id", Big, nullable=False, comment="0 for the bucket of unknown users"),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False, comment="the source's own"),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("body", Document, nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=True, comment="of ours, when the act came from here"),
        sa.Column(
            "differs",
            sa.Boolean(),
            nullable=True,
            comment="of a balance told: the ledger is the wallet, and no act of ours explains it",
        ),
        sa.Column("received_at", Utc(), nullable=False),
        sa.Column("intake", Big, nullable=False, comment="the intake it came with; a sweep reads from one to another"),
        sa.PrimaryKeyConstraint("player_id", "at", "id", name=op.f("pk_events")),
        postgresql_partition_by="RANGE (at)",
    )
    op.create_index("ix_events_player_id_type_at", "events", ["player_id", "type", "at"], unique=False)
    op.create_table(
        "ledger_keys",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("player_id", Big, nullable=False),
        sa.Column("transaction_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_ledger_keys")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column(
            "subject", sa.Text(), nullable=False, comment="what is to be drawn; two promises about it are drawn in turn"
        ),
        sa.Column("body", Document, nullable=False, comment="ids only"),
        sa.Column("promised_at", Utc(), nullable=False),
        sa.Column("due_at", Utc(), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "lease", sa.Integer(), server_default="0", nullable=False, comment="fencing number: grows with each claim"
        ),
        sa.Column("leased_until", Utc(), nullable=True),
        sa.Column("done_at", Utc(), nullable=True),
        sa.Column("failed_at", Utc(), nullable=True, comment="given up; stands in the status"),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL AND failed_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL AND failed_at IS NULL"),
    )
    op.create_table(
        "pending_records",
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("record_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_pending_records")),
    )
    op.create_table(
        "players",
        sa.Column("id", Big, nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True, comment="E.164"),
        sa.Column("first_name", sa.Text(), nullable=True),
        sa.Column("last_name", sa.Text(), nullable=True),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("gender", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("post_code", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True, comment="ISO 3166-1 alpha-2"),
        sa.Column("currency", sa.Text(), nullable=False, comment="ISO 4217"),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("lifecycle", sa.Text(), nullable=False),
        sa.Column("registered_at", Utc(), nullable=False),
        sa.Column("registered_from", sa.Text(), nullable=True, comment="web, app, shop …"),
        sa.Column("verification_level", sa.Integer(), server_default="0", nullable=False),
        sa.Column("verification_status", sa.Text(), server_default="none", nullable=False),
        sa.Column("verification_expires_on", sa.Date(), nullable=True),
        sa.Column("vip", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("watched", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("staff_owned", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("last_login_at", Utc(), nullable=True),
        sa.Column("created_at", Utc(), nullable=False),
        sa.CheckConstraint(
            "lifecycle IN ('pending', 'active', 'closed', 'self_closed')", name=op.f("ck_players_lifecycle_known")
        ),
        sa.CheckConstraint(
            "verification_status IN ('none', 'pending', 'verified', 'rejected', 'expired')",
            name=op.f("ck_players_verification_status_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_players")),
        sa.UniqueConstraint("brand", "external_id", name=op.f("uq_players_brand_external_id")),
    )
    op.create_table(
        "posted_messages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False, comment="request:… , receipt:…"),
        sa.Column("place", sa.Text(), nullable=False, comment="approvals, requester …"),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column(
            "reader", sa.Text(), nullable=False, comment="whom it was drawn for: that channel, or a person alone"
        ),
        sa.Column("ts", sa.Text(), nullable=False),
        sa.Column(
            "drawn", sa.Text(), nullable=False, comment="digest of what was last drawn; the same again is not sent"
        ),
        sa.Column("drawn_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posted_messages")),
        sa.UniqueConstraint("subject", "place", "channel", name=op.f("uq_posted_messages_subject_place_channel")),
    )
    op.create_index("ix_posted_messages_reader", "posted_messages", ["reader"], unique=False)
    op.create_table(
        "purposes",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("player_id", Big, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.CheckConstraint(
            "purpose IN ('phone', 'chat', 'email', 'ticket', 'check', 'internal')",
            name=op.f("ck_purposes_purpose_known"),
        ),
        sa.PrimaryKeyConstraint("person", "player_id", name=op.f("pk_purposes")),
    )
    op.create_table(
        "received_events",
        sa.Column("player_id", Big, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("received_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("player_id", "source", "event_id", name=op.f("pk_received_events")),
    )
    op.create_table(
        "record_keys",
        sa.Column("player_id", Big, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column(
            "wrapped", sa.LargeBinary(), nullable=True, comment="the key under the master key; empty once destroyed"
        ),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("destroyed_at", Utc(), nullable=True),
        sa.CheckConstraint("purpose IN ('identity', 'records')", name=op.f("ck_record_keys_purpose_known")),
        sa.CheckConstraint(
            "(wrapped IS NULL) = (destroyed_at IS NOT NULL)", name=op.f("ck_record_keys_destroyed_is_gone")
        ),
        sa.PrimaryKeyConstraint("player_id", "purpose", name=op.f("pk_record_keys")),
    )
    op.create_table(
        "records",
        sa.Column("at", Utc(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("format", sa.Integer(), nullable=False),
        sa.Column(
            "content",
            sa.LargeBinary(),
            nullable=False,
            comment="canonical bytes (RFC 8785); all other columns repeat them",
        ),
        sa.Column("mac", sa.LargeBinary(), nullable=False, comment="HMAC-SHA-256 of content by the writer"),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("module", sa.Text(), nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=True),
        sa.Column("subject_id", sa.Text(), nullable=True),
        sa.Column("player_id", Big, nullable=True),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("correlation", sa.Text(), nullable=True),
        sa.CheckConstraint("outcome IN ('success', 'refused', 'failed')", name=op.f("ck_records_outcome_known")),
        sa.PrimaryKeyConstraint("at", "id", name=op.f("pk_records")),
        postgresql_partition_by="RANGE (at)",
    )
    op.create_index("ix_records_person_at", "records", ["person", "at"], unique=False)
    op.create_index("ix_records_player_id_at", "records", ["player_id", "at"], unique=False)
    op.create_index("ix_records_request_id", "records", ["request_id"], unique=False)
    op.create_table(
        "seen_deliveries",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_seen_deliveries")),
    )
    op.create_index("ix_seen_deliveries_at", "seen_deliveries", ["at"], unique=False)
    op.create_table(
        "staff",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slack_user_id", sa.Text(), nullable=False),
        sa.Column("slack_team_id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False, comment="one human, however many accounts"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), server_default="UTC", nullable=False),
        sa.Column("brand", sa.Text(), nullable=True, comment="only this brand, when set"),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column(
            "barred", sa.Boolean(), server_default=sa.false(), nullable=False, comment="guest, bot, deleted or external"
        ),
        sa.Column("checked_at", Utc(), nullable=True, comment="when the chat workspace last answered for this account"),
        sa.Column("created_at", Utc(), nullable=False),
        sa.CheckConstraint("state IN ('active', 'frozen', 'gone')", name=op.f("ck_staff_state_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("slack_user_id", "slack_team_id", name=op.f("uq_staff_slack_user_id_slack_team_id")),
    )
    op.create_index("ix_staff_person", "staff", ["person"], unique=False)
    op.create_table(
        "typeahead_counts",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("minute", Big, nullable=False, comment="minutes since 1970"),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person", "minute", name=op.f("pk_typeahead_counts")),
    )
    op.create_table(
        "bets",
        sa.Column("player_id", Big, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stake_minor", Big, nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("placed_at", Utc(), nullable=False),
        sa.Column("settled_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["player_id"], ["players.id"], name=op.f("fk_bets_player_id")),
        sa.PrimaryKeyConstraint("player_id", "id", name=op.f("pk_bets")),
    )
    op.create_index(
        "ix_bets_open",
        "bets",
        ["player_id"],
        unique=False,
        sqlite_where=sa.text("settled_at IS NULL"),
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.create_table(
        "ledger_transactions",
        sa.Column("player_id", Big, nullable=False, comment="shard key, of house entries too"),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False, comment="what makes it happen once"),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("source_ref", sa.Text(), nullable=True),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("reverses_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'reversal') = (reverses_id IS NOT NULL)",
            name=op.f("ck_ledger_transactions_reversal_names_original"),
        ),
        sa.CheckConstraint(
            "kind IN ('deposit', 'withdrawal', 'bet', 'win', 'bonus', 'adjustment', 'reversal', 'chargeback', 'platform')",
            name=op.f("ck_ledger_transactions_kind_known"),
        ),
        sa.ForeignKeyConstraint(["player_id"], ["players.id"], name=op.f("fk_ledger_transactions_player_id")),
        sa.PrimaryKeyConstraint("player_id", "id", name=op.f("pk_ledger_transactions")),
    )
    op.create_index("ix_ledger_transactions_player_at", "ledger_transactions", ["player_id", "at"], unique=False)
    op.create_index(
        "uq_ledger_transactions_reverses",
        "ledger_transactions",
        ["player_id", "reverses_id"],
        unique=True,
        sqlite_where=sa.text("reverses_id IS NOT NULL"),
        postgresql_where=sa.text("reverses_id IS NOT NULL"),
    )
    op.create_index(
        "uq_ledger_transactions_source",
        "ledger_transactions",
        ["player_id", "reason", "source_ref"],
        unique=True,
        sqlite_where=sa.text("kind = 'adjustment' AND source_ref IS NOT NULL"),
        postgresql_where=sa.text("kind = 'adjustment' AND source_ref IS NOT NULL"),
    )
    op.create_table(
        "play_sessions",
        sa.Column("player_id", Big, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("started_at", Utc(), nullable=False),
        sa.Column("device", sa.Text(), nullable=True),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.Column("ended_by_request_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["player_id"], ["players.id"], name=op.f("fk_play_sessions_player_id")),
        sa.PrimaryKeyConstraint("player_id", "id", name=op.f("pk_play_sessions")),
    )
    op.create_index(
        "ix_play_sessions_open",
        "play_sessions",
        ["player_id"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "player_blocks",
        sa.Column("player_id", Big, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("scopes", Document, nullable=False, comment="a list of scopes, never empty"),
        sa.Column("reason", sa.Text(), nullable=False, comment="a key of the office file"),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("ticket", sa.Text(), nullable=True),
        sa.Column("from_at", Utc(), nullable=False),
        sa.Column("until_at", Utc(), nullable=True, comment="open when absent"),
        sa.Column("holds_withdrawals", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=True, comment="the request that placed it"),
        sa.Column("placed_by", sa.Text(), nullable=False),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("end_request_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "asked_by IN ('operator', 'player', 'regulator', 'platform')", name=op.f("ck_player_blocks_asked_by_known")
        ),
        sa.CheckConstraint(
            "kind != 'cool_off' OR ended_at IS NULL OR ended_by IN ('clock', 'correction')",
            name=op.f("ck_player_blocks_cool_off_by_clock"),
        ),
        sa.CheckConstraint("kind IN ('block', 'self_exclusion', 'cool_off')", name=op.f("ck_player_blocks_kind_known")),
        sa.CheckConstraint(
            "visibility IN ('staff', 'security', 'compliance')", name=op.f("ck_player_blocks_visibility_known")
        ),
        sa.CheckConstraint("until_at IS NULL OR until_at > from_at", name=op.f("ck_player_blocks_period")),
        sa.ForeignKeyConstraint(["player_id"], ["players.id"], name=op.f("fk_player_blocks_player_id")),
        sa.PrimaryKeyConstraint("player_id", "id", name=op.f("pk_player_blocks")),
    )
    op.create_table(
        "player_instruments",
        sa.Column("player_id", Big, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="card, bank, wallet …"),
        sa.Column("fingerprint", sa.Text(), nullable=False, comment="the payment provider's; never a number"),
        sa.Column("last_four", sa.Text(), nullable=True),
        sa.Column("added_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["player_id"], ["players.id"], name=op.f("fk_player_instruments_player_id")),
        sa.PrimaryKeyConstraint("player_id", "id", name=op.f("pk_player_instruments")),
    )
    op.create_table(
        "player_lookups",
        sa.Column("term", Term, nullable=False, comment="case-folded"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("player_id", Big, nullable=False),
        sa.CheckConstraint(
            "kind IN ('external_id', 'username', 'email', 'phone', 'name', 'ip', 'device', 'instrument', 'phone_end', 'card_end')",
            name=op.f("ck_player_lookups_kind_known"),
        ),
        sa.ForeignKeyConstraint(["player_id"], ["players.id"], name=op.f("fk_player_lookups_player_id")),
        sa.PrimaryKeyConstraint("term", "kind", "player_id", name=op.f("pk_player_lookups")),
    )
    op.create_index("ix_player_lookups_player_id", "player_lookups", ["player_id"], unique=False)
    op.create_table(
        "player_notes",
        sa.Column("player_id", Big, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("by_staff_id", sa.Uuid(), nullable=True),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", Utc(), nullable=True),
        sa.CheckConstraint("priority IN ('normal', 'high')", name=op.f("ck_player_notes_priority_known")),
        sa.CheckConstraint(
            "visibility IN ('staff', 'security', 'compliance')", name=op.f("ck_player_notes_visibility_known")
        ),
        sa.ForeignKeyConstraint(["player_id"], ["players.id"], name=op.f("fk_player_notes_player_id")),
        sa.PrimaryKeyConstraint("player_id", "id", name=op.f("pk_player_notes")),
    )
    op.create_table(
        "player_tags",
        sa.Column("player_id", Big, nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column(
            "visibility",
            sa.Text(),
            nullable=False,
            comment="in the key: who may not see a tag may put on the same",
        ),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "visibility IN ('staff', 'security', 'compliance')", name=op.f("ck_player_tags_visibility_known")
        ),
        sa.ForeignKeyConstraint(["player_id"], ["players.id"], name=op.f("fk_player_tags_player_id")),
        sa.PrimaryKeyConstraint("player_id", "tag", "visibility", name=op.f("pk_player_tags")),
    )
    op.create_table(
        "requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False, comment="four or more letters and digits, said aloud"),
        sa.Column("key", sa.Text(), nullable=False, comment="the submission it came from: asked twice is asked once"),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("requester_id", sa.Uuid(), nullable=False),
        sa.Column("requester_person", sa.Text(), nullable=False),
        sa.Column("player_id", Big, nullable=True),
        sa.Column("subject", sa.Text(), nullable=False, comment="what only one open request may be about"),
        sa.Column("payload", Document, nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False, comment="SHA-256 of the RFC 8785 JSON of the payload"),
        sa.Column("facts", Document, nullable=False, comment="as they were when asked"),
        sa.Column("material_digest", sa.Text(), nullable=False),
        sa.Column("policy", Document, nullable=False, comment="as it was when asked"),
        sa.Column("office_fingerprint", sa.Text(), nullable=False),
        sa.Column("total_minor", Big, nullable=True, comment="absolute amount in the office's base currency"),
        sa.Column("total_on", sa.Text(), nullable=True, comment="the day in the office's zone that it counts on"),
        sa.Column("source_ref", sa.Text(), nullable=True),
        sa.Column("ticket", sa.Text(), nullable=True),
        sa.Column("asked_at", Utc(), nullable=False),
        sa.Column("due_at", Utc(), nullable=False, comment="expires, or is to be confirmed by"),
        sa.Column("overdue_at", Utc(), nullable=True, comment="when the alarm about a missing confirmation was raised"),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.Column("close_reason", sa.Text(), nullable=True),
        sa.Column("receipt", Document, nullable=True),
        sa.Column("changed_at", Utc(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('pending', 'in_force')) = (closed_at IS NULL)", name=op.f("ck_requests_closed_when_over")
        ),
        sa.CheckConstraint("kind IN ('protective', 'loosening')", name=op.f("ck_requests_kind_known")),
        sa.CheckConstraint(
            "state IN ('pending', 'in_force', 'done', 'failed', 'declined', 'taken_back', 'expired', 'confirmed', 'ended')",
            name=op.f("ck_requests_state_known"),
        ),
        sa.CheckConstraint("total_minor >= 0", name=op.f("ck_requests_total_absolute")),
        sa.ForeignKeyConstraint(["requester_id"], ["staff.id"], name=op.f("fk_requests_requester_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requests")),
        sa.UniqueConstraint("code", name=op.f("uq_requests_code")),
        sa.UniqueConstraint("key", name=op.f("uq_requests_key")),
    )
    op.create_index("ix_requests_player_id_asked_at", "requests", ["player_id", "asked_at"], unique=False)
    op.create_index("ix_requests_requester_person_asked_at", "requests", ["requester_person", "asked_at"], unique=False)
    op.create_index("ix_requests_state_due_at", "requests", ["state", "due_at"], unique=False)
    op.create_index(
        "uq_requests_open_subject",
        "requests",
        ["action", "subject"],
        unique=True,
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_table(
        "reveals",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("player_id", Big, nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_reveals_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", "id", name=op.f("pk_reveals")),
    )
    op.create_index("ix_reveals_staff_id_at", "reveals", ["staff_id", "at"], unique=False)
    op.create_table(
        "role_grants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("granted_at", Utc(), nullable=False),
        sa.Column("effective_at", Utc(), nullable=False, comment="approving counts from here on"),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("granted_by", sa.Text(), nullable=False),
        sa.Column("revoked_at", Utc(), nullable=True),
        sa.Column("revoked_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_role_grants_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grants")),
    )
    op.create_index(
        "uq_role_grants_standing",
        "role_grants",
        ["staff_id", "role"],
        unique=True,
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.create_table(
        "wallets",
        sa.Column("player_id", Big, nullable=False),
        sa.Column("wallet", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("balance_minor", Big, nullable=False),
        sa.Column("changed_at", Utc(), nullable=False),
        sa.CheckConstraint("wallet IN ('cash', 'bonus', 'locked')", name=op.f("ck_wallets_wallet_known")),
        sa.ForeignKeyConstraint(["player_id"], ["players.id"], name=op.f("fk_wallets_player_id")),
        sa.PrimaryKeyConstraint("player_id", "wallet", "currency", name=op.f("pk_wallets")),
    )
    op.create_table(
        "withdrawals",
        sa.Column("player_id", Big, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("amount_minor", Big, nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("asked_at", Utc(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("held_by_request_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", Utc(), nullable=False),
        sa.CheckConstraint("(state = 'held') = (held_by_request_id IS NOT NULL)", name=op.f("ck_withdrawals_held_by")),
        sa.CheckConstraint(
            "state IN ('waiting', 'held', 'paid', 'cancelled')", name=op.f("ck_withdrawals_state_known")
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_withdrawals_positive")),
        sa.ForeignKeyConstraint(["player_id"], ["players.id"], name=op.f("fk_withdrawals_player_id")),
        sa.PrimaryKeyConstraint("player_id", "id", name=op.f("pk_withdrawals")),
    )
    op.create_index(
        "ix_withdrawals_in_flight",
        "withdrawals",
        ["player_id"],
        unique=False,
        sqlite_where=sa.text("state IN ('waiting', 'held')"),
        postgresql_where=sa.text("state IN ('waiting', 'held')"),
    )
    op.create_table(
        "ledger_entries",
        sa.Column("player_id", Big, nullable=False),
        sa.Column("transaction_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False, comment="wallet:cash … or house:goodwill …"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount_minor", Big, nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("balance_after_minor", Big, nullable=True, comment="player wallets only"),
        sa.CheckConstraint(
            "(account LIKE 'wallet:%') = (balance_after_minor IS NOT NULL)",
            name=op.f("ck_ledger_entries_balance_of_wallets_only"),
        ),
        sa.CheckConstraint(
            "balance_after_minor >= 0 OR amount_minor > 0 OR kind IN ('chargeback', 'platform')",
            name=op.f("ck_ledger_entries_no_overdraft"),
        ),
        sa.CheckConstraint("amount_minor != 0", name=op.f("ck_ledger_entries_not_zero")),
        sa.ForeignKeyConstraint(
            ["player_id", "transaction_id"],
            ["ledger_transactions.player_id", "ledger_transactions.id"],
            name=op.f("fk_ledger_entries_player_id_transaction_id"),
        ),
        sa.PrimaryKeyConstraint("player_id", "transaction_id", "line", name=op.f("pk_ledger_entries")),
    )
    op.create_table(
        "votes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("roles", Document, nullable=False, comment="held when voting"),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("fingerprint", sa.Text(), nullable=False, comment="of what was voted on"),
        sa.Column("at", Utc(), nullable=False),
        sa.CheckConstraint(
            "decision IN ('approve', 'decline', 'confirm', 'end')", name=op.f("ck_votes_decision_known")
        ),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_votes_request_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_votes_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_votes")),
        sa.UniqueConstraint("request_id", "version", "person", name=op.f("uq_votes_request_id_version_person")),
    )
    paths()


def paths() -> None:
    """Lay the ways to what somebody waits for: without them the past would be read whole."""
    for table, columns in (
        ("records", ["id"]),
        ("requests", ["action", "subject"]),
        ("requests", ["player_id", "total_on"]),
        ("requests", ["requester_person", "total_on"]),
    ):
        op.create_index("_".join(["ix", table, *columns]), table, columns, unique=False)
    for name, table, columns, condition in (
        ("ix_outbox_given_up", "outbox", ["failed_at"], "failed_at IS NOT NULL"),
        ("ix_outbox_kept", "outbox", ["done_at"], "done_at IS NOT NULL"),
        ("ix_ledger_transactions_by_hand", "ledger_transactions", ["player_id", "at"], "kind = 'adjustment'"),
    ):
        where = sa.text(condition)
        op.create_index(name, table, columns, unique=False, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    message = "the first tables are only ever dropped with their database"
    raise RuntimeError(message)
