"""What people type, read as sentences, players, people and periods."""
