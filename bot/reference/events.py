"""The page of events, for senders."""

from pydantic import BaseModel

from bot.reference.markdown import code, documented, first_line, kinds, page, section, table
from core.activity.catalogue import BODIES
from core.activity.events import Event

ABOUT = """What the gaming platform reports about its players: `POST /v1/events` takes them in batches, `pitboss \
import events` from files. Each event has an envelope that is the same for all, and a body that its type and \
version decide. Keys that are not listed here are ignored wherever they stand; those of a body are stored as \
told. An event that cannot be read is refused alone, and the others are taken. Events of an unknown type or player \
are stored separately and counted."""


def catalogue() -> str:
    """Write the page of events."""
    envelope = table(("field", "what it takes", "needed"), _fields(Event))
    bodies = []
    for (type_, version), body in BODIES.items():
        rows = _fields(body)
        heads = ("field of the body", "what it takes", "needed")
        bodies.append(
            section(f"{type_}, version {version}", first_line(body), table(heads, rows) if rows else "No fields.")
        )
    return page("Events", ABOUT, section("The envelope", envelope), *bodies)


def _fields(model: type[BaseModel]) -> list[tuple[str, str, str]]:
    told, below = kinds(model), documented(model)
    return [
        (code(name), told[name] + (f". {below[name]}" if name in below else ""), "yes" if field.is_required() else "")
        for name, field in model.model_fields.items()
    ]
