"""The database: connections, tables, migrations, and how statements are written for it."""
