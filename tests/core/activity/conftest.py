"""Every test of the activity may ask for a platform."""

from tests.support.gaming import platform

__all__ = ["platform"]
