"""The words of players' names are kept once each, so that misspelled ones are compared with few."""

import sqlalchemy as sa
from alembic import op

from core import foldings
from core.database.tables.base import Term

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

BATCH = 1000
PLAYERS = sa.text("SELECT id, first_name, last_name FROM players WHERE id > :last ORDER BY id LIMIT :batch")
ADDING = sa.text("INSERT INTO name_words (word, sound) VALUES (:word, :sound) ON CONFLICT DO NOTHING")
TRIGRAMS = "CREATE VIRTUAL TABLE name_word_trigrams USING fts5(word, tokenize = 'trigram')"
KEPT = """
CREATE TRIGGER name_words_trigrams AFTER INSERT ON name_words
BEGIN INSERT INTO name_word_trigrams (word) VALUES ('  ' || NEW.word || ' '); END
"""
"""As PostgreSQL's trigrams do, two blanks before a word make its beginning count more."""


def upgrade() -> None:
    op.create_table(
        "name_words",
        sa.Column("word", Term, nullable=False, comment="folded"),
        sa.Column("sound", Term, nullable=False, comment="its consonants, alike for words that sound alike"),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_name_words")),
    )
    op.create_index("ix_name_words_sound", "name_words", ["sound"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(TRIGRAMS)
        op.execute(KEPT)
    _fill()


def _fill() -> None:
    """Keep the words of the players that there are, a thousand players at a time."""
    bind, last, kept = op.get_bind(), 0, set[str]()
    while players := bind.execute(PLAYERS, {"last": last, "batch": BATCH}).all():
        words = set().union(*(foldings.words(player.first_name, player.last_name) for player in players)) - kept
        if words:
            bind.execute(ADDING, [{"word": word, "sound": foldings.sound(word)} for word in sorted(words)])
        kept |= words
        last = players[-1].id


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
