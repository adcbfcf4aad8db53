"""Hiring by two people: each person key belongs to one human for good, and those who hired somebody stay apart from them.

The keys of everybody who was ever on the staff are kept from now on. Two that look alike may be there already: the later
one is kept under a form of its own.
"""

import sqlalchemy as sa
from alembic import op

from core import foldings
from core.database.tables.base import Utc

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

persons = sa.table("persons", sa.column("key", sa.Text), sa.column("folded", sa.Text), sa.column("since", Utc))
staff = sa.table("staff", sa.column("person", sa.Text), sa.column("created_at", Utc))


def upgrade() -> None:
    op.create_table(
        "persons",
        sa.Column("key", sa.Text(), nullable=False, comment="stands for one human for good, also after they have left"),
        sa.Column("folded", sa.Text(), nullable=False, comment="how the key looks"),
        sa.Column("since", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_persons")),
        sa.UniqueConstraint("folded", name=op.f("uq_persons_folded")),
    )
    op.create_table(
        "chat_accounts",
        sa.Column("slack_user_id", sa.Text(), nullable=False),
        sa.Column("slack_team_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("barred", sa.Boolean(), nullable=False, comment="guest, bot, deleted or external"),
        sa.Column("email_mac", sa.LargeBinary(), comment="of the e-mail address, only to be compared"),
        sa.Column("phone_mac", sa.LargeBinary(), comment="of the last digits of the phone number, only to be compared"),
        sa.Column("checked_at", Utc(), nullable=False, comment="when the chat workspace said so"),
        sa.PrimaryKeyConstraint("slack_user_id", name=op.f("pk_chat_accounts")),
    )
    op.create_index("ix_chat_accounts_email_mac", "chat_accounts", ["email_mac"])
    op.create_index("ix_chat_accounts_phone_mac", "chat_accounts", ["phone_mac"])
    op.create_table(
        "separations",
        sa.Column("person", sa.Text(), nullable=False, comment="who was hired"),
        sa.Column("other", sa.Text(), nullable=False, comment="who asked for the hire, or agreed to it"),
        sa.Column("until_at", Utc(), nullable=False, comment="until then they share no request"),
        sa.PrimaryKeyConstraint("person", "other", name=op.f("pk_separations")),
    )
    op.create_index("ix_separations_other", "separations", ["other"])
    _keep_keys()


def _keep_keys() -> None:
    """Keep the key of everybody who was ever on the staff, the earlier one first."""
    connection, taken = op.get_bind(), set()
    since = sa.func.min(staff.c.created_at).label("since")
    query = sa.select(staff.c.person, since).group_by(staff.c.person).order_by(since, staff.c.person)
    for person, first in connection.execute(query).all():
        looks = foldings.person_key(person)
        looks = f"{looks} ({person})" if looks in taken else looks
        taken.add(looks)
        connection.execute(sa.insert(persons).values(key=person, folded=looks, since=first))


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
