"""Home in Slack: drawn when its tab is opened, or when somebody asks for it again."""

from bot import kit
from bot.cards import home_screen
from bot.handlers.desk import status
from bot.slack.incoming import Call
from bot.slack.responses import Home, Shown
from bot.slack.routes import Routes
from core import home


async def _opened(call: Call) -> Shown:
    """Draw Home when its tab is opened; the same event tells of the messages tab too."""
    return await _drawn(call) if call.event.get("tab") == "home" else None


async def _drawn(call: Call) -> Home:
    content = await call.see(home.content)
    return Home(kit.home(home_screen.draw(content, actor=call.actor, office=call.services.office)))


ROUTES = Routes(events={"app_home_opened": _opened}, buttons={"home": _drawn, "status": status.status})
