"""The control API: what the page and remote tests do and see, as JSON on loopback only."""
