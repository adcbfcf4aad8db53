"""A small, strict Slack on this machine: for trying an app out and for testing it."""

from sandbox.answers import Answer
from sandbox.errors import SlackShows
from sandbox.forms import Form
from sandbox.messages import Message
from sandbox.people import Person
from sandbox.server import Slack

__all__ = ["Answer", "Form", "Message", "Person", "Slack", "SlackShows"]
