"""A pretend company: its workspace, its players and their history, for trying Pitboss out."""
