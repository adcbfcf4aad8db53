"""Everything Pitboss does in Slack, feature by feature: handlers, drawers of the outbox, timers."""

from dataclasses import dataclass, field

from bot.drawings import Drawers
from bot.routes import Routes
from bot.workflows.schedule import Job


@dataclass(frozen=True, slots=True)
class Feature:
    """What one feature adds to the bot."""

    routes: Routes = field(default_factory=Routes)
    drawers: Drawers = field(default_factory=dict)
    jobs: tuple[Job, ...] = ()


ALL: tuple[Feature, ...] = ()
"""A new feature is a module and a line here."""
