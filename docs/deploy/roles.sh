#!/bin/sh
# Runs once, when PostgreSQL creates its data: the role of the bot, which owns nothing (docs/operating.md, section 3).
set -eu
psql --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" --set=password="$BOT_PASSWORD" <<'SQL'
CREATE ROLE pitboss_bot LOGIN PASSWORD :'password';
ALTER ROLE pitboss_bot SET jit = off;
GRANT USAGE ON SCHEMA public TO pitboss_bot;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO pitboss_bot;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO pitboss_bot;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO pitboss_bot;
SQL
