"""One process: settings, services, logs, metrics, transactions."""
