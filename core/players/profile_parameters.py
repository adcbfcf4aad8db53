"""What the statement of a profile is asked with: whose, when, and what somebody may see."""

from datetime import datetime

from sqlalchemy import BindParameter, bindparam

from core.people import Visibility

PLAYER: BindParameter[int] = bindparam("player_id")
PERSON: BindParameter[str] = bindparam("person")
"""Who looks."""
NOW: BindParameter[datetime] = bindparam("now")
SEES: tuple[BindParameter[str], ...] = tuple(bindparam(f"sees_{each}") for each in Visibility)
"""A word of their own for each, so that the text of the statement never changes: it is long to prepare."""
DAY_AGO: BindParameter[datetime] = bindparam("day_ago")
RETRACTED_SINCE: BindParameter[datetime] = bindparam("retracted_since")
