"""Slack's Web API: every method the sandbox answers."""

from sandbox.web_api import auth, chat, conversations, users, views
from sandbox.web_api.registry import METHODS

__all__ = ["METHODS", "auth", "chat", "conversations", "users", "views"]
