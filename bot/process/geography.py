"""The country of an address, from a MaxMind file if one is configured; nothing depends on it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from core import countries

log = logging.getLogger(__name__)

LIBRARY = "maxminddb"
"""An optional package: ``pip install pitboss[geoip]``."""
KEYS = ("country", "registered_country")
"""Where files of several kinds keep it."""
FAULTS = (ValueError, RuntimeError, OSError, LookupError, TypeError)
"""What the library raises on a file that is none, is cut short or damaged, and on what is no address."""


@dataclass(frozen=True, slots=True)
class AddressFile:
    """A file that says in which country an address is, or why it cannot be used."""

    country_of: Callable[[str], str | None] | None = None
    kind: str = ""
    """What the file calls itself."""
    problem: str = ""


def load(path: Path | None) -> AddressFile:
    """Open the file; nothing depends on it, so what is wrong with it is told and the desk goes on."""
    if path is None:
        return AddressFile()
    try:
        library: Any = import_module(LIBRARY)
    except ImportError:
        return _unusable(f"{path} needs the package {LIBRARY}, which is not installed.")
    try:
        reader = library.open_database(str(path))
        kind = str(reader.metadata().database_type)
        reader.get("192.0.2.1")
    except FAULTS as fault:
        return _unusable(f"{path} cannot be read as a MaxMind file: {type(fault).__name__}.")
    return AddressFile(country_of=lambda address: _country(reader, address), kind=kind)


def _unusable(problem: str) -> AddressFile:
    log.warning("no country is looked up by address: %s", problem)
    return AddressFile(problem=problem)


def _country(reader: Any, address: str) -> str | None:
    """Give the country's two letters; None where the file does not know, or is damaged there."""
    try:
        found = reader.get(address)
    except FAULTS:
        return None
    for key in KEYS if isinstance(found, dict) else ():
        place = found.get(key)
        told = place.get("iso_code") if isinstance(place, dict) else place
        if isinstance(told, str) and (code := countries.code(told)):
            return code
    return None
