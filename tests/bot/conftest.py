"""Every test of the bot may ask for the whole desk, on which Homes are redrawn that somebody has opened."""

import pytest

from tests.support.desk import database_kind, desk, opened_homes, patience, transport, wiring

__all__ = ["database_kind", "desk", "opened_homes", "patience", "transport", "wiring"]


@pytest.fixture(autouse=True)
def homes(opened_homes: None) -> None:
    """Leave Homes alone that nobody has opened; tests about them override this."""
