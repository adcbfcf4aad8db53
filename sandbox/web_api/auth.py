"""auth.test, apps.connections.open, team.info, bots.info."""

from sandbox.errors import SlackError
from sandbox.state import State
from sandbox.web_api.arguments import Args
from sandbox.web_api.registry import Json, method


@method("api.test")
def api_test(_state: State, args: Args) -> Json:
    """Answer with the arguments."""
    return {"args": {key: value for key, value in args.items() if key != "token"}}


@method("auth.test")
def auth_test(state: State, _args: Args) -> Json:
    """Say whom the token belongs to."""
    team, app = state.workspace.team, state.workspace.app
    who = {"user": app.bot_name.lower(), "user_id": app.bot_user, "bot_id": app.bot_id}
    where = {"url": f"https://{team.domain}.slack.com/", "team": team.name, "team_id": team.id}
    return {**where, **who, "is_enterprise_install": False}


@method("apps.connections.open", "connections:write", per_minute=10, app_token=True)
def apps_connections_open(state: State, _args: Args) -> Json:
    """Hand out the address of a WebSocket."""
    return {"url": f"{state.base_url.replace('http', 'ws', 1)}/socket/?ticket={state.ticket()}"}


@method("team.info", "team:read", per_minute=50)
def team_info(state: State, _args: Args) -> Json:
    """Describe the workspace."""
    team = state.workspace.team
    return {"team": {"id": team.id, "name": team.name, "domain": team.domain, "email_domain": "", "icon": {}}}


@method("bots.info", "users:read", per_minute=50)
def bots_info(state: State, args: Args) -> Json:
    """Describe the app's bot."""
    app = state.workspace.app
    if args.text("bot") not in ("", app.bot_id):
        raise SlackError("bot_not_found")
    ids = {"id": app.bot_id, "app_id": app.id, "user_id": app.bot_user}
    return {"bot": {**ids, "name": app.bot_name, "deleted": False, "updated": 0, "icons": {}}}
