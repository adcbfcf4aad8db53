"""The table refuses what no player is; countries written in other ways become their codes."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from core import countries

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

VALID = """
length(NEW.username) BETWEEN 1 AND 64 AND {one_line}
AND (NEW.country IS NULL OR {code})
AND (NEW.born_on IS NULL OR NEW.born_on >= '1900-01-01')
AND NEW.verification_level BETWEEN 0 AND 9
"""
CHANGED = " OR ".join(
    f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in ("username", "country", "born_on", "verification_level")
)
"""What is there already may stay as it is until it is told anew."""
ON_SQLITE = VALID.format(
    one_line="instr(NEW.username, char(10)) = 0 AND instr(NEW.username, char(13)) = 0",
    code="NEW.country GLOB '[A-Z][A-Z]'",
)
SQLITE = (
    """
    CREATE TRIGGER players_valid_when_added BEFORE INSERT ON players WHEN NOT ({valid})
    BEGIN SELECT RAISE(ABORT, 'no player is like that'); END
    """,
    """
    CREATE TRIGGER players_valid_when_changed BEFORE UPDATE OF username, country, born_on, verification_level ON players
    WHEN ({changed}) AND NOT ({valid})
    BEGIN SELECT RAISE(ABORT, 'no player is like that'); END
    """,
)
ON_POSTGRESQL = VALID.format(one_line=r"NEW.username !~ '[\r\n]'", code="NEW.country ~ '^[A-Z]{2}$'")
POSTGRESQL = (
    """
    CREATE FUNCTION pitboss_refuse_invalid_player() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'no player is like that' USING ERRCODE = 'check_violation'; END $$
    """,
    """
    CREATE TRIGGER players_valid_when_added BEFORE INSERT ON players
    FOR EACH ROW WHEN (NOT ({valid})) EXECUTE FUNCTION pitboss_refuse_invalid_player()
    """,
    """
    CREATE TRIGGER players_valid_when_changed BEFORE UPDATE OF username, country, born_on, verification_level ON players
    FOR EACH ROW WHEN (({changed}) AND NOT ({valid})) EXECUTE FUNCTION pitboss_refuse_invalid_player()
    """,
)


def upgrade() -> None:
    _write_codes()
    if op.get_bind().dialect.name == "sqlite":
        _guard(SQLITE, valid=ON_SQLITE, changed=CHANGED.replace("IS DISTINCT FROM", "IS NOT"))
    else:
        _guard(POSTGRESQL, valid=ON_POSTGRESQL, changed=CHANGED)


def _guard(statements: Sequence[str], *, valid: str, changed: str) -> None:
    for statement in statements:
        op.execute(sa.text(statement.format(valid=valid, changed=changed).replace(":", r"\:")))


def _write_codes() -> None:
    bind = op.get_bind()
    for (written,) in bind.execute(sa.text("SELECT DISTINCT country FROM players WHERE country IS NOT NULL")).all():
        code = countries.code(written)
        if code and code != written:
            change = sa.text("UPDATE players SET country = :code WHERE country = :written")
            bind.execute(change, {"code": code, "written": written})


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
