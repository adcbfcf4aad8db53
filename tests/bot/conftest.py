"""Every test of the bot may ask for the whole desk."""

from tests.support.desk import database_kind, desk, patience, transport, wiring

__all__ = ["database_kind", "desk", "patience", "transport", "wiring"]
