"""How Slack reaches the app and the app answers: HTTP, Socket Mode, events, response URLs."""
