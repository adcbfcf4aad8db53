"""One file a feature: its command, its buttons and its forms, for a person who is waiting for the answer."""
