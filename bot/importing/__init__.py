"""Bringing players and events in from files, as a mapping file says, refusing line by line what does not fit."""

from bot.importing.load import Carrying, ImportOutcome, carry
from bot.importing.mapping import PLAIN, Mapping, MappingRefused, What, read_mapping

__all__ = ["PLAIN", "Carrying", "ImportOutcome", "Mapping", "MappingRefused", "What", "carry", "read_mapping"]
