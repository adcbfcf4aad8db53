"""A small, strict imitation of Slack on this machine, for trying out and testing an app."""

from sandbox.answers import Answer
from sandbox.errors import SlackShows
from sandbox.forms import Form
from sandbox.messages import Message
from sandbox.people import Person
from sandbox.server import Slack

__all__ = ["Answer", "Form", "Message", "Person", "Slack", "SlackShows"]
