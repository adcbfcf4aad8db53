"""The record of everything anybody saw, asked, decided or did."""

from core.audit.entries import Authoriser, Entry, Outcome, Subject
from core.audit.reading import Found, Opened, open_record, search, verify_row
from core.audit.writing import record

__all__ = [
    "Authoriser",
    "Entry",
    "Found",
    "Opened",
    "Outcome",
    "Subject",
    "open_record",
    "record",
    "search",
    "verify_row",
]
