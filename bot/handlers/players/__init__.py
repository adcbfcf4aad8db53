"""Players: looked up, drawn, opened part by part, noted."""
