"""The bot: Slack screens, handlers and workers, and the `pitboss` command."""
