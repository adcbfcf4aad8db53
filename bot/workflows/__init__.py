"""Work started by timers or by the outbox."""
