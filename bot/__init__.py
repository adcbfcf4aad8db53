"""The bot: what people see, press and are told in Slack."""
