"""Every test of the import may ask for files to carry in."""

from tests.support.importing import files

__all__ = ["files"]
