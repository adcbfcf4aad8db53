"""What one feature adds to the bot."""

from dataclasses import dataclass, field

from bot.doors import Door
from bot.drawings import Drawers
from bot.routes import Routes
from bot.workflows.schedule import Job
from bot.workflows.sending import Senders


@dataclass(frozen=True, slots=True)
class Feature:
    """Handlers, drawers and senders of the outbox by topic, timers, HTTP doors."""

    routes: Routes = field(default_factory=Routes)
    drawers: Drawers = field(default_factory=dict)
    jobs: tuple[Job, ...] = ()
    doors: tuple[Door, ...] = ()
    senders: Senders = field(default_factory=dict)
