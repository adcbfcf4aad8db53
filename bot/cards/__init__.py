"""Messages and Home, drawn from rows. Pure: no handler, no workflow, no database."""
