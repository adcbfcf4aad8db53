"""Home in Slack: drawn when its tab is opened, or when somebody asks for it again."""

from bot.handlers.desk import status
from bot.slack.incoming import Call
from bot.slack.responses import Home, Shown
from bot.slack.routes import Routes
from bot.workflows import home
from core import audit
from core.work import Work


async def _opened(call: Call) -> Shown:
    """Draw Home when its tab is opened; the same event tells of the messages tab too."""
    return await _looked_at(call) if call.event.get("tab") == "home" else None


async def _looked_at(call: Call) -> Shown:
    """Draw Home for the person who looks at it, on the record."""

    async def read(work: Work) -> tuple[Home, audit.Entry]:
        drawing, shown = await home.drawn(work, call.actor)
        codes = ", ".join(dict.fromkeys(request.code for request in shown))
        return drawing, call.entry("home.viewed", "approvals", facts={"codes": codes})

    return await call.view(call.entry("home.viewed", "approvals"), read)


ROUTES = Routes(events={"app_home_opened": _opened}, buttons={"home": _looked_at, "status": status.status})
