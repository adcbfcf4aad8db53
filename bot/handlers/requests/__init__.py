"""What needs a second person: asked for by a command or a button, listed, opened."""
