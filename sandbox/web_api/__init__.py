"""Slack's Web API: every method the sandbox answers."""

from sandbox.web_api import auth, chat, conversations, files, reactions, users, views
from sandbox.web_api.registry import METHODS

__all__ = ["METHODS", "auth", "chat", "conversations", "files", "reactions", "users", "views"]
