"""A simulated company for trying Pitboss out: its workspace, its players and their history."""
