"""The control API for the page and remote tests, as JSON on loopback only."""
