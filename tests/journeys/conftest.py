"""Every journey may ask for the whole desk; its stories have every Home redrawn, as in production."""

from tests.support.desk import database_kind, desk, patience, transport, wiring

__all__ = ["database_kind", "desk", "patience", "transport", "wiring"]
