"""Bringing players and events in from files, as a mapping file says, refusing line by line what does not fit."""

from bot.importing.load import Carrying, Outcome, carry
from bot.importing.mapping import PLAIN, Mapping, MappingRefused, What, read_mapping

__all__ = ["PLAIN", "Carrying", "Mapping", "MappingRefused", "Outcome", "What", "carry", "read_mapping"]
