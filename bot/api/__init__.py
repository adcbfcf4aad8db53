"""HTTP endpoints for machines."""
