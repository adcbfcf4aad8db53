"""Person keys are compared as they look: a digit that passes for a letter makes no other human of one."""

import sqlalchemy as sa
from alembic import op

from core import look_alikes

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

persons = sa.table("persons", sa.column("key", sa.Text), sa.column("folded", sa.Text), sa.column("since", sa.Text))


def upgrade() -> None:
    """Keep every key: of two that look alike, the later one stands under its own name beside the look."""
    connection, taken = op.get_bind(), set()
    keys = list(connection.scalars(sa.select(persons.c.key).order_by(persons.c.since, persons.c.key)))
    connection.execute(sa.update(persons).values(folded=sa.literal("was ") + persons.c.key))
    for key in keys:
        looks = look_alikes.person_key(key)
        looks = f"{looks} ({key})" if looks in taken else looks
        taken.add(looks)
        connection.execute(sa.update(persons).where(persons.c.key == key).values(folded=looks))


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
