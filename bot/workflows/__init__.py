"""What time or the outbox starts."""
